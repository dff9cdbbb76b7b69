"""Who may file, accept and return. The docstring is the sentence on the 403 page."""

from approvals.models import Application
from approvals.status import ApplicationStatus
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Department
from komae_sns.staff.posts import Post


def can_start(actor: Actor, department: Department) -> bool:
    """申請を起こせるのは、その部課の課長と担当者だけです。"""
    return actor.works_in(department)


def can_edit(actor: Actor, application: Application) -> bool:
    """書き直せるのは、起案中か差戻しの申請を、その部課の課長と担当者だけです。"""
    return application.is_editable and actor.works_in(application.department)


def can_pass_to_head(actor: Actor, application: Application) -> bool:
    """課長へ回せるのは、その部課の担当者だけです。"""
    return can_edit(actor, application) and not actor.heads(application.department)


def can_submit(actor: Actor, application: Application) -> bool:
    """事務局へ提出できるのは、その課の長だけです。"""
    return application.is_editable and actor.heads(application.department)


def can_pull_back(actor: Actor, application: Application) -> bool:
    """引き戻せるのは、事務局が受け付ける前に、その課の長だけです。"""
    return application.status == ApplicationStatus.SUBMITTED and actor.heads(application.department)


def can_withdraw(actor: Actor, application: Application) -> bool:
    """取り下げられるのは、決定の前に、その課の長だけです。"""
    return not application.is_ended and actor.heads(application.department)


def can_accept(actor: Actor, application: Application) -> bool:
    """受け付けるのは事務局です。自分の部課の申請や、自分が起案した申請は受け付けられません。"""
    return (
        application.status == ApplicationStatus.SUBMITTED
        and actor.holds(Post.SECRETARIAT)
        and not _is_own(actor, application)
    )


def can_return(actor: Actor, application: Application) -> bool:
    """差し戻せるのは、提出済か審査中の申請を、事務局だけです。"""
    return (
        application.status in {ApplicationStatus.SUBMITTED, ApplicationStatus.IN_REVIEW}
        and actor.holds(Post.SECRETARIAT)
        and not _is_own(actor, application)
    )


def _is_own(actor: Actor, application: Application) -> bool:
    """Nobody accepts or confirms their own doing (DESIGN 6)."""
    return actor.works_in(application.department) or actor.user.pk == application.drafted_by_id
