import io
import re

import pypdf
import pytest
from fontTools.ttLib import TTFont

from komae_sns.documents.services import print_paper

QUESTIONS = (
    "特定の分野・業務に特化した情報発信が、既存のソーシャルメディアでの情報集約になじむかどうか。",
    "特定の分野・業務に特化したことで、情報発信の内容が軽微となっている場合、"
    "既存のソーシャルメディアでの情報発信になじむかどうか。",
    "情報発信の回数が、既存のソーシャルメディアでの情報発信を阻害することが無いか。",
)


def article(number, caption, text, items=()):
    return {
        "number": f"第{number}条",
        "caption": f"（{caption}）",
        "paragraphs": [{"number": "", "text": text, "items": list(items)}],
    }


def policy(articles=None, **context):
    context["articles"] = articles or [
        article(1, "目的", "このポリシーは、必要な事項を定めることを目的とする。"),
        article(2, "その他", "必要な事項は別に定める。"),
    ]
    context.setdefault("date_line", "令和8年12月1日")
    return print_paper("policy", context, title="狛江市秘書広報室X運用ポリシー")


def plan_form(rows=None, **context):
    facts = {
        "form_number": "第4号様式",
        "basis": "第15条の2関係",
        "form_name": "電子計算組織処理計画書",
        "document_number": "狛企秘発第12号",
        "date_line": "令和8年11月22日",
        "addressee": "行政情報化推進委員会委員長　様",
        "sender": ["企画財政部", "秘書広報室", "室長　山田太郎"],
        "subject": "秘書広報室公式Xの開設について",
        "rows": rows or [row(1, "処理業務の名称", lines=["市政情報の発信"])],
        "office": [("受付", ""), ("結果", "承認")],
    }
    return print_paper("plan_form", facts | context, title="電子計算組織処理計画書（第4号様式）")


def row(number, label, **content):
    return {"number": str(number), "label": label, **content}


def reader(printed):
    return pypdf.PdfReader(io.BytesIO(printed.pdf))


def pages(printed):
    """Text of each page without the breaks of lines."""
    return [re.sub(r"\s", "", page.extract_text()) for page in reader(printed).pages]


def text(printed):
    return "".join(pages(printed))


def test_a_policy_prints_its_title_date_and_articles_in_order():
    printed = policy()

    assert re.search(
        "狛江市秘書広報室X運用ポリシー.*令和8年12月1日.*（目的）第1条このポリシーは.*（その他）第2条",
        text(printed),
    )


def test_articles_are_bookmarks():
    titles = [entry.title for entry in flat(reader(policy()).outline)]

    assert titles == ["狛江市秘書広報室X運用ポリシー", "第1条（目的）", "第2条（その他）"]


def flat(outline):
    for entry in outline:
        if isinstance(entry, list):
            yield from flat(entry)
        else:
            yield entry


def test_items_are_printed_at_every_depth_and_may_be_left_out():
    leaf = {"number": "(ア)", "text": "細目"}
    items = [
        {"number": "(1)", "text": "号", "items": [{"number": "ア", "text": "目", "items": [leaf]}]}
    ]

    printed = policy(
        [article(1, "目的", "次のとおりとする。", items), article(2, "他", "別に定める。")]
    )

    assert "次のとおりとする。(1)号ア目(ア)細目（他）第2条別に定める。" in text(printed)


def test_a_draft_is_marked_on_every_page():
    long = [article(n, "見出し", "長い文。" * 100) for n in range(1, 11)]

    assert all("（案）" in page for page in pages(policy(long, draft=True)))
    assert not any("案" in page for page in pages(policy(long)))


def test_what_was_typed_is_printed_as_typed():
    typed = "<script>x</script><img src=file:///etc/passwd> & {{ x }} &lt;"

    printed = policy([article(1, "目的", typed)])

    assert re.sub(r"\s", "", typed) in text(printed)


def test_typed_lines_stay_lines():
    printed = plan_form([row(3, "目的", lines=["一行目\r\n\r\n三行目"])])

    assert re.search(r"一行目\s*\n\s*三行目", reader(printed).pages[0].extract_text())


