"""Where a policy departs from the sample: what the committee looks at first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from komae_sns.city.guideline import SAMPLE
from komae_sns.city.sample_policy import Sample, SampleArticle
from policies.articles.structure import Article, Articles, places


class Kind(Enum):
    CHANGED = "変更"
    ADDED = "追加"
    REMOVED = "見本からはずした"
    MOVED = "順を変えた"


@dataclass(frozen=True)
class Departure:
    """`place` is where it stands in this policy, `clause` where the sample has it."""

    kind: Kind
    article: str  # key of the article, "" where it is gone
    place: str
    clause: str
    before: str
    after: str

    @property
    def label(self) -> str:
        return self.kind.value


def departures(
    sample: Sample, articles: Articles, values: Mapping[str, str]
) -> tuple[Departure, ...]:
    """Against the sample as filled from the same record, in the order of the policy."""
    where = places(articles)
    found: list[Departure] = []
    for article in articles:
        source = sample.article(article.sample)
        if source is None:
            found.append(_added_article(article, where))
        else:
            found += _within(source, article, values, where)
    return (
        *found,
        *_removed_articles(sample, articles, values),
        *_moved_articles(sample, articles),
    )


def _added_article(article: Article, where: Mapping[str, str]) -> Departure:
    text = "\n".join([f"（{article.caption}）", *(line.text for line in article.lines())])
    return Departure(Kind.ADDED, article.key, where[article.key], "", "", text)


def _within(
    source: SampleArticle, article: Article, values: Mapping[str, str], where: Mapping[str, str]
) -> Iterator[Departure]:
    if article.caption != source.caption:
        clause = SAMPLE + source.name
        place = where[article.key]
        yield Departure(
            Kind.CHANGED, article.key, f"{place}の見出し", clause, source.caption, article.caption
        )
    wordings = {line.name: line.wording.filled(values) for line in source.lines()}
    clauses = {line.name: SAMPLE + line.clause for line in source.lines()}
    for line in article.lines():
        before = wordings.get(line.sample)
        if before is None:
            yield Departure(Kind.ADDED, article.key, where[line.key], "", "", line.text)
        elif before != line.text:
            clause = clauses[line.sample]
            yield Departure(Kind.CHANGED, article.key, where[line.key], clause, before, line.text)
    there = [line.sample for line in article.lines() if line.sample in wordings]
    for name, before in wordings.items():
        if name not in there:
            clause = clauses[name]
            yield Departure(Kind.REMOVED, article.key, where[article.key], clause, before, "")
    in_order = [name for name in wordings if name in there]
    if there != in_order:
        place, clause = f"{where[article.key]}の中の順", SAMPLE + source.name
        yield Departure(
            Kind.MOVED, article.key, place, clause, "、".join(in_order), "、".join(there)
        )


def _removed_articles(
    sample: Sample, articles: Articles, values: Mapping[str, str]
) -> Iterator[Departure]:
    there = {article.sample for article in articles}
    for source in sample.articles:
        if source.name not in there:
            text = [line.wording.filled(values) for line in source.lines()]
            before = "\n".join([f"（{source.caption}）", *text])
            yield Departure(Kind.REMOVED, "", "", SAMPLE + source.name, before, "")


def _moved_articles(sample: Sample, articles: Articles) -> Iterator[Departure]:
    now = [article.sample for article in articles if sample.article(article.sample)]
    in_order = [source.name for source in sample.articles if source.name in now]
    if now != in_order:
        yield Departure(Kind.MOVED, "", "条の順", SAMPLE, "、".join(in_order), "、".join(now))
