"""The city's guideline, clause by clause, under the names the portal cites: `4(2)ア(ア)`."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
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


def clauses() -> tuple[Clause, ...]:
    """The guideline's chapters, the glossary (用語) and the sample policy (見本), in order."""
    return _read(city.folder())


def clause(name: str) -> Clause:
    found = find(name)
    if found is None:
        raise UnknownClause(name)
    return found


def find(name: str) -> Clause | None:
    return _by_name(city.folder()).get(name)


def title() -> str:
    return city.data("guideline.toml")["title"]


@cache
def _by_name(_folder: object) -> Mapping[str, Clause]:
    return {found.name: found for top in clauses() for found in top.walk()}


@cache
def _read(_folder: object) -> tuple[Clause, ...]:
    return (*from_rows(city.data("guideline.toml")["clause"]), of_sample(sample()))


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
