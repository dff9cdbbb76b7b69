"""4(5)ア: figures typed month by month, corrected in the open, never lost."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.models import Figure, Operator
from accounts.services.figures import Entry, Reading, record_month
from komae_sns.audit.models import Entry as TrailEntry
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(5)ア")]
NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Asia/Tokyo"))
MONTH = date(2026, 10, 1)
LOOKED = Reading(date(2026, 11, 2), Figure.Source.SCREEN)


@pytest.fixture
def running(section, head_post):
    return factories.account(
        "狛江市安心安全課", department=section, manager=head_post, opened_on=date(2024, 5, 10)
    )


def record(account, by, month=MONTH, reading=LOOKED, **entries):
    return record_month(account, month, entries, reading, by=by, now=NOW)


def current(account):
    return {f.metric: Entry.of(f) for f in account.figures.current()}


def test_a_correction_keeps_what_stood_before(running, clerk):
    record(running, clerk, followers=Entry(value=100), posts=Entry(value=9))
    made = record(running, clerk, followers=Entry(value=120), posts=Entry(value=9))

    assert [figure.metric for figure in made] == ["followers"]
    assert current(running) == {"followers": Entry(value=120), "posts": Entry(value=9)}
    assert running.figures.exclude(replaced_at=None).get().value == 100
    trail = TrailEntry.objects.order_by("seq").last()
    assert trail.changes == {"フォロワーの数（令和8年10月）": ["100人", "120人"]}


def test_why_there_is_no_figure_is_a_record_too(running, clerk):
    record(running, clerk, views=Entry(missing_because="サービスが公開していない"))
    record(running, clerk, views=Entry(value=0))

    assert current(running) == {"views": Entry(value=0)}


@pytest.mark.parametrize(
    ("month", "reading", "entries"),
    [
        (date(2026, 12, 1), LOOKED, {"posts": Entry(value=1)}),
        (date(2026, 10, 2), LOOKED, {"posts": Entry(value=1)}),
        (date(2024, 4, 1), LOOKED, {"posts": Entry(value=1)}),
        (MONTH, Reading(date(2026, 9, 30), "SCREEN"), {"posts": Entry(value=1)}),
        (MONTH, Reading(date(2026, 11, 23), "SCREEN"), {"posts": Entry(value=1)}),
        (MONTH, LOOKED, {"friends": Entry(value=1)}),
        (MONTH, LOOKED, {"posts": Entry()}),
        (MONTH, LOOKED, {"posts": Entry(missing_because="　")}),
        (MONTH, LOOKED, {"posts": Entry(value=1, missing_because="凍結")}),
        (MONTH, LOOKED, {"last_post": Entry(value=1)}),
        (MONTH, LOOKED, {"last_post": Entry(day=date(2026, 11, 1))}),
    ],
)
def test_what_cannot_be_so_is_refused_whole(running, clerk, month, reading, entries):
    with pytest.raises(ValidationError):
        record(running, clerk, month, reading, followers=Entry(value=5), **entries)

    assert not Figure.objects.exists()


def test_an_account_that_does_not_run_yet_has_no_figures(preparing, clerk):
    with pytest.raises(ValidationError):
        record(preparing, clerk, posts=Entry(value=1))


def test_a_contractor_types_for_the_accounts_they_operate(running):
    vendor = factories.actor(Post.CONTRACTOR, name="受託一郎")
    stranger = factories.actor(Post.CONTRACTOR, name="受託二郎")
    Operator.objects.create(account=running, user=vendor.user, starts_on=TODAY)

    record(running, vendor, posts=Entry(value=3))

    with pytest.raises(PermissionDenied):
        record(running, stranger, posts=Entry(value=4))


@pytest.mark.integrity
def test_no_figure_is_changed_or_doubled_by_sql(running, clerk):
    figure = record(running, clerk, posts=Entry(value=3))[0]

    for sql in (
        "UPDATE accounts_figure SET value = 9",
        "DELETE FROM accounts_figure",
        "INSERT INTO accounts_figure (account_id, metric, month, value, missing_because, taken_on,"
        " source, recorded_by_id, recorded_at) SELECT account_id, metric, month, 9,"
        " missing_because, taken_on, source, recorded_by_id, recorded_at FROM accounts_figure",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    figure.refresh_from_db()
    assert figure.value == 3


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(running, clerk, log_in):
    browser = log_in(clerk)
    address = reverse("accounts:figure-month", args=[running.pk, MONTH])

    answer = browser.post(
        address, {"followers": "1.25", "posts": "12", "taken_on": "2026-11-02", "source": "SCREEN"}
    )

    assert answer.status_code == 200
    assert answer.context["form"].errors == {"followers": ["小数は入れられません。"]}
    assert 'value="1.25"' in answer.content.decode()


def test_the_year_is_shown_with_chart_and_sums(running, clerk, log_in):
    for month, posts in ((8, 4), (9, 6), (10, 11)):
        day = date(2026, month, 1)
        record(running, clerk, day, Reading(TODAY, "SCREEN"), posts=Entry(value=posts))

    page = log_in(clerk).get(reverse("accounts:figure-list", args=[running.pk]))

    table = page.context["table"]
    assert [row.total for row in table.rows if row.metric.code == "posts"] == ["21件"]
    assert [label for label, _ in table.charts] == ["ポストの数"]
    assert len(table.months) == 8  # April to November: nothing of months to come


def test_a_long_silence_is_said_on_the_account_page(running, clerk, log_in):
    day = date(2026, 4, 1)
    record(running, clerk, day, Reading(TODAY, "SCREEN"), last_post=Entry(day=day))

    page = log_in(clerk).get(running.get_absolute_url())

    assert page.context["is_idle"]
    assert "休眠" in page.content.decode()


@pytest.mark.parametrize("year", ["1999", "2027", "x", "２０２６", "99999999999"])
def test_a_year_that_cannot_be_is_not_found(running, clerk, log_in, year):
    address = reverse("accounts:figure-list", args=[running.pk])

    assert log_in(clerk).get(address, {"year": year}).status_code == 404
