"""Addresses that do not open, hide where they lead, or lead into the office."""

import re
from collections.abc import Iterator

from approvals.post_check.context import Context
from approvals.post_check.finding import Severity
from approvals.post_check.folded import Folded, fold
from approvals.post_check.hit import Hit
from approvals.post_check.rules import Rules

_WELL_FORMED = re.compile(
    r"(?P<scheme>https?)://(?P<user>[^/@\s]*@)?(?P<host>[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+|localhost)(?P<port>:\d+)?(?P<path>[/?#].*)?$",
    re.I,
)
_SHORT = re.compile(
    r"^(?:www\.)?(?:bit\.ly|t\.co|tinyurl\.com|goo\.gl|ow\.ly|is\.gd|v\.gd|x\.gd|buff\.ly|cutt\.ly|rb\.gy|rebrand\.ly|onl\.(?:la|bz|sc|tw)|ur0\.(?:cc|link|jp|biz|work)|urx\.\w+|lnky\.jp|qr\.paps\.jp|00m\.in|amzn\.to|amzn\.asia|a\.co|t\.ly|shorturl\.at|s\.id)$",
    re.I,
)
_INNER = re.compile(
    r"^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)|\.(?:local|internal|lan|lgwan\.jp|asp\.lgwan\.jp)$|^(?:stg|staging|test|dev|preview|intra|cms)[.\-]",
    re.I,
)
_PREVIEW = re.compile(r"[?&](?:preview|draft)=|/wp-admin|/preview/|/draft/", re.I)
_SPACED = re.compile(
    r"https?:? ?/ ?/ +(?=[a-z0-9])|https?: +//|https?//[a-z]|(?<![a-z])(?:htp|htttp|ttp|hhtp|htps|httsp|htpps)s?://",
    re.I,
)
_MENTION = re.compile(
    r"(?<![A-Za-z0-9_.%+\-/@])@([A-Za-z0-9_][A-Za-z0-9_.\-]{1,29})(?![A-Za-z0-9_]|\.[a-z]{2,}|@)"
)


def of_links(text: Folded) -> Iterator[Hit]:
    for found in _SPACED.finditer(text.text):
        yield Hit("url", Severity.MEND, *found.span())
    for start, end in text.addresses:
        address = text.text[start:end].rstrip(".,!?:;)]}'\"")
        hit = _of_address(address, start, start + len(address), text)
        if hit and not _SPACED.match(address):
            yield hit


def _of_address(address: str, start: int, end: int, text: Folded) -> Hit | None:
    typed_start, typed_end = text.place(start, end)
    if not text.typed[typed_start:typed_end].isascii():
        return Hit("url", Severity.MEND, start, end)
    whole = address if "://" in address else f"https://{address}"
    parts = _WELL_FORMED.match(whole)
    if parts is None:
        return Hit("url", Severity.MEND, start, end)
    if parts["user"]:
        return Hit("secret", Severity.MEND, start, end)
    if _INNER.search(parts["host"]) or _PREVIEW.search(parts["path"] or ""):
        return Hit("inner_url", Severity.MEND, start, end)
    if _SHORT.match(parts["host"]):
        return Hit("short_url", Severity.CONFIRM, start, end)
    if parts["scheme"].lower() == "http":
        return Hit("plain_url", Severity.ADVICE, start, end)
    return None


def mentions(typed: str) -> frozenset[str]:
    """Whom it calls with @, in lower case."""
    return frozenset(map(_called, _MENTION.finditer(fold(typed).bare)))


def _called(found: re.Match[str]) -> str:
    return found[1].rstrip(".-").casefold()


def of_mentions(text: Folded, rules: Rules, context: Context) -> Iterator[Hit]:
    for found in _MENTION.finditer(text.bare):
        handle = _called(found)
        if handle not in context.handles and handle not in rules.known.handles:
            yield Hit("contact", Severity.CONFIRM, found.start(), found.start() + 1 + len(handle))
