"""4(5)ア: opened by the calendar, late, twice and for whoever is missing; nothing left hanging."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import review_dates
from accounts.models import AnnualReview, OfficialAccount, ReviewYear
from accounts.services import annual_reviews, suspensions
from komae_sns.audit.models import Entry
from komae_sns.lives import WrongStatus
from tests import factories
from tests.factories import NOW
from tests.reviews import rows
from tests.reviews.rows import APRIL, FEBRUARY, MARCH, YEAR, again, at, keep_up, on, opened

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(5)ア")]


def asked(year=2026):
    found = AnnualReview.objects.of_year(year).order_by("pk")
    return list(found.values_list("account__name", flat=True))


def test_every_account_in_use_is_asked_on_the_first_of_february_and_not_before(own):
    for status in ("RUNNING", "PAUSED", "STOPPING", "SUSPENDED", "PREPARING", "ABANDONED"):
        factories.account(status, department=own.department, status=status)

    keep_up(date(2027, 1, 31))
    assert not ReviewYear.objects.exists()
    keep_up(FEBRUARY)

    assert asked() == ["RUNNING", "PAUSED"]
    review = AnnualReview.objects.first()
    assert (review.status, review.opened_on, review.due_on) == ("OPEN", FEBRUARY, MARCH)
    assert Entry.objects.filter(action="accounts.open_review").count() == 2
    assert Entry.objects.about(review.account).filter(action="accounts.open_review").count() == 1


def test_a_calendar_that_ran_twice_asks_once(account):
    assert [keep_up(FEBRUARY), keep_up(FEBRUARY), keep_up(date(2027, 2, 2))] == [1, 0, 0]


@pytest.mark.parametrize("day", [date(2027, 3, 12), date(2027, 4, 5)])
def test_a_calendar_that_stood_still_catches_up_and_leaves_time_to_answer(account, day):
    keep_up(day)

    assert [(r.opened_on, (r.due_on - day).days >= 14) for r in AnnualReview.objects.all()] == [
        (day, True)
    ]


def test_a_portal_that_is_new_does_not_ask_for_the_year_before_it(account):
    """Registered in November 2026, opened in 2020: 令和7年度 is over."""
    keep_up(factories.TODAY)

    assert not ReviewYear.objects.exists()


def test_who_is_opened_later_in_the_year_is_asked_too(account, own, time_machine):
    keep_up(FEBRUARY)
    time_machine.move_to(at(date(2027, 3, 25)), tick=False)
    factories.account("新設", department=own.department, opened_on=date(2027, 3, 25))

    keep_up(date(2027, 3, 25))

    assert asked() == ["狛江市消防団", "新設"]
    assert AnnualReview.objects.get(account__name="新設").due_on == date(2027, 4, 8)


def test_who_is_opened_in_april_belongs_to_the_next_year(account, own):
    keep_up(FEBRUARY)
    factories.account("新年度", department=own.department, opened_on=APRIL)

    keep_up(date(2027, 4, 2))

    assert asked() == ["狛江市消防団"]


@pytest.mark.parametrize("was_submitted", [False, True])
def test_the_review_of_a_stopped_account_is_left_out_with_its_reason(account, own, was_submitted):
    review = opened(account)
    if was_submitted:
        rows.submitted(review, by=own.head)
    factories.make_way(account, "STOPPING")
    account.move_to("STOPPING")
    factories.make_way(account, "SUSPENDED")
    account.move_to("SUSPENDED")

    keep_up(factories.TODAY)
    keep_up(factories.TODAY)

    review = again(review)
    assert (review.status, review.excluded_by) == ("EXCLUDED", None)
    assert "停止" in review.excluded_because
    assert Entry.objects.filter(action="accounts.exclude_review").count() == 1


def test_who_calls_the_stop_off_is_asked_again(account, own, secretariat):
    review = opened(account)
    annual_reviews.exclude(review, reason="停止の手続中", by=secretariat, now=NOW)

    annual_reviews.include_again(again(review), by=secretariat, now=NOW)

    review = again(review)
    assert (review.status, review.excluded_because, review.excluded_at) == ("OPEN", "", None)
    assert review.due_on > factories.TODAY


def test_what_is_returned_after_its_day_has_days_to_be_mended_and_was_in_time(
    account, own, secretariat
):
    review = rows.submitted(opened(account), by=own.head)
    assert review.due_on == date(2026, 3, 31) < factories.TODAY

    review = rows.returned(review, "数字で。", by=secretariat)

    assert review.due_on == review_dates.mended_by(factories.TODAY)
    assert review.first_due_on == date(2026, 3, 31)
    assert not AnnualReview.objects.overdue_on(factories.TODAY).exists()
    entry = Entry.objects.about(review).order_by("-seq").first()
    assert entry.changes["期限"] == ["令和8年3月31日", "令和8年12月6日"]


@pytest.mark.clause("4(5)イ")
def test_calling_off_a_stop_asks_again_what_was_left_out_for_it(account, own, secretariat):
    review = opened(account)
    suspension = suspensions.begin(account, reason="集約", by=own.head, now=NOW)
    annual_reviews.exclude(review, reason="停止の手続中", by=secretariat, now=NOW)

    suspensions.cancel(suspension, because="続ける", by=own.head, now=NOW)

    review = again(review)
    assert (review.status, review.department, review.excluded_because) == ("OPEN", None, "")
    assert review.due_on == review.first_due_on > factories.TODAY


def test_a_year_does_not_end_over_a_stop_that_was_called_off(account, own, secretariat):
    review = opened(account)
    suspension = suspensions.begin(account, reason="集約", by=own.head, now=NOW)
    suspensions.cancel(suspension, because="続ける", by=own.head, now=NOW)
    annual_reviews.exclude(review, reason="停止の手続中", by=secretariat, now=NOW)

    with pytest.raises(ValidationError, match="狛江市消防団"):
        annual_reviews.close_year(rows.year(), by=secretariat, now=NOW)

    annual_reviews.include_again(again(review), by=secretariat, now=NOW)
    later = NOW + timedelta(minutes=1)
    annual_reviews.exclude(again(review), reason="開設したばかり", by=secretariat, now=later)
    annual_reviews.close_year(rows.year(), by=secretariat, now=later)


def test_many_accounts_are_asked_in_a_few_statements(own, django_assert_max_num_queries):
    for n in range(3):
        factories.account(f"口座{n}", department=own.department)
    everybody = OfficialAccount.objects.all()
    year = annual_reviews.open_year(YEAR, today=factories.TODAY, now=NOW)

    with django_assert_max_num_queries(16):
        annual_reviews.enrol(year, everybody, today=factories.TODAY, now=NOW)


def test_what_is_open_and_what_is_late_on_a_day(account, own):
    """The querysets that reminders ask."""
    review = opened(account)
    days = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 3, 31), date(2026, 4, 1)]

    assert [AnnualReview.objects.open_on(day).exists() for day in days] == [False, True, True, True]
    assert [AnnualReview.objects.overdue_on(day).exists() for day in days] == [False] * 3 + [True]

    rows.submitted(review, by=own.head)
    assert not AnnualReview.objects.open_on(days[-1]).exists()


def test_the_year_is_closed_when_it_is_over_and_nothing_is_left(account, own, secretariat):
    review = opened(account, 2026, FEBRUARY)
    year = rows.year(2026)

    with pytest.raises(ValidationError, match="年度が終わるまで"):
        annual_reviews.close_year(year, by=on(secretariat, MARCH), now=at(MARCH))
    with pytest.raises(ValidationError, match="1件"):
        annual_reviews.close_year(year, by=on(secretariat, APRIL), now=at(APRIL))
    rows.submitted(review, by=own.head)
    rows.confirmed(again(review), by=secretariat)
    with pytest.raises(PermissionDenied):
        annual_reviews.close_year(year, by=on(own.head, APRIL), now=at(APRIL))
    annual_reviews.close_year(year, by=on(secretariat, APRIL), now=at(APRIL))

    year.refresh_from_db()
    assert (year.status, year.closed_by) == ("CLOSED", secretariat.user)
    with pytest.raises(WrongStatus):
        annual_reviews.close_year(year, by=on(secretariat, APRIL), now=at(APRIL))
    factories.account("おくれて", department=own.department)
    assert annual_reviews.enrol(year, OfficialAccount.objects.all(), today=APRIL, now=NOW) == 0


def test_the_dates_are_those_of_the_city():
    assert review_dates.opens_on(2026) == FEBRUARY
    assert review_dates.due_on(2026, FEBRUARY) == MARCH
    assert review_dates.years_begun(date(2027, 1, 31)) == (2025,)
    assert review_dates.years_begun(FEBRUARY) == (2025, 2026)
