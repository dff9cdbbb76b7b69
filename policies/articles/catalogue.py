"""文例: articles beyond the sample, filled from the record, in the words of the service."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from komae_sns import city
from komae_sns.city.sample_policy import SampleArticle, SampleLine, article_from_table
from policies.articles.structure import Article, Articles, BadArticles, Line


@dataclass(frozen=True)
class Offer:
    """`needs`: a word the service must have (short, message); `after`: an article of the sample."""

    key: str
    about: str
    clause: str
    after: str
    needs: str
    wording: SampleArticle

    @property
    def caption(self) -> str:
        return self.wording.caption

    def suits(self, record: Mapping[str, str]) -> bool:
        return not self.needs or bool(record.get(self.needs))

    def texts(self, record: Mapping[str, str]) -> list[str]:
        return [line.wording.filled(record) for line in self.wording.lines()]


def catalogue() -> tuple[Offer, ...]:
    return _read(city.folder())


@cache
def _read(_folder: object) -> tuple[Offer, ...]:
    return tuple(map(_offer, city.data("policy_articles.toml")["article"]))


def _offer(row: Mapping[str, Any]) -> Offer:
    return Offer(
        key=row["key"],
        about=row["about"],
        clause=row["clause"],
        after=row.get("after", ""),
        needs=row.get("needs", ""),
        wording=article_from_table({"number": row["key"], **row}),
    )


def offers(articles: Articles, record: Mapping[str, str]) -> tuple[Offer, ...]:
    """Those the policy does not have yet."""
    there = {article.caption for article in articles}
    return tuple(o for o in catalogue() if o.suits(record) and o.caption not in there)


def insert(
    articles: Articles, key: str, record: Mapping[str, str], *, edit: int
) -> tuple[Articles, Article]:
    """The article `key` of the catalogue, after the sample's article it belongs to."""
    offer = next((o for o in offers(articles, record) if o.key == key), None)
    if offer is None:
        raise BadArticles("その文例は、もう入っているか、この媒体にはありません。")
    name = f"n{edit}"
    article = Article(name, offer.caption, _lines(offer.wording.paragraphs, name, record), "", edit)
    place = _place(articles, offer.after)
    return (*articles[:place], article, *articles[place:]), article


def _lines(
    lines: tuple[SampleLine, ...], above: str, record: Mapping[str, str]
) -> tuple[Line, ...]:
    return tuple(
        Line(key, line.wording.filled(record), items=_lines(line.items, key, record))
        for key, line in ((f"{above}.{index}", line) for index, line in enumerate(lines, 1))
    )


def _place(articles: Articles, after: str) -> int:
    """Behind the sample's article and what was put behind it already; else at the end."""
    samples = [article.sample for article in articles]
    if not after or after not in samples:
        return len(articles)
    place = samples.index(after) + 1
    return next((i for i in range(place, len(articles)) if samples[i]), len(articles))
