"""Where in the pasted text the account is: an address, an @mention, or a bare handle."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from accounts.address.characters import JAPANESE, fold_width
from accounts.address.hosts import imitated, owner
from accounts.address.rules import ServiceRule
from accounts.address.urls import HTTP

# Full-width punctuation ends an address although its half-width twin would not
_BREAKS = str.maketrans(dict.fromkeys("，（）［］｛｝＜＞｜；！", " "))
# x。com, typed with a Japanese keyboard
_DOT_BY_KEYBOARD = re.compile(r"(?i)(?<=[a-z0-9])[。｡](?=(?:com|net|org|jp|me|am|ne|co|tokyo)\b)")
_STOP = r"\s<>\"“”‘’'`「」『』()【】〔〕〈〉《》、。｡|\[\]{}"
_NOT_HOST = rf"{_STOP}{JAPANESE}/?#@:%&=,;!~*+\\"
_LABEL = rf"[^.{_NOT_HOST}]+"

_WITH_SCHEME = re.compile(rf"(?:{HTTP.pattern})+(?:\[[^\]\s]*\])?[^{_STOP}]*")
_OTHER_SCHEME = re.compile(
    r"(?i)(?<![a-z0-9])(?:javascript|vbscript|data|blob|file|mailto|tel|[a-z][a-z0-9+.-]*(?=://))"
    rf":[^{_STOP}]*"
)
_WITHOUT_SCHEME = re.compile(
    rf"(?<![^{_NOT_HOST}])(?<!@)({_LABEL}(?:\.{_LABEL})+)(\.?(?::\d+)?(?:[@/?#\\][^{_STOP}]*)?)"
)
_MENTION = re.compile(rf"(?<![A-Za-z0-9._%+-])@\s?([^{_STOP}@/?#:,;!]++)(?!@)")
_WITH_BLANK = re.compile(r"@\s?[A-Za-z0-9._-]+ [A-Za-z0-9._-]+")  # @Komae City
_NEXT_WORD = re.compile(r" ([A-Za-z0-9._-]+)(?![A-Za-z0-9._-]*[:@/])")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_TOP_LEVEL = re.compile(r"(?i)xn--[a-z0-9-]+|[^\W\d_]{2,}")
_COMMON_TOP_LEVEL = re.compile(r"(?i).+\.(?:com?|con|cm|om|net|org|jp|ne|me|mr|be|tv|mu)")
_ENDS_OF_SENTENCES = ".,:;!?…・-~"


class Kind(Enum):
    ADDRESS = auto()
    MENTION = auto()
    BARE = auto()
    EMAIL = auto()


@dataclass(frozen=True)
class Found:
    kind: Kind
    text: str  # half-width
    widened: bool = False  # was typed with full-width characters
    after: str = ""  # a word that may have been torn off by a blank


@dataclass(frozen=True)
class _Span:
    start: int
    end: int


def find(
    pasted: str, services: Sequence[ServiceRule], chosen: ServiceRule | None
) -> tuple[Found, ...]:
    text = _DOT_BY_KEYBOARD.sub(".", fold_width(pasted.translate(_BREAKS)))
    app = _app_address(text.strip(), services)
    if app:
        return (Found(Kind.ADDRESS, app),)
    spans = [*_addresses(text, services, chosen)]
    if spans:
        return tuple(_found(Kind.ADDRESS, pasted, text, span) for span in spans)
    if _WITH_BLANK.fullmatch(text.strip()):
        return (_bare(pasted, services),)
    mentions = [_Span(match.start(1), match.end(1)) for match in _MENTION.finditer(text)]
    if mentions:
        return tuple(_found(Kind.MENTION, pasted, text, span) for span in mentions)
    if _EMAIL.search(text):
        return (Found(Kind.EMAIL, text.strip()),)
    return (_bare(pasted, services),)


def hinted(pasted: str, services: Sequence[ServiceRule]) -> ServiceRule | None:
    """The one service that the words around the handle name."""
    text = fold_width(pasted)
    named = [rule for rule in services if any(_says(text, label) for label in rule.labels)]
    return named[0] if len(named) == 1 else None


def _app_address(text: str, services: Sequence[ServiceRule]) -> str:
    for rule in services:
        for prefix, address in rule.app_urls:
            if text.casefold().startswith(prefix):
                return address + text[len(prefix) :]
    return ""


def _addresses(
    text: str, services: Sequence[ServiceRule], chosen: ServiceRule | None
) -> Iterator[_Span]:
    rest = text
    for pattern in (_WITH_SCHEME, _OTHER_SCHEME):
        for match in pattern.finditer(rest):
            yield _without_full_stop(text, match.start(), match.end())
            rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]
    for match in _WITHOUT_SCHEME.finditer(rest):
        if _is_address(match[1], match[2], services, chosen):
            yield _without_full_stop(text, match.start(), match.end())


def _is_address(
    host: str, tail: str, services: Sequence[ServiceRule], chosen: ServiceRule | None
) -> bool:
    name = host.casefold()
    if owner(name, services) or name.startswith("www."):
        return True
    if tail.startswith("@") or not _TOP_LEVEL.fullmatch(name.rpartition(".")[2]):
        return False
    if "/" in tail or (chosen is not None and chosen.any_site):
        return True
    return bool(_COMMON_TOP_LEVEL.fullmatch(name) and imitated(name, services))


def _without_full_stop(text: str, start: int, end: int) -> _Span:
    """A sentence's last mark is not the address's; but alone, it was typed as part of it."""
    if (text[:start] + text[end:]).strip():
        end = start + len(text[start:end].rstrip(_ENDS_OF_SENTENCES))
    return _Span(start, end)


def _found(kind: Kind, pasted: str, text: str, span: _Span) -> Found:
    read, typed = text[span.start : span.end], pasted[span.start : span.end]
    if kind is Kind.MENTION:
        read = read.rstrip(_ENDS_OF_SENTENCES) if text.strip().lstrip("@ ") != read else read
    torn = _NEXT_WORD.match(text, span.end)
    return Found(kind, read, fold_width(typed) != typed, torn[1] if torn else "")


def _bare(pasted: str, services: Sequence[ServiceRule]) -> Found:
    typed = pasted.strip()
    text = fold_width(typed)
    labelled = re.fullmatch(r"[^:]{1,40}:\s*([^\s:]+)", text)
    words = [word for word in text.split() if not _is_label(word, services)]
    if not text.isascii():
        words = [word for word in words if word.isascii()]
    if labelled:
        text = labelled[1]
    elif len(words) == 1:
        text = words[0]
    return Found(Kind.BARE, text, widened=text not in typed)


def _is_label(word: str, services: Sequence[ServiceRule]) -> bool:
    return word.casefold() in {label.casefold() for rule in services for label in rule.labels}


def _says(text: str, label: str) -> bool:
    if label.isascii():
        return bool(re.search(rf"(?i)(?<![A-Za-z0-9_.@]){re.escape(label)}(?![A-Za-z0-9_.])", text))
    return label in text
