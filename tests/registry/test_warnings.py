"""注意喚起 and false accounts, as citizens read them: on pages, in the feed, and when they ask."""

import json
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from incidents.services import following, impostors, warnings
from incidents.status import WarningStatus
from komae_sns.home.registry.asking import Outcome
from tests import factories
from tests.factories import NOW
from tests.incidents import with_impostors as rows

pytestmark = [pytest.mark.django_db, pytest.mark.clause("見本第7条2")]
ATOM = {"a": "http://www.w3.org/2005/Atom"}
LATER = NOW + timedelta(days=2)


@pytest.fixture
def desk():
    return rows.desk()


@pytest.fixture
def told(desk):
    """Public, and naming a false account."""
    return rows.published(desk, replace(rows.WORDS, impostors=[rows.judged(desk)]))


def feed_of(client):
    answer = client.get("/registry/warnings.atom")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def text(client, path):
    return client.get(path).content.decode()


def test_a_warning_that_waits_is_told_to_nobody(client, desk):
    waiting = rows.waiting(desk)

    assert client.get(f"/registry/warnings/{waiting.pk}/").status_code == 404
    assert waiting.title not in text(client, "/registry/") + text(client, "/registry/warnings/")
    assert feed_of(client).findall("a:entry", ATOM) == []
    assert json.loads(text(client, "/registry/warnings.json"))["warnings"] == []


def test_a_public_one_stands_on_every_page_that_it_concerns(client, told, desk):
    account = f"/registry/accounts/{desk.account.public_key}/"

    for path in ("/registry/", "/registry/warnings/", account):
        assert told.title in text(client, path)
    page = text(client, f"/registry/warnings/{told.pk}/")
    assert "市からDMを送ることはありません。" in page
    assert "@komae_b0sai" in page
    assert 'href="https://x.com/komae_b0sai"' not in page
    assert account in page


def test_the_feed_has_an_entry_whose_id_stays_and_whose_day_moves(client, told, desk, settings):
    [entry] = feed_of(client).findall("a:entry", ATOM)
    own = f"{settings.REGISTRY_URL}warnings/{told.pk}/"
    assert entry.findtext("a:id", namespaces=ATOM) == own
    assert entry.findtext("a:updated", namespaces=ATOM) == "2026-11-22T01:00:00Z"

    _corrected(told, desk)

    feed = feed_of(client)
    [entry] = feed.findall("a:entry", ATOM)
    assert entry.findtext("a:id", namespaces=ATOM) == own
    assert entry.findtext("a:published", namespaces=ATOM) == "2026-11-22T01:00:00Z"
    assert entry.findtext("a:updated", namespaces=ATOM) == "2026-11-24T01:00:00Z"
    assert feed.findtext("a:updated", namespaces=ATOM) == "2026-11-24T01:00:00Z"
    assert "訂正：書きまちがい" in entry.findtext("a:content", namespaces=ATOM)


def _corrected(warning, desk):
    words = replace(rows.WORDS, body="正しい本文", because="書きまちがい")
    warnings.rewrite_warning(warning, words, edit_number=0, by=desk.clerk, now=LATER)
    warnings.submit_warning(warning, edit_number=1, by=desk.head, now=LATER)
    warnings.publish_warning(warning, edit_number=1, by=desk.ciso, now=LATER)


def test_what_is_being_corrected_is_read_in_the_words_that_were_let_out(client, told, desk):
    words = replace(rows.WORDS, title="案の題", body="まだ案の本文", because="案")
    warnings.rewrite_warning(told, words, edit_number=0, by=desk.clerk, now=LATER)

    page = text(client, f"/registry/warnings/{told.pk}/")

    assert "案の" not in page
    assert "市からDMを送ることはありません。" in page


