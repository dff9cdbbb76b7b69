"""How a text looks, is read aloud, and fits its service."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from accounts.post_length import length
from approvals.post_check.context import Context
from approvals.post_check.finding import Severity
from approvals.post_check.folded import Folded
from approvals.post_check.hit import Hit
from komae_sns.text import is_invisible

_EMOJI = re.compile("[\U0001f300-\U0001faff\U00002600-\U000027bf\u2b50\u2b55\u23e9-\u23fa]")
_OVERDONE = re.compile(r"[!?]{4,}|([^\s\-=~_.・…ー─━*■□◆◇★☆!?])\1{6,}")
_CAPITALS = re.compile(r"\b[A-Z]{3,}(?:[ ,!]+[A-Z]{2,}){3,}")
_UNREADABLE = re.compile("[①-⓿❶-➓⒈-⒛Ⅰ-ⅿ㈠-㏿㌀-㍗]|[ｦ-ﾟ]{2,}|[℡№㏄]")
_HASH = re.compile(r"(?<![A-Za-z0-9/&])#([^\s#、。,.!?()「」『』:;]*)")
_NOT_OF_A_TAG = re.compile(r"[・\-+*/&%$'\"|~@=<>\[\]{}^\\]|[\U0001f300-\U0001faff☀-➿]")
_TOO_MANY, _MOST_HIDDEN = 8, 20


def of_shape(text: Folded, context: Context) -> Iterator[Hit]:
    emoji = [found.start() for found in _EMOJI.finditer(text.text)]
    if len(emoji) > max(_TOO_MANY, len(text.text) // 12) or _in_a_row(emoji):
        yield Hit("shouting", Severity.ADVICE, emoji[0], emoji[0] + 1)
    for pattern in (_OVERDONE, _CAPITALS):
        for found in pattern.finditer(text.bare):
            yield Hit("shouting", Severity.ADVICE, *found.span())
    yield from _of_tags(text)


def _in_a_row(places: list[int]) -> bool:
    return any(last - first <= 5 for first, last in zip(places, places[4:], strict=False))


def _of_tags(text: Folded) -> Iterator[Hit]:
    for found in _HASH.finditer(text.bare):
        start, end = found.span()
        tag, before = found[1], text.bare[max(0, start - 1) : start]
        if re.match(r"\d{4}(?!\d)", tag):
            continue  # #7119, #8000: a telephone
        is_cut = bool(_NOT_OF_A_TAG.search(tag)) or tag.isdecimal()
        is_joined = bool(before) and not before.isspace() and before not in "(「『、。,.!?)」』~・…"
        if not tag or is_cut or is_joined:
            yield Hit("hashtag", Severity.ADVICE, start, max(end, start + 1))


def in_typed(typed: str, context: Context) -> Iterator[Hit]:
    """Places are those of `typed`."""
    for found in islice(_UNREADABLE.finditer(typed), _MOST_HIDDEN):
        yield Hit("unreadable", Severity.ADVICE, *found.span())
    hidden = (n for n, c in enumerate(typed) if is_invisible(c) and not _joins_emoji(typed, n))
    for place in islice(hidden, _MOST_HIDDEN):
        yield Hit("invisible", Severity.CONFIRM, place, place + 1)
    yield from _of_length(typed, context)


def _joins_emoji(typed: str, place: int) -> bool:
    """ZWJ in 👨‍👩‍👧, tags in a flag, and a mark at the beginning of a file."""
    character = typed[place]
    if character == "\ufeff":
        return place == 0
    around = typed[max(0, place - 1) : place]
    is_joiner = character == "\u200d" or "\U000e0020" <= character <= "\U000e007f"
    return is_joiner and bool(around) and not unicodedata.category(around).startswith("L")


def _of_length(typed: str, context: Context) -> Iterator[Hit]:
    rule = context.rule
    if rule is None or not rule.post_limit:
        return
    text = typed.replace("\r\n", "\n")
    whole = length(text.strip(), rule.post_counting)
    if whole <= rule.post_limit:
        return
    facts = {
        "service": context.service_name,
        "over": whole - rule.post_limit,
        "length": whole,
        "limit": rule.post_limit,
    }
    start = _fits(typed, rule.post_limit, rule.post_counting)
    yield Hit("length", Severity.CONFIRM, start, len(typed), facts=facts)


def _fits(typed: str, limit: int, counting: str) -> int:
    """How many characters go into one post."""
    low, high = 0, len(typed)
    while low < high:
        middle = (low + high + 1) // 2
        if length(typed[:middle].replace("\r\n", "\n").lstrip(), counting) <= limit:
            low = middle
        else:
            high = middle - 1
    return low
