"""見本第6条: a policy beside the register of follows and replies that the head has permitted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from policies.check.japanese import Said, said
from policies.check.passages import Sentence, following
from policies.check.rules import RegisterRule, Rules

_HANDLE = re.compile(r"(?<![A-Za-z0-9._%+*\-/])@([A-Za-z0-9_.\-]{2,40})")
_URL = re.compile(r"https?://[!-~]+")


@dataclass(frozen=True)
class Permitted:
    """One row that the head has permitted and that has not ended."""

    kind: str
    url: str = ""


@dataclass(frozen=True)
class Register:
    """Of the accounts that the policy covers; `own` are their addresses and handles."""

    permitted: tuple[Permitted, ...] = ()
    own: frozenset[str] = frozenset()

    def of(self, kind: str) -> tuple[Permitted, ...]:
        return tuple(row for row in self.permitted if row.kind == kind)


@dataclass(frozen=True)
class Mismatch:
    rule: RegisterRule
    code: str
    sentence: Sentence
    words: str
    message: str
    mend: str


def mismatches(
    rules: Rules, sentences: Sequence[Sentence], register: Register
) -> Iterator[Mismatch]:
    after = following(sentences)
    for rule in rules.register:
        permitted = register.of(rule.kind)
        spoken = [s for s in sentences if _is_about(rule, s)]
        free = any(_is_excepted(rule, s, after.get(id(s))) for s in spoken)
        done = [s for s in spoken if rule.done.search(s.text) and _states(rule, s)]
        if permitted and not free and not done:
            yield from _contradicted(rule, spoken, len(permitted))
        if not permitted:
            said_so = (rule.unregistered, rule.unregistered_mend)
            yield from (Mismatch(rule, "unregistered", s, s.typed, *said_so) for s in done)
        yield from _strangers(rule, spoken, after, permitted, register.own)


def _is_about(rule: RegisterRule, sentence: Sentence) -> bool:
    if sentence.speaks_of_others or (rule.but and rule.but.search(sentence.text)):
        return False
    return bool(rule.about.search(sentence.text) or rule.about.search(sentence.lead))


def _is_excepted(rule: RegisterRule, sentence: Sentence, after: Sentence | None) -> bool:
    proviso = after.text if after and after.text.startswith(("ただし", "なお", "この場合")) else ""
    return bool(rule.exception.search(sentence.text) or rule.exception.search(proviso))


def _verdicts(pattern: re.Pattern[str], sentence: Sentence) -> set[Said]:
    listed = sentence.is_forbidden_by_its_list
    return {
        said(sentence.text, found.end(), in_a_forbidding_list=listed)
        for found in pattern.finditer(sentence.text)
    }


def _states(rule: RegisterRule, sentence: Sentence) -> bool:
    """That it is done, not that it might be."""
    if rule.possible.search(sentence.text):
        return False
    return Said.DONE in _verdicts(rule.done, sentence)


def _refuses(rule: RegisterRule, sentence: Sentence) -> bool:
    return bool(_verdicts(rule.about, sentence) & {Said.NOT, Said.FORBIDDEN_ITEM})


def _contradicted(rule: RegisterRule, spoken: Sequence[Sentence], count: int) -> Iterator[Mismatch]:
    for sentence in spoken:
        if _refuses(rule, sentence):
            message = rule.contradicted.format(count=count)
            yield Mismatch(
                rule, "contradicted", sentence, sentence.typed, message, rule.contradicted_mend
            )
            return


def _strangers(
    rule: RegisterRule,
    spoken: Sequence[Sentence],
    after: dict[int, Sentence],
    permitted: Sequence[Permitted],
    own: frozenset[str],
) -> Iterator[Mismatch]:
    """Accounts that the policy names as those it follows, and the head has not permitted."""
    known = own.union(*(keys(row.url) for row in permitted)) if permitted else own
    for sentence in spoken:
        refused = _refuses(rule, sentence) and not _is_excepted(
            rule, sentence, after.get(id(sentence))
        )
        if refused:
            continue
        if named := [each for each in _named(sentence.text) if not keys(each) & known]:
            words = "　".join(dict.fromkeys(named))
            yield Mismatch(rule, "stranger", sentence, words, rule.stranger, rule.stranger_mend)


def _named(text: str) -> list[str]:
    urls = [found.group().rstrip(")」』、。,.") for found in _URL.finditer(text)]
    return urls + [f"@{found[1].rstrip('.-')}" for found in _HANDLE.finditer(_URL.sub("", text))]


def keys(address: str) -> frozenset[str]:
    """By which an account is told in a text: its page without http and www, and its handle."""
    text = address.strip().casefold()
    if "://" not in text:
        return frozenset({text.removeprefix("@")} - {""})
    try:
        parts = urlsplit(text)
    except ValueError:
        return frozenset({text})
    path = parts.path.rstrip("/")
    handle = path.rsplit("/", 1)[-1].removeprefix("@")
    return frozenset({parts.netloc.removeprefix("www.") + path, handle} - {""})
