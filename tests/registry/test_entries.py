"""One row of the public register: what citizens are told of an account, and what not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.status import AccountStatus
from komae_sns.home.registry import among
from komae_sns.home.registry.entries import entries_of, published, stream
from komae_sns.home.registry.standing import Standing
from policies.models import Policy
from tests import factories
from tests.factories import NOW, TODAY
from tests.registry import rows
from tests.registry.rows import entry_of

pytestmark = [pytest.mark.django_db, pytest.mark.integrity, pytest.mark.clause("見本第7条")]


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("RUNNING", Standing.RUNNING),
        ("PAUSED", Standing.PAUSED),
        ("SUSPENDED", Standing.STOPPED),
        ("SERVICE_ENDED", Standing.SERVICE_ENDED),
    ],
)
def test_an_account_stands_as_it_is(status, standing):
    assert entry_of(factories.account(status=status)).standing == standing


def test_what_is_not_open_is_on_no_list():
    for status in ("PREPARING", "ABANDONED"):
        factories.account(status=status)

    assert list(published()) == []


def test_a_stop_that_nobody_was_told_of_does_not_show():
    """The plan is the city's own until it says so on the account."""
    account = factories.account(status="STOPPING")

    entry = entry_of(account)

    assert (entry.standing, entry.leaving) == (Standing.RUNNING, None)


def test_a_stop_that_was_announced_shows_its_notice_and_where_to_go_on():
    account = factories.account(status="STOPPING")
    stop = factories.notified(account.suspensions.get(), elsewhere="市ホームページ")

    entry = entry_of(account)

    assert entry.standing == Standing.STOPPING
    assert entry.leaving.notice == "このアカウントは停止します。"
    assert entry.leaving.stop_on == TODAY
    assert entry.leaving.successor_key == stop.successor.public_key
    assert entry.leaving.elsewhere == "市ホームページ"


def test_a_notice_withdrawn_as_a_slip_announces_nothing():
    account = factories.account(status="STOPPING")
    notice = factories.notice(factories.planned(account.suspensions.get()))
    type(notice).objects.update(
        withdrawn_at=NOW, withdrawn_by=factories.person(), withdrawn_because="誤り"
    )

    assert entry_of(account).standing == Standing.RUNNING


@pytest.mark.clause("見本第8条")
def test_a_pause_shows_the_published_reason_and_never_the_inner_one():
    entry = entry_of(factories.account(status="PAUSED"))

    assert entry.paused.reason == "媒体の障害のため、発信を休んでいます。"
    assert "媒体の障害\n" not in repr(entry)


@pytest.mark.clause("見本第8条")
def test_who_paused_before_an_unannounced_stop_still_pauses_for_citizens():
    account = factories.account(status="PAUSED")
    account.pauses.update(
        ended_as="STOPPING", ended_on=TODAY, ended_by=account.manager.user, ended_at=NOW
    )
    factories.suspension(account)
    account.move_to(AccountStatus.STOPPING)

    assert entry_of(account).standing == Standing.PAUSED
    assert entry_of(account).paused is not None


def test_a_stopped_account_says_since_when_and_where_to_go_on():
    account = factories.account(status="RUNNING")
    stop = factories.suspension(account)
    account.move_to(AccountStatus.STOPPING)
    factories.done(stop)
    account.move_to(AccountStatus.SUSPENDED)

    leaving = entry_of(account).leaving

    assert (leaving.stopped_on, leaving.successor_name) == (TODAY, "狛江市広報")


@pytest.mark.clause("4(3)カ")
@pytest.mark.parametrize("kind", ["hijack", "unknown_post"])
def test_an_account_that_others_may_hold_is_not_vouched_for(kind):
    account = factories.account()
    rows.hijacked(account, kind=kind)

    entry = entry_of(account)

    assert (entry.label, entry.is_vouched_for) == ("現在確認中", False)


@pytest.mark.clause("4(3)カ")
def test_a_drill_and_a_wrong_post_cast_no_doubt():
    account = factories.account()
    rows.hijacked(account, is_drill=True)
    rows.hijacked(account, kind="wrong_post")

    assert entry_of(account).is_vouched_for


def test_the_newest_good_check_is_the_day_of_confirmation():
    account = factories.account(content_read_on=TODAY - timedelta(9))
    rows.link_checked(account, TODAY - timedelta(2))
    rows.link_checked(account, TODAY, is_good=False)

    confirmed = entry_of(account).confirmed

    assert (confirmed.on, confirmed.by) == (TODAY - timedelta(2), "link_check")


def test_without_a_check_no_day_is_named():
    assert entry_of(factories.account()).confirmed is None


def test_nothing_internal_is_in_a_row():
    account = factories.account(
        manager=None,
        status="PREPARING",
        contractor="委託先商事",
        registered_email="secret@city.komae.lg.jp",
        linked_apps="予約投稿アプリ",
        devices="課の電話",
        platform_id="",
    )
    section = account.department
    manager = factories.appoint(factories.person("管理者花子"), "HEAD", section)
    type(account).objects.filter(pk=account.pk).update(
        url="https://x.com/komae_a", manager=manager, opened_on=TODAY
    )
    account.refresh_from_db()
    account.move_to(AccountStatus.RUNNING)
    rows.domain(account)
    rows.former(account)

    shown = repr(entry_of(account))

    for secret in (
        "委託先商事",
        "secret@",
        "予約投稿",
        "課の電話",
        "管理者花子",
        "山田",
        "登録会社",
    ):
        assert secret not in shown


def test_domains_former_names_and_policies_are_in_it():
    account = factories.account()
    rows.domain(account)
    rows.former(account)
    policy = Policy.objects.create(department=account.department, title="狛江市ポリシー")
    policy.accounts.set([account, factories.account("ほかの口座")])
    for number, status in ((1, "DRAFT"),):
        policy.versions.create(
            number=number, status=status, title="案", created_by=account.manager.user
        )

    entry = entry_of(account)

    assert [domain.name for domain in entry.domains] == ["komae-bosai.jp"]
    assert [former.handle for former in entry.former] == ["@komae_old"]
    assert entry.policies == ()  # a draft is nobody's to read


def test_thirty_rows_ask_no_more_often_than_one():
    def asked():
        with CaptureQueriesContext(connection) as queries:
            entries_of(published())
        return len(queries)

    _each_kind(1)
    first = asked()

    _each_kind(6)

    assert asked() == first


def _each_kind(number):
    for _ in range(number):
        for status in ("RUNNING", "PAUSED", "STOPPING", "SUSPENDED", "SERVICE_ENDED"):
            account = factories.account(status=status)
            rows.former(account, f"old{account.pk}")
            rows.domain(account, f"d{account.pk}.jp")


def test_a_long_chunk_makes_the_rows_that_short_ones_make(monkeypatch):
    """Of many accounts the range of their keys is asked for, and others' rows come along."""
    _each_kind(2)
    accounts = list(published().order_by("pk"))
    rows.hijacked(accounts[1])
    some = [accounts[0], *accounts[2:]]
    short = entries_of(some)

    monkeypatch.setattr(among, "MOST_NAMED", 3)

    assert entries_of(some) == short


def test_the_stream_holds_the_rows_that_the_pages_show():
    _each_kind(1)

    streamed = list(stream(published()))

    assert streamed == entries_of(published().order_by("pk"))
    assert len(streamed) == 5