@pytest.mark.parametrize(
    ("status", "says", "keeps_its_words"),
    [
        (WarningStatus.ENDED, "終わりました", True),
        (WarningStatus.WITHDRAWN, "取り下げました", False),
    ],
)
def test_one_that_is_over_keeps_its_address(client, told, desk, status, says, keeps_its_words):
    warnings.end_warning(told, status, reason="なくなったため", by=desk.ciso, now=LATER)

    page = text(client, f"/registry/warnings/{told.pk}/")

    assert says in page
    assert ("市からDMを送ることはありません。" in page) == keeps_its_words
    assert ("komae_b0sai" in page) == keeps_its_words
    assert "理由：なくなったため" in page  # as whoever wrote it was told
    assert told.title not in text(client, "/registry/")
    [entry] = feed_of(client).findall("a:entry", ATOM)
    assert entry.findtext("a:title", namespaces=ATOM).startswith(f"【{says}】")
    assert f"{says}：なくなったため" in entry.findtext("a:content", namespaces=ATOM)
    [data] = json.loads(text(client, "/registry/warnings.json"))["warnings"]
    assert data["ended_because"] == "なくなったため"


def test_characters_that_no_feed_may_hold_break_it_not(client, desk):
    rows.published(desk, replace(rows.WORDS, title="<b>&\ufffe題"))

    [entry] = feed_of(client).findall("a:entry", ATOM)
    assert entry.findtext("a:title", namespaces=ATOM) == "<b>&�題"


def test_an_empty_feed_is_whole_and_stays_the_same(client):
    first = client.get("/registry/warnings.atom").content

    assert client.get("/registry/warnings.atom").content == first
    assert feed_of(client).findtext("a:updated", namespaces=ATOM) == "2022-05-26T00:00:00Z"


def ask(client, typed):
    return client.get("/registry/check/", {"q": typed}).context["answer"]


@pytest.mark.parametrize("typed", [rows.FALSE, "@komae_b0sai", "x.com/komae_b0sai/status/1"])
def test_a_false_account_is_known_when_somebody_judged_it(client, desk, typed):
    found = rows.add(desk)
    assert ask(client, typed).outcome == Outcome.UNLISTED

    impostors.judge_impostor(found, judgement="市章を使っている", by=desk.head, now=NOW)

    answer = ask(client, typed)
    assert (answer.outcome, answer.fakes[0].warning) == (Outcome.FAKE, None)
    assert [similar.entry.name for similar in answer.similar] == ["狛江市防災"]


def test_a_false_site_of_no_service_is_known_too(client, desk):
    rows.judged(desk, "https://x.com.evil.example/komae_bosai")

    assert ask(client, "https://x.com.evil.example/komae_bosai").outcome == Outcome.FAKE
    assert ask(client, "https://x.com.evil.example/other").outcome == Outcome.UNLISTED


def test_the_answer_leads_to_the_warning_that_names_it(client, told):
    assert ask(client, rows.FALSE).fakes[0].warning == told.pk


def test_what_was_found_in_a_drill_is_told_to_nobody(client):
    desk = rows.desk(is_drill=True)
    rows.judged(desk)

    assert ask(client, rows.FALSE).outcome == Outcome.UNLISTED
    assert json.loads(text(client, "/registry/warnings.json"))["impostors"] == []


def test_the_json_says_what_the_pages_say(client, told):
    data = json.loads(text(client, "/registry/warnings.json"))

    [one] = data["warnings"]
    assert (one["state"], one["title"], one["body"]) == ("PUBLISHED", told.title, rows.WORDS.body)
    assert one["false_accounts"][0]["url"] == rows.FALSE
    assert data["impostors"] == [
        {
            "service": "X",
            "handle": "@komae_b0sai",
            "url": rows.FALSE,
            "judged_on": "2026-11-22",
            "gone": False,
        }
    ]


def test_an_account_that_was_called_false_by_mistake_is_named_no_longer(client, desk):
    impostor = rows.judged(desk)
    warning = rows.published(desk, replace(rows.WORDS, impostors=[impostor]))
    assert "komae_b0sai" in text(client, f"/registry/warnings/{warning.pk}/")

    impostors.dismiss_impostor(impostor, reason="ファンのもの", by=desk.head, now=LATER)

    for path in (f"warnings/{warning.pk}/", "warnings/", "warnings.atom", "warnings.json"):
        assert "komae_b0sai" not in text(client, f"/registry/{path}")


