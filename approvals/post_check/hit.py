"""What a rule has met in the folded text, before it is put into words."""

from dataclasses import dataclass, field
from typing import Any

from approvals.post_check.finding import Severity


@dataclass(frozen=True)
class Hit:
    """`said` names which words of the kind are meant: message, advice or doubt."""

    kind: str
    severity: Severity
    start: int
    end: int
    said: str = "message"
    facts: dict[str, Any] = field(default_factory=dict, compare=False)
