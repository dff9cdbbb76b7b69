"""The words of a Japanese text that carry meaning, by morphology, with where they stand."""

import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple

from sudachipy import Dictionary, SplitMode

from komae_sns import city
from komae_sns.text import is_invisible

# The tokenizer takes 49,149 bytes, a character has four at most, and NFKC lengthens a few.
_PART, _TOKENIZER_LIMIT = 6_000, 12_000
_FUNCTION = {"助詞", "助動詞", "補助記号", "空白", "記号", "感動詞", "接続詞", "連体詞", "代名詞"}
_COUNTING = {"数詞", "助数詞可能"}
# Suffixes that make no other thing of the word, as 館 makes 図書館 of 図書.
_GRAMMATICAL_SUFFIXES = set("内外中的方毎別用間後前時様達等") | {"向け", "さん", "たち", "以上"}


@dataclass(frozen=True, slots=True)
class Word:
    """`form` is for comparing (子ども and こども are 子供); `text[start:end]` is what was typed."""

    form: str
    surface: str
    start: int
    end: int
    whole_end: int  # with the suffix
    suffix: str = ""  # 館 of 図書館; never a word by itself, or 図書館 would be like 公民館
    synonyms: tuple[int, ...] = ()

    @property
    def compound(self) -> str:
        return self.form + self.suffix


_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


class Token(NamedTuple):
    form: str
    text: str  # NFKC and case folded


@dataclass(frozen=True, slots=True)
class Reading:
    words: tuple[Word, ...]
    runs: tuple[tuple[Token, ...], ...]  # neighbours with no function word between them


def content_words(text: str) -> tuple[Word, ...]:
    return read(text).words


@lru_cache(maxsize=256)
def read(text: str) -> Reading:
    words: list[Word] = []
    runs: list[tuple[Token, ...]] = []
    for start in range(0, len(text), _PART):
        part_words, part_runs = _read_part(text[start : start + _PART], start)
        words += part_words
        runs += part_runs
    return Reading(tuple(words), tuple(runs))


def _read_part(text: str, offset: int) -> tuple[list[Word], list[tuple[Token, ...]]]:
    plain, spans = as_seen(text)
    words: list[Word] = []
    runs: list[list[Token]] = [[]]
    for morpheme in _tokenizer().tokenize(plain[:_TOKENIZER_LIMIT]):
        start, end = morpheme.begin(), morpheme.end()
        if start == end:
            continue
        kind = _kind(morpheme.part_of_speech_id())
        form, shown = morpheme.normalized_form().casefold(), plain[start:end]
        start, end = offset + spans[start][0], offset + spans[end - 1][1]
        if kind.suffix and shown not in _GRAMMATICAL_SUFFIXES and _ends_at(words, start):
            words[-1] = replace(words[-1], suffix=words[-1].suffix + shown, whole_end=end)
        elif kind.content and not (len(shown) < 2 and morpheme.is_oov()):
            typed = text[start - offset : end - offset]
            words.append(
                Word(form, typed, start, end, end, "", tuple(morpheme.synonym_group_ids()))
            )
        if kind.function:
            runs.append([])
        else:
            runs[-1].append(Token(form, shown.casefold()))
    return words, [tuple(run) for run in runs if run]


def person_names(text: str) -> tuple[tuple[int, int], ...]:
    """Where a family name stands with a given name."""
    plain, spans = as_seen(text[:_PART])
    family: int | None = None
    found: list[tuple[int, int]] = []
    for morpheme in _tokenizer().tokenize(plain[:_TOKENIZER_LIMIT]):
        detail = morpheme.part_of_speech()[2:4]
        if detail == ("人名", "名") and family is not None:
            found.append((spans[family][0], spans[morpheme.end() - 1][1]))
        if detail == ("人名", "姓"):
            family = morpheme.begin()
        elif morpheme.surface() != " ":
            family = None
    return tuple(found)


class Name(NamedTuple):
    start: int
    family_end: int
    end: int

    @property
    def is_full(self) -> bool:
        """With a given name."""
        return self.family_end < self.end


def names_in(text: str) -> Iterator[Name]:
    """Family names, with the given name that follows; `text` is NFKC already.

    異体字 (髙, 﨑) are read as the dictionary knows them.
    """
    for start in range(0, len(text), _PART):
        part = text[start : start + _PART].translate(_usual_forms())
        for name in _names_of(part):
            yield Name(*(start + place for place in name))


