"""/search/: everything one may see, and nothing else, kind by kind."""

import re
from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AnnualReview
from accounts.services.figures import Entry, Reading, record_month
from approvals.models import Meeting
from approvals.services import drafting, filing, minutes
from komae_sns.home.finding import KINDS, SHOWN
from komae_sns.searching import Searchable
from policies import services as policies
from policies.articles import Typed
from policies.models import PolicyVersion
from tests import factories
from tests.approvals import filed, rows
from tests.approvals.rows import NOW
from tests.reviews import rows as reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(client, world):
    """`found(person, words)`: kinds of which something was found."""

    def search(person, words):
        client.force_login(world.people[person])
        page = client.get("/search/", {"q": words})
        assert page.status_code == 200
        return [group.kind.code for group in page.context.get("groups", ())]

    return search


def everybody(world):
    return [code for code in world.people if code != "anon"]


def who_finds(world, found, words, kind):
    return {person for person in everybody(world) if kind in found(person, words)}


SEPTEMBER, READING = date(2026, 9, 1), Reading(NOW.date(), "SCREEN")
STAFF = {
    "head", "head2", "clerk", "clerk2", "member", "vice", "chair", "secr", "ciso", "audit",
}  # fmt: skip


@pytest.mark.clause("4(1)")
def test_a_contractor_finds_only_accounts_they_operate(world, found):
    assert who_finds(world, found, "消防団", "accounts") == STAFF | {"vendor"}
    assert who_finds(world, found, "狛江市図書館", "accounts") == STAFF | {"vendor2"}


def test_a_draft_is_found_by_its_section_and_the_secretariat(world, found):
    draft = filed.draft(world.own, title="秘密の下書き", purpose="まだ言えない計画")

    assert draft.status == "DRAFT"
    assert who_finds(world, found, "まだ言えない", "applications") == {"head", "clerk", "secr"}


def test_what_is_rewritten_after_a_return_is_not_found_by_who_read_the_filed_text(world, found):
    returned = filed.accepted(world.own, world.sitting.secretariat)
    filing.return_to_applicant(
        returned, remarks={"purpose": "直す"}, answer="", by=world.sitting.secretariat, now=NOW
    )
    drafting.save_answers(
        returned, {"purpose": "書きなおした極秘の目的"}, seen=99, by=world.own.clerk
    )

    assert who_finds(world, found, "極秘の目的", "applications") == {"head", "clerk", "secr"}
    assert who_finds(world, found, "避難所 すばやく", "applications") >= {"member", "head"}


def test_a_submitted_application_is_found_by_the_chair_before_the_committee(world, found):
    filed.submitted(world.other, title="昆虫図鑑の広報")

    assert who_finds(world, found, "昆虫図鑑", "applications") == {
        "head2", "clerk2", "chair", "secr", "audit",
    }  # fmt: skip


def test_the_agenda_is_found_by_the_committee_and_who_reads_its_papers(world, found):
    rows.meeting(world.sitting, filed.accepted(world.own, world.sitting.secretariat))

    assert who_finds(world, found, "避難所", "items") == {
        "member", "vice", "chair", "secr", "ciso", "audit",
    }  # fmt: skip
    assert who_finds(world, found, "回委員会", "meetings") == {
        "member", "vice", "chair", "secr", "ciso", "audit",
    }  # fmt: skip


def test_minutes_are_found_by_the_committee_and_who_reads_its_papers(world, found):
    ended = Meeting.objects.get(pk=world.places["ended"]["pk"])
    for edition, text in enumerate(["傍聴人の退席", "ほたるの夕べ"]):
        minutes.correct(
            ended, "others", text, edition=edition, by=world.sitting.secretariat, now=NOW
        )

    assert who_finds(world, found, "ほたるの夕べ", "minutes") == {
        "member", "vice", "chair", "secr", "ciso", "audit",
    }  # fmt: skip
    assert found("secr", "傍聴人の退席") == []
    assert "minutes" in found("secr", "開会した 議事録")  # presented: every section is written down


def test_a_draft_policy_is_found_by_its_section_and_the_secretariat(world, found):
    version = PolicyVersion.objects.get(policy_id=world.places["drafted"]["pk"])
    article = version.contents[0]
    typed = Typed(article.key, article.edit, "ひみつの目的")
    policies.save_article(version, typed, by=world.own.clerk)

    assert who_finds(world, found, "ひみつの目的", "policies") == {"head", "clerk", "secr"}


def test_a_waiver_is_found_where_its_application_is_seen(world, found):
    assert who_finds(world, found, "災害ごみに限る", "waivers") == {
        "head", "clerk", "member", "vice", "chair", "secr", "ciso", "audit",
    }  # fmt: skip


