"""Whatever is sent, the portal answers; never with a server error."""

import csv
import html
import io
import json
import re

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import OfficialAccount
from approvals.models import Application
from tests.trust.asking import ask
from tests.trust.matrix import address, lines, urls_of

ADDRESSES = [line for line in lines() if line.method == "GET" and line.insider]
STEPS = [line for line in lines() if line.method == "POST" and line.insider]

# Every day each address has its turn with some of them; `-m slow` asks each for all.
EVERY_DAY_OR_ALL = pytest.mark.parametrize(
    "all_of_them", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["some", "all"]
)
IN_TURN = 3
IN_EVERY_QUERY = ["nul", "a lone surrogate", "markup", "a line break", "very long"]
NUMBERS = ["0", "9" * 18, "9" * 19, "9" * 40, "00000001"]

# Percent-encoded, as a browser or a tool would send it.
IN_A_QUERY = {
    "nul": "%00",
    "a lone surrogate": "%ED%A0%80",
    "not UTF-8": "%FF%FE",
    "nothing": "",
    "full-width digits": "%EF%BC%91%EF%BC%92",
    "a number beyond any column": "9" * 30,
    "below zero": "-1",
    "not a number": "NaN",
    "a fraction": "1.5",
    "an exponent": "1e9",
    "Python's own digits": "1_000",
    "superscript two": "%C2%B2",
    "SQL": "1%27%20OR%201%3D1--",
    "a LIKE pattern": "%25_%5C",
    "a regular expression": "%28%3F%3A%28a%2B%29%2B%29%24",
    "markup": "%3Cscript%3Ealert(1)%3C/script%3E",
    "a template": "%7B%7B%20settings.SECRET_KEY%20%7D%7D",
    "a line break": "a%0D%0ASet-Cookie:%20x=1",
    "emoji": "%F0%9F%97%BE",
    "right to left": "%E2%80%AE",
    "a far day": "9999-12-31",
    "no day": "2026-02-30",
    "very long": "a" * 6000,
    "many words": "%E3%80%80a" * 300,
}
NAMES = [
    "q", "service", "department", "status", "badge", "mine", "state", "before", "after", "year",
    "since", "until", "action", "actor", "subject", "clause", "next", "o", "p", "e", "_facets",
    "app_label", "model_name", "field_name", "term", "post__exact", "starts_on__year",
]  # fmt: skip

PAGED = ("before", "after")
LISTS = {
    "/accounts/": ("q", "service", "department", "status", "badge", "silence", "mine", *PAGED),
    "/accounts/suspensions/": ("status", "level", *PAGED),
    "/policies/": ("q", "department", "service", "state", *PAGED),
    "/approvals/": ("q", "status", "department", *PAGED),
    "/approvals/meetings/": ("year",),
    "/office/matters/reviews/": ("department",),
    "/approvals/waivers/": PAGED,
    "/notices/": ("kind", "unread", *PAGED),
    "/audit/": ("since", "until", "action", "actor", "subject", "clause", *PAGED),
    "/policies/export/": ("q", "department", "service", "policies"),
    "/search/": ("q", "kind", *PAGED),
    "/login/": ("next",),
    "/admin/staff/user/": ("q", "o", "p", "e", "is_active__exact", "_facets"),
    "/admin/staff/appointment/": ("starts_on__year", "post__exact", "q", "p"),
}


@EVERY_DAY_OR_ALL
@pytest.mark.parametrize("what", IN_EVERY_QUERY)
def test_no_query_breaks_a_page(world, subtests, what, all_of_them):
    """Also where no parameter is read."""
    query = "&".join(f"{name}={IN_A_QUERY[what]}" for name in NAMES)
    for line in _in_turn(ADDRESSES, what, IN_EVERY_QUERY, all_of_them):
        path = address(world, urls_of(line)[0], line.of)
        if path.endswith((".jsonl", "pdf/", ".pdf")):
            continue
        with subtests.test(path):
            answer = ask(world, line.insider, "GET", f"{path}?{query}")

            assert answer.response.status_code in {200, 302, 400, 403, 404}
            _shows_nothing_it_should_not(answer)


@pytest.mark.parametrize("path", LISTS)
def test_no_filter_breaks_a_list(world, subtests, path):
    """One at a time: a filter that is refused hides what the others would have done."""
    for name in LISTS[path]:
        for what, value in IN_A_QUERY.items():
            with subtests.test(f"{name} = {what}"):
                answer = ask(world, "secr", "GET", f"{path}?{name}={value}")

                assert answer.response.status_code in {200, 302, 400, 404}
                _shows_nothing_it_should_not(answer)