def _names_of(text: str) -> Iterator[Name]:
    family: tuple[int, int] | None = None
    for morpheme in _tokenizer().tokenize(text):
        kind = _name_kind(morpheme.part_of_speech_id())
        if morpheme.surface() == " " and family:
            continue
        if kind == "名" and family:
            yield Name(*family, morpheme.end())
            family = None
            continue
        if family:
            yield Name(*family, family[1])
        family = (morpheme.begin(), morpheme.end()) if kind == "姓" else None
    if family:
        yield Name(*family, family[1])


def is_name_of_somebody(word: str) -> bool:
    """マイケル, スミス, けんた: a name of a person and nothing else."""
    return _only(word)[0] == "人名"


def is_given_name(word: str) -> bool:
    return _only(word) == ("人名", "名")


def _only(word: str) -> tuple[str, str]:
    read = _tokenizer().tokenize(word)
    sort, detail = read[0].part_of_speech()[2:4] if len(read) == 1 else ("", "")
    return sort, detail


@cache
def _name_kind(part_of_speech: int) -> str:
    _, _, sort, detail = _dictionary().pos_of(part_of_speech)[:4]
    return detail if sort == "人名" else ""


@cache
def _usual_forms() -> dict[int, str]:
    groups = city.data("variants.toml")["groups"]
    return {ord(other): first for first, *others in groups for other in others}


def phrases(text: str) -> tuple[str, ...]:
    """The text cut into words with their suffixes, particles and marks; joined it is the text."""
    found: list[str] = []
    for start in range(0, len(text), _PART):
        for morpheme in _tokenizer().tokenize(text[start : start + _PART]):
            if found and morpheme.part_of_speech()[0] == "接尾辞":
                found[-1] += morpheme.surface()
            else:
                found.append(morpheme.surface())
    return tuple(found)


def _ends_at(words: list[Word], place: int) -> bool:
    return bool(words) and words[-1].whole_end == place


class _Kind(NamedTuple):
    content: bool
    suffix: bool
    function: bool


@cache
def _kind(part_of_speech: int) -> _Kind:
    kind, sort, detail = _dictionary().pos_of(part_of_speech)[:3]
    counting = sort in _COUNTING or detail in _COUNTING
    said = sort == "一般" and kind in {"動詞", "形状詞"}
    return _Kind(
        content=said or (kind == "名詞" and not counting),
        suffix=(kind, sort) == ("接尾辞", "名詞的"),
        function=kind in _FUNCTION or sort in {"非自立可能", "数詞"},
    )


def as_seen(text: str) -> tuple[str, Sequence[tuple[int, int]]]:
    """NFKC without invisible characters, and for each character its place in the text."""
    if len(text) <= _PART and _is_plain(text):
        return text, _OWN_PLACES
    characters: list[str] = []
    spans: list[tuple[int, int]] = []
    for start, end in _clusters(text):
        for character in _seen(text[start:end]):
            characters.append(character)
            spans.append((start, end))
    return "".join(characters), spans


def _is_plain(text: str) -> bool:
    shown = text.replace("\n", "").isprintable()
    return shown and unicodedata.is_normalized("NFKC", text) and not _SELECTOR.search(text)


@lru_cache(maxsize=8192)
def _seen(cluster: str) -> str:
    kept = "".join(c for c in cluster if not _is_dropped(c))
    return unicodedata.normalize("NFKC", kept)


_OWN_PLACES = [(place, place + 1) for place in range(_PART)]


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """A base character with the marks that follow it (か + ゙, ﾊ + ﾟ)."""
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not _is_mark(text[place]):
            yield start, place
            start = place


def _is_mark(character: str) -> bool:
    return unicodedata.combining(character) != 0 or character in "ﾞﾟ"


def _is_dropped(character: str) -> bool:
    return (
        is_invisible(character)
        or "\ud800" <= character <= "\udfff"
        or _SELECTOR.match(character) is not None
    )


_local = threading.local()


def _tokenizer():
    """One per thread, since a tokenizer refuses to be shared; the dictionary (50 MB) is one."""
    if not hasattr(_local, "tokenizer"):
        _local.tokenizer = _dictionary().tokenizer(mode=SplitMode.C)
    return _local.tokenizer


@cache
def _dictionary() -> Dictionary:
    return Dictionary(dict="small")
