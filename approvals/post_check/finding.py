"""What is found: which clause, how grave, where, and what to do."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """The gravest first. A NOTE says that something is in order."""

    MEND = "mend"
    CONFIRM = "confirm"
    ADVICE = "advice"
    NOTE = "note"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def tone(self) -> str:
        """Of templates/_components/status.html."""
        return _TONES[self]

    @property
    def rank(self) -> int:
        return list(Severity).index(self)


_LABELS = {
    Severity.MEND: "直す",
    Severity.CONFIRM: "確かめる",
    Severity.ADVICE: "気をつける",
    Severity.NOTE: "お知らせ",
}


_TONES = {
    Severity.MEND: "bad",
    Severity.CONFIRM: "attention",
    Severity.ADVICE: "neutral",
    Severity.NOTE: "good",
}


@dataclass(frozen=True)
class Finding:
    """`start` and `end` are places in the text as typed; equal where it is about the whole."""

    kind: str
    label: str
    clause: str
    severity: Severity
    start: int
    end: int
    quoted: str
    message: str
    mend: str

    @property
    def is_note(self) -> bool:
        return self.severity is Severity.NOTE

    @property
    def key(self) -> str:
        """The same finding of a text in which other places were changed."""
        digest = hashlib.sha256(self.quoted.encode("utf-8", "replace")).hexdigest()[:16]
        return f"{self.kind}:{digest}"


class TooLong(ValueError):
    def __init__(self, longest: int) -> None:
        super().__init__(f"{longest:,}文字より長い文は、投稿の下書きとして確かめられません。")
