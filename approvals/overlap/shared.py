"""The words two texts share, for the reason in the list and for marking them side by side."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from komae_sns.words import Word

from .vocabulary import Vocabulary, city_vocabulary


@dataclass(frozen=True, slots=True)
class SharedWord:
    form: str
    label: str  # as typed in the first text


@dataclass(frozen=True, slots=True)
class Shared:
    words: tuple[SharedWord, ...]
    near: tuple[tuple[str, str], ...]
    fragments: tuple[str, ...]  # strings of characters in both, whatever words they make


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    shared: bool


def compare(one: str, other: str, vocabulary: Vocabulary) -> Shared:
    mine, theirs = vocabulary.words(one), vocabulary.words(other)
    forms = {word.form for word in theirs}
    compounds = {word.compound for word in theirs}
    words = {w.form: _shared(w, compounds) for w in reversed(mine) if w.form in forms}
    near = _near_words(_without(mine, words), _without(theirs, words), vocabulary)
    fragments = _fragments(vocabulary.runs(one), "\n".join(vocabulary.runs(other)))
    return Shared(tuple(reversed(words.values())), tuple(near), tuple(dict.fromkeys(fragments)))


def overlap_words(one: str, other: str, vocabulary: Vocabulary | None = None) -> tuple[str, ...]:
    """As typed in the first text, in its order."""
    shared = compare(one, other, vocabulary or city_vocabulary())
    return tuple(dict.fromkeys(word.label for word in shared.words))


def marked(text: str, other: str, vocabulary: Vocabulary | None = None) -> tuple[Piece, ...]:
    """The text cut into pieces, those it shares with the other marked; joined, it is the text."""
    vocabulary = vocabulary or city_vocabulary()
    theirs = vocabulary.words(other)
    forms, compounds = {w.form for w in theirs}, {w.compound for w in theirs}
    mine = [word for word in vocabulary.words(text) if word.form in forms]
    return tuple(_pieces(text, [(w.start, _end(w, compounds)) for w in mine]))


def _shared(word: Word, compounds: set[str]) -> SharedWord:
    whole = word.suffix if word.compound in compounds else ""
    return SharedWord(word.form, word.surface + whole)


def _end(word: Word, compounds: set[str]) -> int:
    return word.whole_end if word.compound in compounds else word.end


def _without(words: Iterable[Word], forms: Iterable[str]) -> list[Word]:
    first_of_form = {word.form: word for word in reversed(list(words)) if word.form not in forms}
    return list(reversed(first_of_form.values()))


def _near_words(
    mine: list[Word], theirs: list[Word], vocabulary: Vocabulary
) -> Iterator[tuple[str, str]]:
    """For each word of ours the first of theirs that means the same or nearly."""
    for word in mine:
        for other in theirs:
            if set(word.synonyms) & set(other.synonyms) or (
                vocabulary.topics(word) & vocabulary.topics(other)
            ):
                yield word.surface + word.suffix, other.surface + other.suffix
                break


def _fragments(runs: Iterable[str], other: str) -> Iterator[str]:
    """The longest strings of two characters and more that stand in both."""
    for run in runs:
        start = 0
        for end in range(2, len(run) + 1):
            if run[start:end] not in other:
                if end - 1 - start >= 2:
                    yield run[start : end - 1]
                start = end - 1 if run[end - 2 : end] not in other else end - 2
        if len(run) - start >= 2:
            yield run[start:]


def _pieces(text: str, spans: list[tuple[int, int]]) -> Iterator[Piece]:
    done = 0
    for start, end in spans:
        if start < done:
            continue
        if done < start:
            yield Piece(text[done:start], shared=False)
        yield Piece(text[start:end], shared=True)
        done = end
    if done < len(text):
        yield Piece(text[done:], shared=False)
