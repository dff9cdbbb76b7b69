"""4(3)イ: the rules of conduct are acknowledged each 年度 and on taking up a duty."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.in_charge import in_charge, yet_to_acknowledge
from accounts.models import Acknowledgement, Operator
from accounts.services.acknowledgements import CLAUSES, acknowledge, text_sha256
from komae_sns.audit.models import Entry
from komae_sns.city import guideline
from komae_sns.staff.actors import actor_of
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(3)イ"), pytest.mark.clause("4(4)エ")]
NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Asia/Tokyo"))
NEXT_YEAR = date(2027, 4, 1)


@pytest.fixture
def running(section, head_post):
    return factories.account("狛江市安心安全課", department=section, manager=head_post)


def confirm(user, day=TODAY):
    return acknowledge(text=text_sha256(), by=actor_of(user, day), now=NOW)


def outstanding(day=TODAY):
    return list(yet_to_acknowledge(day))


def test_managers_and_those_who_post_are_asked_and_nobody_else(running, clerk, head, secretariat):
    vendor = factories.actor(Post.CONTRACTOR, name="受託一郎")
    Operator.objects.create(account=running, user=vendor.user, starts_on=TODAY)
    Operator.objects.create(
        account=running, user=clerk.user, starts_on=date(2026, 4, 1), ends_on=date(2026, 11, 21)
    )

    assert set(outstanding()) == {head.user, vendor.user}


def test_once_a_year_is_enough_and_the_next_year_asks_again(running, head):
    confirm(head.user)

    assert outstanding() == []
    assert outstanding(date(2027, 3, 31)) == []
    assert outstanding(NEXT_YEAR) == [head.user]


def test_who_takes_up_another_duty_is_asked_again(running, head):
    confirm(head.user)
    tomorrow = date(2026, 11, 23)
    Operator.objects.create(account=running, user=head.user, starts_on=tomorrow)

    assert outstanding() == []
    assert outstanding(tomorrow) == [head.user]
    confirm(head.user, tomorrow)
    assert outstanding(tomorrow) == []


def test_what_was_read_is_kept_and_twice_a_day_says_nothing_new(head):
    confirm(head.user)
    confirm(head.user)

    assert Acknowledgement.objects.get().text_sha256 == text_sha256()
    assert Entry.objects.filter(action="accounts.acknowledge").count() == 1


def test_a_text_that_changed_meanwhile_is_read_again(head):
    with pytest.raises(ValidationError, match="新しくなりました"):
        acknowledge(text="0" * 64, by=head, now=NOW)


def test_the_page_shows_the_guideline_in_its_own_words(head, log_in):
    page = log_in(head).get(reverse("accounts:acknowledgement")).content.decode()

    for name in CLAUSES:
        for paragraph in guideline.clause(name).paragraphs:
            assert paragraph in page


def test_the_secretariat_sees_who_is_missing(running, head, secretariat, log_in):
    page = log_in(secretariat).get(reverse("accounts:acknowledgement-list"))
    assert page.context["rows"] == [(head.user, "安心安全課長")]

    confirm(head.user)
    page = log_in(secretariat).get(reverse("accounts:acknowledgement-list"))
    assert page.context["rows"] == []


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_for_one_and_for_thirty(
    section, secretariat, log_in, django_assert_max_num_queries, number
):
    for each in range(number):
        post = factories.appoint(factories.person(f"課長{each}"), Post.HEAD, section)
        factories.account(f"狛江市{each}", department=section, manager=post)
    browser = log_in(secretariat)
    browser.get(reverse("accounts:acknowledgement-list"))

    with django_assert_max_num_queries(9):
        page = browser.get(reverse("accounts:acknowledgement-list"))
    assert len(page.context["rows"]) == number


def test_in_charge_names_when_each_duty_began(running, head):
    Operator.objects.create(account=running, user=head.user, starts_on=date(2026, 5, 1))

    user = in_charge(TODAY).get()

    assert user.managing_since == factories.LONG_AGO
    assert user.posting_since == date(2026, 5, 1)
