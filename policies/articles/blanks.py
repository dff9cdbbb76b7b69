"""The sample's blanks: filled from the record, and filled anew without touching what was typed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import Match, SequenceMatcher

from komae_sns.city.sample_policy import Sample, Span, Wording
from policies.articles.start import sample_article
from policies.articles.structure import Article, Articles, Line

Values = Mapping[str, str]
# Characters. A shorter one (X) must stand once, or beside what it stood beside.
_UNMISTAKABLE = 4
UNNAMED = "「〇〇」など"


def values_for(
    *,
    city: str,
    section: str,
    division: str = "",
    head: str = "",
    service: str = "",
    definition: str = "",
    username: str = "",
    email: str = "",
    **more: str,
) -> dict[str, str]:
    """What is known, by the name of its blank. A section may stand outside any 部 (議会事務局).

    The head's post is the section's name with 長 (課長, 室長, 館長, 局長) unless given. `more`:
    blanks by their own names.
    """
    head = head or (section if section.endswith("長") else f"{section}長")
    known = {
        "place": section if section.startswith(city) else city + section,
        "office": division + section,
        "head": division + head,
        "service": service,
        "definition": definition,
        "username": username,
        "email": email,
        **more,
    }
    if not section:
        known |= {"place": "", "office": "", "head": ""}
    return {name: value for name, value in known.items() if value}


def restored(sample: Sample, article: Article, values: Values, *, edit: int) -> Article | None:
    """The sample's wording again, with today's record; None for an article of one's own."""
    return sample_article(sample, article.sample, values, edit=edit)


def refill(sample: Sample, articles: Articles, old: Values, new: Values, *, edit: int) -> Articles:
    """Where a blank stands as it was filled from `old`, put `new`; keep everything else."""
    return tuple(_refilled_article(sample, article, old, new, edit) for article in articles)


def _refilled_article(
    sample: Sample, article: Article, old: Values, new: Values, edit: int
) -> Article:
    paragraphs = _refilled_lines(sample, article.paragraphs, old, new)
    if paragraphs == article.paragraphs:
        return article
    return replace(article, paragraphs=paragraphs, edit=edit)


def _refilled_lines(
    sample: Sample, lines: Sequence[Line], old: Values, new: Values
) -> tuple[Line, ...]:
    return tuple(
        replace(
            line,
            text=_refilled_line(sample, line, old, new),
            items=_refilled_lines(sample, line.items, old, new),
        )
        for line in lines
    )


def _refilled_line(sample: Sample, line: Line, old: Values, new: Values) -> str:
    source = sample.line(line.sample)
    return refilled(line.text, source.wording, old, new) if source else line.text


def refilled(text: str, wording: Wording, old: Values, new: Values) -> str:
    """Blanks that an editor changed stay changed."""
    for span in reversed(_untouched(text, wording, old)):
        said = span.blank.value(new) or span.blank.written
        text = text[: span.start] + said + text[span.end :]
    return text


def _untouched(text: str, wording: Wording, values: Values) -> tuple[Span, ...]:
    """The blanks that still stand in `text` as they were filled, with their places in it."""
    filled, spans = wording.filled(values), wording.spans(values)
    if text == filled:
        return spans
    shared = SequenceMatcher(None, filled, text, autojunk=False).get_matching_blocks()
    found = ((span, _around(span, shared, filled, text)) for span in spans)
    return tuple(_moved(span, block.b - block.a) for span, block in found if block)


def _moved(span: Span, by: int) -> Span:
    return Span(span.blank, span.start + by, span.end + by)


def _around(span: Span, shared: Sequence[Match], filled: str, text: str) -> Match | None:
    """The stretch both texts share that surely holds the blank."""
    said = filled[span.start : span.end]
    alone = filled.count(said) == text.count(said) == 1
    for block in shared:
        sure = alone or block.size > len(said) or block.size >= _UNMISTAKABLE
        if block.a <= span.start and span.end <= block.a + block.size and sure:
            return block
    return None


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `blank` says what has still to be filled in there."""

    text: str
    blank: str = ""


def pieces(sample: Sample, line: Line, values: Values) -> tuple[Piece, ...]:
    """The text cut where something is still open, for the eye and for the check."""
    return tuple(_cut(line.text, _open(sample, line, values)))


def title_pieces(sample: Sample, title: str, values: Values) -> tuple[Piece, ...]:
    return tuple(_cut(title, _open_in(title, sample.title, sample, values)))


def _open(sample: Sample, line: Line, values: Values) -> list[tuple[int, int, str]]:
    source = sample.line(line.sample)
    return _open_in(line.text, source.wording if source else None, sample, values)


def _open_in(
    text: str, wording: Wording | None, sample: Sample, values: Values
) -> list[tuple[int, int, str]]:
    spans = _untouched(text, wording, values) if wording else ()
    found = [
        (span.start, span.end, sample.blank_label(span.blank.name))
        for span in spans
        if span.blank.is_open(values)
    ]
    for mark in sample.open_marks.finditer(text):
        if not any(start < mark.end() and mark.start() < end for start, end, _ in found):
            found.append((mark.start(), mark.end(), UNNAMED))
    return sorted(found)


def _cut(text: str, found: Sequence[tuple[int, int, str]]) -> Iterator[Piece]:
    place = 0
    for start, end, blank in found:
        if place < start:
            yield Piece(text[place:start])
        yield Piece(text[start:end], blank)
        place = end
    if place < len(text):
        yield Piece(text[place:])
