"""年度末の効果測定: two 年度 that are closed, and the last one, which some have still to answer."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from accounts import review_dates
from accounts.figure_table import months_of
from accounts.models import AnnualReview, OfficialAccount
from accounts.services import annual_reviews
from komae_sns.documents.fiscal_year import fiscal_year, last_day
from komae_sns.home.demo import data
from komae_sns.home.demo.duties import Duties
from komae_sns.home.demo.registered import Register
from komae_sns.home.demo.town import Town
from komae_sns.home.office.report import services as reports
from komae_sns.home.reviews.similar import as_filed, similar_to
from komae_sns.staff.actors import Actor

# Account → year ago, followers at the beginning of that 年度, growth a month, posts a month.
FIGURES = (
    ("koho_x", 1, 11_350, 85, 36),
    ("bohan_x", 1, 5_240, 31, 14),
    ("bohan_x", 2, 4_910, 26, 11),
)
QUESTIONS = ("answer_a", "answer_b", "answer_c")


class Reviews:
    def __init__(self, town: Town, register: Register) -> None:
        self.town, self.register = town, register
        table = data("reviews.toml")
        self.common = table["common"]
        self.said = {(row["ago"], row["key"]): row for row in table["review"]}

    def keep_figures(self) -> None:
        duties, this = Duties(self.town, self.register), fiscal_year(self.town.clock.today)
        for key, ago, followers, growth, posts in FIGURES:
            for n, month in enumerate(months_of(this - ago)):
                duties.keep_month(key, month, followers + growth * n, posts + n % 4)

    def tell(self) -> None:
        for ago in (3, 2, 1):
            self._year(fiscal_year(self.town.clock.today) - ago, ago)

    def _year(self, number: int, ago: int) -> None:
        begun = review_dates.opens_on(number)
        year = annual_reviews.open_year(number, today=begun, now=_at(begun))
        keys = [account.pk for account in self.register.values()]
        there = OfficialAccount.objects.in_use().filter(pk__in=keys)
        accounts = there.filter(opened_on__lte=last_day(number))
        annual_reviews.enrol(year, accounts, today=begun, now=_at(begun))
        names = {account.pk: key for key, account in self.register.items()}
        for review in AnnualReview.objects.of_year(number).with_names().order_by("pk"):
            self._review(review, self.said.get((ago, names[review.account_id]), {}))
        if ago > 1:
            closed = self._day(date(number + 1, 4, 28))
            annual_reviews.close_year(year, by=self._office(closed), now=_at(closed, 16))
            reports.fix(number, by=self._office(closed), now=_at(closed, 17))

    def _review(self, review: AnnualReview, said: Mapping[str, Any]) -> None:
        until = said.get("until", "CONFIRMED")
        if until == "OPEN":
            return
        section = review.account.department.name
        day = date(review.year.fiscal_year + 1, 3, 6 + review.pk % 12)
        clerk = replace(self.town.clerk(section), today=day)
        annual_reviews.save_answers(review, self._answers(review, said), seen=0, by=clerk)
        if until == "DRAFT":
            return
        annual_reviews.pass_to_head(review, by=clerk, now=_at(day, 11))
        if until == "PASSED":
            return
        similar = as_filed(similar_to(review.account))
        head = replace(self.town.head(section), today=day)
        read = AnnualReview.objects.get(pk=review.pk).presentation
        facts = {"presentation": read, "similar": similar}
        annual_reviews.submit(review, **facts, by=head, now=_at(day, 15))
        self._answered(review, until, said)

    def _answered(self, review: AnnualReview, until: str, said: Mapping[str, Any]) -> None:
        day = self._day(date(review.year.fiscal_year + 1, 4, 8 + review.pk % 12))
        by, now = self._office(day, review), _at(day, 10)
        read = AnnualReview.objects.get(pk=review.pk).presentation
        if until == "RETURNED":
            reason = said["returned_because"]
            annual_reviews.return_to_section(
                review, presentation=read, reason=reason, by=by, now=now
            )
        elif until == "CONFIRMED":
            annual_reviews.confirm(review, presentation=read, by=by, now=now)

    def _answers(self, review: AnnualReview, said: Mapping[str, Any]) -> dict[str, str]:
        known = {**self.common, **said}
        account = review.account
        names = {n: getattr(account, n) for n in ("name", "purpose", "frequency")}
        answers = {
            key: known[key].format(**names)
            for key in (*QUESTIONS, "verdict", "reason", "improvement")
            if key in known
        }
        if "improve_by" in known:
            answers["improve_by"] = f"{review.year.fiscal_year + 1}-{known['improve_by']}"
        return answers

    def _office(self, day: date, review: AnnualReview | None = None) -> Actor:
        """Somebody of the secretariat who does not work in the account's section."""
        office = self.town.person("secretariat")
        if review and office.has_interest_in(review.account.department):
            office = self.town.person("secretariat2")
        return replace(office, today=day)

    def _day(self, day: date) -> date:
        return min(day, self.town.clock.today)


def _at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), timezone.get_current_timezone())
