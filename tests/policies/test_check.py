"""4(2)イ, 4(5)エ, 見本第6条: what the guideline has against a policy, in whatever layout."""

import json
import subprocess
import sys

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as examined
from hypothesis import strategies as st

from komae_sns.city import guideline
from komae_sns.city.sample_policy import sample
from policies.articles import from_sample, paper_rows, values_for
from policies.check import Severity, check_articles, check_rows, check_text
from policies.check.rules import rules
from tests.policies.check_corpus import BAD, GOOD, LAYOUTS, USERS


def within(sentence, heading="運用"):
    """A finding of what is said; what the rest of the policy lacks is another matter."""
    found = check_text(f"1 {heading}\n{sentence}\n2 その他\n必要な事項は別に定める。")
    return [f for f in found if not f.code.endswith(("_missing", "_vague"))]


def codes(text):
    return {f.code for f in check_text(text)}


def sample_text(**changes):  # what is written → what stands there instead
    lines = [sample().title.as_written, "令和　年　月　日"]
    for row in paper_rows(from_sample(sample(), {})):
        lines.append(row["caption"])
        for index, paragraph in enumerate(row["paragraphs"]):
            lines.append(f"{paragraph['number'] if index else row['number']}　{paragraph['text']}")
            lines += [f"{item['number']}　{item['text']}" for item in paragraph["items"]]
    text = "\n".join(lines)
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.mark.clause("4(5)ウ")
@pytest.mark.clause("4(5)エ")
@pytest.mark.clause("見本第6条(2)")
@pytest.mark.parametrize(("code", "sentence"), BAD, ids=[s[:30] for _, s in BAD])
def test_wording_that_breaks_the_guideline_is_found(code, sentence):
    found = {f.code: f for f in within(sentence)}

    assert code in found
    assert found[code].place == "1"
    assert found[code].mend
    assert guideline.find(found[code].clause)


@pytest.mark.parametrize("sentence", [*GOOD, USERS], ids=[s[:30] for s in [*GOOD, USERS]])
def test_what_only_sounds_like_it_is_left_alone(sentence):
    assert within(sentence) == []


def test_the_sample_is_clean_but_for_its_blanks():
    found = check_text(sample_text())

    assert [f.code for f in found] == ["blank"]
    assert check_articles(sample().title.as_written, from_sample(sample(), {}), blanks=False) == ()


def test_the_sample_filled_for_a_section_is_clean():
    values = values_for(
        city="狛江市",
        section="秘書広報室",
        division="企画財政部",
        service="X",
        username="komae_koho",
        email="koho@city.komae.lg.jp",
    )
    articles = from_sample(sample(), values)

    assert check_articles(sample().title.filled(values), articles) == ()
    assert check_rows("", paper_rows(articles)) == ()


@pytest.mark.clause("4(2)イ")
@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("情報管理等を行う。", "manager_missing"),
        ("情報管理等を行い、管理者が認めた者が投稿する。", "manager_vague"),
    ],
)
def test_a_manager_must_be_named_by_post(said, code):
    written = "情報管理等を行い、また、運用の適切な管理運営を行うため、管理者として△△部〇〇課長を"
    text = sample_text(**{f"{written}置く。": said})

    assert code in codes(text)
    assert "approval_missing" in codes(text)


@pytest.mark.clause("4(2)イ")
@pytest.mark.parametrize(
    "said",
    [
        "この要領において「ページ管理者」とは、ページを総括する者をいい、秘書広報課長をもって充てる。",
        "（３）運用管理者　議会事務局長",
        "責任者：商工観光課長",
    ],
)
def test_a_manager_is_named_in_the_words_of_other_cities(said):
    assert not codes(f"1 運用\n{said}\n2 その他\n必要な事項は別に定める。") & {
        "manager_missing",
        "manager_vague",
    }


