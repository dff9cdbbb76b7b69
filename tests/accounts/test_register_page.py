"""/accounts/: the register, filtered by shareable addresses."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Operator
from komae_sns.staff.models import Department
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(log_in, clerk):
    """`register(**filters)`: the names on the page, as the section's clerk sees it."""
    browser = log_in(clerk)

    def names(**filters):
        response = browser.get("/accounts/", filters)
        assert response.status_code == 200
        return [account.name for account in response.context["page"].rows]

    return names


@pytest.fixture
def three(section):
    library = factories.department("図書館", kind=Department.Kind.FACILITY)
    factories.account("狛江市", department=section, handle="KomaeCity")
    factories.account(
        "ﾎﾞｳｻｲ狛江",
        department=section,
        status="PREPARING",
        service=factories.service("line"),
        handle="@abc",
    )
    factories.account("図書館だより", department=library, status="SUSPENDED", badge="GRANTED")


def test_newest_first(register, three):
    assert register() == ["図書館だより", "ﾎﾞｳｻｲ狛江", "狛江市"]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("狛江", ["ﾎﾞｳｻｲ狛江", "狛江市"]),
        ("ボウサイ", ["ﾎﾞｳｻｲ狛江"]),
        ("komaecity", ["狛江市"]),
        ("＠ＫＯＭＡＥＣＩＴＹ", ["狛江市"]),
        ("x.com/KomaeCity", ["狛江市"]),
        ("狛江　ﾎﾞｳｻｲ", ["ﾎﾞｳｻｲ狛江"]),
        ("図書", ["図書館だより"]),
        ("100%", []),
        ("_", ["図書館だより"]),
        ("%", []),
        ("\\", []),
        ("'; --", []),
        ("　", ["図書館だより", "ﾎﾞｳｻｲ狛江", "狛江市"]),
    ],
)
def test_words_are_found_in_any_width_and_case(register, three, q, found):
    assert register(q=q) == found


def test_by_status_badge_and_service(register, three):
    line = factories.service("line")

    assert register(status="PREPARING") == ["ﾎﾞｳｻｲ狛江"]
    assert register(badge="GRANTED") == ["図書館だより"]
    assert register(service=line.pk) == ["ﾎﾞｳｻｲ狛江"]


def test_a_division_holds_the_accounts_of_its_sections(register, three, section):
    assert register(department=section.parent.pk) == ["ﾎﾞｳｻｲ狛江", "狛江市"]
    assert register(department=section.pk) == ["ﾎﾞｳｻｲ狛江", "狛江市"]


def test_mine_by_section_and_by_person(register, three, clerk):
    other = factories.account("担当の分", department=factories.department("公民館"))
    Operator.objects.create(account=other, user=clerk.user, starts_on=TODAY)

    assert register(mine="section") == ["ﾎﾞｳｻｲ狛江", "狛江市"]
    assert register(mine="person") == ["担当の分"]


@pytest.mark.parametrize(
    "filters",
    [
        {"status": "DELETED"},
        {"service": "abc"},
        {"service": "9" * 40},
        {"department": "9" * 40},
        {"department": "-1"},
        {"mine": "x"},
        {"q": "あ" * 101},
    ],
)
def test_a_filter_that_is_none_says_so_and_lists_nothing(log_in, clerk, three, filters):
    response = log_in(clerk).get("/accounts/", filters)

    assert list(response.context["page"].rows) == []
    assert "この条件ではさがせません" in response.text


@pytest.mark.parametrize("edge", ["x", "-1", "9" * 30, ""])
def test_a_page_that_is_none_is_404(log_in, clerk, three, edge):
    assert log_in(clerk).get("/accounts/", {"before": edge}).status_code == 404


def test_pages_follow_each_other_and_keep_the_filter(log_in, clerk, section):
    for number in range(60):
        factories.account(f"口座{number}", department=section)
    browser = log_in(clerk)

    first = browser.get("/accounts/", {"status": "RUNNING"}).context["page"]
    second = browser.get(f"/accounts/{first.older}").context["page"]

    assert (len(first.rows), len(second.rows), first.count_text) == (50, 10, "60件")
    assert "status=RUNNING" in first.older
    assert {r.pk for r in first.rows} & {r.pk for r in second.rows} == set()


def test_the_same_few_queries_for_one_row_and_for_thirty(log_in, clerk, section):
    browser = log_in(clerk)
    browser.get("/accounts/")

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            browser.get("/accounts/", {"q": "口座", "status": "RUNNING"})
        return len(captured)

    factories.account("口座0", department=section)
    one = queries()
    for number in range(29):
        unit = factories.department(f"課{number}", parent=factories.division(f"部{number}"))
        factories.account(f"口座{number + 1}", department=unit)

    assert queries() == one
    assert one <= 10


def test_a_contractor_finds_only_their_own(log_in, three, section):
    contractor = factories.actor(Post.CONTRACTOR, section, "業者三郎")
    mine = factories.account("委託の分", department=section)
    Operator.objects.create(account=mine, user=contractor.user, starts_on=TODAY)

    response = log_in(contractor).get("/accounts/")

    assert [a.name for a in response.context["page"].rows] == ["委託の分"]
    assert "図書館だより" not in response.text


@pytest.mark.parametrize(
    ("post", "sentence"),
    [
        (Post.CLERK, "登録されたアカウントは、まだありません"),
        (Post.CONTRACTOR, "あなたが担当するアカウントはありません"),
    ],
)
def test_an_empty_register_says_why(log_in, section, post, sentence):
    assert sentence in log_in(factories.actor(post, section)).get("/accounts/").text


def test_nothing_found_says_what_to_do_next(log_in, clerk, three):
    assert "条件に合うアカウントがありません" in log_in(clerk).get("/accounts/?q=zzz").text
