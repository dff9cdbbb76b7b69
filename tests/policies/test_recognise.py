"""A policy that exists as text is read into articles, whatever its numbering and line breaks."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from komae_sns.city.sample_policy import sample
from policies.articles import Article, Line, checked, from_sample, values_for
from policies.recognise import TooLong, recognise
from policies.recognise.files import UnreadableFile, text_of
from policies.recognise.sample_match import matched
from tests.policies import as_text
from tests.policies.check_corpus import NUMBERED

KNOWN = values_for(city="狛江市", section="秘書広報室", division="企画財政部", service="X")


def shape(text):
    return as_text.shape(recognise(text).articles)


@pytest.mark.parametrize("space", ["　", " ", "　　"])
@pytest.mark.parametrize("values", [{}, KNOWN])
def test_what_is_printed_is_read_again(values, space):
    articles = from_sample(sample(), values)
    title = sample().title.filled(values)

    read = recognise(as_text.text_of(title, articles, space=space))

    assert (read.title, read.enacted_on, read.notes) == (title, None, ())
    assert as_text.shape(read.articles) == as_text.shape(articles)


WORDS = st.text("市民情報発信運用課のをにはするアカウント", min_size=6, max_size=40)
SENTENCES = WORDS.map(lambda words: f"{words}する。")


@st.composite
def policies(draw):
    def lines(level):
        said = draw(st.lists(SENTENCES, min_size=0 if level else 1, max_size=3))
        items = [lines(level + 1) if level < 2 else () for _ in said]
        return tuple(Line("s1", text, items=own) for text, own in zip(said, items, strict=True))

    captions = draw(st.lists(WORDS, min_size=1, max_size=4))
    return tuple(Article("s1", caption, lines(0)) for caption in captions)


@settings(deadline=None, max_examples=60)
@given(policies())
def test_any_policy_that_is_printed_is_read_again(articles):
    assert as_text.shape(recognise(as_text.text_of("題名", articles)).articles) == as_text.shape(
        articles
    )


def test_lines_that_a_page_broke_are_joined():
    text = as_text.text_of("狛江市ポリシー", from_sample(sample(), {}))
    broken = []
    for line in text.split("\n"):
        broken += [line[i : i + 40] for i in range(0, len(line), 40)]

    read = recognise("\n".join(broken))

    assert as_text.shape(read.articles) == as_text.shape(from_sample(sample(), {}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "第一条　目的を定める。\n第二条　次に掲げる。\n一　市の情報\n二　その他\n"
            "２　前項のほか、定める。",
            [
                ("", [("目的を定める。", [])]),
                (
                    "",
                    [
                        ("次に掲げる。", [("市の情報", []), ("その他", [])]),
                        ("前項のほか、定める。", []),
                    ],
                ),
            ],
        ),
        (
            "第１条（目的）市の情報を伝える。\n第２条（対象）次のとおり。\n①Ｘ\n②ＬＩＮＥ",
            [
                ("目的", [("市の情報を伝える。", [])]),
                ("対象", [("次のとおり。", [("Ｘ", []), ("ＬＩＮＥ", [])])]),
            ],
        ),
        (
            "第1　目的\n1　市の情報を伝える。\n2　市民の声を聞く。\n第2　運用\n1　課が行う。",
            [
                ("目的", [("市の情報を伝える。", []), ("市民の声を聞く。", [])]),
                ("運用", [("課が行う。", [])]),
            ],
        ),
        (
            "【目的】市の情報を伝える。\n【運用者】秘書広報室",
            [("目的", [("市の情報を伝える。", [])]), ("運用者", [("秘書広報室", [])])],
        ),
        (
            "# 方針\n## 目的\n市の情報を**伝える**。\n## 内容\n- 催し\n- 災害",
            [("目的", [("市の情報を伝える。", [])]), ("内容", [("催し", []), ("災害", [])])],
        ),
        (
            "| 項目 | 内容 |\n|---|---|\n| 目的 | 市の情報 |\n| 管理者 | 室長 |",
            [("目的", [("市の情報", [])]), ("管理者", [("室長", [])])],
        ),
        (
            "# 方針\n| 項目 | 内容 |\n|---|---|\n| 管理者 | 室長 |\n| 運用課 | 広報課 |\n"
            "## 目的\n市の情報を伝える。\n## 返信\n行わない。",
            [
                ("管理者", [("室長", [])]),
                ("運用課", [("広報課", [])]),
                ("目的", [("市の情報を伝える。", [])]),
                ("返信", [("行わない。", [])]),
            ],
        ),
    ],
)
def test_other_numberings_are_read(text, expected):
    assert shape(text) == expected


def test_a_numbered_policy_keeps_the_places_it_had():
    read = recognise(NUMBERED)

    assert (read.title, read.enacted_on) == (
        "○○市公式フェイスブックページ運用方針",
        date(2014, 4, 1),
    )
    assert len(read.articles) == 10
    (line,) = [x for a in read.articles for x in a.lines() if "原則として" in x.text]
    assert (read.places[line.key], NUMBERED.splitlines()[read.numbers[line.key] - 1].strip()) == (
        "5(1)",
        "(1)　コメントには、原則としてすべて返信します。",
    )


def test_a_reference_at_the_head_of_a_line_begins_no_article():
    (article,) = recognise(
        "第1条　この方針は、次の\n第3条の規定にかかわらず、\n第5条に定める。"
    ).articles

    assert article.paragraphs[0].text == "この方針は、次の第3条の規定にかかわらず、第5条に定める。"


def test_what_was_not_read_surely_is_told():
    text = (
        "題名\n令和6年告示第172号\nまえがきの文である。\n第1条　ア。\n- 1 -\n"
        "第3条　イ\u200b。\n附則　この告示は公布の日から施行する。"
    )

    read = recognise(text)

    assert read.notice_number == "令和6年告示第172号"
    assert [note.number for note in read.notes] == [0, 3, 6, 7]
    assert [a.caption for a in read.articles] == ["", "", "附則"]


def test_recognised_articles_are_known_as_the_sample_s():
    articles = from_sample(sample(), KNOWN)
    text = (
        as_text.text_of("題名", articles).replace("ツイッター社", "X社").replace("直ちに", "すぐに")
    )

    found = matched(sample(), recognise(text).articles, KNOWN)

    assert [a.sample for a in found] == [a.sample for a in articles]
    assert [x.sample for a in found for x in a.lines()] == [
        x.sample for a in articles for x in a.lines()
    ]
    assert checked(found)


@settings(deadline=None, max_examples=80)
@given(st.text("第条一1(2)（）ア　 \n\t|■・。#あ\u200b", max_size=200))
def test_whatever_is_pasted_becomes_articles_or_nothing(text):
    checked(recognise(text).articles)


def test_too_much_is_refused():
    with pytest.raises(TooLong):
        recognise("あ" * 200_001)
    with pytest.raises(TooLong):
        recognise("\n" * 6_000)
    assert len(recognise("\n".join(f"第{n}条　文。" for n in range(1, 99))).articles) == 60


# ── files ──

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body, *, numbering="", head=""):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f"{head}<w:document {W}><w:body>{body}</w:body></w:document>"
        )
        if numbering:
            archive.writestr("word/numbering.xml", f"<w:numbering {W}>{numbering}</w:numbering>")
    return file.getvalue()


def paragraph(text, *, level=None):
    listed = f'<w:ilvl w:val="{level}"/><w:numId w:val="7"/>' if level is not None else ""
    return f"<w:p><w:pPr><w:numPr>{listed}</w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_a_word_file_is_read_with_the_numbers_that_word_draws():
    kind = '<w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/>'
    level = f'<w:lvl w:ilvl="{{}}">{kind}</w:lvl>'
    numbering = (
        '<w:abstractNum w:abstractNumId="3">'
        + level.format(0, "decimal", "第%1条")
        + level.format(1, "decimalFullWidth", "(%2)")
        + level.format(2, "aiueoFullWidth", "%3")
        + '</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num>'
    )
    body = (
        paragraph("目的を定める。", level=0)
        + paragraph("次に掲げる。", level=0)
        + paragraph("市の情報", level=1)
        + paragraph("催し", level=2)
        + paragraph("その他", level=1)
        + paragraph("守る。", level=0)
    )

    text = text_of(docx(body, numbering=numbering))

    assert text.split("\n") == [
        "第1条　目的を定める。",
        "第2条　次に掲げる。",
        "(1)　市の情報",
        "ア　催し",
        "(2)　その他",
        "第3条　守る。",
    ]
    assert len(shape(text)) == 3


def test_a_table_of_a_word_file_is_read_by_rows():
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    rows = [("目的", "市の情報"), ("管理者", "室長"), ("返信", "行わない")]
    body = "".join(f"<w:tr>{''.join(map(cell.format, row))}</w:tr>" for row in rows)

    assert [name for name, _ in shape(text_of(docx(f"<w:tbl>{body}</w:tbl>")))] == [
        "目的",
        "管理者",
        "返信",
    ]


BOMB = '<!DOCTYPE b [<!ENTITY a "ああああああああああ"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "content",
    [
        docx("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", head=BOMB),
        docx(
            "<w:p><w:r><w:t>&x;</w:t></w:r></w:p>",
            head='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        ),
        docx("<w:p>" * 500 + "</w:p>" * 500),
        docx(f"<w:p><w:r><w:t>{'あ' * 9_000_000}</w:t></w:r></w:p>"),
        docx("<w:p/>" * 500_000),
        docx(f"<w:p>{'<w:br/>' * 500_000}</w:p>"),
        docx("<w:p/>", head='<?xml version="1.0" encoding="utf-7"?>'),
        docx("<w:p/>", head='<?xml version="1.0" encoding="none"?>'),
        b"PK\x03\x04 broken",
        b"%PDF-1.7",
        b"\xd0\xcf\x11\xe0old word",
        b"\x81\xff\x00",
        b"a" * (3 * 1024 * 1024 + 1),
    ],
    ids=[
        "entities",
        "outside",
        "deep",
        "bomb",
        "lines",
        "breaks",
        "coding",
        "no coding",
        "broken",
        "pdf",
        "doc",
        "binary",
        "large",
    ],
)
def test_a_hostile_or_foreign_file_is_refused_with_a_sentence(content):
    with pytest.raises(UnreadableFile, match="。"):
        text_of(content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "euc_jp"])
def test_text_of_any_office_machine_is_read(encoding):
    assert text_of("第1条　目的を定める。".encode(encoding)).startswith("第1条　目的")


def test_the_source_of_a_page_is_read_as_the_page_says_it():
    read = recognise(
        "<html><head><title>市</title><style>p{}</style></head><body>"
        "<h1>観光課インスタグラム運用ポリシー</h1><h2>1．目的</h2><p>観光情報を&amp;発信する<br>ため運用する。</p>"
        "<h2>2．管理者</h2><p>管理者は観光課長とします。</p><ol><li>投稿は<b>課員</b></li><li>決裁は課長</li></ol>"
        "<script>alert(1)</script></body></html>"
    )

    assert read.title == "観光課インスタグラム運用ポリシー"
    assert [a.caption for a in read.articles] == ["目的", "管理者"]
    assert "課員" in str(read.articles[1])
    assert "alert" not in str(read.articles)
    assert "<" not in str([p.text for a in read.articles for p in a.paragraphs])
    assert "HTML" in read.notes[0].sentence


def test_two_columns_pasted_side_by_side_are_told():
    side_by_side = (
        "健康推進課公式ＬＩＮＥ運用ポリシー          （運用・管理主体）\n"
        "（目的）                                  第３条 運用主体は健康推進課とし、\n"
        "第１条 このポリシーは、健康推進課がＬＩＮ  管理者として健康推進課長を置く。\n"
        "Ｅを運用するために必要な事項を定める。      （発信する内容）\n"
        "（用語の定義）                            第４条 次の情報を発信する。\n"
        "第２条 用語の意義は、ガイドラインの例に    (1) 健診の情報\n"
        "よるものとする。以下も同じとする。          (2) 感染症の情報\n"
    )

    assert any("左右2段" in note.sentence for note in recognise(side_by_side).notes)


@pytest.mark.parametrize(
    "text",
    [
        "　　第　１　条　　この方針は、目的を定める。\n　　第　２　条　　管理者は課長とする。",
        "1 目的　　　　市政を知らせるため\n2 管理者　　　広報課長\n3 返信　　　　行わない。",
        "アカウント名    狛江市公式\n運用目的    市政を知らせるため\n管理者    広報課長",
        "| 管理者   | 広報課長 |\n| 目的   | 市政の情報を知らせる |\n| 返信   | 行わない |",
    ],
)
def test_wide_spaces_of_word_and_tables_are_no_columns(text):
    assert not any("左右2段" in note.sentence for note in recognise(text).notes)
