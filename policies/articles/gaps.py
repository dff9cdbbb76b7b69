"""What a policy still lacks before it can be filed or put in force."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from komae_sns.city.guideline import SAMPLE
from komae_sns.city.sample_policy import Sample
from komae_sns.documents import fonts
from komae_sns.text import has_invisible, is_blank
from policies.articles.blanks import Piece, pieces, title_pieces
from policies.articles.structure import Article, Articles, Line, paper_rows, places

_ANNOUNCES_ITEMS = ("次の各号", "次に掲げる")


MISSING = "missing"  # where the editor offers the sample's articles that are not there


@dataclass(frozen=True)
class Gap:
    """`article` is the key of the article to go to ("" for the policy as a whole), or MISSING."""

    article: str
    sentence: str
    clause: str = ""


def gaps(
    sample: Sample, title: str, articles: Articles, values: Mapping[str, str]
) -> tuple[Gap, ...]:
    return (
        *_title_gaps(title),
        *_missing(sample, articles),
        *(gap for article in articles for gap in _article_gaps(article, articles)),
        *_open_blanks(sample, title, articles, values),
        *unprintable(title, articles),
    )


def _title_gaps(title: str) -> Iterator[Gap]:
    if is_blank(title):
        yield Gap("", "題名がありません。", SAMPLE)
    elif has_invisible(title):
        yield Gap("", "題名に、目に見えない文字がまじっています。", SAMPLE)


def _missing(sample: Sample, articles: Articles) -> Iterator[Gap]:
    """What the sample says stays. The editor never takes it out; other ways in might."""
    there = {article.sample for article in articles}
    lines = {line.sample for article in articles for line in article.lines()}
    for source in sample.articles:
        name = f"見本の{source.name}（{source.caption}）"
        if source.stays and source.name not in there:
            yield Gap(MISSING, f"{name}がありません。{source.stays}", SAMPLE + source.name)
        elif source.name in there:
            for line in source.lines():
                if line.stays and line.name not in lines:
                    yield Gap(
                        "", f"見本の{line.name}がありません。{line.stays}", SAMPLE + line.name
                    )


def _article_gaps(article: Article, articles: Articles) -> Iterator[Gap]:
    where = places(articles)
    clause = SAMPLE + article.sample
    for sentence in _caption_sentences(where[article.key], article.caption):
        yield Gap(article.key, sentence, clause)
    for line in article.lines():
        for sentence in _line_sentences(where[line.key], line):
            yield Gap(article.key, sentence, clause)


def _caption_sentences(place: str, caption: str) -> Iterator[str]:
    if is_blank(caption):
        yield f"{place}に見出しがありません。"
    elif has_invisible(caption):
        yield f"{place}の見出しに、目に見えない文字がまじっています。"


def _line_sentences(place: str, line: Line) -> Iterator[str]:
    if is_blank(line.text):
        yield f"{place}に文がありません。"
    elif has_invisible(line.text):
        yield f"{place}に、目に見えない文字がまじっています。"
    if not line.items and any(words in line.text for words in _ANNOUNCES_ITEMS):
        yield f"{place}は号を掲げると書いていますが、号がありません。"


def _open_blanks(
    sample: Sample, title: str, articles: Articles, values: Mapping[str, str]
) -> Iterator[Gap]:
    """One gap for each blank, with all the places where it is open."""
    found: dict[str, list[tuple[str, str]]] = {}
    for key, place, cut in _all_pieces(sample, title, articles, values):
        for blank in dict.fromkeys(piece.blank for piece in cut if piece.blank):
            found.setdefault(blank, []).append((key, place))
    for blank, where in found.items():
        listed = "、".join(place for _, place in where)
        keys = [key for key, _ in where if key]
        yield Gap(keys[0] if keys else "", f"{blank}の空欄がうまっていません（{listed}）。", SAMPLE)


def _all_pieces(
    sample: Sample, title: str, articles: Articles, values: Mapping[str, str]
) -> Iterator[tuple[str, str, tuple[Piece, ...]]]:
    yield "", "題名", title_pieces(sample, title, values)
    where = places(articles)
    for article in articles:
        caption = Line(article.key, article.caption)
        yield article.key, f"{where[article.key]}の見出し", pieces(sample, caption, values)
        for line in article.lines():
            yield article.key, where[line.key], pieces(sample, line, values)


def unprintable(title: str, articles: Articles) -> Iterator[Gap]:
    """The paper is frozen for ever: a character no font has is told before it is."""
    printed = [("", "題名", title)]
    printed += [(row["key"], row["number"], "\n".join(_texts(row))) for row in paper_rows(articles)]
    for key, place, text in printed:
        if absent := fonts.missing(text):
            sentence = f"{place}に、紙に印刷できない文字があります：{fonts.described(absent)}。"
            yield Gap(key, f"{sentence}ほかの文字に替えてください。", SAMPLE)


def _texts(printed: Any) -> Iterator[str]:
    """Every string of a row of paper_rows."""
    if isinstance(printed, str):
        yield printed
        return
    for part in printed.values() if isinstance(printed, Mapping) else printed:
        yield from _texts(part)
