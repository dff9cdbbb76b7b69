"""Who ends a preparation that leads nowhere."""

from accounts.models import Decision, OfficialAccount
from approvals.models import Waiver
from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post


def can_abandon(actor: Actor, account: OfficialAccount) -> bool:
    """開設を取りやめるのは、運用する課の所属長です。特認の期限が過ぎたものは、事務局もできます。"""
    if actor.heads(account.department):
        return True
    return actor.holds(Post.SECRETARIAT) and _waiver_is_over(account, actor)


def _waiver_is_over(account: OfficialAccount, actor: Actor) -> bool:
    if account.decision.outcome != Decision.Outcome.WAIVED:
        return False
    return Waiver.objects.expired_on(actor.today).filter(application__account=account).exists()
