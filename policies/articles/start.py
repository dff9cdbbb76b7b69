"""A new policy begins as the sample, its blanks filled as far as the record goes."""

from collections.abc import Mapping

from komae_sns.city.sample_policy import Sample, SampleArticle, SampleLine
from policies.articles.structure import Article, Articles, Line


def from_sample(sample: Sample, values: Mapping[str, str], *, edit: int = 0) -> Articles:
    return tuple(sample_article(sample, a.name, values, edit=edit) for a in sample.articles)


def sample_article(
    sample: Sample, name: str, values: Mapping[str, str], *, edit: int = 0
) -> Article | None:
    """None where the sample has no such article."""
    source = sample.article(name)
    if source is None:
        return None
    key = f"s{sample.articles.index(source) + 1}"
    return Article(key, source.caption, _lines(source, key, values), source.name, edit)


def _lines(source: SampleArticle, key: str, values: Mapping[str, str]) -> tuple[Line, ...]:
    return tuple(
        _line(line, f"{key}.{index}", values) for index, line in enumerate(source.paragraphs, 1)
    )


def _line(source: SampleLine, key: str, values: Mapping[str, str]) -> Line:
    items = (_line(item, f"{key}.{index}", values) for index, item in enumerate(source.items, 1))
    return Line(key, source.wording.filled(values), source.name, tuple(items))
