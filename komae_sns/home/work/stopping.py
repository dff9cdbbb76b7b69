"""運用停止 and 一時停止: whose turn it is, at each stage."""

from django.urls import reverse

from accounts.models import Pause, Suspension
from komae_sns.documents import wareki
from komae_sns.home.work.lists import Task, WorkList, register_page, work_list
from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post


def to_stop(actor: Actor) -> WorkList | None:
    """4(5)エ: told for long enough; the head may stop."""
    headed = _headed(actor)
    if not headed:
        return None
    rows = Suspension.objects.notice_over_by(actor.today).filter(stop_on__lte=actor.today)
    rows = rows.filter(account__department__in=headed).with_names().order_by("stop_on", "pk")

    def task(suspension: Suspension) -> Task:
        why = f"周知の期間が終わりました・停止する日 {wareki.long(suspension.stop_on)}"
        late = suspension.stop_on < actor.today
        return Task(
            str(suspension.account),
            suspension.get_absolute_url(),
            why,
            suspension.stop_on if late else None,
            late,
        )

    return work_list("アカウントを停止する", rows, task, _list())


def plans_to_confirm(actor: Actor) -> WorkList | None:
    """4(5)イ: nobody confirms the plan of their own section, or their own."""
    if not actor.holds(Post.SECRETARIAT):
        return None
    rows = Suspension.objects.to_confirm().exclude(
        account__department__in=actor.interested_section_ids
    )
    rows = rows.exclude(submitted_by__in=actor.persons).with_names().order_by("submitted_at")

    def task(suspension: Suspension) -> Task:
        level = suspension.get_level_display()
        why = f"影響度 {level}・周知 {suspension.notice_days}日・{_section(suspension)}"
        address = suspension.get_absolute_url()
        return Task(str(suspension.account), address, why, suspension.submitted_at)

    return work_list("停止の計画を確認する", rows, task, _list())


def to_assess(actor: Actor) -> WorkList | None:
    """4(5)イ: the impact sheet and the plan."""
    if not actor.section_ids:
        return None
    rows = Suspension.objects.to_assess().of_sections(actor.section_ids).with_names()

    def task(suspension: Suspension) -> Task:
        why = "事務局から戻りました" if suspension.is_sent_back else "停止の影響度と周知の計画"
        since = suspension.returned_at or suspension.begun_at
        return Task(str(suspension.account), suspension.get_absolute_url(), why, since)

    return work_list("停止の影響度を確かめ、計画を書く", rows.order_by("begun_at"), task, _list())


def to_announce(actor: Actor) -> WorkList | None:
    """4(5)ウ: on the account itself, and on the city's PR account."""
    if not actor.section_ids:
        return None
    rows = Suspension.objects.to_announce_by(actor.section_ids).with_names()

    def task(suspension: Suspension) -> Task:
        why = "まだ知らせていません" if suspension.announced_on is None else "案内がまだです"
        address = f"{suspension.get_absolute_url()}#notices"
        return Task(str(suspension.account), address, why, suspension.confirmed_at)

    return work_list("停止を知らせ、市広報アカウントで案内する", rows.order_by("pk"), task, _list())


def paused(actor: Actor) -> WorkList | None:
    """見本第8条: a pause is followed by 再開 or 停止."""
    headed = _headed(actor)
    rows = Pause.objects.lasting()
    if not actor.holds(Post.SECRETARIAT):
        if not headed:
            return None
        rows = rows.of_sections(headed)
    rows = rows.select_related("account__service", "account__department__parent").order_by("since")

    def task(pause: Pause) -> Task:
        why = f"{pause.account.department.full_name}・一時停止中"
        return Task(str(pause.account), pause.get_absolute_url(), why, pause.since)

    return work_list(
        "一時停止から再開できるかを確かめる", rows, task, f"{register_page()}?status=PAUSED"
    )


def _headed(actor: Actor) -> frozenset[int]:
    return frozenset(a.department_id for a in actor.appointments if a.post == Post.HEAD)


def _section(suspension: Suspension) -> str:
    return suspension.account.department.full_name


def _list() -> str:
    return reverse("accounts:suspension-list")
