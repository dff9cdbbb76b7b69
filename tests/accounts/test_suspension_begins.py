"""4(5)ア・イ: who may begin 停止の手続, once, and what the database holds of it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.models import Suspension
from accounts.services import suspensions
from accounts.status import AccountStatus, SuspensionStatus
from komae_sns.audit.models import Entry
from komae_sns.lives import WrongStatus
from komae_sns.notices.models import Notice
from tests import factories
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(5)イ")]


@pytest.fixture
def running(section, head_post):
    return factories.account("狛江市安心安全課", department=section, manager=head_post)


def begin(account, by, reason="発信が少なくなったため"):
    return suspensions.begin(account, reason=reason, by=by, now=NOW)


def test_the_head_begins_and_the_account_is_being_stopped(running, head, clerk, secretariat):
    begun = begin(running, head)

    running.refresh_from_db()
    assert (running.status, begun.status) == (AccountStatus.STOPPING, SuspensionStatus.ASSESSING)
    assert list(Suspension.objects.to_assess()) == [begun]
    told = set(Notice.objects.values_list("person", flat=True))
    assert told == {clerk.user.pk, secretariat.user.pk}
    assert Entry.objects.filter(action="accounts.begin_suspension", clause="4(5)イ").exists()


def test_nobody_but_the_head_begins(running, clerk, secretariat):
    for other in (clerk, secretariat):
        with pytest.raises(PermissionDenied):
            begin(running, other)


def test_a_reason_is_wanted(running, head):
    with pytest.raises(ValidationError):
        begin(running, head, reason="　")

    assert not Suspension.objects.exists()


@pytest.mark.parametrize("status", ["PREPARING", "STOPPING", "SUSPENDED", "SERVICE_ENDED"])
def test_only_what_is_in_use_is_stopped(section, head, head_post, status):
    account = factories.account(status=status, department=section, manager=head_post)

    with pytest.raises(WrongStatus):
        begin(account, head)


@pytest.mark.clause("4(5)ア")
def test_the_verdict_of_a_review_begins_it_once(running, head, secretariat):
    first = suspensions.begin_after_review(running, reason="集約する", by=secretariat, now=NOW)

    again = suspensions.begin_after_review(running, reason="集約する", by=secretariat, now=NOW)

    assert (first, first.origin) == (again, Suspension.Origin.REVIEW)
    with pytest.raises(PermissionDenied):
        suspensions.begin_after_review(running, reason="集約する", by=head, now=NOW)


# -- what the database holds


def refused(sql, *values):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            connection.check_constraints()
    except IntegrityError:
        return True
    return False


@pytest.fixture
def stopping(section, head_post):
    return factories.account(status="STOPPING", department=section, manager=head_post)


ACCOUNT = "UPDATE accounts_officialaccount SET status = '{}' WHERE id = %s"
SUSPENSION = "UPDATE accounts_suspension SET {} WHERE account_id = %s"


@pytest.mark.integrity
def test_no_account_is_being_stopped_without_its_papers(running, stopping):
    assert refused(ACCOUNT.format("STOPPING"), running.pk)
    assert refused(ACCOUNT.format("RUNNING"), stopping.pk)
    assert refused(ACCOUNT.format("SUSPENDED"), stopping.pk)

    factories.suspension(running)
    assert not refused(ACCOUNT.format("STOPPING"), running.pk)
    factories.cancelled(running.suspensions.get())
    assert refused(ACCOUNT.format("SUSPENDED"), stopping.pk)
    assert not refused(ACCOUNT.format("RUNNING"), running.pk)


@pytest.mark.integrity
def test_one_at_a_time(stopping):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.suspension(stopping)


STOP = (
    "announced_on = %s, may_stop_from = %s, guided_on = %s, stop_on = %s, status = 'DONE',"
    " stopped_on = '2026-11-22', stopped_at = begun_at, stopped_by_id = begun_by_id"
)
LONG_BEFORE, DAY_AFTER = "2026-09-23", "2026-11-23"  # 60 days before TODAY


@pytest.mark.integrity
@pytest.mark.clause("4(5)ウ")
@pytest.mark.parametrize(
    ("told", "guided", "days"),
    [
        (None, LONG_BEFORE, (None, None, LONG_BEFORE, TODAY)),
        (LONG_BEFORE, None, (LONG_BEFORE, TODAY, None, TODAY)),
        ("2026-09-24", LONG_BEFORE, ("2026-09-24", TODAY, LONG_BEFORE, TODAY)),
        ("2026-09-24", LONG_BEFORE, ("2026-09-24", DAY_AFTER, LONG_BEFORE, TODAY)),
        ("2026-09-24", LONG_BEFORE, (LONG_BEFORE, TODAY, LONG_BEFORE, TODAY)),
        (LONG_BEFORE, DAY_AFTER, (LONG_BEFORE, TODAY, DAY_AFTER, TODAY)),
        (LONG_BEFORE, DAY_AFTER, (LONG_BEFORE, TODAY, LONG_BEFORE, TODAY)),
        (LONG_BEFORE, LONG_BEFORE, (LONG_BEFORE, TODAY, LONG_BEFORE, DAY_AFTER)),
    ],
)
def test_nothing_is_stopped_before_its_time(stopping, told, guided, days):
    """By one statement, with the days that the notices show, or with others."""
    made = factories.planned(stopping.suspensions.get(), stop_on=TODAY)
    for kind, day in (("ACCOUNT", told), ("GUIDANCE", guided)):
        if day:
            factories.notice(made, kind=kind, posted_on=day)

    assert refused(SUSPENSION.format(STOP), *days, stopping.pk)


@pytest.mark.integrity
def test_the_day_that_the_tests_spoil_is_otherwise_taken(stopping):
    made = factories.planned(stopping.suspensions.get(), stop_on=TODAY)
    for kind in ("ACCOUNT", "GUIDANCE"):
        factories.notice(made, kind=kind, posted_on=LONG_BEFORE)

    assert not refused(SUSPENSION.format(STOP), LONG_BEFORE, TODAY, LONG_BEFORE, TODAY, stopping.pk)


@pytest.mark.integrity
@pytest.mark.parametrize(
    "change",
    [
        "posted_on = '2026-01-01'",
        "text = 'ほかの文'",
        "kind = 'GUIDANCE'",
        "url = ''",
        "withdrawn_at = recorded_at",
    ],
)
def test_a_notice_stays_as_it_was_recorded(stopping, change):
    factories.notice(factories.planned(stopping.suspensions.get()))

    assert refused(f"UPDATE accounts_suspensionnotice SET {change}")


@pytest.mark.integrity
@pytest.mark.clause("4(5)ウ")
def test_nothing_is_told_of_an_unconfirmed_or_ended_plan(stopping):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.notice(stopping.suspensions.get())

    factories.done(stopping.suspensions.get())
    sql = "UPDATE accounts_suspensionnotice SET withdrawn_at = recorded_at, {} = 'x', {} = {}"
    assert refused(sql.format("withdrawn_because", "withdrawn_by_id", "recorded_by_id"))


@pytest.mark.integrity
@pytest.mark.parametrize(
    "change",
    [
        "level = 'SMALL'",
        "notice_days = 30",
        "notice_days = 90",
        "stop_on = '2026-11-30'",
        "confirmed_by_id = submitted_by_id",
        "reason = 'ほかの理由'",
        "successor_id = account_id",
    ],
)
def test_a_confirmed_plan_stands(stopping, change):
    factories.planned(stopping.suspensions.get())

    assert refused(SUSPENSION.format(change), stopping.pk)


@pytest.mark.integrity
@pytest.mark.parametrize("end", [factories.done, factories.cancelled])
@pytest.mark.parametrize(
    "change", ["stop_on = '2027-01-01'", "notice_text = 'x'", "status = 'NOTIFYING'"]
)
def test_what_has_ended_is_frozen(stopping, end, change):
    end(stopping.suspensions.get())

    assert refused(SUSPENSION.format(change), stopping.pk)


@pytest.mark.integrity
def test_nobody_confirms_their_own_plan(stopping):
    begun = stopping.suspensions.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.planned(begun, confirmed_by=begun.begun_by)
