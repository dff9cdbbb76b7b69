"""4(5)エ: what is stopped and looked after, and what was found wrong."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse

from accounts.models import StatusAlarm, StatusCheck
from komae_sns.documents import wareki
from komae_sns.home.work.lists import Task, WorkList, work_list
from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post

AHEAD = timedelta(days=14)


def status_checks_due(actor: Actor) -> WorkList | None:
    """Of the section and of those one manages; where nobody is left, the secretariat's."""
    due = StatusCheck.objects.due_by(actor.today + AHEAD)
    mine = Q(account__department__in=actor.section_ids) | Q(
        account__manager__in=[a.pk for a in actor.appointments]
    )
    if actor.holds(Post.SECRETARIAT):
        mine |= Q(pk__in=due.left_alone(actor.today).values("pk"))
    elif not actor.section_ids:
        return None

    def task(check: StatusCheck) -> Task:
        is_late = check.is_late_on(actor.today)
        why = f"期日 {wareki.long(check.due_on)}・{check.account.department.full_name}"
        since = check.due_on if is_late else None
        return Task(str(check.account), check.get_absolute_url(), why, since, is_late)

    rows = due.filter(mine).soonest_first().with_names()
    return work_list("停止したアカウントの状態を確認する", rows, task, _page())


def service_ends_to_confirm(actor: Actor) -> WorkList | None:
    """Nobody confirms what they found themselves."""
    if not actor.holds(Post.SECRETARIAT):
        return None
    found = StatusCheck.objects.ends_to_confirm().exclude(done_by__in=actor.persons)

    def task(check: StatusCheck) -> Task:
        why = f"{check.note}・{check.done_by.name}"
        return Task(str(check.account), check.get_absolute_url(), why, check.done_on)

    rows = found.with_names().order_by("done_at", "pk")
    return work_list("サービスが本当に終わったかを確かめる", rows, task, _page())


def alarms_to_receive(actor: Actor) -> WorkList | None:
    """Those from before there were incidents."""
    if not actor.holds(Post.CISO):
        return None
    rows = StatusAlarm.objects.open().filter(incident=None).with_names().order_by("pk")
    effect = "停止したアカウントの異常を受け取り、指示する"
    return work_list(effect, rows, _alarm, reverse("accounts:status-alarm-list"))


def alarms_to_settle(actor: Actor) -> WorkList | None:
    if not actor.holds(Post.CISO):
        return None
    rows = StatusAlarm.objects.received().filter(incident=None).with_names().order_by("pk")
    effect = "指示した異常への対応を見とどける"
    return work_list(effect, rows, _alarm, reverse("accounts:status-alarm-list"))


def _alarm(alarm: StatusAlarm) -> Task:
    why = f"{alarm.account.department.full_name}・{alarm.found}"
    return Task(str(alarm), alarm.get_absolute_url(), why, alarm.raised_at)


def _page() -> str:
    return reverse("accounts:status-check-list")
