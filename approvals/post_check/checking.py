"""All rules over one draft, in words, in the order of the text."""

from collections import Counter
from collections.abc import Iterable, Iterator

from approvals.post_check import (
    contact_details,
    days,
    links,
    masked,
    people,
    places,
    repeats,
    shape,
    wording,
)
from approvals.post_check.context import Context
from approvals.post_check.finding import Finding, Severity, TooLong
from approvals.post_check.folded import Folded, fold
from approvals.post_check.hit import Hit
from approvals.post_check.rules import Rules, of_the_city


def check(typed: str, context: Context, rules: Rules | None = None) -> tuple[Finding, ...]:
    """What the guideline has against a draft. Raises TooLong.

    It advises; a person decides. The same text in the same context is always answered alike.
    """
    rules = rules or of_the_city()
    if len(typed) > rules.longest:
        raise TooLong(rules.longest)
    text = fold(typed)
    hits = [_placed(hit, text) for hit in _kept(_hits(text, rules, context), text, rules)]
    hits += shape.in_typed(typed, context)
    found = [_in_words(hit, typed, rules) for hit in _gravest(hits)]
    return tuple(sorted(found, key=lambda f: (f.start, f.severity.rank, f.end, f.kind)))


def _hits(text: Folded, rules: Rules, context: Context) -> Iterator[Hit]:
    yield from contact_details.of_numbers(text, rules)
    yield from contact_details.of_phones(text, rules)
    yield from contact_details.of_mails(text, rules)
    yield from places.of_addresses(text, rules)
    yield from places.of_coordinates(text)
    yield from places.of_plates(text)
    yield from people.of_people(text, rules, context)
    yield from people.of_consents(text, rules, context)
    yield from people.of_media(context)
    yield from masked.of_masked(text)
    yield from wording.of_lists(text, rules)
    yield from days.of_days(text, context)
    yield from days.of_times(text)
    yield from links.of_links(text)
    yield from links.of_mentions(text, rules, context)
    yield from repeats.of_repeats(text, context)
    yield from shape.of_shape(text, context)


_MOST_OF_A_KIND = 50  # whoever is told fifty times knows


def _kept(hits: Iterable[Hit], text: Folded, rules: Rules) -> Iterator[Hit]:
    """Without what stands within a phrase that the city knows to be harmless."""
    lowered = text.text.casefold()
    harmless = [
        (at, at + len(phrase))
        for phrase in (phrase.casefold() for phrase in rules.known.phrases)
        for at in _places_of(phrase, lowered)
    ]
    met: Counter[str] = Counter()
    for hit in hits:
        met[hit.kind] += 1
        if met[hit.kind] > _MOST_OF_A_KIND:
            continue
        is_harmless = any(a <= hit.start and hit.end <= b for a, b in harmless)
        if hit.start == hit.end or not is_harmless:
            yield hit


def _places_of(phrase: str, text: str) -> Iterator[int]:
    at = text.find(phrase)
    while at >= 0:
        yield at
        at = text.find(phrase, at + 1)


def _placed(hit: Hit, text: Folded) -> Hit:
    if hit.start == hit.end == 0:
        return hit
    start, end = text.place(hit.start, hit.end)
    return Hit(hit.kind, hit.severity, start, end, hit.said, hit.facts)


_NUMBERS = {"phone", "my_number", "card", "corporate_number", "bank", "id_number", "plate", "time"}


def _gravest(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Of those that meet on one place, the gravest of a kind; a number is of one kind only."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.severity.rank, h.start - h.end, h.start, h.kind)):
        if not any(_says_the_same(hit, other) for other in kept):
            kept.append(hit)
    yield from kept


def _says_the_same(hit: Hit, other: Hit) -> bool:
    same_kind = hit.kind == other.kind or {hit.kind, other.kind} <= _NUMBERS
    if hit.start == hit.end or other.start == other.end:
        return hit.kind == other.kind and hit.start == other.start and hit.end == other.end
    return same_kind and hit.start < other.end and other.start < hit.end


def _in_words(hit: Hit, typed: str, rules: Rules) -> Finding:
    kind = rules.kinds[hit.kind]
    message = getattr(kind, hit.said) or kind.message
    mend = (hit.said == "advice" and kind.advice_mend) or kind.mend
    return Finding(
        kind=hit.kind,
        label=kind.label,
        clause=kind.clause,
        severity=hit.severity,
        start=hit.start,
        end=hit.end,
        quoted=typed[hit.start : hit.end],
        message=message.format(**hit.facts),
        mend=mend.format(**hit.facts),
    )


def worst(findings: Iterable[Finding]) -> Severity | None:
    return min((f.severity for f in findings), key=lambda s: s.rank, default=None)
