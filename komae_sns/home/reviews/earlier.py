"""What was answered before: in the last 効果測定, in the first year in the application."""

from dataclasses import dataclass, field

from accounts import review_form
from accounts.models import AnnualReview
from accounts.review_rounds import earlier_round, promised
from approvals.models import ApplicationRound


@dataclass(frozen=True)
class Earlier:
    """`source` names the paper; `texts` by the key of the field; `promised` of 改善."""

    source: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    promised: dict[str, str] = field(default_factory=dict)


def earlier_of(review: AnnualReview) -> Earlier:
    """One query; two in the first year."""
    last = earlier_round(review)
    if last is None:
        return _applied_for(review)
    texts = {row["key"]: row["text"] for row in last.snapshot["shown"]}
    return Earlier(f"{last.snapshot['year']}の効果測定", texts, promised(last))


def _applied_for(review: AnnualReview) -> Earlier:
    """The application that founded the account, where it was not registered as existing."""
    rounds = ApplicationRound.objects.filter(application__account=review.account_id)
    filed = rounds.order_by("-number").first()
    if filed is None:
        return Earlier()
    questions = {f.key for f in review_form.fields() if f.question}
    answers = filed.snapshot["answers"]
    return Earlier("申請", {key: answers.get(key, "") for key in questions})
