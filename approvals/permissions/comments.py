"""Who reads and writes what the committee says among itself."""

from approvals.models import Application
from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post


def can_read_comments(actor: Actor, application: Application) -> bool:
    """委員の意見を読み書きできるのは、委員会と事務局だけです。申請した側の人は、のぞきます。"""
    if not (actor.on_committee or actor.holds(Post.SECRETARIAT)):
        return False
    return not _is_applicant(actor, application)


def _is_applicant(actor: Actor, application: Application) -> bool:
    """Its section, who drafted and who filed, and those who stand in for them."""
    return (
        actor.has_interest_in(application.department)
        or application.drafted_by_id in actor.persons
        or application.rounds.filed_by(actor.persons).exists()
    )
