"""新旧対照表: what each column prints, with what did not change as （略）."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from policies.comparison.articles import ArticlePair, Comparison, LinePair, Side
from policies.comparison.wording import Piece

LEFT_OUT, ADDED, REMOVED = "（略）", "（新設）", "（削る）"
CAPTION = -1  # the level of a caption; 0 is 項, 1 号, 2 ア


@dataclass(frozen=True)
class Cell:
    """One line of a column."""

    level: int = 0
    number: str = ""
    is_number_changed: bool = False
    pieces: tuple[Piece, ...] = ()
    is_article: bool = False  # the number is that of an article

    @property
    def is_caption(self) -> bool:
        return self.level == CAPTION


@dataclass(frozen=True)
class Row:
    """Two lines beside each other; `starts` an article, of which `key` is the first."""

    old: Cell | None
    new: Cell | None
    starts: bool = False
    key: str = ""


def rows(comparison: Comparison, *, full: bool = False) -> tuple[Row, ...]:
    """`full`: with every word, nothing as （略）."""
    found: list[Row] = []
    for group in _grouped(comparison.articles, full):
        first, *rest = _article(group[0], full) if len(group) == 1 else [_run(group)]
        found += [replace(first, starts=True, key=group[0].key), *rest]
    return tuple(found)


def _grouped(articles: Iterable[ArticlePair], full: bool) -> Iterator[list[ArticlePair]]:
    """Neighbours that say what they said before stand as one: 第2条から第4条まで."""
    run: list[ArticlePair] = []
    for pair in articles:
        if run and (full or not _continues(run[-1], pair)):
            yield run
            run = []
        run.append(pair)
    if run:
        yield run


def _continues(before: ArticlePair, pair: ArticlePair) -> bool:
    return (
        _says_the_same(before)
        and _says_the_same(pair)
        and before.is_renumbered == pair.is_renumbered
        and pair.new.index == before.new.index + 1
        and pair.old.index == before.old.index + 1
    )


def _says_the_same(pair: ArticlePair) -> bool:
    return not (pair.is_reworded or pair.is_moved)


def _run(group: Sequence[ArticlePair]) -> Row:
    first, last = group[0], group[-1]
    mark = "・" if len(group) == 2 else "から"
    end = "" if len(group) == 2 else "まで"

    def cell(start: Side, stop: Side) -> Cell:
        number = f"{start.number}{mark}{stop.number}{end}"
        return _left_out(0, number, start.is_renumbered, is_article=True)

    return Row(cell(first.old, last.old), cell(first.new, last.new))


def _left_out(level: int, number: str, is_changed: bool, *, is_article: bool = False) -> Cell:
    return Cell(level, number, is_changed, (Piece(LEFT_OUT),), is_article)


def _article(pair: ArticlePair, full: bool) -> Iterator[Row]:
    if pair.is_added or pair.is_removed:
        yield from _alone(pair)
        return
    if pair.is_reworded or pair.is_moved or full:
        yield Row(_caption(pair.old), _caption(pair.new))
    if pair.is_reworded or full:
        yield from _lines(pair.lines, pair, full)
    else:
        yield Row(*(_left_out_article(side) for side in (pair.old, pair.new)))


def _left_out_article(side: Side) -> Cell:
    return _left_out(0, side.number, side.is_renumbered, is_article=True)


def _alone(pair: ArticlePair) -> Iterator[Row]:
    """On one side only: the other says so, once."""
    word = Cell(pieces=(Piece(ADDED if pair.is_added else REMOVED),))
    caption = _caption(pair.new or pair.old)
    yield _on_its_side(pair, caption, word)
    for line in pair.lines:
        for cell in _whole(line, pair):
            yield _on_its_side(pair, cell, None)


def _on_its_side(thing: ArticlePair | LinePair, cell: Cell, other: Cell | None) -> Row:
    return Row(other, cell) if thing.old is None else Row(cell, other)


def _caption(side: Side) -> Cell:
    pieces = (Piece("（"), *side.pieces, Piece("）"))
    return Cell(CAPTION, pieces=pieces)


def _whole(line: LinePair, pair: ArticlePair) -> Iterator[Cell]:
    """A line that stands on one side only, with all below it."""
    yield _cell(line.new or line.old, line, pair.new or pair.old)
    for item in line.items:
        yield from _whole(item, pair)


def _cell(side: Side, line: LinePair, article: Side) -> Cell:
    """The first 項 bears the number of its article."""
    if line.level == 0 and side.index == 0:
        return Cell(0, article.number, article.is_renumbered, side.pieces, is_article=True)
    return Cell(line.level, side.number, side.is_renumbered, side.pieces)


def _lines(lines: Sequence[LinePair], pair: ArticlePair, full: bool) -> Iterator[Row]:
    for group in _unchanged_together(lines, pair, full):
        line = group[0]
        if len(group) > 1:
            yield _run_of_lines(group)
        elif not (line.old and line.new):
            yield from _line_alone(line, pair)
        else:
            yield Row(*(_shown(line, side, pair, full) for side in ("old", "new")))
            if full or line.is_reworded or any(item.is_changed for item in line.items):
                yield from _lines(line.items, pair, full)


def _shown(line: LinePair, side: str, pair: ArticlePair, full: bool) -> Cell:
    cell = _cell(getattr(line, side), line, getattr(pair, side))
    return cell if full or line.is_reworded else replace(cell, pieces=(Piece(LEFT_OUT),))


def _unchanged_together(
    lines: Sequence[LinePair], pair: ArticlePair, full: bool
) -> Iterator[list[LinePair]]:
    """Neighbouring lines left out stand as one; the one that bears the article's number alone."""
    groups: list[list[LinePair]] = []
    for before, line in pairwise((None, *lines)):
        joins = (
            not full
            and before is not None
            and _is_left_out(before)
            and _is_left_out(line)
            and not (line.level == 0 and before.new.index == 0)
        )
        if joins:
            groups[-1].append(line)
        else:
            groups.append([line])
    return iter(groups)


def _is_left_out(line: LinePair) -> bool:
    return not line.is_changed


def _run_of_lines(group: Sequence[LinePair]) -> Row:
    first, last = group[0], group[-1]

    def cell(start: Side, stop: Side) -> Cell:
        mark, end = ("・", "") if len(group) == 2 else ("から", "まで")
        return _left_out(first.level, f"{start.number}{mark}{stop.number}{end}", False)

    return Row(cell(first.old, last.old), cell(first.new, last.new))


def _line_alone(line: LinePair, pair: ArticlePair) -> Iterator[Row]:
    word = Cell(line.level, pieces=(Piece(ADDED if line.old is None else REMOVED),))
    first, *rest = _whole(line, pair)
    yield _on_its_side(line, first, word)
    for cell in rest:
        yield _on_its_side(line, cell, None)
