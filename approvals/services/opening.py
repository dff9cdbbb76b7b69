"""What a waiver does not reach: the opening of an account after its end (4(2)イ・ウ ただし書)."""

from collections.abc import Iterator
from datetime import date

from accounts.checklist import Gap
from accounts.models import Decision, OfficialAccount
from approvals.models import Waiver
from komae_sns.documents import wareki


def waiver_gaps(account: OfficialAccount, today: date) -> Iterator[Gap]:
    """Registered as a gap of opening (accounts.checklist)."""
    if account.decision.outcome != Decision.Outcome.WAIVED:
        return
    for waiver in Waiver.objects.filter(application__account=account).expired_on(today):
        ended = wareki.long(waiver.expires_on)
        sentence = f"委員長特認の期限（{ended}）が過ぎています。事務局に相談してください。"
        yield Gap(sentence, waiver.clause, waiver.get_absolute_url())
