"""The city's text, as transcribed: nothing lost, nothing added, every clause under its name."""

import hashlib
import re

import pytest

from komae_sns import city
from komae_sns.city import guideline
from komae_sns.city.sample_policy import sample

# Of the city's publication of 令和4年5月26日 (guideline, glossary and sample policy), squeezed.
PUBLISHED_CHARACTERS = 7353
PUBLISHED_SHA256 = "ae55c72d3512c9a45b4b94561b7bebc20bd88610fe8d2443c9b34a7c769d2220"

CHAPTERS = ["1", "2", "3", "4", "用語", "見本"]
UNDER_4 = {
    "4(1)": [],
    "4(2)": ["ア", "イ", "ウ"],
    "4(3)": ["ア", "イ", "ウ", "エ", "オ", "カ"],
    "4(4)": ["ア", "イ", "ウ", "エ", "オ"],
    "4(5)": ["ア", "イ", "ウ", "エ"],
}


def squeezed(text: str) -> str:
    """Without spaces, line breaks, Markdown marks and the width of brackets."""
    return re.sub(r"[\s\\#<>-]", "", text).translate(str.maketrans("（）", "()"))


def as_published() -> str:
    """The portal's text in the order of the city's paper, its repairs undone."""
    title, adopted_on = guideline.title(), "令和4年5月26日"
    own = [_printed(c) for top in guideline.clauses() if top.name != "見本" for c in top.walk()]
    return squeezed("".join([title, adopted_on, *own, _sample_as_published()]))


def _printed(clause: guideline.Clause) -> str:
    points = [f"・{point}" for point in clause.points]
    text = squeezed("".join([clause.number, clause.heading, *clause.paragraphs, *points]))
    for repair in city.data("guideline.toml")["repair"]:
        if repair["clause"] == clause.name:
            assert squeezed(repair["means"]) in text
            text = text.replace(squeezed(repair["means"]), squeezed(repair["read"]))
    return text


def _sample_as_published() -> str:
    policy = sample()
    lines = [policy.title.as_written, policy.mark, policy.date_line]
    for article in policy.articles:
        lines += [f"（{article.caption}）", article.name]
        for line in article.lines():
            own_number = line.name.removeprefix(article.name)
            lines += [re.sub(r"^\d(?=\()", "", own_number), line.wording.as_written]
    return "".join(lines)


def test_the_text_is_the_citys_but_for_the_listed_repairs():
    text = as_published()

    assert len(text) == PUBLISHED_CHARACTERS
    assert hashlib.sha256(text.encode()).hexdigest() == PUBLISHED_SHA256


def test_only_these_machine_reading_errors_are_repaired():
    repairs = [(r["clause"], r["means"]) for r in city.data("guideline.toml")["repair"]]

    assert repairs == [
        ("2", "LINE等"),
        ("4(2)イ", "特に必要であると"),
        ("4(5)イ", "登録者(フォロワー等)"),
        ("用語12", "スパム行為"),
    ]


@pytest.mark.clause("用語")
def test_every_clause_bears_the_name_it_is_cited_by():
    names = [clause.name for top in guideline.clauses() for clause in top.walk()]

    assert [top.name for top in guideline.clauses()] == CHAPTERS
    assert len(names) == len(set(names))
    assert {f"3({n})" for n in range(1, 6)} <= set(names)
    assert {f"用語{n}" for n in range(1, 16)} <= set(names)
    assert {f"見本第{n}条" for n in range(1, 11)} <= set(names)
    assert {"4(2)ア(ア)", "4(2)ア(イ)", "4(2)ア(ウ)", "見本第4条(4)", "見本第5条2"} <= set(names)
    for clause, letters in UNDER_4.items():
        below = [child.name for child in guideline.clause(clause).children]
        assert below == [clause + letter for letter in letters]


def test_a_clause_is_found_with_its_text_and_what_stands_under_it():
    consideration = guideline.clause("4(2)ア")

    assert consideration.label == "ア 既存ソーシャルメディアの活用の検討"
    assert [child.number for child in consideration.children] == ["(ア)", "(イ)", "(ウ)"]
    assert guideline.clause("見本第4条(4)").paragraphs == (
        "パスワードは、他のソーシャルメディアのパスワードと同一又は類似しないものとする。",
    )
    assert len(guideline.clause("4(4)ウ").points) == 5


@pytest.mark.parametrize("name", ["", "5", "4(2)ア(エ)", "見本第11条", "用語16", "４（２）ア"])
def test_a_name_that_is_no_clause_is_refused(name):
    assert guideline.find(name) is None
    with pytest.raises(guideline.UnknownClause):
        guideline.clause(name)


@pytest.mark.clause("見本第1条")
def test_the_sample_keeps_the_articles_that_carry_duties():
    staying = [article.name for article in sample().articles if article.stays]
    staying_lines = [x.name for a in sample().articles for x in a.lines() if x.stays]

    assert staying == ["第1条", "第3条", "第4条", "第6条", "第7条", "第9条"]
    assert staying_lines == [
        "第3条",
        "第4条(4)",
        "第6条(1)",
        "第6条(2)",
        "第6条(3)",
        "第7条",
        "第7条2",
        "第9条",
    ]


def test_every_blank_of_the_sample_has_a_name_a_reader_understands():
    policy = sample()
    wordings = [policy.title, *(x.wording for a in policy.articles for x in a.lines())]
    used = {span.blank.name for wording in wordings for span in wording.spans({})}
    for line in (line for article in policy.articles for line in article.lines()):
        used |= set(re.findall(r"\{(\w+)_N\|", line.again + line.below))

    assert used == set(policy.blanks)
