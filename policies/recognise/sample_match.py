"""Which recognised article and line is one of the sample's: by heading and by likeness of words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from komae_sns.city.sample_policy import Sample, SampleArticle, SampleLine
from policies.articles.start import sample_article
from policies.articles.structure import Article, Articles, Line

_ALIKE_ARTICLE, _ALIKE_LINE = 0.6, 0.7
_COMPARED = 240  # characters of each text
_LIGHT = str.maketrans("", "", "等の及び・、，　 ")


def matched(sample: Sample, articles: Articles, record: Mapping[str, str]) -> Articles:
    """With the names (and keys) of the sample's where they are; everything else as it is."""
    left = list(sample.articles)
    found: dict[str, SampleArticle] = {}
    for article in articles:
        source = _best(article, left, record)
        if source:
            left.remove(source)
            found[article.key] = source
    return tuple(
        _named(article, sample, found[article.key], record) if article.key in found else article
        for article in articles
    )


def _best(
    article: Article, sources: Sequence[SampleArticle], record: Mapping[str, str]
) -> SampleArticle | None:
    heading = article.caption.translate(_LIGHT)
    for source in sources:
        if heading and heading == source.caption.translate(_LIGHT):
            return source
    said = _said(article.lines())
    likenesses = [(_likeness(said, _written(s.lines(), record)), -i) for i, s in enumerate(sources)]
    likeness, place = max(likenesses, default=(0.0, 0))
    return sources[-place] if likeness >= _ALIKE_ARTICLE else None


def _said(lines: Iterator[Line]) -> str:
    return "".join(line.text for line in lines)[:_COMPARED]


def _written(lines: Iterator[SampleLine], record: Mapping[str, str]) -> str:
    return "".join(line.wording.filled(record) for line in lines)[:_COMPARED]


def _likeness(one: str, other: str) -> float:
    compared = SequenceMatcher(None, one[:_COMPARED], other[:_COMPARED], autojunk=False)
    if compared.real_quick_ratio() < _ALIKE_ARTICLE or compared.quick_ratio() < _ALIKE_ARTICLE:
        return 0.0
    return compared.ratio()


def _named(
    article: Article, sample: Sample, source: SampleArticle, record: Mapping[str, str]
) -> Article:
    started = sample_article(sample, source.name, record)
    keys = {line.sample: line.key for line in started.lines()}
    lines = _lines(article.paragraphs, source.paragraphs, keys, record)
    return replace(article, key=started.key, sample=source.name, paragraphs=lines)


def _lines(
    lines: Sequence[Line],
    sources: Sequence[SampleLine],
    keys: Mapping[str, str],
    record: Mapping[str, str],
) -> tuple[Line, ...]:
    """At one level. The first paragraph is the first paragraph, whatever it says."""
    left = list(sources)
    found = []
    for index, line in enumerate(lines):
        source = _best_line(line, left, record)
        is_first = index == 0 and bool(left) and not left[0].name.endswith(")")
        source = source or (left[0] if is_first else None)
        if source is None:
            found.append(line)
            continue
        left.remove(source)
        items = _lines(line.items, source.items, keys, record)
        found.append(replace(line, key=keys[source.name], sample=source.name, items=items))
    return tuple(found)


def _best_line(
    line: Line, sources: Sequence[SampleLine], record: Mapping[str, str]
) -> SampleLine | None:
    scored = [(_likeness(line.text, s.wording.filled(record)), -i) for i, s in enumerate(sources)]
    likeness, place = max(scored, default=(0.0, 0))
    return sources[-place] if likeness >= _ALIKE_LINE else None
