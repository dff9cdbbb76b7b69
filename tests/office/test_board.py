"""DESIGN 1: one page of what is overdue and where; each number is the length of its list."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.metrics import latest_month_due
from accounts.models import Figure, RelatedDomain, StatusCheck
from komae_sns.home.office.board import board_of
from komae_sns.home.office.matters import matters_of
from komae_sns.notices.services import mark_dead
from komae_sns.staff.department_tree import department_tree
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import NOW, TODAY
from tests.reviews import rows as reviews

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(5)ア")]


@pytest.fixture
def secretary(time_machine):
    time_machine.move_to(NOW - timedelta(days=900))
    office = factories.department("情報政策課", parent=factories.division("総務部"))
    made = factories.actor(Post.SECRETARIAT, office, "書記")
    time_machine.move_to(NOW, tick=False)
    return made


def counts(actor):
    """Section and matter → (count, oldest)."""
    board = board_of(actor, matters_of(actor), department_tree())
    return {
        (line.name, cell.matter.code): (cell.tally.count, cell.tally.oldest)
        for group in board.groups
        for line in group.lines
        for cell in line.cells
        if cell.tally.count
    }


def test_what_is_late_is_counted_where_it_is(secretary, time_machine):
    section = factories.department("安心安全課", parent=factories.division("企画部"))
    unit = factories.department("防災係", kind="UNIT", parent=section)
    time_machine.move_to(NOW - timedelta(days=10))  # too young for figures and content checks
    mine = factories.account("防災", department=section)
    theirs = factories.account("係", department=unit)
    stopped = factories.account("旧", department=section, status="SUSPENDED")
    time_machine.move_to(NOW, tick=False)
    reviews.opened(mine)  # due on 31 March 2026
    StatusCheck.objects.create(account=stopped, number=1, due_on=TODAY - timedelta(days=1))
    for name, account, ends_on in (
        ("a.jp", mine, TODAY - timedelta(days=3)),
        ("b.jp", theirs, TODAY - timedelta(days=9)),
        ("c.jp", mine, TODAY),
        ("d.jp", mine, TODAY + timedelta(days=91)),
    ):
        RelatedDomain.objects.create(
            account=account,
            ascii_name=name,
            name=name,
            purpose="申込",
            kept_by="課",
            expires_on=ends_on,
            registered_by=secretary.user,
        )
    factories.appoint(lost := factories.person("委員", email="x@city.komae.lg.jp"), Post.MEMBER)
    mark_dead(lost, lost.email, "550", now=NOW)

    found = {k: v for k, v in counts(secretary).items() if k[1] != "acknowledgements"}

    assert found == {
        ("安心安全課", "reviews"): (1, date(2026, 3, 31)),
        ("安心安全課", "status-checks"): (1, TODAY - timedelta(days=1)),
        ("安心安全課", "domains-over"): (2, TODAY - timedelta(days=9)),
        ("安心安全課", "domains-soon"): (1, TODAY),
        ("部課のない職", "addresses"): (1, TODAY),
    }


def test_the_figures_of_a_month_are_missed_after_the_tenth_of_the_next(secretary, time_machine):
    time_machine.move_to(NOW - timedelta(days=900))
    account = factories.account("防災")
    time_machine.move_to(NOW, tick=False)
    Figure.objects.create(
        account=account,
        metric="posts",
        month=date(2026, 9, 1),
        value=1,
        taken_on=TODAY,
        source="SCREEN",
        recorded_by=secretary.user,
        recorded_at=NOW,
    )

    found = counts(secretary)

    assert latest_month_due(date(2026, 11, 10)) == date(2026, 9, 1)
    assert latest_month_due(date(2026, 11, 11)) == date(2026, 10, 1)
    assert latest_month_due(date(2026, 1, 3)) == date(2025, 11, 1)
    assert found[account.department.name, "figures"] == (1, date(2026, 9, 1))


def test_two_hundred_sections_ask_no_more_than_one(client, secretary):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("office:board"))
        return len(queries)

    client.force_login(secretary.user)
    client.get(reverse("office:board"))
    one = asked()
    for n in range(200):
        factories.account(f"口座{n}", department=factories.department(f"課{n}"))

    assert asked() == one


def test_nothing_to_do_is_said(client, secretary):
    client.force_login(secretary.user)

    page = client.get(reverse("office:board")).content.decode()

    assert "期限を過ぎたものも、気をつけるものもありません" in page
