"""What is missing or unwise in a profile text, each with its clause."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from komae_sns.text import is_blank
from komae_sns.words import person_names

from .reader import ProfileReader, Span
from .word_lists import ProfileWords, city_words

_OPERATOR_CLAUSE = "4(2)イ"
_PHONE = re.compile(r"(?<!\d)0\d{1,4}[-‐−–ー(\s]?\d{1,4}[-‐−–ー)\s]?\d{3,4}(?!\d)")


class Level(StrEnum):
    ERROR = "error"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    level: Level
    message: str
    clause: str
    span: Span | None = None


def check_profile(
    text: str,
    *,
    city_name: str,
    department_names: Sequence[str],
    purpose: str,
    limit: int | None,
    words: ProfileWords | None = None,
) -> tuple[Finding, ...]:
    """Errors first. `limit` is the service's own, counted as its input field counts."""
    if is_blank(text):
        return (_error("blank", "プロフィール文がまだありません。"),)
    reader = ProfileReader(text, city_name, department_names, words or city_words())
    found = (
        *_operator_findings(reader),
        *_purpose_findings(reader, purpose),
        *_length_findings(text, limit),
        *_promise_findings(reader),
        *_privacy_findings(reader),
    )
    return tuple(sorted(found, key=lambda finding: finding.level != Level.ERROR))


def platform_length(text: str) -> int:
    """UTF-16 units of the composed text with one unit for a line break, as web forms count."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return sum(2 if character > "\uffff" else 1 for character in composed)


def _operator_findings(reader: ProfileReader) -> Iterator[Finding]:
    if reader.operator is None:
        yield _error("operator_missing", _operator_message(reader))
    elif reader.department is None:
        yield Finding(
            "department_missing",
            Level.ADVICE,
            "運営している課の名前も書くと、問い合わせ先が分かります。",
            _OPERATOR_CLAUSE,
            reader.operator,
        )


def _operator_message(reader: ProfileReader) -> str:
    example = f"「{reader.city_name}〇〇課が運営しています」"
    if reader.city_mention:
        return f"市が運営していることが読み取れません。{example}のように書いてください。"
    if reader.department:
        return (
            f"市の名前がありません。{example}のように、「{reader.city_name}」から書いてください。"
        )
    return f"運営主体がありません。{example}のように書いてください。"


def _purpose_findings(reader: ProfileReader, purpose: str) -> Iterator[Finding]:
    if reader.purpose(purpose):
        return
    if not reader.intent:
        message = "目的がありません。「〇〇の情報をお知らせします」のように書いてください。"
        yield _error("purpose_missing", message)
    elif not is_blank(purpose):
        yield Finding(
            "purpose_differs",
            Level.ADVICE,
            "申請の「目的」と同じ言葉がありません。何を知らせるアカウントか、もう一度確かめてください。",
            _OPERATOR_CLAUSE,
            reader.intent[0],
        )


def _length_findings(text: str, limit: int | None) -> Iterator[Finding]:
    length = platform_length(text)
    if limit is not None and length > limit:
        message = f"このサービスのプロフィール文は{limit}字までです（いま{length}字）。"
        yield _error("too_long", message)


def _promise_findings(reader: ProfileReader) -> Iterator[Finding]:
    for promise in reader.words.promises:
        if found := promise.pattern.search(reader.seen):
            span = reader.span(*found.span())
            yield Finding("promise", Level(promise.level), promise.message, promise.clause, span)


def _privacy_findings(reader: ProfileReader) -> Iterator[Finding]:
    for span in person_names(reader.text):
        message = "個人の名前のようです。職名で足りないか、本人の了解があるか確かめてください。"
        yield Finding("personal_name", Level.ADVICE, message, "4(3)エ", Span(*span))
    for found in _PHONE.finditer(reader.seen):
        if len(re.sub(r"\D", "", found.group())) in {10, 11}:
            message = "電話番号があります。市の代表番号か課の番号か確かめてください。"
            yield Finding("phone", Level.ADVICE, message, "4(4)ア", reader.span(*found.span()))


def _error(code: str, message: str) -> Finding:
    return Finding(code, Level.ERROR, message, _OPERATOR_CLAUSE)