def test_the_form_is_headed_like_the_citys_forms():
    first = pages(plan_form(standard_layout=True))[0]

    assert first.startswith(
        "第4号様式（第15条の2関係）標準様式狛企秘発第12号令和8年11月22日行政情報"
    )
    assert "企画財政部秘書広報室室長山田太郎電子計算組織処理計画書" in first


def test_choices_show_what_was_chosen():
    choices = [{"label": "新規", "checked": True}, {"label": "変更", "checked": False}]

    assert "✓新規変更" in text(plan_form([row(2, "区分", choices=choices)]))


@pytest.mark.clause("4(2)ア(ア)")
@pytest.mark.clause("4(2)ア(イ)")
@pytest.mark.clause("4(2)ア(ウ)")
def test_the_three_questions_stand_before_their_answers_in_the_guidelines_words():
    questions = [
        {"label": f"（{kana}）", "text": question, "answer": f"答え{kana}"}
        for kana, question in zip("アイウ", QUESTIONS, strict=True)
    ]

    printed = text(plan_form([row(16, "既存媒体の検討", questions=questions)]))

    for kana, question in zip("アイウ", QUESTIONS, strict=True):
        assert f"（{kana}）{question}答え{kana}" in printed


def test_what_is_empty_is_printed_as_a_dash_and_the_offices_own_fields_stay_blank():
    printed = plan_form(
        [row(7, "対象者"), row(13, "経費", lines=[""]), row(6, "アカウント", pairs=[("URL", "")])]
    )

    assert "7対象者－13経費－6アカウントURL－事務局欄受付結果承認" in text(printed)


def test_long_answers_flow_over_pages_without_loss_under_a_repeated_head():
    answer = "市公式Xは市政全般を扱い、災害の初動では投稿が流れる。" * 40  # 1,080 characters
    questions = [{"label": f"（{k}）", "text": "問", "answer": answer} for k in "アイウ"]

    printed = plan_form(
        [row(3, "目的", lines=[answer]), row(16, "既存媒体の検討", questions=questions)]
    )

    assert printed.pages > 2
    assert all("項目内容" in page for page in pages(printed)[:-1])
    between_pages = re.compile(r"\d／\d|項目内容")
    assert between_pages.sub("", text(printed)).count("災害の初動では投稿が流れる") == 4 * 40


def test_hundreds_of_lines_and_thousands_of_characters_are_printed_in_time():
    printed = plan_form([row(3, "目的", lines=["行\n" * 500]), row(4, "字", lines=["字" * 5_000])])

    assert text(printed).count("行") >= 500
    assert text(printed).count("字") >= 5_000


def test_a_policy_of_two_pages_stays_under_100_kilobytes():
    articles = [article(n, "見出し", SAMPLE) for n in range(1, 8)]

    printed = policy(articles)

    assert printed.pages == 2
    assert len(printed.pdf) < 100_000


SAMPLE = (
    "第三者によるなりすまし等を防止するため、アカウント情報を市公式ホームページに常時掲載し、"
    "公式アカウントであることを明示する。情報発信した内容に誤りがあった場合は、直ちに発信した内容を"
    "削除するとともに、訂正した内容を改めて発信する。運用に支障を来す事態が発生する等継続して運用する"
    "ことが困難となった場合は、その理由を明示し、アカウントを停止することができる。"
)


def test_glyph_numbers_are_the_cids_that_readers_look_up():
    for font in embedded_fonts(reader(plan_form())):
        charset = TTFont(io.BytesIO(font))["CFF "].cff.topDictIndex[0].charset
        assert list(charset[1:]) == [f"cid{number:05d}" for number in range(1, len(charset))]


def embedded_fonts(pdf):
    for font in pdf.pages[0]["/Resources"]["/Font"].values():
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        yield descriptor["/FontFile3"].get_data()


def test_a_variant_of_a_name_can_be_copied_from_the_paper():
    assert "葛\U000e0100城" in text(plan_form(sender=["室長　葛\U000e0100城"]))


@pytest.mark.parametrize("make", [policy, plan_form])
def test_papers_satisfy_pdf_ua(make, tmp_path):
    outloud = pytest.importorskip("outloud")
    file = tmp_path / "paper.pdf"
    file.write_bytes(make(draft=True).pdf)

    findings = outloud.check(str(file)).findings
    assert [finding.rule for finding in findings if finding.severity == "error"] == []
