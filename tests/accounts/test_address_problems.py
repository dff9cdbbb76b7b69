"""What is not an account's address is refused with a sentence, and where possible with the cure."""

import pytest

from accounts.address import read, rules_from_toml
from komae_sns import city

SERVICES = rules_from_toml(city.folder() / "services.toml")
KOMAE_ON_X = "https://x.com/KomaeCity"


def problem_of(pasted, service=None):
    """The one error, from an address that gives neither handle nor url."""
    address = read(pasted, SERVICES, service=service)
    (problem,) = address.errors
    assert not address.ok
    return problem


@pytest.mark.parametrize("pasted", ["", " ", "　", "\u200b", "\n\t", "\ufeff"])
def test_nothing_to_be_seen_is_nothing_pasted(pasted):
    assert problem_of(pasted).code == "blank"


@pytest.mark.parametrize(
    ("pasted", "real"),
    [
        ("https://twítter.com/KomaeCity", KOMAE_ON_X),
        ("https://xn--twtter-4va.com/KomaeCity", KOMAE_ON_X),
        ("https://х.com/KomaeCity", KOMAE_ON_X),  # Cyrillic ha
        ("https://xn--u1a.com/KomaeCity", "https://x.com/KomaeCity"),
        ("https://twіtter.com/KomaeCity", KOMAE_ON_X),  # Cyrillic i
        ("twítter.com/KomaeCity", KOMAE_ON_X),
        ("https://x.com.evil.jp/KomaeCity", KOMAE_ON_X),
        ("https://x-com.jp/KomaeCity", KOMAE_ON_X),
        ("https://www.x.com-login.net/KomaeCity", KOMAE_ON_X),
        ("https://twitter.com.account-check.net/KomaeCity", KOMAE_ON_X),
        ("https://instagram-help.com/komae_city", "https://www.instagram.com/komae_city/"),
        ("https://login.facebook.evil.example/komae", "https://www.facebook.com/komae"),
        ("https://line.me.example.net/R/ti/p/@komae", "https://line.me/R/ti/p/@komae"),
        ("https://ѕоmе-nаmе.jp/", ""),
        ("https://狛江x.jp/", ""),
    ],
)
def test_a_host_that_wears_anothers_name_is_refused(pasted, real):
    problem = problem_of(pasted)

    assert (problem.code, problem.suggestion) == ("lookalike_host", real)


@pytest.mark.parametrize("service", [None, "x", "blog", "other"])
def test_a_lookalike_is_refused_whatever_service_was_chosen(service):
    assert problem_of("https://x.com.evil.jp/KomaeCity", service).code == "lookalike_host"


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("https://twiter.com/KomaeCity", KOMAE_ON_X),
        ("https://twtiter.com/KomaeCity", KOMAE_ON_X),
        ("instagarm.com/komae", "https://www.instagram.com/komae/"),
        ("www.instgram.com/komae", "https://www.instagram.com/komae/"),
        ("instagran.com/komae", "https://www.instagram.com/komae/"),
        ("https://facebok.com/komae", "https://www.facebook.com/komae"),
        ("https://faceb00k.com/komae", "https://www.facebook.com/komae"),
        ("youtub.com/@komae", "https://www.youtube.com/@komae"),
        ("https://ticktok.com/@komae", "https://www.tiktok.com/@komae"),
        ("https://instagram.co/komae", "https://www.instagram.com/komae/"),
        ("https://x.co/komae", "https://x.com/komae"),
        ("https://note.con/komae", "https://note.com/komae"),
    ],
)
def test_a_slip_in_the_host_comes_back_with_what_was_probably_meant(pasted, meant):
    problem = problem_of(pasted)

    assert (problem.code, problem.suggestion) == ("typo_host", meant)


@pytest.mark.parametrize(
    ("pasted", "code", "suggestion"),
    [
        ("https://twitter.com@evil.jp/KomaeCity", "userinfo", ""),
        ("twitter.com@evil.jp", "userinfo", ""),
        ("https://x.com%40evil.jp/KomaeCity", "bad_host", ""),
        ("https://KomaeCity:pass@x.com/", "userinfo", ""),
        ("https://x.com:8080/KomaeCity", "port", KOMAE_ON_X),
        ("https://x.com:443/KomaeCity", "port", KOMAE_ON_X),
        ("http://127.0.0.1/KomaeCity", "ip_host", ""),
        ("http://2130706433/", "ip_host", ""),
        ("http://0x7f.0x1/", "ip_host", ""),
        ("http://[::1]/KomaeCity", "ip_host", ""),
        ("http://localhost/KomaeCity", "bad_host", ""),
        ("https://-x-.com/KomaeCity", "bad_host", ""),
        ("https://x..com/KomaeCity", "bad_host", ""),
        ("javascript:alert(1)", "scheme", ""),
        ("data:text/html;base64,PHNjcmlwdD4=", "scheme", ""),
        ("ftp://x.com/KomaeCity", "scheme", ""),
        ("mailto:koho@city.komae.lg.jp", "scheme", ""),
        ("https:\\\\x.com\\KomaeCity", "backslash", KOMAE_ON_X),
        ("https://x.com\\@evil.jp", "backslash", ""),
        ("https://x.com/Komae\u200bCity", "invisible_character", KOMAE_ON_X),
        ("https://x.com/KomaeCity\u200e", "invisible_character", KOMAE_ON_X),
        ("https://x.com/KomaeCity%E2%80%8B", "invisible_character", ""),
        ("\u202e@ytiCeamoK", "invisible_character", "@ytiCeamoK"),
    ],
)
def test_disguised_and_dangerous_addresses_are_refused(pasted, code, suggestion):
    problem = problem_of(pasted)

    assert (problem.code, problem.suggestion) == (code, suggestion)


