"""4(3)ア: posts are read through at intervals, and the manager says so."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.duties import content_check_due
from accounts.models import ContentCheck, OfficialAccount, Operator
from accounts.services.content_checks import check_content, confirm_content_check
from komae_sns.audit.models import Entry
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(3)ア")]
NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Asia/Tokyo"))
SINCE = date(2026, 10, 20)


@pytest.fixture
def running(section, head_post):
    return factories.account("狛江市安心安全課", department=section, manager=head_post)


def check(account, by, **facts):
    facts = {"covers_from": SINCE, "result": "FINE"} | facts
    return check_content(account, **facts, by=by, now=NOW)


def test_what_a_clerk_read_waits_for_the_manager(running, clerk, head):
    done = check(running, clerk)
    assert list(ContentCheck.objects.to_confirm_by(head)) == [done]
    assert not ContentCheck.objects.to_confirm_by(clerk).exists()

    confirm_content_check(done, by=head, now=NOW)
    confirm_content_check(done, by=head, now=NOW)

    done.refresh_from_db()
    assert done.confirmed_by == head.user
    assert not ContentCheck.objects.to_confirm_by(head).exists()
    assert Entry.objects.filter(action="accounts.confirm_content_check").count() == 1


def test_the_managers_own_look_is_enough(running, head):
    assert check(running, head).is_confirmed


def test_nobody_but_the_manager_confirms(running, clerk, secretariat):
    done = check(running, clerk)

    for other in (clerk, secretariat):
        with pytest.raises(PermissionDenied):
            confirm_content_check(done, by=other, now=NOW)


def test_a_contractor_reads_what_they_post(running):
    vendor = factories.actor(Post.CONTRACTOR, name="受託一郎")
    with pytest.raises(PermissionDenied):
        check(running, vendor)
    Operator.objects.create(account=running, user=vendor.user, starts_on=TODAY)

    assert not check(running, vendor).is_confirmed


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"result": "FOUND"}, "findings"),
        ({"result": "FOUND", "findings": "　", "response": "直した"}, "findings"),
        ({"result": "FOUND", "findings": "古い電話番号"}, "response"),
        ({"covers_from": date(2026, 11, 23)}, "covers_from"),
    ],
)
def test_what_is_missing_is_said_at_its_field(running, clerk, facts, field):
    with pytest.raises(ValidationError) as refused:
        check(running, clerk, **facts)

    assert list(refused.value.message_dict) == [field]


def test_an_account_in_preparation_has_no_posts_to_read(preparing, clerk):
    with pytest.raises(ValidationError):
        check(preparing, clerk)


@pytest.mark.parametrize(
    ("last", "due_on"), [(date(2026, 10, 31), date(2026, 12, 1)), (None, date(2026, 5, 2))]
)
def test_the_next_one_counts_from_the_last_or_from_the_beginning(last, due_on):
    due = content_check_due(last, date(2026, 4, 1))

    assert due.due_on == due_on
    assert not due.is_late_on(due_on)
    assert due.is_late_on(date.fromordinal(due_on.toordinal() + 1))


@pytest.mark.integrity
def test_a_check_is_not_rewritten_by_sql(running, clerk, head):
    confirm_content_check(check(running, clerk), by=head, now=NOW)

    for sql in (
        "DELETE FROM accounts_contentcheck",
        "UPDATE accounts_contentcheck SET result = 'FOUND', findings = 'x'",
        "UPDATE accounts_contentcheck SET confirmed_at = NULL, confirmed_by_id = NULL",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_the_form_begins_where_the_last_check_ended(running, clerk, log_in):
    check(running, clerk)

    page = log_in(clerk).get(reverse("accounts:content-check-add", args=[running.pk]))

    assert page.context["form"].initial["covers_from"] == TODAY


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_for_one_and_for_thirty(
    running, clerk, log_in, django_assert_max_num_queries, number
):
    for _ in range(number):
        check(running, clerk)
    browser = log_in(clerk)
    address = reverse("accounts:content-check-list", args=[running.pk])
    browser.get(address)

    with django_assert_max_num_queries(10):
        page = browser.get(address)
    assert len(page.context["page"].rows) == number


def test_accounts_nobody_has_read_are_found_until_somebody_has(running, clerk, preparing):
    day_before = date(2026, 11, 21)
    assert not OfficialAccount.objects.content_unread_since(day_before).exists()

    assert list(OfficialAccount.objects.content_unread_since(date(2099, 1, 1))) == [running]
    check(running, clerk)
    assert not OfficialAccount.objects.content_unread_since(day_before).exists()
    assert list(OfficialAccount.objects.content_unread_since(TODAY)) == [running]
