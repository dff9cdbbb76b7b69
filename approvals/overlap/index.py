"""Finding the accounts most like a text: inverted lists of words, with character pairs behind.

Words decide; pairs of characters catch what no dictionary knows (えきまえ広場, a new mascot).
Scores are cosines of tf-idf vectors, so a rare shared word weighs more than a common one.
"""

from array import array
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest
from math import log, sqrt

from .profile import Profile, Similar, same
from .shared import Shared, compare
from .vocabulary import TOPIC_MARK, Vocabulary

WORD_SHARE, PAIR_SHARE = 0.75, 0.25
SAME_DEPARTMENT, SAME_SERVICE = 0.05, 0.02
_CANDIDATES = 300
# Terms in more than this part of a large register cannot single anything out.
_COMMON, _LARGE = 0.05, 2_000
_PAIR_MARK = "\0"


@dataclass(slots=True)
class _Entry:
    profile: Profile
    terms: array  # numbers of terms, words and pairs alike
    weights: array


class Index:
    """Kept up to date with `put` and `discard`; not safe to change and ask at the same time."""

    def __init__(self, vocabulary: Vocabulary, profiles: Iterable[Profile] = ()) -> None:
        self._vocabulary = vocabulary
        self._start_empty()
        for profile in profiles:
            self.put(profile)

    def _start_empty(self) -> None:
        self._numbers: dict[str, int] = {}
        self._is_pair = bytearray()
        self._holders: list[array] = []  # per term, the slots that hold it (or once did)
        self._count = array("I")  # per term, how many hold it now
        self._entries: list[_Entry | None] = []
        self._slots: dict[Hashable, int] = {}
        self._by_department: dict[str, set[int]] = {}
        self._rarities: dict[int, float] = {}  # per count, until the register changes

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, account_id: Hashable) -> bool:
        return account_id in self._slots

    def put(self, profile: Profile) -> None:
        """Add the account, or replace what is known of it."""
        slot = self._slots.get(profile.id)
        if slot is not None:
            if self._entries[slot].profile == profile:
                return
            self.discard(profile.id)
        self._add(self._entry(profile))

    def discard(self, account_id: Hashable) -> None:
        slot = self._slots.pop(account_id, None)
        if slot is None:
            return
        self._rarities.clear()
        entry, self._entries[slot] = self._entries[slot], None
        self._by_department[entry.profile.department].discard(slot)
        for term in entry.terms:
            self._count[term] -= 1
        self._compact_when_sparse()

    def most_similar(self, asked: Profile, limit: int = 10) -> list[Similar]:
        """Ranked; the asking section's own accounts come too, even with no word in common."""
        query = self._query(asked)
        own = self._slots.get(asked.id)
        slots = (slot for slot in self._candidates(asked, query) if slot != own)
        ranked = nlargest(limit, ((self._score(asked, query, s), -s) for s in slots))
        return [self._similar(asked, -slot, score) for score, slot in ranked if score > 0]

    def _entry(self, profile: Profile) -> _Entry:
        weights = {self._number(term): w for term, w in self._weights(profile).items()}
        return _Entry(profile, array("I", weights.keys()), array("f", weights.values()))

    def _add(self, entry: _Entry) -> None:
        slot = len(self._entries)
        self._rarities.clear()
        self._entries.append(entry)
        self._slots[entry.profile.id] = slot
        self._by_department.setdefault(entry.profile.department, set()).add(slot)
        for term in entry.terms:
            self._holders[term].append(slot)
            self._count[term] += 1

    def _compact_when_sparse(self) -> None:
        if len(self._entries) > 2 * len(self._slots) + 100:
            kept = [entry.profile for entry in self._entries if entry]
            self._start_empty()
            for profile in kept:
                self.put(profile)

    def _number(self, term: str) -> int:
        number = self._numbers.setdefault(term, len(self._numbers))
        if number == len(self._holders):
            self._holders.append(array("I"))
            self._count.append(0)
            self._is_pair.append(term.startswith(_PAIR_MARK))
        return number

    def _weights(self, profile: Profile) -> dict[str, float]:
        weights: dict[str, float] = {}
        for text, importance in profile.weighted_texts:
            for term, weight in self._terms(text):
                weights[term] = _together(term, weights.get(term, 0.0), weight * importance)
        return weights

    def _terms(self, text: str) -> Iterator[tuple[str, float]]:
        for word in self._vocabulary.words(text):
            yield from self._vocabulary.terms(word).items()
        for run in self._vocabulary.runs(text):
            for place in range(len(run) - 1):
                yield _PAIR_MARK + run[place : place + 2], 1.0

    def _query(self, asked: Profile) -> tuple[dict[int, float], tuple[float, float]]:
        """tf-idf weights of the known terms, and the lengths of both vectors with the unknown."""
        known: dict[int, float] = {}
        squares = [0.0, 0.0]
        for term, weight in self._weights(asked).items():
            number = self._numbers.get(term)
            value = weight * (self._rarity(number) if number is not None else self._rarity_of(0))
            squares[term.startswith(_PAIR_MARK)] += value * value
            if number is not None and self._count[number]:
                known[number] = value
        return known, (sqrt(squares[0]), sqrt(squares[1]))

    def _rarity(self, number: int) -> float:
        return self._rarity_of(self._count[number])

    def _rarity_of(self, count: int) -> float:
        if count not in self._rarities:
            self._rarities[count] = log(1 + len(self._slots) / (count + 0.5))
        return self._rarities[count]

    def _candidates(self, asked: Profile, query: tuple) -> set[int]:
        worth = self._worth(query[0])
        if len(worth) > _CANDIDATES:
            ranked = nlargest(
                _CANDIDATES, worth, key=lambda s: worth[s] / sqrt(len(self._entries[s].terms))
            )
            worth = dict.fromkeys(ranked)
        department = self._by_department.get(asked.department, ()) if asked.department else ()
        return set(worth).union(department)

    def _worth(self, known: dict[int, float]) -> dict[int, float]:
        """A first, rough sum over the lists of the terms that can tell accounts apart."""
        most = len(self._slots) * (_COMMON if len(self._slots) > _LARGE else 1)
        worth: dict[int, float] = {}
        for term, value in known.items():
            if self._count[term] > most:
                continue
            gain = value * value
            for slot in self._holders[term]:
                worth[slot] = worth.get(slot, 0.0) + gain
        return {slot: gain for slot, gain in worth.items() if self._entries[slot]}

    def _score(self, asked: Profile, query: tuple, slot: int) -> float:
        known, lengths = query
        entry = self._entries[slot]
        dot, squares = [0.0, 0.0], [0.0, 0.0]
        for term, weight in zip(entry.terms, entry.weights, strict=True):
            value = weight * self._rarity(term)
            pair = self._is_pair[term]
            squares[pair] += value * value
            dot[pair] += value * known.get(term, 0.0)
        words, pairs = (
            d / (length * sqrt(s)) if length and s else 0.0
            for d, length, s in zip(dot, lengths, squares, strict=True)
        )
        text = WORD_SHARE * words + PAIR_SHARE * pairs
        return text + _closeness(asked, entry.profile, bool(text))

    def _similar(self, asked: Profile, slot: int, score: float) -> Similar:
        found = self._entries[slot].profile
        shared = compare(asked.text, found.text, self._vocabulary)
        rarest_first = sorted(shared.words, key=lambda w: -self._rarity_of(self._holding(w.form)))
        words = tuple(dict.fromkeys(word.label for word in rarest_first))
        return Similar(
            id=found.id,
            score=round(score, 4),
            shared_words=words,
            near_words=shared.near,
            reasons=tuple(_reasons(asked, found, words, shared, self._vocabulary)),
        )

    def _holding(self, term: str) -> int:
        number = self._numbers.get(term)
        return self._count[number] if number is not None else 0


