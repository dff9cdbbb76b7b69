"""Reviews in each status, made by the services."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from accounts.models import AnnualReview, OfficialAccount, ReviewYear
from accounts.services import annual_reviews
from komae_sns.documents.fiscal_year import last_day
from komae_sns.staff.actors import Actor, actor_of
from tests.factories import NOW

YEAR = 2025  # over on TODAY, and due since 31 March
FEBRUARY, MARCH, APRIL = date(2027, 2, 1), date(2027, 3, 31), date(2027, 4, 1)
ANSWERS = {
    "answer_a": "「狛江市」の広報では、訓練の細かい知らせまではまとめられない。",
    "answer_b": "月に20件あり、軽微ではない。",
    "answer_c": "回数は、ほかの発信を妨げていない。",
    "verdict": "CONTINUE",
    "reason": "登録者が増え、問合せが減った。",
}
STOP = {"verdict": "STOP", "reason": "発信が月に1件しかない。"}
IMPROVE = {"verdict": "IMPROVE", "improvement": "写真を増やす。", "improve_by": "2027-09-30"}


def at(day: date) -> datetime:
    return NOW.replace(year=day.year, month=day.month, day=day.day)


def on(actor: Actor, day: date) -> Actor:
    return actor_of(actor.user, day)


def opened(account: OfficialAccount, year: int = YEAR, today: date | None = None) -> AnnualReview:
    """Whenever the account came to the portal."""
    day = today or last_day(year).replace(month=2, day=1)
    found = annual_reviews.open_year(year, today=day, now=at(day))
    mine = OfficialAccount.objects.filter(pk=account.pk)
    annual_reviews.enrol(found, mine, today=day, now=at(day))
    return AnnualReview.objects.with_names().get(account=account, year=found)


def answered(review: AnnualReview, *, by: Actor, **answers: Any) -> AnnualReview:
    annual_reviews.save_answers(review, ANSWERS | answers, seen=review.edit_number, by=by)
    return again(review)


def submitted(review: AnnualReview, *, by: Actor, **answers: Any) -> AnnualReview:
    answered(review, by=by, **answers)
    return filed(review, by=by)


def filed(review: AnnualReview, *, by: Actor, similar: Sequence[Any] = ()) -> AnnualReview:
    """As read just now."""
    read = again(review).presentation
    annual_reviews.submit(review, presentation=read, similar=similar, by=by, now=NOW)
    return again(review)


def confirmed(review: AnnualReview, *, by: Actor) -> AnnualReview:
    read = again(review).presentation
    annual_reviews.confirm(review, presentation=read, by=by, now=NOW)
    return again(review)


def returned(review: AnnualReview, reason: str, *, by: Actor) -> AnnualReview:
    read = again(review).presentation
    annual_reviews.return_to_section(review, presentation=read, reason=reason, by=by, now=NOW)
    return again(review)


def again(review: AnnualReview) -> AnnualReview:
    return AnnualReview.objects.with_names().get(pk=review.pk)


def year(number: int = YEAR) -> ReviewYear:
    return ReviewYear.objects.get(fiscal_year=number)


def keep_up(day: date) -> int:
    return annual_reviews.keep_up(day, now=at(day))