@pytest.mark.parametrize("path", LISTS)
def test_every_filter_of_a_list_is_tried(world, path):
    page = ask(world, "secr", "GET", path).body.decode()

    form = page.partition('<form class="filters')[2].partition("</form>")[0]
    assert set(re.findall(r'name="([^"]+)"', form)) <= set(LISTS[path])


def _shows_nothing_it_should_not(answer):
    assert b"<script>alert(1)" not in answer.body
    assert settings.SECRET_KEY.encode() not in answer.body
    assert "x=1" not in str(answer.response.cookies)


@EVERY_DAY_OR_ALL
@pytest.mark.parametrize("number", NUMBERS)
def test_no_number_in_an_address_breaks_a_page(world, subtests, number, all_of_them):
    for line in _in_turn(ADDRESSES, number, NUMBERS, all_of_them):
        path = address(world, urls_of(line)[0], line.of)
        parts = [number if part.isdecimal() else part for part in path.split("/")]
        if "/".join(parts) == path:
            continue
        with subtests.test("/".join(parts)):
            answer = ask(world, line.insider, "GET", "/".join(parts))

            assert answer.response.status_code in {200, 302, 403, 404, 409}


@pytest.mark.parametrize(
    "part", ["１", "-1", "+1", "1.0", "%00", "%ED%A0%80", "%FF", "..", "%2e%2e"]
)
@pytest.mark.parametrize("path", ["/accounts/{}/", "/approvals/{}/", "/policies/1/v{}/", "/{}/"])
def test_no_odd_part_of_an_address_is_read_as_something(world, path, part):
    answer = ask(world, "secr", "GET", path.format(part))

    assert answer.response.status_code in {400, 404}


BODIES = {
    "JSON": ("application/json", b'{"purpose": "x"}'),
    "broken JSON": ("application/json", b"{"),
    "no type": ("", b"purpose=x"),
    "not a type": ("%%%", b"purpose=x"),
    "XML": ("text/xml", b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'),
    "multipart without a boundary": ("multipart/form-data", b"x"),
    "multipart that ends early": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="purpose"\r\n\r\n',
    ),
    "multipart with an unknown coding": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n%%%\r\n--x--\r\n",
    ),
    "a file where words are wanted": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="purpose"; filename="a.txt"\r\n\r\n'
        b"x\r\n--x--\r\n",
    ),
    "a character set that is none": ("application/x-www-form-urlencoded; charset=nope", b"a=x"),
    "UTF-7": ("application/x-www-form-urlencoded; charset=utf-7", b"purpose=%2BADw-"),
    "NUL": ("application/x-www-form-urlencoded", b"purpose=%00&reason=%00"),
    "a lone surrogate": ("application/x-www-form-urlencoded", b"purpose=%ED%A0%80"),
    "not UTF-8": ("application/x-www-form-urlencoded", b"purpose=%FF&reason=\xff"),
    "too many fields": ("application/x-www-form-urlencoded", b"a=1&" * 2000),
    "too large": ("application/x-www-form-urlencoded", b"purpose=" + b"a" * (6 * 1024 * 1024)),
}


@EVERY_DAY_OR_ALL
@pytest.mark.parametrize("body", BODIES, ids=list(BODIES))
def test_no_body_breaks_a_step(world, subtests, body, all_of_them):
    content_type, content = BODIES[body]
    for line in _in_turn(STEPS, body, list(BODIES), all_of_them):
        if line.url in {"staff:logout", "admin:logout"}:
            continue
        with subtests.test(str(line)):
            client = Client(raise_request_exception=False)
            client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[line.insider]
            path = address(world, urls_of(line)[0], line.of)

            answer = client.generic("POST", path, content, content_type=content_type)

            assert answer.status_code in {200, 302, 400, 403, 404, 409, 413, 422, 429}


def test_a_cookie_that_is_no_text_is_refused(world):
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "\x00\ud800".encode("utf-8", "surrogatepass").decode("latin-1")

    assert client.get("/me/").status_code in {302, 400}


