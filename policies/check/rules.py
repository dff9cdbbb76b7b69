"""What a policy must say and must not say: policy_check.toml of the city's folder."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from komae_sns import city


class Severity(StrEnum):
    MEND = "mend"
    CONFIRM = "confirm"

    @property
    def label(self) -> str:
        return "直す必要がある" if self is Severity.MEND else "確かめる"


@dataclass(frozen=True)
class Need:
    """Something a policy must say. `enough` and `vague` are looked for in the whole text."""

    code: str
    clause: str
    severity: Severity
    enough: re.Pattern[str]
    vague: re.Pattern[str] | None
    message: str
    vague_message: str
    mend: str
    unless: re.Pattern[str] | None = None


@dataclass(frozen=True)
class Ban:
    """Something a policy must not promise.

    `about` narrows it to articles with such a heading; `but` to sentences without these words;
    `approved` takes it back, here or in the ただし書 that follows. What is said only of a case
    (する場合) is `if_severity`, what stands in a list of what is not done `listed_severity`; None
    for nothing.
    """

    code: str
    clause: str
    severity: Severity
    if_severity: Severity | None
    listed_severity: Severity | None
    patterns: tuple[re.Pattern[str], ...]
    but: re.Pattern[str] | None
    about: re.Pattern[str] | None
    approved: re.Pattern[str] | None
    always: bool  # the words themselves break it, whatever the sentence says of them
    of_users: bool  # also where the policy speaks of what others do
    message: str
    mend: str


@dataclass(frozen=True)
class RegisterRule:
    """見本第6条: follows, or replies, beside the register. `about` finds what speaks of them,
    `done` what says that they are done, `possible` takes that back, `exception` is a proviso.
    """

    kind: str
    clause: str
    about: re.Pattern[str]
    done: re.Pattern[str]
    possible: re.Pattern[str]
    exception: re.Pattern[str]
    but: re.Pattern[str] | None
    contradicted: str
    contradicted_mend: str
    unregistered: str
    unregistered_mend: str
    stranger: str
    stranger_mend: str


@dataclass(frozen=True)
class Rules:
    needs: tuple[Need, ...]
    bans: tuple[Ban, ...]
    register: tuple[RegisterRule, ...]
    mail: Mapping[str, str]
    blank: Mapping[str, str]
    list_message: str


def rules() -> Rules:
    return _read(city.folder())


@cache
def _read(_folder: object) -> Rules:
    return from_table(city.data("policy_check.toml"))


def from_table(table: Mapping[str, Any]) -> Rules:
    words = table.get("words", {})
    return Rules(
        needs=tuple(_need(row, words) for row in table["need"]),
        bans=tuple(_ban(row, words) for row in table["ban"]),
        register=tuple(_register(row, words) for row in table.get("register", ())),
        mail=table["mail"],
        blank=table["blank"],
        list_message=table["list_message"],
    )


def _need(row: Mapping[str, Any], words: Mapping[str, str]) -> Need:
    return Need(
        code=row["code"],
        clause=row["clause"],
        severity=Severity(row["severity"]),
        enough=_pattern(row["enough"], words),
        vague=_optional(row.get("vague"), words),
        message=row["message"],
        vague_message=row.get("vague_message", row["message"]),
        mend=row["mend"],
        unless=_optional(row.get("unless"), words),
    )


def _ban(row: Mapping[str, Any], words: Mapping[str, str]) -> Ban:
    return Ban(
        code=row["code"],
        clause=row["clause"],
        severity=Severity(row["severity"]),
        if_severity=Severity(row["if"]) if "if" in row else None,
        listed_severity=Severity(row["listed"]) if "listed" in row else None,
        patterns=tuple(_pattern(pattern, words) for pattern in row["patterns"]),
        but=_optional(row.get("but"), words),
        about=_optional(row.get("about"), words),
        approved=_optional(row.get("approved"), words),
        always=row.get("always", False),
        of_users=row.get("of_users", False),
        message=row["message"],
        mend=row["mend"],
    )


def _register(row: Mapping[str, Any], words: Mapping[str, str]) -> RegisterRule:
    patterns = ("about", "done", "possible", "exception")
    texts = ("contradicted", "unregistered", "stranger")
    return RegisterRule(
        kind=row["kind"],
        clause=row["clause"],
        but=_optional(row.get("but"), words),
        **{name: _pattern(row[name], words) for name in patterns},
        **{name: row[name] for name in texts},
        **{f"{name}_mend": row[f"{name}_mend"] for name in texts},
    )


def _optional(pattern: str | None, words: Mapping[str, str]) -> re.Pattern[str] | None:
    return _pattern(pattern, words) if pattern else None


def _pattern(pattern: str, words: Mapping[str, str]) -> re.Pattern[str]:
    """<名前> stands for a list of [words]; a line break of the file is no part of a pattern."""
    filled = re.sub(r"<([a-z_]+)>", lambda name: f"(?:{words[name[1]]})", pattern)
    joined = "".join(part.strip() for part in filled.splitlines())
    return re.compile(joined, re.IGNORECASE)
