"""4(2)イ: 管理者 is the head of the section, whoever that is today."""

from datetime import date

import pytest

from accounts.models import OfficialAccount
from accounts.services import follow_posts
from accounts.status import AccountStatus
from komae_sns.audit.models import Entry
from komae_sns.notices.models import Notice
from komae_sns.staff.posts import Post
from tests import factories

pytestmark = pytest.mark.django_db

APRIL = date(2027, 4, 1)
LAST = date(2027, 3, 31)


@pytest.fixture
def section():
    return factories.department("秘書広報室")


def head(section, name, **period):
    user = factories.person(name)
    return factories.appoint(user, Post.HEAD, section, title="秘書広報室長", **period)


@pytest.fixture
def account(section):
    old = head(section, "前任花子", ends_on=LAST)
    return factories.account("狛江市", department=section, manager=old)


@pytest.mark.clause("4(2)イ")
def test_the_successor_becomes_manager_on_the_day_and_not_before(section, account):
    heir = head(section, "後任次郎", starts_on=APRIL)

    assert follow_posts(LAST) == 0
    assert follow_posts(APRIL) == 1

    account.refresh_from_db()
    assert account.manager == heir
    entry = Entry.objects.get(action="accounts.follow_post")
    assert entry.changes["管理者"] == ["秘書広報室長 前任花子", "秘書広報室長 後任次郎"]
    assert Notice.objects.get(kind="manager_followed").person == heir.user


def test_run_twice_or_months_late_it_happens_once(section, account):
    head(section, "後任次郎", starts_on=APRIL)

    done = [follow_posts(date(2027, 9, 1)) for _ in range(3)]

    assert done == [1, 0, 0]
    assert Entry.objects.filter(action="accounts.follow_post").count() == 1


def test_without_a_successor_the_account_waits_and_follows_later(section, account):
    assert follow_posts(APRIL) == 0

    heir = head(section, "遅れて三郎", starts_on=date(2027, 4, 15))
    assert follow_posts(date(2027, 4, 15)) == 1
    account.refresh_from_db()
    assert account.manager == heir


def test_neither_a_clerk_nor_another_section_s_head_follows(section, account):
    factories.appoint(factories.person("担当花子"), Post.CLERK, section, starts_on=APRIL)
    head(factories.department("図書館"), "図書館長", starts_on=APRIL)

    assert follow_posts(APRIL) == 0


def test_an_account_of_an_ended_service_keeps_its_last_manager(section):
    old = head(section, "前任花子", ends_on=LAST)
    ended = AccountStatus.SERVICE_ENDED
    factories.account("昔の", department=section, manager=old, status=ended)
    head(section, "後任次郎", starts_on=APRIL)

    assert follow_posts(APRIL) == 0


def test_a_thousand_accounts_waiting_for_nobody_cost_one_look(
    section, account, django_assert_num_queries
):
    with django_assert_num_queries(2):
        follow_posts(APRIL)
    assert OfficialAccount.objects.manager_gone_on(APRIL).count() == 1
