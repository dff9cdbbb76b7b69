"""Finding in a profile text who runs the account and what it is for."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from komae_sns.text import is_blank
from komae_sns.words import Word, as_seen, content_words

from .word_lists import ProfileWords

_SENTENCE = re.compile(r"[^。！!？?\n]+")
_DENIAL = re.compile(
    r"非公式(?!(?:の)?(?:アカウント)?に(?:ご)?注意)"
    r"|公式(?:の)?(?:アカウント)?では(?:あり|ござい|な)"
    r"|無関係|関係(?:が|は|も)?(?:ありません|ございません|ない(?!か))|unofficial",
    re.IGNORECASE,
)
_OFFICIAL = re.compile(r"公式|official|government|city hall", re.IGNORECASE)
_RUNS = r"[^。\n]*(?:運営|運用|発信|配信|投稿|知らせ|届け|管理|開設|紹介|案内|伝え)"
_RUN_BY = re.compile(
    r"(?:運[営用](?:主体|者|元)?|発信[者元]|(?:発信|管理)主体|担当|operated by|run by)\W*\Z",
    re.IGNORECASE,
)
# Between the city and its section: 狛江市(企画財政部)秘書広報室, 狛江市(立)図書館.
_GAP = r"\s*の?[^\s、。,のがはをでに\n]{0,12}?\s*"

# How far from the city's name, in characters, its meaning is looked for.
_NEAR = 80


class Span(NamedTuple):
    start: int
    end: int


class ProfileReader:
    """Where a profile names its operator and its purpose; spans are places in `text` as typed."""

    def __init__(
        self,
        text: str,
        city_name: str,
        department_names: Sequence[str],
        words: ProfileWords,
    ) -> None:
        self.text, self.words = text, words
        self.city_name = city_name
        self.seen, self._places = as_seen(text)
        self._departments = _any_of(department_names)
        self._city = _any_of((city_name, *words.aliases))

    def span(self, start: int, end: int) -> Span:
        return Span(self._places[start][0], self._places[end - 1][1])

    @cached_property
    def operator(self) -> Span | None:
        """The words that say the city runs the account; a place name alone does not."""
        for sentence in self._affirming_sentences():
            official = bool(_OFFICIAL.search(sentence.group()))
            for name in self._city_names(sentence):
                if end := self._end_of_operator(sentence, name, official):
                    return self.span(*_trimmed(self.seen, name.start(), end))
        return None

    @cached_property
    def department(self) -> Span | None:
        found = self._departments.search(self.seen)
        return self.span(*found.span()) if found else None

    @cached_property
    def city_mention(self) -> Span | None:
        found = self._city.search(self.seen)
        return self.span(*found.span()) if found else None

    def purpose(self, stated: str) -> tuple[Span, ...]:
        """Words of the application's own purpose that the profile repeats."""
        forms = {w.form for w in content_words(stated)} - self.words.stop - self.words.intent
        return tuple(Span(w.start, w.whole_end) for w in self._own_words if w.form in forms)

    @cached_property
    def intent(self) -> tuple[Span, ...]:
        return tuple(
            Span(w.start, w.whole_end) for w in self._own_words if w.form in self.words.intent
        )

    @cached_property
    def _own_words(self) -> tuple[Word, ...]:
        """Without the operator's name: 図書館 in 狛江市立図書館 says who, not what for."""
        taken = [s for s in (self.operator, self.department, self.city_mention) if s]
        return tuple(
            word
            for word in content_words(self.text)
            if not any(s.start <= word.start < s.end for s in taken)
        )

    def _affirming_sentences(self) -> Iterator[re.Match[str]]:
        return (s for s in _SENTENCE.finditer(self.seen) if not _DENIAL.search(s.group()))

    def _city_names(self, sentence: re.Match[str]) -> Iterator[re.Match[str]]:
        for name in self._city.finditer(self.seen, *sentence.span()):
            tail = self.seen[name.end() : min(name.end() + _NEAR, sentence.end())].lstrip()
            if not tail.startswith(self.words.places) and not self._is_other_body(tail):
                yield name

    def _is_other_body(self, tail: str) -> bool:
        run = re.match(r"[^\s、,のはがをで]*", tail).group()
        return any(body in run for body in self.words.other_bodies)

    def _end_of_operator(
        self, sentence: re.Match[str], name: re.Match[str], official: bool
    ) -> int | None:
        start, end = name.end(), min(name.end() + _NEAR, sentence.end())
        for pattern in self._tails:
            if found := pattern.match(self.seen, start, end):
                return found.end()
        before = self.seen[max(sentence.start(), name.start() - _NEAR) : name.start()]
        alone = sentence.group().strip() == name.group()
        return start if official or alone or _RUN_BY.search(before) else None

    @cached_property
    def _tails(self) -> tuple[re.Pattern[str], ...]:
        """What may follow the city's name: its section, its organ, or that it runs this."""
        organs = "|".join(map(_loose, self.words.organs))
        return (
            re.compile(rf"{_GAP}(?:{self._departments.pattern})", re.IGNORECASE),
            re.compile(rf"\s*(?:{organs})"),
            re.compile(rf"(?=[がは]{_RUNS})"),
            re.compile(r"(?=\s*(?:です|でございます))"),
        )


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted((n for n in names if not is_blank(n)), key=len, reverse=True)
    return re.compile("|".join(map(_loose, longest_first)) or "(?!)", re.IGNORECASE)


def _loose(name: str) -> str:
    """The name with any spaces, or none, between its characters."""
    return r"\s*".join(re.escape(c) for c in as_seen(name)[0] if not c.isspace())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    return start, start + len(text[start:end].rstrip())
