"""What the guideline has against a policy: clause, place, words and what would mend it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from accounts.registered_mail import is_in_domain
from komae_sns import city
from komae_sns.city.sample_policy import sample
from policies.articles.structure import Articles
from policies.check import passages
from policies.check.japanese import Said, said
from policies.check.passages import Sentence
from policies.check.register import Register, mismatches
from policies.check.rules import Ban, Rules, Severity, rules
from policies.recognise import Recognised, recognise

_MAIL = re.compile(r"[A-Za-z0-9._%+*\-]{1,64}@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")
_ASIDE = re.compile(r"\(以下[^()]{0,50}\)\n?")  # 狛江市（以下「市」という。）が
_LONGEST_QUOTE, _AFTER_THE_WORDS = 80, 15  # characters


@dataclass(frozen=True)
class Finding:
    """`article` is the key of the article to go to; `words` are those found, as typed."""

    code: str
    severity: Severity
    clause: str
    place: str
    words: str
    message: str
    mend: str
    article: str = ""

    @property
    def must_be_mended(self) -> bool:
        return self.severity is Severity.MEND


def check_text(text: str) -> tuple[Finding, ...]:
    """A policy in any layout. Raises recognise.TooLong."""
    return check_recognised(recognise(text))


def check_recognised(read: Recognised, register: Register | None = None) -> tuple[Finding, ...]:
    """`register`: of the accounts that it covers; None where there is none to look at."""
    sentences = passages.of_recognised(read)
    return _check(read.title, sentences, register)


def check_articles(
    title: str, articles: Articles, register: Register | None = None, *, blanks: bool = True
) -> tuple[Finding, ...]:
    found = _check(title, passages.of_articles(articles), register)
    return found if blanks else tuple(f for f in found if f.code != "blank")


def check_rows(
    title: str, rows: Sequence[Mapping[str, Any]], register: Register | None = None
) -> tuple[Finding, ...]:
    """As frozen when it was filed: what policies.articles.paper_rows gave."""
    return _of_frozen(title, json.dumps(rows), register, city.folder())


@lru_cache(maxsize=500)
def _of_frozen(
    title: str, rows: str, register: Register | None, _folder: object
) -> tuple[Finding, ...]:
    """The committee opens the same text again and again."""
    return _check(title, passages.of_rows(json.loads(rows)), register)


def _check(
    title: str, sentences: Sequence[Sentence], register: Register | None
) -> tuple[Finding, ...]:
    city_rules = rules()
    broken = list(_broken(city_rules, sentences))
    found = [
        *broken,
        *(_unregistered(city_rules, sentences, register, broken) if register else ()),
        *_missing(city_rules, _whole(title, sentences)),
        *_foreign_mail(city_rules, sentences),
        *_blanks(city_rules, sentences),
    ]
    return tuple(sorted(found, key=lambda finding: not finding.must_be_mended))


def _whole(title: str, sentences: Sequence[Sentence]) -> str:
    """Headings as 【目的】, so that a pattern may ask for one."""
    parts = [f"【{passages.plain(title)}】"]
    key = ""
    for sentence in sentences:
        if sentence.article != key:
            key = sentence.article
            parts.append(f"【{sentence.caption}】")
        parts.append(sentence.text)
    return _ASIDE.sub("", "\n".join(parts))


def _missing(city_rules: Rules, whole: str) -> Iterator[Finding]:
    for need in city_rules.needs:
        if need.enough.search(whole) or (need.unless and need.unless.search(whole)):
            continue
        vague = need.vague.search(whole) if need.vague else None
        yield Finding(
            code=f"{need.code}_{'vague' if vague else 'missing'}",
            severity=Severity.CONFIRM if vague else need.severity,
            clause=need.clause,
            place="",
            words=vague.group().strip() if vague else "",
            message=need.vague_message if vague else need.message,
            mend=need.mend,
        )


def _broken(city_rules: Rules, sentences: Sequence[Sentence]) -> Iterator[Finding]:
    after = passages.following(sentences)
    for sentence in sentences:
        breaches = (
            _breach(ban, sentence, after.get(id(sentence)), city_rules) for ban in city_rules.bans
        )
        found = sorted(filter(None, breaches), key=lambda finding: not finding.must_be_mended)
        yield from {finding.clause: finding for finding in reversed(found)}.values()


def _breach(
    ban: Ban, sentence: Sentence, following: Sentence | None, city_rules: Rules
) -> Finding | None:
    if ban.about and not ban.about.search(sentence.caption + sentence.lead):
        return None
    if (ban.but and ban.but.search(sentence.text)) or _is_of_others(ban, sentence):
        return None
    for pattern in ban.patterns:
        for match in pattern.finditer(sentence.text):
            severity, message = _judged(ban, sentence, match, city_rules)
            if severity and not _is_approved(ban, sentence, following):
                return _finding(ban, sentence, match, severity, message)
    return None


def _judged(
    ban: Ban, sentence: Sentence, match: re.Match[str], city_rules: Rules
) -> tuple[Severity | None, str]:
    if ban.always:
        return ban.severity, ban.message
    listed = sentence.is_forbidden_by_its_list
    match said(sentence.text, match.end(), in_a_forbidding_list=listed):
        case Said.DONE:
            return ban.severity, ban.message
        case Said.CONDITIONAL:
            return ban.if_severity, ban.message
        case Said.FORBIDDEN_ITEM:
            return ban.listed_severity, city_rules.list_message
    return None, ""


def _is_of_others(ban: Ban, sentence: Sentence) -> bool:
    return not ban.of_users and sentence.speaks_of_others


def _is_approved(ban: Ban, sentence: Sentence, following: Sentence | None) -> bool:
    if not ban.approved:
        return False
    if ban.approved.search(sentence.text):
        return True
    proviso = following and following.text.startswith(("ただし", "なお", "この場合"))
    return bool(proviso and ban.approved.search(following.text) and "限り" in following.text)


def _finding(
    ban: Ban, sentence: Sentence, match: re.Match[str], severity: Severity, message: str
) -> Finding:
    return Finding(
        code=ban.code,
        severity=severity,
        clause=ban.clause,
        place=sentence.place,
        words=_quoted(sentence, match.end()),
        message=message,
        mend=ban.mend,
        article=sentence.article,
    )


def _quoted(sentence: Sentence, end: int) -> str:
    """The sentence as typed; of a long one, what leads up to the words that were found."""
    if len(sentence.typed) <= _LONGEST_QUOTE:
        return sentence.typed
    until = min(end + _AFTER_THE_WORDS, len(sentence.text))
    since = max(0, until - _LONGEST_QUOTE)
    before, after = "…" if since else "", "…" if until < len(sentence.text) else ""
    return f"{before}{sentence.text[since:until]}{after}"


def _unregistered(
    city_rules: Rules, sentences: Sequence[Sentence], register: Register, broken: list[Finding]
) -> Iterator[Finding]:
    """Not where the words alone were found to break the same clause."""
    told = {(finding.clause, finding.place) for finding in broken}
    for found in mismatches(city_rules, sentences, register):
        sentence = found.sentence
        if (found.rule.clause, sentence.place) in told:
            continue
        yield Finding(
            code=f"register_{found.code}",
            severity=Severity.CONFIRM,
            clause=found.rule.clause,
            place=sentence.place,
            words=_shortened(found.words),
            message=found.message,
            mend=found.mend,
            article=sentence.article,
        )


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST_QUOTE else f"{words[: _LONGEST_QUOTE - 1]}…"


def _foreign_mail(city_rules: Rules, sentences: Sequence[Sentence]) -> Iterator[Finding]:
    words = city_rules.mail
    registered = re.compile(words["registered"])
    for sentence in sentences:
        for found in _MAIL.finditer(sentence.text):
            if is_in_domain(found.group()):
                continue
            is_registered = registered.search(sentence.text + sentence.caption)
            yield Finding(
                code="mail_domain",
                severity=Severity.MEND if is_registered else Severity.CONFIRM,
                clause=words["clause"],
                place=sentence.place,
                words=found.group(),
                message=words["message"],
                mend=words["mend"].format(domain=city.facts()["mail_domain"]),
                article=sentence.article,
            )


def _blanks(city_rules: Rules, sentences: Sequence[Sentence]) -> Iterator[Finding]:
    """Once for the policy: 〇〇課 and **** are still to be filled in."""
    found = [s for s in sentences if sample().open_marks.search(s.text)]
    if found:
        words = city_rules.blank
        marks = dict.fromkeys(
            mark.group() for s in found for mark in sample().open_marks.finditer(s.text)
        )
        yield Finding(
            code="blank",
            severity=Severity.CONFIRM,
            clause=words["clause"],
            place="、".join(dict.fromkeys(s.place for s in found)),
            words="　".join(marks),
            message=words["message"],
            mend=words["mend"],
            article=found[0].article,
        )
