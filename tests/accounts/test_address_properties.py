"""Whatever is pasted, there is an answer; and an answer read again is the same answer."""

import re
import time
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.address import handle_key, read, rules_from_toml
from komae_sns import city

SERVICES = rules_from_toml(city.folder() / "services.toml")
CODES = [rule.code for rule in SERVICES]

HOSTS = sorted(
    {host for rule in SERVICES for host in (*rule.known_hosts, *rule.short_hosts)}
    | {"x.com.evil.jp", "twiter.com", "komae.hatenablog.com", "komae-city.note.jp", "観光.jp"}
    | {"xn--.jp", "xn--99999999999.com", "xn--a.com", "blog.example.jp", "[::1]", "ameblo.jp"}
)
WORDS = [
    "KomaeCity",
    "@komae",
    "p",
    "user",
    "channel",
    "status",
    "i",
    "R",
    "ti",
    "狛江市",
    "１２３",
]
pieces = st.sampled_from(
    [
        *("https://", "http://", "https:", "//", "@", "＠", "/", "?", "#", "#!/", ":", ".", "。"),
        *("%40", "%2F", "%E2%80%8B", "%", "&", "=", "id=", "\\", "¥", "〔", "(", " ", "　", "\n"),
        *("\u200b", "\u202e", "\ud800", "\0", "です", "X", "LINE", "-12345678", "UC" + "a" * 22),
        *HOSTS,
        *WORDS,
    ]
)
any_text = st.text() | st.lists(pieces | st.text(max_size=3), max_size=12).map("".join)
addresses = st.builds(
    "https://{}/{}{}".format,
    st.sampled_from(HOSTS),
    st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=4).map("/".join),
    st.sampled_from(["", "/", "?id=100064842512345", "?s=20", "#x", "?page_id=3&utm_source=a"]),
)


@given(any_text, st.sampled_from([None, "nonsense", *CODES]))
@settings(max_examples=600, deadline=None)
def test_every_text_gets_an_answer_or_a_sentence(text, service):
    address = read(text, SERVICES, service=service)

    assert address.input == text
    assert bool(address.handle) == bool(address.url)
    assert address.url or address.errors


@given(any_text | addresses, st.sampled_from([None, *CODES]))
@settings(max_examples=600, deadline=None)
def test_a_canonical_address_reads_as_itself(text, service):
    first = read(text, SERVICES, service=service)
    if not first.ok:
        return

    again = read(first.url, SERVICES, service=first.service)

    assert (again.service, again.handle, again.url) == (first.service, first.handle, first.url)


@given(any_text | addresses, st.sampled_from([None, *CODES]))
@settings(max_examples=600, deadline=None)
def test_what_comes_out_is_plain_https_and_can_be_seen(text, service):
    address = read(text, SERVICES, service=service)

    assert address.url.isascii()
    assert not address.url or re.fullmatch(r"https://[a-z0-9.-]+/[!-~]*", address.url)
    assert len(address.url) <= 500
    assert max(len(address.handle), len(handle_key(address.service or "", address.handle))) <= 200
    assert not any(unicodedata.category(c) in {"Cf", "Cc", "Cs"} for c in address.handle)


@given(addresses)
@settings(max_examples=400, deadline=None)
def test_a_suggestion_cures_the_problem_it_is_given_for(text):
    for problem in read(text, SERVICES).problems:
        if problem.suggestion.startswith("https://"):
            again = read(problem.suggestion, SERVICES)
            assert problem.code not in {other.code for other in again.problems}


@given(st.text(), st.sampled_from(CODES))
def test_a_key_is_its_own_key(handle, code):
    key = handle_key(code, handle)

    assert handle_key(code, key) == key


def test_long_and_crafted_texts_are_answered_at_once():
    crafted = [
        *("a." * 1000, "." * 2000, "@" * 2000, "a-" * 1000, "h" * 2000, "https://" * 250),
        *("https://x.com/" + "a/" * 990, "https://x.com/?" + "a&" * 990, "-1" * 1000),
        *("https://www.facebook.com/" + "-1" * 980 + "/x", "あ@" * 1000, "a@a." * 500),
    ]

    started = time.perf_counter()
    for text in crafted:
        read(text, SERVICES)

    assert time.perf_counter() - started < 3
