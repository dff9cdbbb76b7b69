"""The city's kinds, lists and exceptions: post_check.toml, and what the secretariat changed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from approvals.post_check.finding import Severity
from approvals.post_check.folded import fold
from komae_sns import city

Pattern = re.Pattern[str]


@dataclass(frozen=True)
class Kind:
    code: str
    label: str
    clause: str
    message: str
    mend: str
    advice: str = ""
    advice_mend: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class WordList:
    """`but`: not in a sentence with these words."""

    kind: str
    severity: Severity
    words: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    but: Pattern | None

    def all_patterns(self) -> tuple[Pattern, ...]:
        return (*self.patterns, *filter(None, [_any_of(self.words)]))


@dataclass(frozen=True)
class Known:
    """What is no finding: the city's own numbers and places, names that may be said."""

    phones: frozenset[str]
    addresses: frozenset[str]
    people: frozenset[str]
    mail_domains: tuple[str, ...]
    handles: frozenset[str]
    phrases: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """What the secretariat added and paused: (kind, word); and of what is no finding
    (a sort of KNOWN_SORTS, word) what it added and took out."""

    added: frozenset[tuple[str, str]] = frozenset()
    paused: frozenset[tuple[str, str]] = frozenset()
    known: frozenset[tuple[str, str]] = frozenset()
    forgotten: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Rules:
    longest: int
    kinds: Mapping[str, Kind]
    lists: tuple[WordList, ...]
    known: Known
    parts: Mapping[str, str]
    compiled: Mapping[str, Pattern] = field(default_factory=dict)

    def part(self, name: str) -> Pattern:
        return self.compiled[name]


# Sorts of exceptions that may be added on the page, in the words shown there.
KNOWN_SORTS = {
    "phones": "電話番号",
    "addresses": "公の場所の住所",
    "people": "名前を書いてよい人",
    "mail_domains": "メールのドメイン",
    "handles": "呼びかけてよい相手（@ユーザー名）",
    "phrases": "指摘しない言いまわし",
}
NO_CHANGES = Changes()


def of_the_city(changes: Changes = NO_CHANGES) -> Rules:
    return _read(city.folder(), changes)


@lru_cache(maxsize=8)
def _read(_folder: object, changes: Changes) -> Rules:
    return from_table(city.data("post_check.toml"), city.facts(), changes)


def from_table(
    table: Mapping[str, Any], facts: Mapping[str, Any], changes: Changes = NO_CHANGES
) -> Rules:
    parts = table["parts"]
    kinds = {code: Kind(code=code, **row) for code, row in table["kinds"].items()}
    lists = _changed([_list(row, parts) for row in table["list"]], changes)
    return Rules(
        longest=table["longest"],
        kinds=kinds,
        lists=tuple(lists),
        known=_known(table["known"], facts, changes),
        parts=parts,
        compiled={name: _pattern(f"<{name}>", parts) for name in parts},
    )


def words_of_the_city() -> dict[str, tuple[str, ...]]:
    """By kind, the plain words of the city's file."""
    found: dict[str, tuple[str, ...]] = {}
    for row in city.data("post_check.toml")["list"]:
        words = tuple(row.get("words", "").split())
        found[row["kind"]] = (*found.get(row["kind"], ()), *words)
    return found


def known_of_the_city() -> Mapping[str, list[str]]:
    return city.data("post_check.toml")["known"]


def _list(row: Mapping[str, Any], parts: Mapping[str, str]) -> WordList:
    return WordList(
        kind=row["kind"],
        severity=Severity(row["severity"]),
        words=tuple(key_of(word) for word in row.get("words", "").split()),
        patterns=tuple(_pattern(pattern, parts) for pattern in row.get("patterns", ())),
        but=_pattern(row["but"], parts) if "but" in row else None,
    )


def _changed(lists: list[WordList], changes: Changes) -> Iterable[WordList]:
    """A word is added to the first list of its kind."""
    added = {(kind, key_of(word)) for kind, word in changes.added}
    paused = {(kind, key_of(word)) for kind, word in changes.paused}
    met: set[str] = set()
    for each in lists:
        more = () if each.kind in met else sorted(w for kind, w in added if kind == each.kind)
        met.add(each.kind)
        kept = tuple(w for w in (*each.words, *more) if (each.kind, w) not in paused)
        yield replace(each, words=kept)


def _known(table: Mapping[str, Any], facts: Mapping[str, Any], changes: Changes) -> Known:
    rows = {
        sort: [
            *(word for word in table[sort] if (sort, word) not in changes.forgotten),
            *(word for s, word in sorted(changes.known) if s == sort),
        ]
        for sort in KNOWN_SORTS
    }
    return Known(
        phones=frozenset(digits_of(number) for number in rows["phones"]),
        addresses=frozenset(map(address_key, rows["addresses"])),
        people=frozenset(map(name_key, rows["people"])),
        mail_domains=(
            facts["mail_domain"],
            *(d.strip("@. ").lower() for d in rows["mail_domains"]),
        ),
        handles=frozenset(handle.strip("@ ").casefold() for handle in rows["handles"]),
        phrases=tuple(filter(None, map(key_of, rows["phrases"]))),
    )


def key_of(word: str) -> str:
    return fold(word).text.strip()


def digits_of(number: str) -> str:
    return re.sub(r"\D", "", key_of(number))


def name_key(name: str) -> str:
    return re.sub(r"\s", "", key_of(name))


_KANJI_DIGITS = str.maketrans("〇一二三四五六七八九", "0123456789")


def address_key(address: str) -> str:
    """和泉本町一丁目1番5号 and 和泉本町1-1-5 are one place."""
    plain = name_key(address).translate(_KANJI_DIGITS)
    return re.sub(r"丁目|番地の?|番|の(?=\d)", "-", plain).replace("号", "").strip("-")


def _any_of(words: Iterable[str]) -> Pattern | None:
    longest_first = sorted(filter(None, words), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)), re.I) if longest_first else None


def _pattern(pattern: str, parts: Mapping[str, str]) -> Pattern:
    filled = re.sub(r"<([a-z_]+)>", lambda name: f"(?:{parts[name[1]]})", pattern)
    return re.compile(filled, re.IGNORECASE | re.MULTILINE)