@pytest.mark.parametrize(
    "text",
    [
        "○ 運用体制\n・責任者：商工観光課長\n○ 投稿すること\n・町の風景",
        "■運用課\n危機管理課\n■投稿すること\n訓練",
    ],
)
def test_who_runs_it_is_told_by_a_heading(text):
    assert not codes(text) & {"operator_missing", "contents_missing"}


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (1, "purpose_missing"),
        (5, "contents_missing"),
        (6, "follows_missing"),
        (7, "impersonation_missing"),
        (9, "compliance_missing"),
    ],
)
def test_an_article_of_the_sample_that_is_gone_is_missed(number, code):
    articles = from_sample(sample(), {})

    found = check_articles("", (*articles[: number - 1], *articles[number:]))

    assert code in {f.code for f in found}


@pytest.mark.clause("4(3)ウ")
def test_a_policy_that_says_nothing_of_comments_is_told_so():
    silent = "1 目的\n防災の情報を知らせる。\n2 その他\n必要な事項は別に定める。"

    assert "comments_missing" in codes(silent)
    assert "comments_missing" not in codes(f"{silent}\n3 返信\nコメントへの返信は行わない。")


def test_a_broken_article_of_the_sample_is_named_by_its_place():
    text = sample_text(**{"アカウントを停止することができる": "アカウントを削除することができる"})

    (found,) = [f for f in check_text(text) if f.must_be_mended]

    assert (found.place, found.clause, found.code) == ("第8条", "4(5)エ", "account_deleted")
    assert found.words.endswith("アカウントを削除することができる。")


def test_a_promise_set_among_what_is_not_done_is_to_be_confirmed():
    """見本第6条(2) reads 「返信を行うこと」 as what is not done."""
    text = sample_text(
        **{"投稿者に対し、返信（リプライ）を行うこと。": "すべての返信に必ず対応すること。"}
    )

    (found,) = [f for f in check_text(text) if f.code == "replies_promised"]

    assert (found.place, found.severity) == ("第6条(2)", Severity.CONFIRM)


def test_a_statement_among_what_is_not_done_is_a_promise():
    text = sample_text(
        **{"投稿者に対し、返信（リプライ）を行うこと。": "すべての返信に必ず対応します。"}
    )

    (found,) = [f for f in check_text(text) if f.code == "replies_promised"]

    assert found.severity is Severity.MEND


@pytest.mark.parametrize(("name", "text", "expected"), LAYOUTS, ids=[n for n, _, _ in LAYOUTS])
def test_other_layouts_are_judged_alike(name, text, expected):
    assert {(f.code, f.place) for f in check_text(text)} == expected


def test_every_rule_names_a_clause_that_exists():
    city_rules = rules()
    cited = {rule.clause for rule in (*city_rules.needs, *city_rules.bans)}
    cited |= {city_rules.mail["clause"], city_rules.blank["clause"]}

    assert [name for name in cited if guideline.find(name) is None] == []


@examined(deadline=None, max_examples=40)
@given(st.text("アカウントを削除返信します。、（1）第条ないすべて\n　a@.:-", max_size=400))
def test_no_text_is_too_strange(text):
    check_text(text)


def test_long_lines_take_no_long_time():
    text = "すべてのコメントに" * 20_000

    assert check_text(text)


def command(*words, given=b""):
    return subprocess.run(
        [sys.executable, "manage.py", "check_policy", *words],
        cwd=settings.BASE_DIR,
        input=given,
        capture_output=True,
        check=False,
    )


def test_the_command_tells_clause_place_words_and_what_would_mend_it(tmp_path):
    file = tmp_path / "policy.txt"
    text = sample_text(**{"アカウントを停止することができる": "アカウントを廃止する"})
    file.write_bytes(text.replace("〇", "○").encode("cp932"))

    done = command(str(file), "--json")
    told = json.loads(done.stdout)

    assert done.returncode == 1
    found = told["findings"][0]
    assert (found["code"], found["clause"], found["place"]) == (
        "account_deleted",
        "4(5)エ",
        "第8条",
    )
    assert text.splitlines()[found["line"] - 1].startswith("第8条")
    assert command("-", given=b"\xff\x00\x81").returncode == 2
    assert command("-", given="　\n".encode()).returncode == 2
