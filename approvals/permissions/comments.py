"""Who reads and writes what the committee says among itself."""

from approvals.models import Application
from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post


def can_read_comments(actor: Actor, application: Application) -> bool:
    """委員の意見を読めるのは、委員会・事務局・監査だけです。申請した側の人は、のぞきます。"""
    readers = actor.on_committee or actor.holds(Post.SECRETARIAT, Post.AUDITOR)
    return readers and not _is_applicant(actor, application)


def can_comment(actor: Actor, application: Application) -> bool:
    """委員の意見を書けるのは、委員会と事務局だけです。申請した側の人は、のぞきます。"""
    writers = actor.on_committee or actor.holds(Post.SECRETARIAT)
    return writers and not _is_applicant(actor, application)


def _is_applicant(actor: Actor, application: Application) -> bool:
    """Its section, who drafted and who filed, and those who stand in for them."""
    return (
        actor.has_interest_in(application.department)
        or application.drafted_by_id in actor.persons
        or application.was_filed_by(actor.persons)
    )
