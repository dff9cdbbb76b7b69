"""見本第8条: 一時停止 with its reason on the city's page, 再開, or the way to 停止."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.models import Pause
from accounts.services import pauses, suspensions
from accounts.services.pauses import Grounds
from accounts.status import AccountStatus
from komae_sns.audit.models import Entry
from komae_sns.lives import WrongStatus
from komae_sns.notices.models import Notice
from tests import factories
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("見本第8条")]
PAGE = "https://www.city.komae.tokyo.jp/index.cfm/41,0.html"


@pytest.fixture
def running(section, head_post):
    return factories.account("狛江市安心安全課", department=section, manager=head_post)


def pause(account, by, **facts):
    defaults = {
        "since": TODAY,
        "reason": "委託先の担当者が急病",
        "published_reason": "都合により、発信を休んでいます。",
        "page_url": PAGE,
        "published_on": TODAY,
        "evidence_note": "ページの写し（課のキャビネット3）",
    }
    return pauses.pause(account, Grounds(**(defaults | facts)), by=by, now=NOW)


def resume(account, by, **facts):
    facts = {"resumed_on": TODAY, "note": "障害が直った"} | facts
    pauses.resume(account, **facts, by=by, now=NOW)


def test_it_is_paused_and_goes_on(running, head, clerk, secretariat):
    made = pause(running, head)
    running.refresh_from_db()
    assert running.status == AccountStatus.PAUSED
    assert list(Pause.objects.lasting()) == [made]

    resume(running, secretariat)

    running.refresh_from_db()
    made.refresh_from_db()
    assert running.status == AccountStatus.RUNNING
    assert (made.ended_as, made.ended_on, made.ended_by) == ("RESUMED", TODAY, secretariat.user)
    assert "障害が直った" in Notice.objects.get(kind="account_resumed", person=clerk.user).body
    actions = Entry.objects.about(made).order_by("seq").values_list("action", flat=True)
    assert list(actions) == ["accounts.pause", "accounts.resume"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"published_reason": "　"}, "published_reason"),
        ({"reason": ""}, "reason"),
        ({"page_url": "https://x.com/komae"}, "page_url"),
        ({"page_url": ""}, "page_url"),
        ({"since": TODAY + timedelta(1)}, "since"),
        ({"since": factories.LONG_AGO - timedelta(1)}, "since"),
        ({"published_on": TODAY + timedelta(1)}, "published_on"),
        ({"evidence_note": ""}, "evidence"),
    ],
)
def test_the_reason_is_on_the_page_of_the_city_first(running, head, facts, field):
    with pytest.raises(ValidationError) as refused:
        pause(running, head, **facts)

    assert list(refused.value.message_dict) == [field]
    assert not Pause.objects.exists()


def test_neither_a_clerk_nor_another_section_pauses(running, clerk):
    other = factories.actor("HEAD", factories.department("図書館"))
    for actor in (clerk, other):
        with pytest.raises(PermissionDenied):
            pause(running, actor)


@pytest.mark.parametrize("status", ["PREPARING", "PAUSED", "STOPPING", "SUSPENDED"])
def test_only_what_runs_is_paused(section, head, head_post, status):
    account = factories.account(status=status, department=section, manager=head_post)

    with pytest.raises(WrongStatus):
        pause(account, head)


@pytest.mark.parametrize("status", ["RUNNING", "STOPPING"])
def test_only_what_is_paused_is_resumed(section, head, head_post, status):
    account = factories.account(status=status, department=section, manager=head_post)

    with pytest.raises(WrongStatus):
        resume(account, head)


@pytest.mark.parametrize(
    "facts", [{"resumed_on": TODAY + timedelta(1)}, {"resumed_on": TODAY - timedelta(1)}]
)
def test_it_is_resumed_between_its_beginning_and_today(running, head, facts):
    pause(running, head)

    with pytest.raises(ValidationError):
        resume(running, head, **facts)


def test_a_pause_may_end_in_a_stop_and_a_stop_that_is_called_off_runs_again(running, head):
    pause(running, head)

    begun = suspensions.begin(running, reason="直らない", by=head, now=NOW)

    assert Pause.objects.get().ended_as == Pause.End.STOPPING
    suspensions.cancel(begun, because="直った", by=head, now=NOW)
    running.refresh_from_db()
    assert running.status == AccountStatus.RUNNING


def test_who_calls_a_stop_off_is_told_that_the_account_was_paused(running, head, log_in):
    pause(running, head)
    begun = suspensions.begin(running, reason="直らない", by=head, now=NOW)

    page = log_in(head).get(f"{begun.get_absolute_url()}cancel/").content.decode()

    assert "もう一度、一時停止を記録してください" in page


def test_staff_read_the_published_reason_and_not_the_other(running, head, log_in):
    pause(running, head)
    stranger = factories.actor("CLERK", factories.department("図書館"), "図書花子")

    ours = log_in(head).get(running.get_absolute_url()).content.decode()
    theirs = log_in(stranger).get(running.get_absolute_url()).content.decode()

    assert "都合により、発信を休んでいます。" in theirs
    assert "急病" in ours
    assert "急病" not in theirs
    assert reverse("accounts:account-resume", args=[running.pk]) not in theirs


# -- what the database holds


def refused(sql):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except IntegrityError:
        return True
    return False


@pytest.mark.integrity
def test_no_account_is_paused_without_its_reason_nor_resumed_within(running, head):
    account = "UPDATE accounts_officialaccount SET status = '{}'"
    assert refused(account.format("PAUSED"))

    pause(running, head)

    assert refused(account.format("RUNNING"))


@pytest.mark.integrity
def test_a_pause_is_neither_rewritten_nor_ended_twice(running, head):
    pause(running, head)
    resume(running, head)

    for change in (
        "published_reason = 'ほかの理由'",
        "since = '2020-01-01'",
        "ended_on = '2026-12-01'",
        "ended_on = NULL, ended_as = '', ended_by_id = NULL, ended_at = NULL",
    ):
        assert refused(f"UPDATE accounts_pause SET {change}")
    assert refused("DELETE FROM accounts_pause")
