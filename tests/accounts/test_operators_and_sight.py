"""4(1): contractors see only the accounts they operate, only while they do."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import OfficialAccount, Operator
from accounts.services import add_operator, end_operator
from komae_sns.audit.models import Entry
from komae_sns.staff.actors import Actor, actor_of
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(1)")]
DAY = timedelta(days=1)


@pytest.fixture
def contractor(section):
    return factories.actor(Post.CONTRACTOR, section, "業者三郎")


@pytest.fixture
def account(section):
    return factories.account(department=section)


def seen(actor):
    return set(OfficialAccount.objects.visible_to(actor))


@pytest.mark.parametrize("post", [p for p in Post if p != Post.CONTRACTOR])
def test_staff_see_every_account(account, post):
    assert seen(factories.actor(post, factories.department("図書館"))) == {account}


def test_somebody_without_a_post_sees_nothing(account):
    assert seen(Actor(factories.person(), TODAY, ())) == set()


def test_a_contractor_sees_no_account_of_their_own_section_unasked(account, contractor):
    assert seen(contractor) == set()


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "is_seen"),
    [
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (TODAY - DAY, TODAY + DAY, True),
        (TODAY - DAY, TODAY - DAY, False),
        (TODAY + DAY, None, False),
    ],
)
def test_a_contractor_sees_an_account_while_operating_it(
    account, contractor, starts_on, ends_on, is_seen
):
    Operator.objects.create(
        account=account, user=contractor.user, starts_on=starts_on, ends_on=ends_on
    )

    assert (account in seen(contractor)) == is_seen


def test_somebody_elses_time_does_not_open_an_account_to_a_contractor(account, contractor):
    """Each condition is met, but by two different rows."""
    other = factories.person()
    Operator.objects.create(
        account=account, user=contractor.user, starts_on=TODAY - 9 * DAY, ends_on=TODAY - DAY
    )
    Operator.objects.create(account=account, user=other, starts_on=TODAY)

    assert seen(contractor) == set()


def test_an_account_is_listed_once_however_often_it_was_operated(account, contractor):
    for days in (3, 2, 1):
        Operator.objects.create(account=account, user=contractor.user, starts_on=TODAY - days * DAY)

    assert OfficialAccount.objects.visible_to(contractor).count() == 1


def test_a_contractor_who_is_also_staff_sees_what_staff_see(account, contractor):
    factories.appoint(contractor.user, Post.MEMBER)

    assert seen(actor_of(contractor.user, TODAY)) == {account}


def test_a_staff_post_that_is_over_opens_nothing(account, contractor):
    factories.appoint(contractor.user, Post.MEMBER, ends_on=TODAY - DAY)

    assert seen(actor_of(contractor.user, TODAY)) == set()


def test_an_operator_whose_appointment_is_over_sees_nothing(account, section):
    person = factories.person()
    factories.appoint(person, Post.CONTRACTOR, section, ends_on=TODAY - DAY)
    Operator.objects.create(account=account, user=person, starts_on=TODAY)

    assert seen(actor_of(person, TODAY)) == set()


def test_the_head_names_an_operator_and_the_trail_says_so(account, head, contractor):
    add_operator(account, contractor.user, by=head, starts_on=TODAY, ends_on=TODAY + DAY)

    entry = Entry.objects.about(account).get()
    assert entry.changes == {"担当者": [None, "業者三郎（令和8年11月22日から令和8年11月23日まで）"]}


@pytest.mark.parametrize("post", [p for p in Post if p not in {Post.HEAD, Post.SECRETARIAT}])
def test_others_do_not_name_operators(account, section, contractor, post):
    with pytest.raises(PermissionDenied, match="担当者を決められるのは"):
        add_operator(account, contractor.user, by=factories.actor(post, section), starts_on=TODAY)


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (TODAY, None),
        (TODAY + DAY, TODAY + 2 * DAY),
        (TODAY - 5 * DAY, TODAY),
        (TODAY - 5 * DAY, None),
        (TODAY + 5 * DAY, None),
    ],
)
def test_nobody_operates_an_account_twice_at_once(account, head, contractor, starts_on, ends_on):
    add_operator(account, contractor.user, by=head, starts_on=TODAY, ends_on=TODAY + 5 * DAY)

    with pytest.raises(ValidationError, match="その期間の担当者になっています"):
        add_operator(account, contractor.user, by=head, starts_on=starts_on, ends_on=ends_on)


def test_another_time_follows_the_first(account, head, contractor):
    add_operator(account, contractor.user, by=head, starts_on=TODAY, ends_on=TODAY + DAY)
    add_operator(account, contractor.user, by=head, starts_on=TODAY + 2 * DAY)

    assert account.operators.count() == 2


def test_the_last_day_is_set_and_not_before_the_first(account, head, contractor):
    operator = add_operator(account, contractor.user, by=head, starts_on=TODAY)

    with pytest.raises(ValidationError):
        end_operator(operator, by=head, ends_on=TODAY - DAY)
    for _ in range(2):  # a second click records nothing
        end_operator(operator, by=head, ends_on=TODAY)

    assert Operator.objects.get().ends_on == TODAY


@pytest.mark.parametrize("days", [2, 3, 30])
def test_putting_off_the_last_day_never_reaches_into_the_next_time(account, head, contractor, days):
    first = add_operator(account, contractor.user, by=head, starts_on=TODAY, ends_on=TODAY)
    add_operator(account, contractor.user, by=head, starts_on=TODAY + 2 * DAY)

    with pytest.raises(ValidationError, match="その期間の担当者になっています"):
        end_operator(first, by=head, ends_on=TODAY + days * DAY)
    end_operator(first, by=head, ends_on=TODAY + DAY)

    first.refresh_from_db()
    assert first.ends_on == TODAY + DAY
