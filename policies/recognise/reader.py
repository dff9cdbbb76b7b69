"""A policy as text → its title, date, number and articles, with what could not be read surely."""

import re
from collections.abc import Iterator
from datetime import date

from komae_sns.documents import wareki
from policies.articles.structure import LONGEST_TITLE
from policies.recognise import html
from policies.recognise.heads import Heads, as_row, caption_and_text
from policies.recognise.labels import Kind, Label, folded
from policies.recognise.lines import LONGEST_TEXT, Cleaned, LogicalLine, clean
from policies.recognise.recognised import Keys, Note, Recognised
from policies.recognise.tree import Tree

_DATE = re.compile(
    r"(?:(令和|平成|昭和)\s*(?:元|\d{1,2}|[一二三四五六七八九十]{1,3})?\s*年|(?:19|20)\d\d\s*年)"
    r"\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})?\s*月\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})?\s*日"
)
_DATE_LINE_EXTRA = 12  # characters beside the date: 策定, 施行, （最終改正）
_NOTICE = re.compile(
    r"\S{0,20}(?:告示|訓令|規則|規程|要綱|要領|内規|達)(?:[甲乙])?\s*第?\s*\d{1,4}\s*号"
)
_MARKS_OF_A_TITLE = re.compile(r"[（(](?:案|見本|例|参考|改正案)[）)]\s*$|^[#＃]+\s*")
_TITLE = re.compile(
    r"ポリシー|方針|規程|要綱|要領|規約|ルール|ガイドライン|基準|policy", re.IGNORECASE
)
_FEWEST_ROWS_ABOVE = 2
_LONGEST_SOURCE = 5 * LONGEST_TEXT
_TABLE_HEADS = {
    (name, said) for name in ("項目", "区分", "事項") for said in ("内容", "記載内容", "説明")
}


def recognise(text: str, *, first: int = 1) -> Recognised:
    """Keys are n{first}, n{first + 1}, …. Raises lines.TooLong."""
    is_source = len(text) <= _LONGEST_SOURCE and html.is_html(text)
    reading = _Reading(clean(html.plain_text(text) if is_source else text), first)
    if is_source:
        reading.notes.append(Note("HTMLの印（タグ）を外して読みました。", 0))
    return reading.result()


def _is_row_of_facts(line: LogicalLine) -> bool:
    """No row of a date and a number, which tell when it was enacted and amended."""
    plain = folded(_whole(line))
    return line.label.kind is Kind.ROW and not (_DATE.search(plain) or _NOTICE.search(plain))