def moments(client):
    """The feed's, the entry's, and what the JSON says."""
    feed = feed_of(client)
    data = json.loads(text(client, "/registry/warnings.json"))
    return (
        feed.findtext("a:updated", namespaces=ATOM),
        feed.find("a:entry", ATOM).findtext("a:updated", namespaces=ATOM),
        data["warnings"][0]["updated_at"],
    )


def test_the_feed_is_new_when_a_name_goes_and_when_it_is_back(client, desk):
    impostor = rows.judged(desk)
    rows.published(desk, replace(rows.WORDS, impostors=[impostor]))
    seen = [moments(client)]
    tag = client.get("/registry/warnings.atom").headers["ETag"]

    for step in (_dismissed, _looked_at_again, _judged_again):
        step(impostor, desk, LATER + timedelta(hours=len(seen)))
        seen.append(moments(client))

    assert [feed for feed, _, _ in seen] == [entry for _, entry, _ in seen]
    assert [feed for feed, _, _ in seen] == sorted(feed for feed, _, _ in seen)
    assert seen[1][0] == "2026-11-24T02:00:00Z"
    assert seen[3][0] == "2026-11-24T04:00:00Z"
    assert seen[3][2] == "2026-11-24T04:00:00+00:00"
    assert client.get("/registry/warnings.atom").headers["ETag"] != tag
    assert "更新" in text(client, "/registry/warnings/")


def _dismissed(impostor, desk, now):
    impostors.dismiss_impostor(impostor, reason="ファンのもの", by=desk.head, now=now)


def _looked_at_again(impostor, desk, now):
    impostors.look_again_at(impostor, reason="やはり", by=desk.head, now=now)


def _judged_again(impostor, desk, now):
    impostors.judge_impostor(impostor, judgement="市章", by=desk.head, now=now)


def test_one_that_is_over_says_when_it_was_over_also_when_a_name_goes_later(client, told, desk):
    warnings.end_warning(told, WarningStatus.ENDED, reason="終わり", by=desk.ciso, now=LATER)

    _dismissed(desk.incident.impostors.get(), desk, LATER + timedelta(days=3))

    assert moments(client)[0] == "2026-11-27T01:00:00Z"
    assert "（終わりました　令和8年11月24日）" in text(client, "/registry/warnings/")


def test_a_withdrawn_one_names_nobody_and_is_not_new_for_it(client, told, desk):
    warnings.end_warning(told, WarningStatus.WITHDRAWN, reason="誤り", by=desk.ciso, now=LATER)

    _dismissed(desk.incident.impostors.get(), desk, LATER + timedelta(days=3))

    assert moments(client)[0] == "2026-11-24T01:00:00Z"


def test_the_feed_is_new_when_it_is_about_another_account_of_ours(client, told, desk):
    other = factories.account(
        "狛江市消防", handle="komae_fd", department=desk.account.department, manager=_manager(desk)
    )

    following.correct(
        desk.incident, kind="impostor", account=other, reason="似た名前", by=desk.head, now=LATER
    )

    assert moments(client)[:2] == ("2026-11-24T01:00:00Z",) * 2
    assert other.public_key in text(client, "/registry/warnings.json")


def _manager(desk):
    return desk.head.appointments[0]


def test_an_account_that_opens_later_is_not_added_to_what_was_let_out(client):
    desk = rows.desk()
    told = rows.published(desk)
    assert desk.account.public_key in text(client, f"/registry/warnings/{told.pk}/")

    type(desk.account).objects.filter(pk=desk.account.pk).update(opened_on=LATER.date())

    assert desk.account.public_key not in text(client, f"/registry/warnings/{told.pk}/")


def test_a_date_alone_is_never_answered_with_not_modified(client, told):
    """It has whole seconds: what changed twice in one would not be told."""
    answer = client.get(
        "/registry/warnings.atom", headers={"If-Modified-Since": "Fri, 31 Dec 2027 00:00:00 GMT"}
    )

    assert answer.status_code == 200
