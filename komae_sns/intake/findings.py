"""What became of each row before anything is stored."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    NEW = "NEW"
    CHANGED = "CHANGED"
    SAME = "SAME"
    WRONG = "WRONG"

    @property
    def label(self) -> str:
        return {"NEW": "新規", "CHANGED": "変更", "SAME": "同じ", "WRONG": "誤り"}[self]

    @property
    def tone(self) -> str:
        return {"NEW": "progress", "CHANGED": "attention", "SAME": "ended", "WRONG": "bad"}[self]


@dataclass(frozen=True)
class Finding:
    """`field` is a column's key; `suggestion` can be put into the cell instead."""

    field: str
    message: str
    suggestion: str = ""


@dataclass
class Row:
    """One line of the table: typed values by column key; blank cells are left out."""

    line: int
    values: dict[str, Any]
    findings: list[Finding] = field(default_factory=list)

    def get(self, key: str) -> Any:
        return self.values.get(key)

    def text(self, key: str) -> str:
        return str(self.values.get(key) or "")

    def refuse(self, key: str, message: str, suggestion: str = "") -> None:
        self.findings.append(Finding(key, message, suggestion))

    @property
    def is_wrong(self) -> bool:
        return bool(self.findings)


@dataclass(frozen=True)
class Planned:
    """`facts` is what the step needs to take the row; notes say what is left as it is."""

    line: int
    verdict: Verdict
    what: str
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    facts: Any = None

    @classmethod
    def wrong(cls, row: Row, what: str) -> "Planned":
        return cls(row.line, Verdict.WRONG, what, findings=tuple(row.findings))

    def as_json(self) -> dict[str, Any]:
        return {
            "line": self.line,
            "verdict": self.verdict.value,
            "what": self.what,
            "changes": {name: [_plain(old), _plain(new)] for name, (old, new) in self._pairs()},
            "errors": [
                {"field": f.field, "message": f.message, "suggestion": f.suggestion}
                for f in self.findings
            ],
            "notes": list(self.notes),
        }

    def _pairs(self) -> list[tuple[str, tuple[Any, Any]]]:
        return list(self.changes.items())


@dataclass(frozen=True)
class Plan:
    rows: tuple[Planned, ...]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(row.verdict.value for row in self.rows)
        return {verdict.value: found[verdict.value] for verdict in Verdict}

    @property
    def wrong(self) -> tuple[Planned, ...]:
        return self.of(Verdict.WRONG)

    def of(self, *verdicts: Verdict) -> tuple[Planned, ...]:
        return tuple(row for row in self.rows if row.verdict in verdicts)

    @property
    def writes(self) -> bool:
        return bool(self.of(Verdict.NEW, Verdict.CHANGED))

    @property
    def digest(self) -> str:
        """What was shown: another one at the time of taking means that the register moved on."""
        shown = [row.as_json() for row in self.rows]
        return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()[:32]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int) else str(value)
