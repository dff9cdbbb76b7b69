"""Services are data: one table each, checked when it is read, the same from file and database."""

import json

import pytest

from accounts.address import (
    BadRule,
    ServiceRule,
    handle_key,
    read,
    rules_from_toml,
    tables_from_toml,
)
from komae_sns import city

FILE = city.folder() / "services.toml"
SERVICES = rules_from_toml(FILE)
CODES = ["x", "facebook", "instagram", "line", "youtube", "tiktok", "threads", "note"]


def test_the_citys_services_are_read_in_their_order():
    assert [rule.code for rule in SERVICES] == [*CODES, "blog", "other"]


def test_a_table_that_went_through_json_gives_the_same_rule():
    stored = [json.loads(json.dumps(table)) for table in tables_from_toml(FILE)]

    assert tuple(ServiceRule.from_table(table) for table in stored) == SERVICES


@pytest.mark.parametrize("rule", SERVICES, ids=lambda rule: rule.code)
def test_every_service_has_the_words_that_policies_and_screens_use(rule):
    assert all([rule.name, rule.formal_name, rule.policy_name, rule.follower_word, rule.post_word])
    assert rule.definition.endswith("をいう。")
    assert rule.paste.endswith("入れてください。")


@pytest.mark.clause("用語")
def test_x_and_facebook_are_defined_in_the_guidelines_words():
    defined = {rule.code: rule.definition for rule in SERVICES}

    assert "よばれるつぶやきを投稿し、双方向のやりとりを行うものをいう。" in defined["x"]
    assert "日記機能やメッセージ機能を利用して双方向のやりとりを行うもの" in defined["facebook"]


@pytest.mark.parametrize("rule", SERVICES, ids=lambda rule: rule.code)
def test_the_examples_of_a_service_are_read_as_its_own(rule):
    for example in rule.examples:
        address = read(example, SERVICES, service=rule.code)

        assert (address.service, address.ok) == (rule.code, True)


@pytest.mark.parametrize("code", CODES)
def test_no_reserved_word_passes_for_an_account(code):
    rule = next(rule for rule in SERVICES if rule.code == code)

    for word in rule.reserved:
        assert not read(f"https://{rule.hosts[0]}/{word}", SERVICES).ok


@pytest.mark.parametrize(
    ("code", "handle", "shown"),
    [
        ("x", "KomaeCity", "@KomaeCity"),
        ("x", "i/user/12345", "i/user/12345"),
        ("facebook", "100064842512345", "100064842512345"),
        ("line", "123abcde", "@123abcde"),
        ("youtube", "UCfrzA8BZ371C9InICYGolRA", "UCfrzA8BZ371C9InICYGolRA"),
        ("note", "komae_city", "komae_city"),
        ("blog", "ameblo.jp/komae", "ameblo.jp/komae"),
    ],
)
def test_a_handle_is_shown_as_people_write_it(code, handle, shown):
    rule = next(rule for rule in SERVICES if rule.code == code)

    assert rule.shown(handle) == shown


def test_a_platform_of_tomorrow_needs_a_row_and_no_code():
    newcomer = ServiceRule.from_table(
        {
            "code": "bluesky",
            "name": "Bluesky",
            "labels": ["Bluesky"],
            "hosts": ["bsky.app"],
            "url": "https://bsky.app/profile/{handle}",
            "handle": {"characters": "A-Za-z0-9.-", "max": 253},
        }
    )
    services = (*SERVICES, newcomer)

    address = read("bsky.app/profile/komae.bsky.social/post/3k", services)

    assert (address.service, address.handle) == ("bluesky", "komae.bsky.social")
    assert read("https://bsky.app/search", services).errors[0].code == "not_account"
    assert read("@komae.bsky.social", services, service="bluesky").url == address.url


def test_the_order_in_which_paths_are_listed_decides_nothing():
    table = next(table for table in tables_from_toml(FILE) if table["code"] == "youtube")
    turned = {leads: paths[::-1] for leads, paths in reversed(table["paths"].items())}

    rule = ServiceRule.from_table({**table, "paths": turned})

    assert read("https://www.youtube.com/@komae", [rule]).problems == ()
    assert read("https://www.youtube.com/channel/UCfrzA8BZ371C9InICYGolRA", [rule]).ok
    assert read("https://www.youtube.com/watch?v=1", [rule]).errors[0].code == "nameless_post"


def test_without_any_service_there_is_still_an_answer():
    assert read("https://x.com/KomaeCity", ()).errors[0].code == "unknown_host"
    assert read("@KomaeCity", ()).errors[0].code == "unknown_service"


def test_a_service_the_city_gave_up_is_no_longer_read():
    left = [rule for rule in SERVICES if rule.code != "x"]

    assert not read("https://x.com/KomaeCity", left).ok


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"code": "x"},
        {"code": "x", "name": "X", "colour": "black"},
        {"code": "x", "name": "X", "handle": {"characters": "z-a"}},
        {"code": "x", "name": "X", "handle": {"longest": 3}},
        {"code": "x", "name": "X", "forms": {"id": {"pattern": "("}}},
        {"code": "x", "name": "X", "paths": {"account": ["/{nobody}"]}},
        {"code": "x", "name": "X", "paths": {"account": ["/about"]}},
        {"code": "x", "name": "X", "paths": {"nameless": ["/{handle}"]}},
        {"code": "x", "name": "X", "paths": {"elsewhere": ["/{handle}"]}},
        {"code": "x", "name": "X", "hosts": "x.com"},
        ["x"],
    ],
)
def test_a_table_that_cannot_be_used_is_refused_and_named(table):
    with pytest.raises(BadRule, match="サービス「"):
        ServiceRule.from_table(table)


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        ("x", "KomaeCity", "komaecity"),
        ("x", "@KomaeCity", "ＫｏｍａｅＣｉｔｙ"),
        ("facebook", "Komae.City", "komaecity"),
        ("line", "123ABCDE", "@123abcde"),
        ("youtube", "KomaeCity", "komaecity"),
        ("blog", "Ameblo.jp/komae/", "ameblo.jp/komae"),
        ("a_later_service", "Komae", "komae"),
    ],
)
def test_two_spellings_of_one_account_have_one_key(code, one, other):
    assert handle_key(code, one) == handle_key(code, other)


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        ("instagram", "oshu.gikai", "oshu_gikai"),
        ("instagram", "oshu.gikai", "oshugikai"),
        ("youtube", "UCfrzA8BZ371C9InICYGolRA", "UCfrza8BZ371C9InICYGolRA"),
        ("x", "12345", "i/user/12345"),
        ("blog", "example.jp/Komae", "example.jp/komae"),
    ],
)
def test_two_accounts_have_two_keys(code, one, other):
    assert handle_key(code, one) != handle_key(code, other)
