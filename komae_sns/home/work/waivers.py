"""委員長特認: followed until reported and ended."""

from django.urls import reverse

from approvals.models import Waiver
from komae_sns.documents import wareki
from komae_sns.home.work.lists import Task, WorkList, meetings_page, work_list
from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post


def waivers_to_report(actor: Actor) -> WorkList | None:
    if not actor.holds(Post.SECRETARIAT, Post.CHAIR):
        return None
    rows = Waiver.objects.unreported().with_names().order_by("granted_at")

    def task(waiver: Waiver) -> Task:
        why = f"特認の期限 {wareki.long(waiver.expires_on)}・まだ委員会へ報告していません"
        is_late = waiver.is_expired_on(actor.today)
        application = waiver.application
        url = application.get_absolute_url()
        return Task(str(application), url, why, waiver.granted_at, is_late)

    return work_list("委員長特認を委員会へ報告する", rows, task, meetings_page())


def waivers_overrun(actor: Actor) -> WorkList | None:
    """4(2)イ・ウ ただし書: all for the chair who gave them, its own for a section."""
    if not (actor.section_ids or actor.holds(Post.CHAIR)):
        return None
    rows, more_url = Waiver.objects.overrun_on(actor.today), reverse("approvals:waiver-list")
    if not actor.holds(Post.CHAIR):
        rows, more_url = rows.of_sections(actor.section_ids), reverse("accounts:account-list")
    rows = rows.with_names().order_by("expires_on", "pk")
    return work_list("期限の過ぎた特認を、通常の手続か停止で終わらせる", rows, _overrun, more_url)


def _overrun(waiver: Waiver) -> Task:
    account = waiver.application.account
    ended = wareki.long(waiver.expires_on)
    why = f"特認の期限 {ended}・{account.department.full_name}・{account.get_status_display()}"
    return Task(str(account), waiver.get_absolute_url(), why, waiver.expires_on, is_late=True)