@pytest.mark.parametrize("character", ["\u200b", "\u200d", "\u2060", "\u00ad", "\u3164", "\ufe0f"])
def test_an_invisible_character_in_a_handle_is_shown_as_a_mark(character):
    problem = problem_of(f"@Komae{character}City", "x")

    assert f"U+{ord(character):04X}" in problem.message
    assert problem.suggestion == "KomaeCity"


@pytest.mark.parametrize(
    ("pasted", "service"),
    [
        ("https://t.co/abc", None),
        ("https://bit.ly/3xyz", None),
        ("bit.ly/3xyz", None),
        ("https://lin.ee/sW58tA5", "line"),
        ("https://fb.me/komae", "facebook"),
        ("https://www.facebook.com/share/1AbC/", "facebook"),
        ("https://www.instagram.com/share/abc", "instagram"),
        ("https://vt.tiktok.com/ZS8/", "tiktok"),
        ("https://www.tiktok.com/t/ZT8/", "tiktok"),
    ],
)
def test_a_short_link_cannot_be_followed_and_says_what_to_paste_instead(pasted, service):
    problem = problem_of(pasted)

    assert problem.code == "short_link"
    assert "開かずには分かりません" in problem.message
    assert "入れてください" in problem.message
    assert read(pasted, SERVICES).service == service


@pytest.mark.parametrize(
    ("pasted", "code"),
    [
        ("https://x.com/", "not_account"),
        ("https://x.com/home", "not_account"),
        ("https://x.com/search?q=KomaeCity", "not_account"),
        ("https://twitter.com/hashtag/komae", "not_account"),
        ("https://twitter.com/share?url=a", "not_account"),
        ("https://twitter.com/intent/tweet?text=KomaeCity", "not_account"),
        ("https://x.com/i/flow/login", "not_account"),
        ("https://help.x.com/ja/KomaeCity", "not_account"),
        ("https://www.facebook.com/sharer/sharer.php?u=a", "not_account"),
        ("https://www.instagram.com/explore/tags/komae/", "not_account"),
        ("https://www.youtube.com/results?search_query=komae", "not_account"),
        ("https://note.com/hashtag/komae", "not_account"),
        ("https://x.com/i/web/status/123", "nameless_post"),
        ("https://www.instagram.com/p/AbC/", "nameless_post"),
        ("https://www.instagram.com/reel/AbC/", "nameless_post"),
        ("https://www.youtube.com/watch?v=AbC", "nameless_post"),
        ("https://youtu.be/AbC?si=1", "nameless_post"),
        ("https://www.youtube.com/shorts/AbC", "nameless_post"),
        ("https://www.facebook.com/watch/?v=1", "nameless_post"),
        ("https://www.facebook.com/groups/komae/", "group"),
        ("https://line.me/R/ti/g/AbC", "group"),
        ("https://line.me/ti/p/AbCdEf", "personal"),
        ("https://www.facebook.com/profile.php?id=komae", "bad_id"),
        ("https://www.youtube.com/channel/ucfrza8bz371c9inicygolra", "bad_id"),
        ("https://ameblo.jp/", "not_account"),
    ],
)
def test_pages_that_are_no_accounts_are_told_apart(pasted, code):
    assert problem_of(pasted).code == code


@pytest.mark.parametrize(
    ("pasted", "account"),
    [
        (
            "https://www.instagram.com/accounts/login/?next=/komae_city/",
            "https://www.instagram.com/komae_city/",
        ),
        ("https://x.com/i/flow/login?redirect_after_login=%2FKomaeCity", KOMAE_ON_X),
        (
            "https://www.facebook.com/login/?next=https%3A%2F%2Fwww.facebook.com%2Fkomae%2F",
            "https://www.facebook.com/komae",
        ),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fx.com%2FKomaeCity", KOMAE_ON_X),
        ("https://www.google.com/url?q=https://x.com/KomaeCity&sa=D", KOMAE_ON_X),
    ],
)
def test_the_account_behind_a_log_in_or_forwarding_page_is_suggested(pasted, account):
    assert problem_of(pasted).suggestion == account


