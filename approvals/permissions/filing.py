"""Who may file, accept and return; when is told by the life (status.py), not here."""

from approvals.models import Application
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Department
from komae_sns.staff.posts import Post


def can_start(actor: Actor, department: Department) -> bool:
    """申請を起こせるのは、その部課の課長と担当者だけです。"""
    return actor.works_in(department)


def can_file(actor: Actor) -> bool:
    """申請を起こせるのは、課長と担当者だけです。"""
    return bool(actor.section_ids)


def can_edit(actor: Actor, application: Application) -> bool:
    """書き直せるのは、その部課の課長と担当者だけです。"""
    return actor.works_in(application.department)


def can_read_draft(actor: Actor, application: Application) -> bool:
    """書きかけの内容を読めるのは、その部課と事務局だけです。"""
    return actor.works_in(application.department) or actor.holds(Post.SECRETARIAT)


def can_pass_to_head(actor: Actor, application: Application) -> bool:
    """課長へ回せるのは、その部課の担当者だけです。"""
    return can_edit(actor, application) and not actor.heads(application.department)


def can_give_back(actor: Actor, application: Application) -> bool:
    """下書きを担当者へ戻せるのは、その課の長だけです。"""
    return actor.heads(application.department)


def can_submit(actor: Actor, application: Application) -> bool:
    """事務局へ提出できるのは、その課の長だけです。"""
    return actor.heads(application.department)


def can_pull_back(actor: Actor, application: Application) -> bool:
    """引き戻せるのは、その課の長だけです。"""
    return actor.heads(application.department)


def can_withdraw(actor: Actor, application: Application) -> bool:
    """取り下げられるのは、その課の長だけです。"""
    return actor.heads(application.department)


def can_accept(actor: Actor, application: Application) -> bool:
    """受け付けるのは事務局です。自分の部課の申請や、自分が起案・提出した申請は受け付けられません。"""
    return actor.holds(Post.SECRETARIAT) and not _is_own(actor, application)


def can_return(actor: Actor, application: Application) -> bool:
    """差し戻すのは事務局です。自分の部課の申請や、自分が起案・提出した申請は差し戻せません。"""
    return actor.holds(Post.SECRETARIAT) and not _is_own(actor, application)


def can_send_back_to_check(actor: Actor, application: Application) -> bool:
    """受付に戻すのは事務局です。自分の部課の申請や、自分が起案・提出した申請は戻せません。"""
    return actor.holds(Post.SECRETARIAT) and not _is_own(actor, application)


def _is_own(actor: Actor, application: Application) -> bool:
    """Nobody accepts or confirms their own doing, nor that of whom they stand in for (DESIGN 6)."""
    return (
        actor.has_interest_in(application.department)
        or application.drafted_by_id in actor.persons
        or application.was_filed_by(actor.persons)
    )
