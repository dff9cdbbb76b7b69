"""Badge, links both ways and related domains: by date and person, never deleted."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts import standing
from accounts.domain_name import BadDomain, read
from accounts.models import OfficialAccount, RelatedDomain
from accounts.services import add_domain, check_links, record_badge, renew_domain
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
PAGE = "https://www.city.komae.tokyo.jp/sns.html"
FACTS = {"purpose": "花火大会", "kept_by": "秘書広報室長"}


@pytest.fixture
def running(section):
    return factories.account("狛江市安心安全課", department=section)


@pytest.mark.clause("見本第7条3")
def test_the_badge_is_what_the_newest_day_says(running, clerk):
    record_badge(running, "GRANTED", by=clerk, happened_on=date(2026, 10, 1))
    record_badge(running, "APPLIED", by=clerk, happened_on=date(2026, 4, 1), note="あとから記録")

    running.refresh_from_db()
    assert running.get_badge_display() == "取得"
    assert [str(event) for event in running.badge_events.all()] == ["取得", "申請中"]


def test_a_badge_of_tomorrow_is_not_recorded(running, clerk):
    with pytest.raises(ValidationError, match="きょうか、それより前"):
        record_badge(running, "GRANTED", by=clerk, happened_on=TODAY + timedelta(days=1))


@pytest.mark.clause("見本第7条")
@pytest.mark.parametrize(
    ("page", "home", "ago", "words"),
    [
        (True, True, 0, "両方向とも確認ずみ"),
        (True, True, 180, "両方向とも確認ずみ"),
        (True, True, 181, "確認から180日を過ぎています"),
        (True, False, 0, "足りないリンクがあります"),
        (False, True, 0, "足りないリンクがあります"),
    ],
)
def test_the_account_says_how_its_links_stand(running, clerk, page, home, ago, words):
    check_links(
        running,
        page_lists_it=page,
        page_url=PAGE if page else "",
        profile_leads_home=home,
        checked_on=TODAY - timedelta(days=ago),
        by=clerk,
    )

    read = OfficialAccount.objects.annotate(**standing.kept()).get(pk=running.pk)
    assert standing.of(read, TODAY).link_label == words


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://example.com/sns.html",
        "https://www.city.komae.tokyo.jp.example.com/",
        "https://www.city.komae.tokyo.jp@example.com/",
        "javascript:alert(1)//www.city.komae.tokyo.jp",
        "https://xn--city-komae.tokyo.jp/",
        "www.city.komae.tokyo.jp/sns",
        "https://www.city.kom\u200bae.tokyo.jp/",
    ],
)
def test_only_a_page_of_the_citys_own_website_lists_an_account(running, clerk, address):
    with pytest.raises(ValidationError) as refused:
        check_links(
            running,
            page_lists_it=True,
            page_url=address,
            profile_leads_home=True,
            checked_on=TODAY,
            by=clerk,
        )
    assert set(refused.value.error_dict) == {"page_url"}


@pytest.mark.parametrize(
    ("typed", "shown", "ascii_name"),
    [
        ("komae-hanabi.jp", "komae-hanabi.jp", "komae-hanabi.jp"),
        ("ＫＯＭＡＥ－ｈａｎａｂｉ．ｊｐ", "komae-hanabi.jp", "komae-hanabi.jp"),
        ("https://www.komae-hanabi.jp/2026?x=1", "www.komae-hanabi.jp", "www.komae-hanabi.jp"),
        ("狛江花火。jp", "狛江花火.jp", ""),
        ("komae-hanabi.jp.", "komae-hanabi.jp", "komae-hanabi.jp"),
    ],
)
def test_a_domain_is_read_as_the_name_system_spells_it(typed, shown, ascii_name):
    found = read(typed)

    assert found.shown == shown
    if shown.isascii():
        assert found.ascii == ascii_name
    else:
        assert found.ascii.startswith("xn--")
        assert read(found.ascii) == found


@pytest.mark.parametrize(
    "typed",
    [
        "komae", "127.0.0.1", "[::1]", "a..jp", "-a.jp", "a@b.jp", "a.jp:8080", "kоmae.jp",
        "ko\u200bmae.jp", "a.123", "　", f"{'a' * 64}.jp", "a b.jp", "a" * 501,
    ],
)  # fmt: skip
def test_what_is_no_domain_or_only_looks_like_one_is_refused(typed):
    with pytest.raises(BadDomain):
        read(typed)


@pytest.mark.clause("4(5)エ")
def test_a_domain_is_registered_once_and_its_renewals_stay(running, clerk, section):
    domain = add_domain(running, "komae-hanabi.jp", by=clerk, expires_on=TODAY, **FACTS)
    other = factories.account(department=section)

    with pytest.raises(ValidationError, match="「狛江市安心安全課（X）」のものとして、すでに登録"):
        add_domain(other, "KOMAE-HANABI.JP", by=clerk, expires_on=None, **FACTS)
    with pytest.raises(ValidationError, match="と同じ日"):
        renew_domain(domain, new_expires_on=TODAY, renewed_on=TODAY, by=clerk)
    renew_domain(domain, new_expires_on=date(2028, 3, 31), renewed_on=TODAY, by=clerk)

    domain.refresh_from_db()
    assert domain.expires_on == date(2028, 3, 31)
    assert [r.old_expires_on for r in domain.renewals.all()] == [TODAY]


@pytest.mark.clause("4(5)エ")
def test_the_list_begins_with_what_ends_first(running, clerk, log_in):
    for name, day in (("c.jp", date(2030, 1, 1)), ("b.jp", date(2026, 12, 1)), ("a.jp", None)):
        add_domain(running, name, by=clerk, expires_on=day, **FACTS)

    text = log_in(clerk).get("/accounts/domains/").text

    assert text.index("a.jp") < text.index("b.jp") < text.index("c.jp")
    assert "あと9日" in text


def test_the_list_of_domains_asks_no_more_for_thirty(running, clerk, log_in):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = log_in(clerk)

    def asked():
        with CaptureQueriesContext(connection) as captured:
            browser.get("/accounts/domains/")
        return len(captured)

    add_domain(running, "komae0.jp", by=clerk, expires_on=None, **FACTS)
    asked()  # the session begins
    one = asked()
    RelatedDomain.objects.bulk_create(
        RelatedDomain(
            account=factories.account(f"口座{n}"),
            name=f"komae{n}.jp",
            ascii_name=f"komae{n}.jp",
            registered_by=clerk.user,
            **FACTS,
        )
        for n in range(1, 30)
    )
    assert asked() == one


def test_the_page_of_a_domain_names_no_field_twice(running, clerk, log_in):
    domain = add_domain(running, "komae-hanabi.jp", by=clerk, expires_on=TODAY, **FACTS)

    page = log_in(clerk).get(domain.get_absolute_url()).text

    ids = re.findall(r' id="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))
