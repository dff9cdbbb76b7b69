"""新旧対照: what is underlined, and that each side says exactly what its version says."""

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from komae_sns.city.sample_policy import sample
from policies import articles as content
from policies.articles import Article, Line
from policies.comparison import compare, rows
from policies.comparison.table import ADDED, LEFT_OUT, REMOVED
from policies.comparison.wording import compared

SAMPLE = content.from_sample(sample(), {})
TITLE = "狛江市運用ポリシー"


def marked(side):
    return "".join(f"[{piece.text}]" if piece.is_changed else piece.text for piece in side)


def column(found, side, **how):
    """What one column prints, a line each, the underlined in brackets."""
    cells = [getattr(row, side) for row in rows(found, **how)]
    return [_printed(cell) for cell in cells if cell]


def _printed(cell):
    number = f"[{cell.number}]" if cell.is_number_changed and cell.number else cell.number
    return f"{number}　{marked(cell.pieces)}".strip("　")


def of(*texts, caption="目的", key="n1"):
    lines = tuple(Line(f"{key}.{n}", text) for n, text in enumerate(texts, start=1))
    return Article(key, caption, lines)


def articles(*captions):
    return tuple(of(f"{c}を定める。", caption=c, key=f"n{ord(c[0])}") for c in captions)


def with_text(everything, place, text):
    changed = list(everything)
    first, *rest = changed[place].paragraphs
    changed[place] = replace(changed[place], paragraphs=(replace(first, text=text), *rest))
    return tuple(changed)


# What is underlined


def test_whole_phrases_are_underlined_and_not_scattered_characters():
    old = "運用主体は企画財政部秘書広報室とし、管理者として企画財政部秘書広報室長を置く。"
    new = "運用主体は企画財政部広報課とし、管理者として企画財政部広報課長を置く。"

    before, after = compared(old, new)

    assert marked(before) == (
        "運用主体は企画財政部[秘書広報室]とし、管理者として企画財政部[秘書広報室長]を置く。"
    )
    assert marked(after) == (
        "運用主体は企画財政部[広報課]とし、管理者として企画財政部[広報課長]を置く。"
    )


def test_a_word_is_never_cut():
    before, after = compared("図書館の職員２名が行う。", "図書室の職員３名が行わない。")

    assert marked(before) == "[図書館]の職員[２]名が[行う]。"
    assert marked(after) == "[図書室]の職員[３]名が[行わない]。"


def test_what_is_only_added_underlines_nothing_before():
    before, after = compared(
        "返信を行うこと。", "返信を行うこと。ただし、災害時は、この限りでない。"
    )

    assert marked(before) == "返信を行うこと。"
    assert marked(after) == "返信を行うこと。[ただし、災害時は、この限りでない。]"


def test_a_sentence_written_anew_is_underlined_whole():
    before, after = compared("まったく別の文とする。", "これは違うことを述べた長い規定である。")

    assert marked(before) == "[まったく別の文とする。]"
    assert marked(after) == "[これは違うことを述べた長い規定である。]"


# Properties

TEXT = st.text("市民の意見を聴く。、（）図書館ＡB1２\u3000葛\U000e0100👨\u200d👩が", max_size=60)
LINES = st.lists(TEXT, min_size=1, max_size=4)


@st.composite
def policies(draw):
    keys = draw(st.lists(st.integers(1, 8), unique=True, max_size=6))
    made = []
    for key in keys:
        lines = [
            Line(
                f"n{key}.{n}",
                text,
                items=tuple(Line(f"n{key}.{n}.{m}", item) for m, item in enumerate(draw(LINES), 1)),
            )
            for n, text in enumerate(draw(LINES), start=1)
        ]
        made.append(Article(f"n{key}", draw(TEXT), tuple(draw(st.permutations(lines)))))
    return tuple(made)


@settings(max_examples=60, deadline=None)
@given(TEXT, TEXT)
def test_each_side_of_a_sentence_is_exactly_that_sentence(old, new):
    before, after = compared(old, new)

    assert "".join(piece.text for piece in before) == old
    assert "".join(piece.text for piece in after) == new


@settings(max_examples=40, deadline=None)
@given(policies(), policies())
def test_each_side_is_exactly_the_text_of_its_version(old, new):
    found = compare("旧", old, "新", new)

    assert said(found, "old") == spoken(old)
    assert said(found, "new") == spoken(new)


@settings(max_examples=20, deadline=None)
@given(policies())
def test_identical_versions_underline_nothing(version):
    found = compare(TITLE, version, TITLE, version)

    assert found.is_same
    assert "[" not in "".join(column(found, "new", full=True) + column(found, "old", full=True))


