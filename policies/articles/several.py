"""The sample for a policy of several accounts: a definition for each service, a line for each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from komae_sns.city.sample_policy import (
    Sample,
    SampleArticle,
    SampleLine,
    Wording,
    sub_item_number,
)

AS_BELOW = "次のとおり"
_NUMBERED = re.compile(r"([a-z]+)_(\d+)")


def sample_for(sample: Sample, record: Mapping[str, str]) -> Sample:
    """`record` has label_1, username_1, … for several accounts, service_2, … for more services."""
    counts: dict[str, int] = {}
    for name in record:
        if found := _NUMBERED.fullmatch(name):
            counts[found[1]] = max(counts.get(found[1], 0), int(found[2]))
    if not counts:
        return sample
    return replace(sample, articles=tuple(_article(a, counts) for a in sample.articles))


def _article(article: SampleArticle, counts: Mapping[str, int]) -> SampleArticle:
    paragraphs = tuple(
        replace(paragraph, items=tuple(_items(paragraph.items, counts)))
        for paragraph in article.paragraphs
    )
    return replace(article, paragraphs=paragraphs)


def _items(lines: tuple[SampleLine, ...], counts: Mapping[str, int]) -> Iterator[SampleLine]:
    for line in lines:
        yield replace(line, items=(*line.items, *_below(line, counts)))
        if line.again:
            for number in range(2, counts.get("service", 0) + 1):
                yield _added(line, line.again, f"{line.name}の{number}", number)


def _below(line: SampleLine, counts: Mapping[str, int]) -> Iterator[SampleLine]:
    """Only of what differs from account to account: it has a blank of its own beside the label."""
    names = [name for name in re.findall(r"\{(\w+)_N\|", line.below) if name != "label"]
    for number in range(1, max((counts.get(name, 0) for name in names), default=0) + 1):
        name = line.name + sub_item_number(len(line.items) + number - 1)
        yield _added(line, line.below, name, number)


def _added(line: SampleLine, marked: str, name: str, number: int) -> SampleLine:
    return SampleLine(name, Wording.parse(marked.replace("_N", f"_{number}")), added_to=line.name)
