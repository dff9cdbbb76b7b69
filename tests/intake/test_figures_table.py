"""4(5)ア: figures of many accounts and months from a table, whole or not at all."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Figure, Operator
from accounts.services.figures import Entry, Reading, record_month
from komae_sns.audit.models import Entry as TrailEntry
from komae_sns.home.intake.kinds import KINDS
from komae_sns.staff.actors import actor_of
from komae_sns.staff.intake.taking import Overtaken
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import TODAY
from tests.intake.tables import book, errors, look, saved, take, verdicts

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(5)ア")]
WIDE = "アカウント,月,フォロワー数,投稿数,最終投稿日,備考,計測日\n"


@pytest.fixture
def clerk():
    return factories.actor(Post.CLERK, factories.department("秘書広報室"))


@pytest.fixture
def secretariat():
    return factories.actor(Post.SECRETARIAT, name="事務局花子")


@pytest.fixture
def ours(clerk):
    section = clerk.appointments[0].department
    return factories.account("狛江市", department=section, handle="KomaeCity")


@pytest.fixture
def theirs():
    section = factories.department("図書館")
    return factories.account("狛江市図書館", department=section, handle="komae_lib")


def table(*rows, heading=WIDE):
    return (heading + "".join(f"{row}\n" for row in rows)).encode("cp932")


def current(account):
    figures = account.figures.current().order_by("month", "metric")
    return {(f.metric, f.month.month): Entry.of(f) for f in figures}


def test_months_numbers_and_reasons_as_offices_write_them(ours, clerk):
    found = look(
        "figures",
        table(
            "@KomaeCity,令和8年9月分,５１０３４,12,R8.9.30,,令和8年10月2日",
            "＠komaecity,2026/10,1.2万,－,サービスが公開していない,担当者が不明,2026-11-02",
            "狛江市,202608,,,,,",
        ),
        by=clerk,
    )

    assert errors(found) == []
    assert verdicts(found) == ["新規", "新規", "同じ"]
    take("figures", found, by=clerk)
    assert current(ours) == {
        ("followers", 9): Entry(value=51034),
        ("posts", 9): Entry(value=12),
        ("last_post", 9): Entry(day=date(2026, 9, 30)),
        ("followers", 10): Entry(value=12000),
        ("posts", 10): Entry(missing_because="担当者が不明"),
        ("last_post", 10): Entry(missing_because="サービスが公開していない"),
    }
    figure = ours.figures.get(metric="posts", month=date(2026, 9, 1))
    assert (figure.taken_on, figure.source) == (date(2026, 10, 2), Figure.Source.IMPORT)


def test_one_row_a_figure_from_a_workbook_says_the_same(ours, clerk):
    sheet = [
        ["URL", "対象月", "項目", "値", "理由", "どこで見たか"],
        ["https://x.com/KomaeCity", date(2026, 9, 1), "フォロワー数", 51034.0, None, "分析"],
        ["〃", "〃", "最後に発信した日", date(2026, 9, 30), None, "画面"],
        ["〃", "〃", "表示回数", None, "凍結・障害で見られない", "画面"],
    ]
    found = look("figures", saved(book(数字=sheet)), by=clerk)

    assert errors(found) == []
    take("figures", found, by=clerk)
    assert current(ours) == {
        ("followers", 9): Entry(value=51034),
        ("last_post", 9): Entry(day=date(2026, 9, 30)),
        ("views", 9): Entry(missing_because="凍結・障害で見られない"),
    }
    assert ours.figures.get(metric="followers").source == Figure.Source.INSIGHT


def test_the_same_table_again_changes_nothing_and_a_correction_keeps_what_stood(ours, clerk):
    content = table("@KomaeCity,2026-10,100,5,,,")
    take("figures", look("figures", content, by=clerk), by=clerk)

    assert verdicts(look("figures", content, by=clerk)) == ["同じ"]
    corrected = look("figures", table("@KomaeCity,2026-10,120,5,,,"), by=clerk)
    assert verdicts(corrected) == ["変更"]
    take("figures", corrected, by=clerk)

    assert current(ours) == {("followers", 10): Entry(value=120), ("posts", 10): Entry(value=5)}
    assert ours.figures.exclude(replaced_at=None).get().value == 100
    trail = TrailEntry.objects.order_by("seq").last()
    assert trail.changes == {"フォロワーの数（令和8年10月）": ["100人", "120人"]}
    assert (trail.action, trail.clause) == ("accounts.record_figures", "4(5)ア")


def test_another_sections_account_is_as_unknown_as_one_that_is_not_there(
    ours, theirs, clerk, secretariat
):
    content = table(
        "@komae_lib,2026-10,100,,,,", "@no_such,2026-10,100,,,,", "@KomaeCity,2026-10,1,,,,"
    )

    told = [message for _, _, message, _ in errors(look("figures", content, by=clerk))]

    assert [text.replace("@komae_lib", "@no_such") for text in told] == [told[1]] * 2
    named = table("X,https://x.com/komae_lib,2026-10,1", heading="媒体,URL,月,フォロワー\n")
    assert len(errors(look("figures", named, by=clerk))) == 1
    by_name = table("狛江市図書館,2026-10,1", heading="表示名,月,フォロワー\n")
    assert len(errors(look("figures", by_name, by=clerk))) == 1
    addressed = table("https://x.com/komae_lib,2026-10,1,,,,")
    assert [key for _, key, _, _ in errors(look("figures", addressed, by=clerk))] == ["address"]
    assert verdicts(look("figures", content, by=secretariat)) == ["新規", "誤り", "新規"]


def test_who_posts_for_another_sections_account_brings_in_its_figures(theirs, clerk):
    content = table("@komae_lib,2026-10,100,,,,")
    Operator.objects.create(account=theirs, user=clerk.user, starts_on=TODAY)

    take("figures", look("figures", content, by=clerk), by=clerk)

    assert current(theirs) == {("followers", 10): Entry(value=100)}


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("@KomaeCity,2026-12,1,,,,", "month"),
        ("@KomaeCity,2010-12,1,,,,", "month"),
        ("@KomaeCity,13月,1,,,,", "month"),
        ("@KomaeCity,2026-10,1.25,,,,", "followers"),
        ("@KomaeCity,2026-10,-5,,,,", "followers"),
        ("@KomaeCity,2026-10,=1+1,,,,", "followers"),
        ("@KomaeCity,2026-10,<script>,,,,", "followers"),
        ("@KomaeCity,2026-10,99999999999999999999,,,,", "followers"),
        ("@KomaeCity,2026-10,,,2026-11-01,,", "last_post"),
        ("@KomaeCity,2026-10,#REF!,,,,", "followers"),
        ("@KomaeCity,2026-10,1,,,,2026-12-01", "taken_on"),
        ("@KomaeCity,2026-10,－,,,%s," % ("理" * 201), "reason"),
        ("Komae\u200bCity,2026-10,1,,,,", "handle"),
        (",2026-10,1,,,,", "address"),
    ],
)
def test_what_cannot_be_so_is_told_at_its_cell_and_stops_the_whole_table(ours, clerk, row, field):
    found = look("figures", (WIDE + "@KomaeCity,2026-09,5,,,,\n" + row).encode(), by=clerk)

    assert [(line, key) for line, key, _, _ in errors(found)] == [(3, field)]
    assert not Figure.objects.exists()


def test_a_figure_stands_once_in_a_table(ours, clerk):
    found = look("figures", table("@KomaeCity,2026-10,1,,,,", "狛江市,R8.10,2,,,,"), by=clerk)

    assert [key for _, key, _, _ in errors(found)] == ["month"]


def test_a_metric_that_the_service_has_not_is_told_and_a_dash_is_none(ours, clerk):
    heading = "アカウント,月,フォロワー,ブロック数\n"

    told = look("figures", table("@KomaeCity,2026-10,1,3", heading=heading), by=clerk)
    dash = look("figures", table("@KomaeCity,2026-10,1,－", heading=heading), by=clerk)

    assert [key for _, key, _, _ in errors(told)] == ["blocks"]
    assert verdicts(dash) == ["新規"]


def test_two_accounts_of_one_name_are_told_apart_by_their_service(ours, clerk):
    section = clerk.appointments[0].department
    line = factories.account(
        "狛江市", department=section, service=factories.service("line"), url="https://lin.ee/a"
    )

    told = look("figures", table("狛江市,2026-10,1", heading="名称,月,友だち数\n"), by=clerk)
    named = table("LINE,狛江市,2026-10,1", heading="媒体,名称,月,友だち数\n")
    take("figures", look("figures", named, by=clerk), by=clerk)

    assert [key for _, key, _, _ in errors(told)] == ["name"]
    assert current(line) == {("followers", 10): Entry(value=1)}


@pytest.mark.integrity
def test_what_somebody_typed_meanwhile_is_not_overwritten(ours, clerk):
    seen = [
        look("figures", table("@KomaeCity,2026-10,100,,,,"), by=clerk),
        look("figures", table("@KomaeCity,2026-09,1,,,,", "@KomaeCity,2026-10,9,,,,"), by=clerk),
    ]
    reading = Reading(TODAY, Figure.Source.SCREEN)
    entries = {"followers": Entry(value=7)}
    record_month(ours, date(2026, 10, 1), entries, reading, by=clerk, now=timezone.now())

    for found in seen:
        with pytest.raises(Overtaken):
            take("figures", found, by=clerk)

    assert current(ours) == {("followers", 10): Entry(value=7)}


def test_who_lost_the_account_meanwhile_takes_nothing(ours, theirs, clerk):
    found = look("figures", table("@KomaeCity,2026-10,100,,,,"), by=clerk)
    stranger = factories.actor(Post.CLERK, theirs.department, "他課花子")

    with pytest.raises(PermissionDenied):
        take("figures", found, by=stranger)
    with pytest.raises(ValidationError, match="--by"):
        take("figures", found)
    with pytest.raises(PermissionDenied):
        take("figures", found, by=actor_of(factories.person(), TODAY))


def test_as_many_queries_for_a_long_table_as_for_a_short_one(
    ours, clerk, django_assert_max_num_queries
):
    months = [
        f"@KomaeCity,{year}-{month},1,2,,," for year in range(2021, 2026) for month in range(1, 13)
    ]
    for content in (table(*months[:1]), table(*months)):
        with django_assert_max_num_queries(20):
            found = look("figures", content, by=clerk)
            take("figures", found, by=clerk)
    assert Figure.objects.current().count() == 120


def test_the_sample_names_every_figure_of_the_city():
    labels = [column.label for column in KINDS["figures"].columns]

    assert {"登録者の数", "投稿の数", "最後に発信した日"} < set(labels)
    assert len(labels) == len(set(labels))
