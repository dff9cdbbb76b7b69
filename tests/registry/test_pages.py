"""/registry/: without log-in, without cookies, kept by caches, readable for everybody."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.services.links import check_links
from komae_sns.home.registry.listing import SECTION, SERVICE
from tests import factories
from tests.factories import TODAY
from tests.registry import rows

pytestmark = [pytest.mark.django_db, pytest.mark.clause("見本第7条")]
LIST = "/registry/"


@pytest.fixture
def citizen():
    """Whose browser sends whatever cookie it was ever given, and checks what it gets."""
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["sessionid"] = "x" * 32
    return browser


@pytest.fixture
def bosai():
    return factories.account("狛江市防災", badge="GRANTED")


def page_of(account):
    return f"/registry/accounts/{account.public_key}/"


def names(response):
    return [entry.name for entry in response.context["found"].entries]


def test_every_page_is_the_same_for_everybody_and_sets_no_cookie(citizen, bosai, client):
    client.force_login(factories.person())
    for path in (LIST, page_of(bosai), f"{page_of(bosai)}qr.svg", "/registry/check/?q=@x_y"):
        answer = citizen.get(path)

        assert (answer.status_code, answer.cookies) == (200, {})
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert answer.content == client.get(path).content


def test_no_session_is_looked_up(citizen, bosai):
    with CaptureQueriesContext(connection) as asked:
        citizen.get(LIST)

    assert [q["sql"] for q in asked if "session" in q["sql"] or "staff_user" in q["sql"]] == []


def test_a_form_that_is_sent_is_refused_like_any_other_method(citizen):
    assert citizen.post(LIST).status_code == 405


def test_a_page_that_was_not_changed_is_answered_by_304_without_being_made(citizen, bosai):
    first = citizen.get(LIST)

    with CaptureQueriesContext(connection) as asked:
        again = citizen.get(LIST, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content, len(asked)) == (304, b"", 1)


def test_whatever_is_recorded_makes_it_new(citizen, bosai):
    head = rows.worker(bosai)
    tag = citizen.get(page_of(bosai)).headers["ETag"]

    check_links(
        bosai,
        page_lists_it=True,
        page_url="https://www.city.komae.tokyo.jp/a",
        profile_leads_home=True,
        checked_on=TODAY,
        by=head,
    )

    answer = citizen.get(page_of(bosai), headers={"If-None-Match": tag})
    assert (answer.status_code, answer.headers["ETag"] == tag) == (200, False)
    assert "市ホームページとの相互リンクの確認" in answer.content.decode()


def test_who_asks_for_the_head_gets_its_tag_and_no_body(citizen, bosai):
    answer = citizen.head(LIST)

    assert (answer.content, answer.headers["ETag"]) == (b"", citizen.get(LIST).headers["ETag"])


def test_by_service_and_by_part_of_the_office(citizen):
    division = factories.division("福祉保健部")
    section = factories.department("健康推進課", parent=division)
    factories.account("健康", department=section, service=factories.service("line"))
    factories.account("広報", department=factories.department("秘書室"))

    assert names(citizen.get(LIST)) == ["広報", "健康"]
    assert names(citizen.get(LIST, {SERVICE: "line"})) == ["健康"]
    assert names(citizen.get(LIST, {SECTION: division.pk})) == ["健康"]
    assert names(citizen.get(LIST, {SECTION: section.pk, SERVICE: "x"})) == []


def test_by_what_an_account_is_about(citizen):
    """First as its words say; then as somebody of the section chose."""
    shelter = factories.account("ひなん", purpose="災害と避難所の情報")
    factories.account("ほん", purpose="図書館の新しい本")
    factories.account("なんでも", purpose="いろいろ")

    assert names(citizen.get(LIST, {"area": "safety"})) == ["ひなん"]
    assert names(citizen.get(LIST, {"area": "other"})) == ["なんでも"]
    assert citizen.get(LIST, {"area": "health"}).status_code == 404

    type(shelter).objects.filter(pk=shelter.pk).update(area="no_longer_listed")
    assert names(citizen.get(LIST, {"area": "other"})) == ["なんでも", "ひなん"]


def test_the_city_pr_account_comes_first_and_stopped_ones_stay(citizen):
    factories.account("あ")
    factories.account("止めたもの", status="SUSPENDED")
    factories.account("広報", is_city_pr=True)

    assert names(citizen.get(LIST)) == ["広報", "あ", "止めたもの"]
    assert names(citizen.get(LIST, {"state": "stopped"})) == ["止めたもの"]
    assert names(citizen.get(LIST, {"state": "used"})) == ["広報", "あ"]


@pytest.mark.parametrize(
    "asked",
    [
        {"service": "mixi"},
        {"section": "1 OR 1=1"},
        {"section": "٣"},
        {"state": "DRAFT"},
        {"page": "0"},
        {"page": "2"},
        {"page": "9" * 400},
        {"page": "-1"},
    ],
)
def test_what_is_not_offered_is_no_page(citizen, bosai, asked):
    assert citizen.get(LIST, asked).status_code == 404


def test_an_empty_city_says_so(citizen):
    assert "まだありません" in citizen.get(LIST).content.decode()


@pytest.mark.parametrize("status", ["PREPARING", "ABANDONED"])
def test_what_was_never_open_has_no_page(citizen, status):
    account = factories.account(status=status)

    assert citizen.get(page_of(account)).status_code == 404
    assert citizen.get(f"{page_of(account)}qr.svg").status_code == 404


def test_an_unknown_key_and_a_row_number_lead_nowhere(citizen, bosai):
    assert citizen.get("/registry/accounts/aaaaaaaaaa/").status_code == 404
    assert citizen.get(f"/registry/accounts/{bosai.pk}/").status_code == 404


def test_the_page_of_an_account_stays_when_its_handle_changes(citizen, bosai):
    type(bosai).objects.filter(pk=bosai.pk).update(handle="new_name", handle_key="new_name")
    rows.former(bosai, "komae_bosai")

    text = citizen.get(page_of(bosai)).content.decode()

    assert "@new_name" in text
    assert "@komae_bosai" in text


def test_an_account_that_others_may_hold_is_shown_without_a_link_to_it(citizen, bosai):
    rows.link_checked(bosai)
    rows.hijacked(bosai)

    text = citizen.get(page_of(bosai)).content.decode()

    assert "現在確認中" in text
    assert "公式のアカウントです" not in text
    assert f'href="{bosai.url}"' not in text
    assert "registry-badge" not in text
    assert "取得" not in text  # the platform's mark says nothing at the moment
    assert "令和8年11月22日" not in text  # no day says that it is ours


def test_the_policy_in_force_is_read_and_printed_and_no_draft(citizen, bosai, settings, tmp_path):
    settings.PAPERS_ROOT = tmp_path
    policy = bosai.policies.create(department=bosai.department, title="ポリシー")
    article = {"key": "n1", "caption": "目的", "paragraphs": [{"key": "n2", "text": "防災のため"}]}
    facts = {"title": "防災ポリシー", "articles": [article], "created_by": bosai.manager.user}
    policy.versions.create(
        number=1, status="DRAFT", enacted_on=TODAY, **facts | {"title": "前の案"}
    ).move_to("IN_FORCE", in_force_at=factories.NOW)
    policy.versions.create(number=2, status="DRAFT", **facts)
    pdf = f"{page_of(bosai)}policy-{policy.pk}-"

    text = citizen.get(page_of(bosai)).content.decode()

    assert "防災のため" in text
    assert "防災ポリシー" not in text
    assert citizen.get(f"{pdf}1.pdf").content.startswith(b"%PDF")
    assert citizen.get(f"{pdf}2.pdf").status_code == 404
    other = factories.account("ほか")
    assert citizen.get(f"{page_of(other)}policy-{policy.pk}-1.pdf").status_code == 404


def test_what_people_typed_is_shown_as_text(citizen):
    account = factories.account("<script>alert(1)</script>", purpose="<b>太字</b>")

    for path in (LIST, page_of(account)):
        text = citizen.get(path).content.decode()
        assert "<script>alert" not in text
        assert "<b>太字" not in text
