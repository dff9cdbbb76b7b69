"""4(5)ア: what was confirmed, and a 年度 that was closed, is altered by nobody; of two one wins."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from accounts.models import AnnualReview, ReviewRound, ReviewYear
from accounts.services import annual_reviews
from komae_sns.lives import WrongStatus
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import filed
from tests.factories import NOW
from tests.reviews import rows

pytestmark = [pytest.mark.integrity, pytest.mark.clause("4(5)ア")]


def refused(model, pk, **facts):
    try:
        with transaction.atomic():
            model.objects.filter(pk=pk).update(**facts)
    except IntegrityError:
        return True
    return False


@pytest.fixture
def own():
    return filed.section()


@pytest.fixture
def secretariat():
    return factories.actor(Post.SECRETARIAT, name="事務局花子")


@pytest.fixture
def submitted(own):
    account = factories.account("狛江市消防団", department=own.department)
    return rows.submitted(rows.opened(account), by=own.head)


@pytest.mark.django_db
def test_a_confirmed_review_is_frozen(submitted, secretariat):
    rows.confirmed(submitted, by=secretariat)

    assert refused(AnnualReview, submitted.pk, answers={})
    assert refused(AnnualReview, submitted.pk, verdict="STOP")
    assert refused(AnnualReview, submitted.pk, confirmed_by=factories.person())
    filed_round = submitted.latest_round
    assert refused(ReviewRound, filed_round.pk, snapshot={})
    by = {"returned_by": secretariat.user, "returned_at": NOW, "returned_because": "あとから"}
    assert refused(ReviewRound, filed_round.pk, **by)
    forged = {"number": 99, "submitted_by": secretariat.user, "submitted_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewRound.objects.create(review=submitted, snapshot={}, **forged)


@pytest.mark.django_db
def test_nobody_confirms_what_they_submitted_by_any_path(submitted):
    facts = {"status": "CONFIRMED", "confirmed_at": NOW}

    assert refused(AnnualReview, submitted.pk, confirmed_by=submitted.submitted_by, **facts)


@pytest.mark.django_db
def test_a_year_is_closed_only_when_everything_is_settled_and_then_stays(submitted, secretariat):
    closed = {"status": "CLOSED", "closed_by": secretariat.user, "closed_at": NOW}
    year = submitted.year
    assert refused(ReviewYear, year.pk, **closed)

    annual_reviews.exclude(submitted, reason="停止の手続中", by=secretariat, now=NOW)
    annual_reviews.close_year(year, by=secretariat, now=NOW)

    nothing = {"excluded_at": None, "excluded_by": None, "excluded_because": ""}
    assert refused(AnnualReview, submitted.pk, status="OPEN", **nothing)
    assert refused(ReviewYear, year.pk, due_on=factories.TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnualReview.objects.create(
            year=year,
            account=factories.account("あとから"),
            status="OPEN",
            opened_on=factories.TODAY,
            due_on=factories.TODAY,
            first_due_on=factories.TODAY,
            waiting_since=NOW,
        )


def _at_once(*steps):
    """Each in a thread of its own: what they came to."""
    start = Barrier(len(steps))

    def run(step):
        start.wait()
        try:
            step()
        except (WrongStatus, PermissionDenied) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(steps)) as pool:
        return sorted(pool.map(run, steps))


@pytest.mark.django_db(transaction=True)
def test_submitted_twice_at_once_there_is_one_round(own):
    account = factories.account("狛江市消防団", department=own.department)
    review = rows.answered(rows.opened(account), by=own.clerk)

    read = {"presentation": review.presentation}

    def submit():
        annual_reviews.submit(rows.again(review), **read, similar=[], by=own.head, now=NOW)

    assert _at_once(submit, submit, submit) == ["WrongStatus", "WrongStatus", "done"]
    assert [r.number for r in review.rounds.all()] == [1]
    assert rows.again(review).document_number.number == 1


@pytest.mark.django_db(transaction=True)
def test_confirmed_and_returned_at_once_one_of_both_happens(submitted, secretariat):
    other = factories.actor(Post.SECRETARIAT, name="事務局次郎")

    read = {"presentation": submitted.presentation}

    def confirm():
        annual_reviews.confirm(submitted, **read, by=secretariat, now=NOW)

    def send_back():
        annual_reviews.return_to_section(submitted, **read, reason="直す", by=other, now=NOW)

    assert _at_once(confirm, send_back) == ["WrongStatus", "done"]
    review, filed_round = rows.again(submitted), submitted.latest_round
    assert (review.status == "RETURNED") == (filed_round.returned_at is not None)


@pytest.mark.django_db(transaction=True)
def test_two_calendars_at_once_ask_everybody_once(own):
    for n in range(3):
        factories.account(f"口座{n}", department=own.department)

    def keep_up():
        rows.keep_up(rows.FEBRUARY)

    _at_once(keep_up, keep_up)

    assert AnnualReview.objects.count() == 3
    assert ReviewYear.objects.count() == 1
