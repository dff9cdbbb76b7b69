"""What a submission of a 効果測定 freezes, and what earlier ones said."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from accounts import review_form
from accounts.models import AnnualReview, ReviewRound
from accounts.review_figures import figures_of
from komae_sns.documents.fiscal_year import label, last_day
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment

VERDICTS = dict(AnnualReview.Verdict.choices)


def freeze(
    review: AnnualReview,
    similar: Sequence[Mapping[str, Any]],
    *,
    by: Actor,
    holder: Appointment | None,
    now: datetime,
) -> ReviewRound:
    return ReviewRound.objects.create(
        review=review,
        number=review.round,
        snapshot=contents(review, similar, by.today)
        | {"submitter": _submitter(review, by.signed(holder))},
        submitted_by=by.user,
        submitted_for=holder.user if holder else None,
        submitted_at=now,
    )


def contents(
    review: AnnualReview, similar: Sequence[Mapping[str, Any]], today: date
) -> dict[str, Any]:
    """As a round keeps it; of a draft, as it would."""
    answers, year = review_form.kept(review.answers), review.year.fiscal_year
    return {
        "year": label(year),
        "account": _facts(review),
        "answers": answers,
        "shown": review_form.shown(answers, VERDICTS),
        "figures": figures_of(review.account, year, min(today, last_day(year))),
        "similar": list(similar),
        "promised": promised(earlier_round(review)),
    }


def _facts(review: AnnualReview) -> dict[str, str]:
    account = review.account
    return {
        "name": account.name,
        "service": account.service.name,
        "handle": account.shown_handle,
        "url": account.url,
        "section": account.department.full_name,
        "manager": f"{account.manager.office}　{account.manager.user.name}"
        if account.manager
        else "",
        "opened_on": account.opened_on.isoformat() if account.opened_on else "",
        "purpose": account.purpose,
        "topics": account.topics,
        "audience": account.audience,
        "frequency": account.frequency,
    }


def _submitter(review: AnnualReview, signature: str) -> dict[str, str]:
    section = review.account.department
    return {
        "division": section.division_name,
        "department": section.name,
        "office_and_name": signature,
    }


def earlier_round(review: AnnualReview) -> ReviewRound | None:
    """The last confirmed answers of the same account, of an earlier 年度."""
    confirmed = AnnualReview.objects.confirmed().filter(
        account=review.account_id, year__fiscal_year__lt=review.year.fiscal_year
    )
    newest = confirmed.order_by("-year__fiscal_year").values("pk")[:1]
    return ReviewRound.objects.filter(review__in=newest).order_by("-number").first()


def promised(earlier: ReviewRound | None) -> dict[str, str]:
    """改善: what the last review said would be done, and by when."""
    if earlier is None or earlier.snapshot["answers"].get("verdict") != "IMPROVE":
        return {}
    said = {row["key"]: row["text"] for row in earlier.snapshot["shown"]}
    facts = {"text": said.get("improvement", ""), "by": said.get("improve_by", "")}
    return {"year": earlier.snapshot["year"], **facts}


def changes_since_last(filed: ReviewRound) -> dict[str, tuple[str, str]]:
    """For the trail and the secretariat: what differs from the round before, field by field."""
    before = ReviewRound.objects.filter(review=filed.review_id, number=filed.number - 1).first()
    return differences(before.snapshot, filed.snapshot) if before else {}


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    was = {row["label"]: row["text"] for row in old["shown"]}
    now = {row["label"]: row["text"] for row in new["shown"]}
    labels = [*now, *(label for label in was if label not in now)]
    pairs = {label: (was.get(label, ""), now.get(label, "")) for label in labels}
    return {label: pair for label, pair in pairs.items() if pair[0] != pair[1]}
