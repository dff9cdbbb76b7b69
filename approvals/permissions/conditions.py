"""Who reports that a condition is met, and who confirms it."""

from approvals.models import Condition
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Department
from komae_sns.staff.posts import Post


def can_report(actor: Actor, condition: Condition) -> bool:
    """条件をどう満たしたかを報告できるのは、運用する課の課長と担当者だけです。"""
    return actor.works_in(_section(condition))


def can_confirm(actor: Actor, condition: Condition) -> bool:
    """条件の確認は、事務局と委員長がします。自分の部課の条件は確認できません。"""
    confirms = actor.holds(Post.SECRETARIAT, Post.CHAIR)
    return (
        confirms
        and not actor.has_interest_in(_section(condition))
        and condition.reported_by_id not in actor.persons
    )


def _section(condition: Condition) -> Department:
    application = condition.application
    return (application.account or application).department