TEXTS = {
    "markup": '"><script>alert(1)</script><img src=x onerror=alert(1)>',
    "an attribute": "' onmouseover=alert(1) x='",
    "a template": "{{ request.user.password }}{% debug %}",
    "an entity": "&lt;b&gt;&amp;amp;",
    "right to left": "\u202eおもて",
    "zero width": "あ\u200bい\u2060う",
    "emoji of many parts": "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "ideograph variants": "葛󠄀城市と葛城市",
    "combining": "が" + "\u0301" * 50,
    "half-width": "ｶﾞﾗｽ　Ａ１",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_text_is_kept_as_typed_and_shown_harmless(world, text):
    draft, path = _draft(world)
    client = _as(world, "clerk")

    client.post(path, {"purpose": text, "topics": text, "edit_number": "9"})

    draft.refresh_from_db()
    assert draft.answers["purpose"] == text.strip()
    for page in (path, draft.get_absolute_url()):
        _is_harmless(client.get(page).text, text)


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_a_title_is_shown_harmless_wherever_it_stands(world, text):
    """Lists, menus, notices, the trail and the admin show names that somebody typed."""
    title = text.strip()[:200]
    Application.objects.filter(pk=world.places["unready"]["pk"]).update(title=title)
    OfficialAccount.objects.filter(pk=world.places["running"]["pk"]).update(name=title[:100])
    person = world.people["vendor"]
    person.name = title[:50]
    person.save()
    for path in ["/", "/approvals/", "/accounts/", "/audit/", "/admin/staff/user/"]:
        _is_harmless(_as(world, "secr").get(path).text, title)
    _is_harmless(_as(world, "vendor").get("/me/").text, title)


def _is_harmless(page, text):
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "onmouseover=alert(1) x='" not in html.unescape(page) or "&#x27; onmouseover" in page
    assert "md5$" not in page
    if "<" in text:
        assert text not in page


@pytest.mark.parametrize("name", ["\u202etest", "tes\u200bt", "@a\u2066b"])
def test_a_handle_is_what_it_looks_like(world, name):
    account = OfficialAccount.objects.get(pk=world.places["preparing"]["pk"])
    path = address(world, "accounts:account-address", "preparing")

    answer = _as(world, "clerk").post(path, {"address": name})

    assert answer.status_code == 200
    before = account.handle
    account.refresh_from_db()
    assert account.handle == before


@pytest.mark.parametrize("form", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"])
def test_no_cell_of_the_trail_is_a_formula(world, form):
    path = address(world, "approvals:application-withdraw", "submitted")
    client = _as(world, "head")
    client.post(path, {"reason": f"{form}|cmd"})

    text = b"".join(_as(world, "secr").get("/audit/?as=csv").streaming_content).decode()

    cells = [cell for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))) for cell in row]
    assert any("|cmd" in cell for cell in cells)
    assert [cell for cell in cells if cell[:1] in "=+-@\t\r" and cell not in {"", "-"}] == []


@pytest.mark.parametrize("length", [20_000, 200_000])
def test_a_long_text_is_kept_or_refused_and_nothing_else(world, length):
    draft, path = _draft(world)

    answer = _as(world, "clerk").post(path, {"purpose": "あ" * length, "edit_number": "9"})

    assert answer.status_code in {302, 422}
    draft.refresh_from_db()
    assert len(draft.answers["purpose"]) <= 20_000


@pytest.mark.parametrize("number", ["-1", "９", "1e3", "", "x", "9" * 40, "null"])
def test_a_page_that_says_an_odd_edit_number_loses_nothing(world, number):
    draft, path = _draft(world)

    answer = _as(world, "clerk").post(
        path + "save/", {"purpose": "あたらしい目的", "edit_number": number}
    )

    assert answer.status_code == 200
    draft.refresh_from_db()
    shown = json.loads(answer.content)
    assert draft.answers["purpose"] == "あたらしい目的" or "purpose" in shown["clashes"]


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "Host", "Referer", "User-Agent"])
@pytest.mark.parametrize("value", ["evil.example", "a\u0000b", "<script>", "x" * 9000])
def test_no_header_breaks_or_steers_a_page(world, name, value):
    client = _as(world, "head")
    client.raise_request_exception = False

    answer = client.get("/me/", headers={name: value})

    assert answer.status_code in {200, 400}
    assert "evil.example" not in answer.text.replace("https://evil.example", "")


def _draft(world):
    draft = Application.objects.get(pk=world.places["draft"]["pk"])
    return draft, address(world, "approvals:application-step", "draft")


def _as(world, person):
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[person]
    return client


def _in_turn(lines, one, kinds, all_of_them):
    """Neighbours, which one view often serves, are asked for different ones."""
    turn = kinds.index(one)
    for number, line in enumerate(_once_each(lines)):
        if all_of_them or (turn - number) % len(kinds) < IN_TURN:
            yield line


def _once_each(rows):
    return {row.url: row for row in rows}.values()