@pytest.mark.parametrize(
    ("service", "typed", "code", "meant"),
    [
        ("x", "@Komae-City", "handle_characters", "https://x.com/Komae_City"),
        ("x", "Komae City", "handle_characters", "https://x.com/Komae_City"),
        ("x", "Komae.City", "handle_characters", "https://x.com/Komae_City"),
        ("x", "@Komae City", "handle_characters", "https://x.com/Komae_City"),
        ("x", "KomaeCity…", "handle_characters", "https://x.com/KomaeCity"),
        ("x", "https://x.com/KomaeCity&s=20", "handle_characters", "https://x.com/KomaeCity"),
        ("x", "https://x.com/KomaeCity%3Fs=20", "handle_characters", "https://x.com/KomaeCity"),
        ("x", "https://x.com/KomaeCity狛江", "handle_characters", "https://x.com/KomaeCity"),
        ("x", "-", "handle_characters", ""),
        ("x", "𝐊omaeCity", "handle_characters", "https://x.com/KomaeCity"),
        ("x", "KоmaeCity", "handle_characters", "https://x.com/KomaeCity"),  # Cyrillic o
        ("x", "Komaé", "handle_characters", "https://x.com/Komae"),
        ("x", "狛江市", "handle_characters", ""),
        ("x", "KomaeCityOfficial", "handle_too_long", ""),
        ("x", "home", "handle_reserved", ""),
        ("facebook", "komae_city", "handle_characters", "https://www.facebook.com/komae.city"),
        ("instagram", "komae-city", "handle_characters", "https://www.instagram.com/komae_city/"),
        ("instagram", "komae.", "handle_edge", "https://www.instagram.com/komae/"),
        ("instagram", ".komae", "handle_edge", "https://www.instagram.com/komae/"),
        ("instagram", "komae..city", "handle_doubled", "https://www.instagram.com/komae.city/"),
        ("instagram", "k" * 31, "handle_too_long", ""),
        ("line", "@abc", "handle_too_short", ""),
        ("line", "@狛江市公式", "handle_characters", ""),
        ("youtube", "ab", "handle_too_short", ""),
        ("youtube", "komae city", "handle_characters", "https://www.youtube.com/@komae_city"),
        ("tiktok", "komae.", "handle_edge", "https://www.tiktok.com/@komae"),
        ("tiktok", "k", "handle_too_short", ""),
        ("threads", "komae city", "handle_characters", "https://www.threads.com/@komae_city"),
        ("note", "komae-city", "handle_characters", "https://note.com/komae_city"),
        ("note", "ko", "handle_too_short", ""),
    ],
)
def test_a_handle_the_platform_would_not_take_comes_back_with_a_likely_one(
    service, typed, code, meant
):
    problem = problem_of(typed, service)

    assert (problem.code, problem.suggestion) == (code, meant)


def test_a_full_width_underscore_is_read_and_the_reader_is_told():
    address = read("@komae＿city", SERVICES, service="x")

    (problem,) = address.problems
    assert address.handle == "komae_city"
    assert (problem.code, problem.suggestion) == ("full_width", "https://x.com/komae_city")


def test_a_handle_alone_does_not_say_which_service():
    problem = problem_of("@Komae.City")

    assert problem.code == "unknown_service"
    assert problem.message.startswith("どのサービスか分かりません。")
    assert problem.suggestion == "Facebook、Instagram、LINE、YouTube、TikTok、Threads"


def test_a_mail_address_is_not_an_account():
    assert problem_of("koho@city.komae.lg.jp").code == "email"
    assert problem_of("@komae@mastodon.example").code == "email"
    assert problem_of("連絡先 taro.yamada@city.komae.lg.jp", "x").code == "email"


def test_an_address_of_another_service_than_the_chosen_one_is_an_error_that_names_both():
    address = read("https://x.com/KomaeCity", SERVICES, service="instagram")

    (problem,) = address.errors
    assert problem.code == "service_mismatch"
    assert problem.message == "Instagramが選ばれていますが、これはXのアドレスです。"
    assert (address.service, address.url, address.ok) == ("x", KOMAE_ON_X, False)


def test_a_server_nobody_registered_is_not_guessed_at():
    problem = problem_of("https://example.jp/KomaeCity")

    assert problem.code == "unknown_host"
    assert "「ブログ」か「その他」" in problem.message


def test_a_blog_needs_its_address():
    assert problem_of("@KomaeCity", "blog").code == "address_needed"


def test_two_accounts_in_one_field_are_not_chosen_between():
    problem = problem_of("https://x.com/KomaeCity と https://x.com/komae_bosai")

    assert problem.code == "several_accounts"
    assert "https://x.com/komae_bosai" in problem.message


def test_a_whole_document_is_not_searched():
    assert problem_of("あ" * 2001).code == "text_too_long"


def test_a_service_the_city_does_not_keep_is_named():
    assert problem_of("KomaeCity", "mixi").code == "no_such_service"