class _Reading:
    def __init__(self, cleaned: Cleaned, first: int) -> None:
        self.cleaned, self.first = cleaned, first
        self.heads = Heads(cleaned.lines)
        self.notes: list[Note] = []
        self.opening: list[LogicalLine] = []
        self.trees: list[Tree] = []

    def result(self) -> Recognised:
        self._split()
        title, enacted_on, number, preamble = self._opened()
        if not self.trees and preamble:
            self._without_heads(preamble)
            preamble = []
        self._note_what_is_odd(preamble)
        return Keys(self.first).of(
            self.trees,
            title=title,
            enacted_on=enacted_on,
            notice_number=number,
            notes=tuple(self.notes),
            preamble=tuple(preamble),
        )

    def _split(self) -> None:
        caption: LogicalLine | None = None
        for line in self.cleaned.lines:
            if self.heads.kind is Kind.ROW and (row := as_row(line)):
                self._begin_row(line, row)
            elif self.heads.starts(line):
                self._begin(line, caption)
                caption = None
            elif line.label.kind is Kind.CAPTION and self.heads.in_articles:
                self._give_back(caption)
                caption = line
            elif line.label.kind is Kind.CHAPTER:
                self.notes.append(
                    Note(f"「{_short(line)}」の章は、条に入れていません。", line.number)
                )
            else:
                self._give_back(caption)
                caption = None
                self._give(line)
        self._give_back(caption)

    def _begin(self, line: LogicalLine, caption: LogicalLine | None) -> None:
        if not self.trees and not self.heads.in_articles:
            self._take_table_above()
        label = line.label
        if label.kind is Kind.SUPPLEMENT:
            self._give_back(caption)
            tree = Tree("附則", "附則", line.number, in_articles=True)
            self.notes.append(Note("附則は、最後の条として入れました。", line.number))
            said = label.rest
        elif label.kind is Kind.ARTICLE and caption is not None:
            tree, said = self._tree(label, caption.label.rest, line.number), label.rest
        else:
            heading, said = caption_and_text(label.rest)
            if label.kind is Kind.ARTICLE and heading and not _is_bracketed(label.rest) and said:
                heading, said = "", label.rest  # 第1条 この要綱は 市の…: a space is no heading
            tree = self._tree(label, heading, line.number)
        self.trees.append(tree)
        if said:
            tree.say(said, line)

    def _tree(self, label: Label, caption: str, number: int) -> Tree:
        shown = label.shown if label.kind not in _NAMED_BY_HEADING else f"「{caption}」"
        return Tree(shown, caption, number, in_articles=label.kind is Kind.ARTICLE)

    def _take_table_above(self) -> None:
        """Above the first heading cities put a table of アカウント名, 運用課, 管理者."""
        rows = [line for line in self.opening if _is_row_of_facts(line)]
        if len(rows) >= _FEWEST_ROWS_ABOVE:
            self.opening = [line for line in self.opening if line not in rows]
            for line in rows:
                self._begin_row(line, as_row(line))

    def _begin_row(self, line: LogicalLine, row: tuple[str, str]) -> None:
        if not self.trees and row in _TABLE_HEADS:
            told = f"表の見出し「{row[0]}・{row[1]}」は、条に入れていません。"
            self.notes.append(Note(told, line.number))
            return
        tree = Tree(f"「{row[0]}」", row[0], line.number, in_articles=False)
        self.trees.append(tree)
        tree.say(row[1], line)

    def _give_back(self, caption: LogicalLine | None) -> None:
        """It stood before no article, so it is text."""
        if caption is not None:
            self._give(caption)

    def _give(self, line: LogicalLine) -> None:
        if self.trees:
            self.trees[-1].add(line)
        else:
            self.opening.append(line)

    def _opened(self) -> tuple[str, date | None, str, list[LogicalLine]]:
        """Title, date and number of what stands before the first article."""
        title, enacted_on, number, rest = "", None, "", []
        for line in self.opening:
            text = _whole(line)
            plain = folded(text).strip()
            if (found := _DATE.search(plain)) and len(plain) - len(found[0]) <= _DATE_LINE_EXTRA:
                enacted_on = enacted_on or _day(found[0])
            elif (found := _NOTICE.search(plain)) and len(plain) - len(found[0]) <= 4:
                number = number or text.strip()
            elif not title and len(text) <= LONGEST_TITLE and "。" not in text:
                title = _MARKS_OF_A_TITLE.sub("", text.strip()).strip()
            elif title and not rest and not _TITLE.search(title) and _is_end_of_title(text):
                title += text.strip()
            else:
                rest.append(line)
        return title, enacted_on, number, rest

    def _without_heads(self, lines: list[LogicalLine]) -> None:
        tree = Tree("", "", lines[0].number, in_articles=False)
        for line in lines:
            tree.add(line)
        self.trees.append(tree)
        self.notes.append(
            Note("条や見出しが見つかりません。行の頭に「第1条」や「1　目的」と書いてください。")
        )

    def _note_what_is_odd(self, preamble: list[LogicalLine]) -> None:
        if preamble:
            sentence = (
                "はじめの条より前の文は入れていません。残すときは「第1条」を前に書いてください。"
            )
            self.notes.append(Note(sentence, preamble[0].number))
        if self.cleaned.two_columns:
            sentence = (
                "左右2段の文が、1行にまざっているようです。条をまちがえて読んでいるかもしれません。"
                "左の段、右の段の順に、段ごとに写して貼りつけてください。"
            )
            self.notes.append(Note(sentence, self.cleaned.two_columns))
        if self.cleaned.invisible:
            self.notes.append(Note(f"目に見えない文字を{self.cleaned.invisible}字、のぞきました。"))
        self.notes += self._odd_numbers()
        for tree in self.trees:
            if tree.folded_in:
                sentence = f"{tree.shown}に「ア」より深い段があります。「ア」の段に入れました。"
                self.notes.append(Note(sentence, tree.number))
            if not tree.paragraphs:
                self.notes.append(Note(f"{tree.shown}に文がありません。", tree.number))
        self.notes.sort(key=lambda note: note.number)

    def _odd_numbers(self) -> Iterator[Note]:
        if not self.heads.in_articles:
            return
        expected = 1
        for tree in self.trees:
            if not (found := re.fullmatch(r"第(\d+)条(の\d+)?", tree.shown)):
                continue
            if found[2]:
                sentence = f"{tree.shown}は枝番号の条です。前から順の番号になります。"
                yield Note(sentence, tree.number)
            elif int(found[1]) != expected:
                sentence = f"第{expected}条があるはずのところに、{tree.shown}があります。"
                yield Note(f"{sentence}読みおとした条がないか確かめてください。", tree.number)
                expected = int(found[1]) + 1
            else:
                expected += 1


_NAMED_BY_HEADING = {Kind.MARK, Kind.HASH, Kind.CAPTION, Kind.TEXT}


def _is_bracketed(text: str) -> bool:
    return folded(text).lstrip().startswith("(")


def _is_end_of_title(text: str) -> bool:
    return len(text) <= 40 and "。" not in text and bool(_TITLE.search(text))


def _whole(line: LogicalLine) -> str:
    label = line.label
    if label.kind in {Kind.TEXT, Kind.HASH, Kind.BULLET, Kind.MARK}:
        return label.rest
    if label.kind is Kind.CAPTION:
        return f"（{label.rest}）"
    return f"{label.shown}\u3000{label.rest}".strip("\u3000")


def _short(line: LogicalLine) -> str:
    return _whole(line)[:20]


def _day(text: str) -> date | None:
    """None where the month and day are still to be written in."""
    try:
        return wareki.parse(text)
    except ValueError:
        return None
