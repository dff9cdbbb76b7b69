"""4(5)エ: what is stopped is looked at again and again, until its service ends."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import StatusCheck
from accounts.models.status_check import unwatched
from accounts.services import register_existing
from accounts.services.status_checks import schedule_first, schedule_missing
from komae_sns.audit.models import Entry
from tests import factories
from tests.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(5)エ")]
ROUND, FIRST = timedelta(days=90), timedelta(days=30)


@pytest.fixture
def stopped(section, head_post):
    return factories.account(
        "狛江市の花火", status="SUSPENDED", department=section, manager=head_post
    )


def test_an_account_that_stops_gets_one_check_one_interval_later(stopped):
    check = schedule_first(stopped, today=TODAY)

    assert schedule_first(stopped, today=TODAY + ROUND) == check
    assert (check.number, check.due_on) == (1, TODAY + ROUND)
    assert Entry.objects.about(stopped).filter(action="accounts.schedule_status_check").count() == 1


@pytest.mark.parametrize("status", ["RUNNING", "STOPPING", "SERVICE_ENDED"])
def test_nothing_is_scheduled_for_what_is_not_stopped(section, status):
    account = factories.account(status=status, department=section)

    assert schedule_first(account, today=TODAY) is None
    assert schedule_missing(TODAY) == 0


def test_an_account_registered_as_stopped_is_looked_at_soon(section, head_post, secretariat):
    account = register_existing(
        by=secretariat,
        service=factories.service(),
        department=section,
        name="狛江市の花火",
        address="https://x.com/komae_hanabi",
        status="SUSPENDED",
        opened_on=factories.LONG_AGO,
        evidence="令和2年決裁",
        facts={"manager": head_post, "purpose": "花火大会のお知らせ"},
    )

    assert account.status_checks.get().due_on == TODAY + FIRST


def test_stopped_accounts_without_a_check_are_found_once(stopped, section):
    watched = factories.account(status="SUSPENDED", department=section)
    schedule_first(watched, today=TODAY)

    assert [schedule_missing(TODAY), schedule_missing(TODAY + ROUND)] == [1, 0]

    assert stopped.status_checks.get().due_on == TODAY + FIRST
    assert not unwatched().exists()


def test_what_is_due_is_found_on_its_day_and_later(stopped):
    check = schedule_first(stopped, today=TODAY)

    assert not StatusCheck.objects.due_by(check.due_on - timedelta(days=1)).exists()
    assert list(StatusCheck.objects.due_by(check.due_on)) == [check]
    assert not check.is_late_on(check.due_on)
    assert check.is_late_on(check.due_on + timedelta(days=1))


@pytest.mark.integrity
def test_an_account_has_one_check_ahead(stopped):
    schedule_first(stopped, today=TODAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        StatusCheck.objects.create(account=stopped, number=2, due_on=TODAY)
