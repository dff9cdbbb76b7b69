"""/registry/check/: what a pasted address or name is answered."""

import re
import runpy
from datetime import date
from urllib.parse import urlencode

import pytest
from django.conf import settings as portal
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from komae_sns.home.registry.asking import Outcome
from tests import factories
from tests.registry import rows

pytestmark = [pytest.mark.django_db, pytest.mark.clause("見本第7条")]
CHECK = "/registry/check/"


@pytest.fixture
def ask(client):
    """`ask(text)`: the answer, or None for an empty form."""

    def asked(text, **more):
        response = client.get(CHECK, {"q": text, **more})
        assert response.status_code == 200
        return response.context["answer"]

    return asked


@pytest.fixture
def city():
    for code in ("x", "instagram", "facebook", "line", "youtube", "other"):
        factories.service(code)
    return factories.account("狛江市", handle="KomaeCity", url="https://x.com/KomaeCity")


@pytest.mark.parametrize(
    "text",
    [
        "https://x.com/KomaeCity",
        "http://mobile.twitter.com/komaecity?lang=ja&s=20",
        "x.com/KomaeCity/status/1234567890",
        "@KomaeCity",
        "＠ＫｏｍａｅＣｉｔｙ",
        "https://x.com/intent/follow?screen_name=KomaeCity",
        "狛江市の公式 https://x.com/KomaeCity です",
    ],
)
def test_however_it_is_written_the_account_is_official(ask, city, text):
    answer = ask(text)

    assert (answer.outcome, answer.entry.name) == (Outcome.OFFICIAL, "狛江市")


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("PAUSED", Outcome.PAUSED),
        ("STOPPING", Outcome.OFFICIAL),
        ("SUSPENDED", Outcome.STOPPED),
        ("SERVICE_ENDED", Outcome.STOPPED),
        ("PREPARING", Outcome.UNLISTED),
        ("ABANDONED", Outcome.UNLISTED),
    ],
)
def test_each_state_has_its_answer(ask, status, outcome):
    factories.account(status=status, handle="komae_hana")

    assert ask("https://x.com/komae_hana").outcome == outcome


def test_an_account_that_others_may_hold_is_being_looked_into(ask, city):
    rows.hijacked(city)

    answer = ask("@KomaeCity")

    assert answer.outcome == Outcome.DOUBTED
    assert "公式" not in answer.outcome.label


def test_a_former_name_is_no_longer_ours(ask, city):
    """Somebody else may have taken it: the answer leads to the account of today."""
    rows.former(city, "komae_old")

    for text in ("@komae_old", "https://twitter.com/komae_old"):
        answer = ask(text)
        assert (answer.outcome, answer.entry.handle) == (Outcome.FORMER, "@KomaeCity")


def test_a_former_name_that_another_account_of_ours_took_is_official(ask, city):
    rows.former(city, "komae_old")
    factories.account("引きついだもの", handle="komae_old")

    assert ask("@komae_old").entry.name == "引きついだもの"


def test_a_name_that_was_given_up_on_another_service_is_said(ask, city):
    photos = factories.account(
        "写真",
        handle="komae_photo",
        url="https://www.instagram.com/komae_photo/",
        service=factories.service("instagram"),
    )
    rows.former(city, "komae_photo")

    answer = ask("@komae_photo")

    assert (answer.entry.key, answer.outcome) == (photos.public_key, Outcome.OFFICIAL)
    assert [said for said in answer.says if said.startswith("Xの同じ名前は、市が以前")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("@KomaeCity_", "記号だけ"),
        ("@KornaeCity", "見分けにくい文字"),
        ("@K0maeCity", "見分けにくい文字"),
        ("@KomaeeCity", "重なり"),
        ("@KomaeCyti", "文字ちがい"),
        ("@KomaeCity_official", "足されて"),
        ("https://x.com/KomaeClty", "見分けにくい文字"),
        ("https://x.com.evil.jp/KomaeCity", "同じ名前"),
        ("https://www.instagram.com/komaecity/", "同じ名前"),
    ],
)
def test_what_only_looks_like_it_is_unlisted_and_similar(ask, city, text, reason):
    answer = ask(text)

    assert answer.outcome == Outcome.UNLISTED
    [similar] = answer.similar
    assert similar.entry.name == "狛江市"
    assert reason in similar.reason


def test_nothing_is_called_false_by_the_machine(client, city):
    text = client.get(CHECK, {"q": "@KornaeCity"}).content.decode()

    assert "にせものと決まったわけではありません" in text
    assert "なりすましとして把握" not in text