@settings(max_examples=40, deadline=None)
@given(policies(), policies())
def test_the_table_in_full_leaves_out_no_word_and_adds_none(old, new):
    table = rows(compare("旧", old, "新", new), full=True)

    for side, version in (("old", old), ("new", new)):
        cells = [
            cell for row in table if (cell := getattr(row, side)) and (cell.number or cell.level)
        ]
        printed = Counter("".join(piece.text for piece in cell.pieces) for cell in cells)
        printed -= Counter({word: printed[word] for word in (ADDED, REMOVED)})
        captions = [f"（{article.caption}）" for article in version]
        lines = [line.text for article in version for line in article.lines()]
        assert printed == Counter(captions + lines)


def spoken(version):
    lines = [(n, line.text) for n, a in enumerate(version) for line in a.lines()]
    return [(n, a.caption) for n, a in enumerate(version)], lines


def said(found, side):
    """Captions and lines of one side, each in that side's own order."""
    pairs = [p for p in found.articles if getattr(p, side)]
    pairs.sort(key=lambda pair: getattr(pair, side).index)
    captions = [(n, getattr(p, side).text) for n, p in enumerate(pairs)]
    return captions, [(n, text) for n, p in enumerate(pairs) for text in _walk(p.lines, side)]


def _walk(lines, side):
    there = sorted((p for p in lines if getattr(p, side)), key=lambda p: getattr(p, side).index)
    for pair in there:
        yield getattr(pair, side).text
        yield from _walk(pair.items, side)


# Articles


def test_what_did_not_change_is_left_out_neighbours_together():
    new = with_text(SAMPLE, 4, "次の情報を発信する。")

    found = compare(TITLE, SAMPLE, TITLE, new)

    assert column(found, "new") == [
        f"第1条から第4条まで　{LEFT_OUT}",
        "（発信する内容）",
        "第5条　[次の]情報を発信する。",
        f"(1)から(3)まで　{LEFT_OUT}",
        f"2　{LEFT_OUT}",
        f"第6条から第10条まで　{LEFT_OUT}",
    ]


def test_an_added_article_stands_against_its_absence_and_moves_the_numbers_on():
    old, new = (
        articles("目的", "運用", "停止", "遵守"),
        articles("目的", "返信", "運用", "停止", "遵守"),
    )

    found = compare(TITLE, old, TITLE, new)

    assert column(found, "new") == [
        f"第1条　{LEFT_OUT}",
        "（[返信]）",
        "[第2条]　[返信を定める。]",
        f"[第3条から第5条まで]　{LEFT_OUT}",
    ]
    assert column(found, "old") == [
        f"第1条　{LEFT_OUT}",
        ADDED,
        f"[第2条から第4条まで]　{LEFT_OUT}",
    ]


def test_a_removed_article_stands_where_it_stood():
    old, new = articles("目的", "運用", "停止"), articles("目的", "停止")

    found = compare(TITLE, old, TITLE, new)

    assert [pair.said for pair in found.articles] == [(), ("削る",), ("もと第3条",)]
    assert REMOVED in column(found, "new")
    assert "[第2条]　[運用を定める。]" in column(found, "old")


def test_a_moved_article_is_found_by_its_key():
    old = articles("目的", "運用", "停止", "遵守")
    new = (old[3], *old[:3])

    found = compare(TITLE, old, TITLE, new)

    assert [pair.is_moved for pair in found.articles] == [True, False, False, False]
    assert column(found, "old")[:2] == ["（遵守）", f"[第4条]　{LEFT_OUT}"]
    assert column(found, "new")[:2] == ["（遵守）", f"[第1条]　{LEFT_OUT}"]


def test_an_article_taken_over_under_another_key_is_found_by_its_caption():
    old, new = (of("市が運用する。", key="n1"),), (of("市と社が運用する。", key="n9"),)

    [pair] = compare(TITLE, old, TITLE, new).articles

    assert not pair.is_added
    assert marked(pair.lines[0].new.pieces) == "市[と社]が運用する。"


def test_items_added_and_renumbered_within_an_article():
    def listed(*names):
        items = tuple(Line(f"n1.1.{name}", f"{name}に関すること。") for name in names)
        return (Article("n1", "発信", (Line("n1.1", "次の情報とする。", items=items),)),)

    old, new = listed("1", "2", "4"), listed("1", "3", "2")

    found = compare(TITLE, old, TITLE, new)

    assert column(found, "new") == [
        "（発信）",
        f"第1条　{LEFT_OUT}",
        f"(1)　{LEFT_OUT}",
        "[(2)]　[3に関すること。]",
        f"[(3)]　{LEFT_OUT}",
        REMOVED,
    ]
    assert column(found, "old") == [
        "（発信）",
        f"第1条　{LEFT_OUT}",
        f"(1)　{LEFT_OUT}",
        ADDED,
        f"[(2)]　{LEFT_OUT}",
        "[(3)]　[4に関すること。]",
    ]


def test_a_new_title_is_a_change_of_its_own():
    found = compare("狛江市図書館X運用ポリシー", SAMPLE, "狛江市図書室X運用ポリシー", SAMPLE)

    assert found.has_new_title
    assert not found.is_same
    assert not found.changes
