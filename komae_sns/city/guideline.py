"""The city's guideline, clause by clause, under the names the portal cites: `4(2)ア(ア)`."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from komae_sns import city
from komae_sns.city.sample_policy import Sample, SampleLine, sample

SAMPLE = "見本"


class UnknownClause(LookupError):
    def __init__(self, name: str) -> None:
        super().__init__(f"ガイドラインに「{name}」という条項はありません。")


@dataclass(frozen=True)
class Clause:
    """`number` as printed before the heading; `points` are the 「・」 under the paragraphs."""

    name: str
    number: str = ""
    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    children: tuple["Clause", ...] = ()

    @property
    def anchor(self) -> str:
        """Permanent: the id of the clause on /guideline/."""
        return self.name

    @property
    def label(self) -> str:
        return f"{self.number} {self.heading}".strip()

    @property
    def text(self) -> str:
        """One paragraph a line, points and the clauses below it included."""
        own = [*self.paragraphs, *(f"・{point}" for point in self.points)]
        below = [f"{child.label}　{child.text}" for child in self.children]
        return "\n".join([*own, *below])

    def walk(self) -> Iterator["Clause"]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Edition:
    """One version: of the city's folder, or loaded later (komae_sns.home.editions)."""

    key: Hashable
    title: str
    adopted_on: date
    in_force_on: date
    rows: tuple[Mapping[str, Any], ...] = field(compare=False, repr=False)


Source = Callable[[], tuple[Edition, ...]]
_source: ContextVar[Source | None] = ContextVar("guideline", default=None)


@contextmanager
def reading(source: Source) -> Iterator[None]:
    """Within, the guideline is what `source` gives, asked when the first clause is wanted."""
    found: list[tuple[Edition, ...]] = []

    def once() -> tuple[Edition, ...]:
        if not found:
            found.append(source())
        return found[0]

    token = _source.set(once)
    try:
        yield
    finally:
        _source.reset(token)


def editions() -> tuple[Edition, ...]:
    """The version in force first, the city's folder last."""
    source = _source.get()
    return source() if source else (of_the_folder(),)


def of_the_folder() -> Edition:
    table = city.data("guideline.toml")
    day = table["adopted_on"]
    return Edition(str(city.folder()), table["title"], day, day, tuple(table["clause"]))


def clauses() -> tuple[Clause, ...]:
    """The guideline's chapters, the glossary (用語) and the sample policy (見本), in order."""
    return tops(editions()[0])


def clause(name: str) -> Clause:
    found = find(name)
    if found is None:
        raise UnknownClause(name)
    return found


def find(name: str) -> Clause | None:
    """A clause that is no longer in force is still found, as it last read."""
    found = (_by_name(edition).get(name) for edition in editions())
    return next((each for each in found if each), None)


def gone() -> tuple[tuple[Clause, Edition], ...]:
    """Clauses that only earlier versions have, with the last one that had them."""
    now, *earlier = editions()
    met, found = set(_by_name(now)), []
    for edition in earlier:
        left = [each for name, each in _by_name(edition).items() if name not in met]
        found += [(each, edition) for each in left]
        met.update(each.name for each in left)
    return tuple(found)


def title() -> str:
    return editions()[0].title


def tops(edition: Edition) -> tuple[Clause, ...]:
    return _known(edition)[0]


def _by_name(edition: Edition) -> Mapping[str, Clause]:
    return _known(edition)[1]


@lru_cache(maxsize=32)
def _known(edition: Edition) -> tuple[tuple[Clause, ...], Mapping[str, Clause]]:
    found = (*from_rows(edition.rows), of_sample(sample()))
    return found, {each.name: each for top in found for each in top.walk()}


def from_rows(rows: Sequence[Mapping[str, Any]]) -> tuple[Clause, ...]:
    below: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        below[row.get("under", "")].append(row)
    return tuple(_clause(row, below) for row in below[""])


def _clause(row: Mapping[str, Any], below: Mapping[str, list[Mapping[str, Any]]]) -> Clause:
    return Clause(
        name=row["name"],
        number=row.get("number", ""),
        heading=row.get("heading", ""),
        paragraphs=tuple(row.get("paragraphs", ())),
        points=tuple(row.get("points", ())),
        children=tuple(_clause(child, below) for child in below[row["name"]]),
    )


def of_sample(policy: Sample) -> Clause:
    """見本, 見本第4条, 見本第4条(4), 見本第5条2."""
    articles = [
        Clause(
            name=SAMPLE + article.name,
            number=article.name,
            heading=f"（{article.caption}）",
            paragraphs=(article.paragraphs[0].wording.as_written,),
            children=(
                *_lines(article.paragraphs[0].items, article.name),
                *_lines(article.paragraphs[1:], article.name),
            ),
        )
        for article in policy.articles
    ]
    return Clause(SAMPLE, heading=policy.title.as_written + policy.mark, children=tuple(articles))


def _lines(lines: Sequence[SampleLine], above: str) -> tuple[Clause, ...]:
    return tuple(
        Clause(
            name=SAMPLE + line.name,
            number=line.name.removeprefix(above),
            paragraphs=(line.wording.as_written,),
            children=_lines(line.items, line.name),
        )
        for line in lines
    )
