"""引継ぎ: to hand over, to receive, and managers who leave without a successor."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse

from accounts.models import Handover, OfficialAccount
from komae_sns.documents import wareki
from komae_sns.home.work.lists import Task, WorkList, register_page, work_list
from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post

AHEAD = timedelta(days=60)


def handovers_to_give(actor: Actor) -> WorkList | None:
    """One's own, and late ones of those one heads."""
    late = Q(last_day__lt=actor.today, account__department__in=_headed(actor))
    rows = Handover.objects.open().filter(Q(leaver=actor.user) | late)
    return _list("アカウントを引き渡す", rows, actor)


def handovers_to_receive(actor: Actor) -> WorkList | None:
    theirs = Q(successor=actor.user) | Q(account__department__in=_headed(actor))
    rows = Handover.objects.handed().filter(theirs)
    others = rows.exclude(leaver__in=actor.persons).exclude(handed_by__in=actor.persons)
    return _list("引継ぎを確かめて、受け取る", others, actor)


def handovers_late(actor: Actor) -> WorkList | None:
    if not actor.holds(Post.SECRETARIAT):
        return None
    yesterday = actor.today - timedelta(days=1)
    return _list("終わらない引継ぎを促す", Handover.objects.leaving_by(yesterday), actor)


def managers_without_successor(actor: Actor) -> WorkList | None:
    """Before it happens: nobody is entered who heads the section afterwards."""
    if not actor.holds(Post.SECRETARIAT):
        return None
    until = actor.today + AHEAD
    rows = OfficialAccount.objects.manager_leaving_without_successor(until).with_names()

    def task(account: OfficialAccount) -> Task:
        last = account.manager.ends_on
        why = f"管理者 {account.manager}・{wareki.long(last)}まで・後任が入っていません"
        is_late = last < actor.today
        return Task(
            str(account), account.get_absolute_url(), why, last if is_late else None, is_late
        )

    rows = rows.order_by("manager__ends_on", "pk")
    return work_list("管理者の後任を決めてもらう", rows, task, register_page())


def _headed(actor: Actor) -> list[int | None]:
    return [a.department_id for a in actor.appointments if a.post == Post.HEAD]


def _list(effect: str, rows: object, actor: Actor) -> WorkList:
    def task(handover: Handover) -> Task:
        is_late = handover.is_late_on(actor.today)
        why = (
            f"{handover.leaver.name}（{handover.duty}）・最後の日 {wareki.long(handover.last_day)}"
        )
        since = handover.last_day if is_late else None
        return Task(str(handover.account), handover.get_absolute_url(), why, since, is_late)

    ordered = rows.soonest_first().with_names()
    return work_list(effect, ordered, task, reverse("accounts:handover-list"))