@pytest.mark.clause("4(5)ア")
def test_a_review_is_found_by_who_may_read_it_and_its_draft_by_its_writers(world, found):
    draft, filed_one = (
        AnnualReview.objects.with_names().get(pk=world.places[place]["pk"])
        for place in ("to_review", "in_review")
    )
    reviews.answered(draft, by=world.own.clerk, reason="ほたるの反響")

    assert who_finds(world, found, "ほたるの反響", "reviews") == {"head", "clerk", "secr"}
    assert who_finds(world, found, f"{filed_one.account.name} 問合せが減った", "reviews") == {
        "head", "clerk", "member", "vice", "chair", "secr", "ciso", "audit",
    }  # fmt: skip
    assert "reviews" in found("secr", "in_review 令和7年度 効果測定")
    assert "reviews" not in found("secr", "in_review 令和6年度 効果測定")


@pytest.mark.clause("4(1)")
def test_figures_are_found_by_what_they_are_called_where_the_account_is_seen(world, found):
    assert who_finds(world, found, "消防団 数字", "figures") == STAFF | {"vendor"}
    assert "figures" in found("head", "消防団 フォロワー数")
    assert "figures" not in found("head", "消防団")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("消防団 アカウント", "accounts"),
        ("避難所 申請", "applications"),
        ("災害ごみ 特認", "waivers"),
        ("議事録", "minutes"),
        ("事案", "incidents"),
    ],
)
def test_a_word_that_names_a_kind_need_not_stand_in_it(world, found, words, kind):
    assert kind in found("secr", words)


def test_what_was_just_written_is_found_on_the_next_page(world, found):
    draft = filed.draft(world.own)
    drafting.save_answers(draft, {"topics": "ほたるの観察会"}, seen=99, by=world.own.clerk)

    assert found("clerk", "ほたる　観察") == ["applications"]


def test_every_stored_key_is_the_key_of_its_words(world):
    """No step stores words and forgets the key."""
    models = [m for m in apps.get_models() if issubclass(m, Searchable)]

    assert len(models) >= 9
    for model in models:
        field = model._meta.get_field("search_key")
        stale = [row for row in model.objects.all() if row.search_key != field.key_of(row)]
        assert [(row, row.search_key, field.key_of(row)) for row in stale] == []


def test_the_page_marks_the_words_and_says_the_place(client, world):
    client.force_login(world.people["head"])

    html = client.get("/search/", {"q": "ｼｮｳﾎﾞｳ 消防団"}).content.decode()
    assert "見つかりませんでした" in html

    html = client.get("/search/", {"q": "消防団"}).content.decode()
    assert re.search(r"狛江市<mark>消防団</mark>", html)
    assert "X・安心安全課・運用中" in html


def test_hostile_words_are_shown_as_typed(client, world):
    client.force_login(world.people["head"])

    html = client.get("/search/", {"q": '<script>"%_\\'}).content.decode()

    assert "<script>&quot;" not in html
    assert "&lt;script&gt;&quot;%_\\" in html


def test_what_turns_the_reading_round_is_shown_as_a_mark(client, world):
    factories.account("かわせみ\u202eだより", department=world.own.department)
    client.force_login(world.people["head"])

    html = client.get("/search/", {"q": "かわせみ"}).content.decode()

    assert "\u202e" not in html
    assert "⟦U+202E⟧" in html


@pytest.mark.parametrize("kind", ["reviews", "figures"])
def test_thirty_results_are_read_with_the_queries_of_one(client, world, kind):
    def asked(words):
        client.force_login(world.people["secr"])
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/search/", {"q": words, "kind": kind})
        return len(page.context["results"]), len(queries)

    for number in range(30):
        account = factories.account(f"かわせみ{number:02}", department=world.own.department)
        reviews.opened(account)
        entries = {"followers": Entry(number)}
        record_month(account, SEPTEMBER, entries, READING, by=world.own.clerk, now=NOW)

    one, few = asked("かわせみ07")
    many, queries = asked("かわせみ")

    assert (one, many) == (1, 30)
    assert queries <= few  # the first reads what a process keeps


def test_a_kind_that_is_named_is_shown_first(client, world):
    client.force_login(world.people["secr"])

    plain = client.get("/search/", {"q": "狛江"}).context
    named = client.get("/search/", {"q": "狛江 申請"}).context

    assert plain["first"].kind.code == "accounts"
    assert named["first"].kind.code == "applications"
    assert "accounts" in [group.kind.code for group in plain["groups"]]


@pytest.mark.parametrize("kind", [kind.code for kind in KINDS])
def test_all_of_one_kind_is_a_list_beside_what_else_was_found(client, world, kind):
    client.force_login(world.people["secr"])

    page = client.get("/search/", {"q": "災", "kind": kind})

    assert page.status_code == 200
    assert page.context["kind"].code == kind
    shown = page.context["results"]
    counted = {group.kind.code: group.count for group in page.context["groups"]}
    assert min(len(shown), SHOWN) == counted.get(kind, 0)