def _together(term: str, one: float, other: float) -> float:
    """A word counts once; a topic the more, the more of its words stand in the text."""
    return min(1.0, one + other) if term.startswith(TOPIC_MARK) else max(one, other)


def _closeness(asked: Profile, found: Profile, has_text: bool) -> float:
    department = SAME_DEPARTMENT * same(asked.department, found.department)
    return department + SAME_SERVICE * (has_text and same(asked.service, found.service))


def _reasons(
    asked: Profile, found: Profile, words: tuple[str, ...], shared: Shared, vocabulary: Vocabulary
) -> Iterator[str]:
    if same(asked.service, found.service):
        yield "同じ媒体"
    if same(asked.department, found.department):
        yield "同じ部課"
    if _same_audience(asked.audience, found.audience, vocabulary):
        yield "同じ対象者"
    if same(asked.frequency, found.frequency):
        yield "同じ発信の回数"
    if words:
        yield "共通の言葉" + _quoted(words[:5])
    if shared.near:
        yield "近い言葉" + "、".join(f"「{a}」と「{b}」" for a, b in shared.near[:3])
    if shared.fragments and not words:
        yield "共通の表記" + _quoted(shared.fragments[:3])


def _quoted(words: Iterable[str]) -> str:
    return "".join(f"「{word}」" for word in words)


def _same_audience(one: str, other: str, vocabulary: Vocabulary) -> bool:
    return same(one, other) or bool(compare(one, other, vocabulary).words)