def test_a_name_on_several_services_asks_which(ask, city):
    factories.account(
        "写真",
        handle="KomaeCity",
        url="https://www.instagram.com/komaecity/",
        service=factories.service("instagram"),
    )

    assert ask("@KomaeCity").outcome == Outcome.WHICH
    assert ask("@KomaeCity", service="instagram").entry.name == "写真"
    assert ask("@KomaeCity", service="line").outcome == Outcome.UNLISTED


def test_an_official_page_on_a_site_of_its_own_is_found(ask, city):
    factories.account(
        "防災の掲示板",
        handle="bosai.example.jp/komae",
        url="https://bosai.example.jp/komae",
        service=factories.service("other"),
    )

    assert ask("https://bosai.example.jp/komae").entry.name == "防災の掲示板"
    assert ask("https://bosai.example.jp/").outcome == Outcome.UNLISTED


def test_an_address_of_the_citys_own_is_known(ask, city):
    rows.domain(city, "komae-bosai.jp")

    assert ask("https://www.komae-bosai.jp/map").entry.name == "狛江市"
    assert ask("komae-bosai.jp").outcome == Outcome.SITE
    assert ask("https://www.city.komae.tokyo.jp/index.html").outcome == Outcome.SITE
    for other in ("https://notkomae-bosai.jp/", "https://komae-bosai.jp.evil.example/", "jp"):
        assert ask(other).outcome == Outcome.UNLISTED


@pytest.mark.parametrize("text", ["a@city.komae.lg.jp", "https://t.co/abc", "x" * 3000])
def test_what_tells_of_no_account_cannot_be_looked_up(ask, city, text):
    answer = ask(text)

    assert answer.outcome == Outcome.UNREADABLE
    assert answer.says


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'],
)
def test_what_is_pasted_is_shown_and_never_run(client, city, text):
    page = client.get(CHECK, {"q": text}).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page


def test_characters_that_turn_the_text_are_shown_as_marks(client, city):
    page = client.get(CHECK, {"q": "@Komae\u202eytiC"}).content.decode()

    assert "⟦U+202E⟧" in page
    assert "<strong>@Komae\u202e" not in page


@pytest.mark.parametrize("query", ["q=%00", "q=%ED%A0%80", "q=a%00b&service=x"])
def test_what_no_database_can_hold_is_refused(client, query):
    assert client.get(f"{CHECK}?{query}").status_code == 400


def test_a_megabyte_is_answered_at_once(client, city):
    answer = client.get(CHECK, {"q": "@" + "a" * 1_000_000})

    assert answer.status_code == 200
    assert len(answer.content) < 30_000


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    text=st.one_of(
        st.text(max_size=80),
        st.text(alphabet="@.:/\\?#&=%komae.x\u200b\u202e．＠１аеі", max_size=60),
        st.from_regex(r"(https?:)?//[^\x00]{0,40}", fullmatch=True),
        st.from_regex(r"xn--[a-z0-9-]{0,30}\.[a-z]{2,5}/[^\x00]{0,20}", fullmatch=True),
    ),
    service=st.sampled_from(["", "x", "other", "mixi"]),
)
def test_any_text_is_answered_or_refused(client, city, text, service):
    answer = client.get(CHECK, {"q": text.encode("utf-8", "surrogatepass"), "service": service})

    assert answer.status_code in {200, 400}


def test_a_question_costs_a_few_lookups_whatever_the_register_holds(client, city):
    def asked():
        client.get(CHECK, {"q": "@KomaeCity_1"})  # the index of handles is made
        with CaptureQueriesContext(connection) as queries:
            client.get(CHECK, {"q": "@KomaeCity_1"})
        return len(queries)

    first = asked()
    for n in range(30):
        rows.former(factories.account(f"口座{n}", handle=f"KomaeCity{n}"))

    assert asked() <= first
    assert first <= 16  # two of them: what the secretariat chose to say


def test_a_domain_whose_registration_is_over_is_not_vouched_for(ask, city):
    rows.domain(city, "komae-bosai.jp", until=date(2025, 3, 31))

    answer = ask("https://komae-bosai.jp/present/")

    assert answer.outcome == Outcome.DOUBTED
    assert [domain.is_doubted for domain in rows.entry_of(city).domains] == [True]


def test_whatever_fits_into_the_field_fits_into_a_request(client):
    """A whole message pasted by a citizen is answered by us, not refused by the web server."""
    page = client.get(CHECK).text
    longest = int(re.search(r'name="q"[^>]*maxlength="(\d+)"', page)[1])
    conf = runpy.run_path(str(portal.BASE_DIR / "komae_sns/deploy/gunicorn.conf.py"))

    asked = urlencode({"q": "漢" * longest, "service": "instagram"})

    assert longest >= 800
    assert len(f"GET {CHECK}?{asked} HTTP/1.1") <= conf["limit_request_line"]
