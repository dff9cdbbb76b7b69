"""What the yearly 効果測定 asks, declared once in review_form.toml. Plain values, no database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from komae_sns import city
from komae_sns.city import guideline
from komae_sns.documents import wareki
from komae_sns.text import is_blank


@dataclass(frozen=True)
class Field:
    """`when`: asked only where another field has this answer."""

    key: str
    label: str
    kind: str
    max_length: int = 0
    question: str = ""
    clause: str = ""
    hint: str = ""
    when: tuple[str, str] | None = None

    def is_asked(self, answers: Mapping[str, Any]) -> bool:
        return self.when is None or answers.get(self.when[0]) == self.when[1]

    @property
    def asks(self) -> str:
        """The question in the guideline's own words, blank where there is none."""
        return guideline.clause(self.question).text if self.question else ""

    def spoken(self, value: Any, verdicts: Mapping[str, str]) -> str:
        if not value:
            return ""
        if self.kind == "verdict":
            return verdicts.get(value, value)
        return wareki.long(date.fromisoformat(value)) if self.kind == "date" else str(value)


def fields() -> tuple[Field, ...]:
    rows = city.data("review_form.toml")["fields"]
    return tuple(Field(**{**row, "when": _pair(row.get("when"))}) for row in rows)


def _pair(when: list[str] | None) -> tuple[str, str] | None:
    return (when[0], when[1]) if when else None


def gaps(answers: Mapping[str, Any]) -> tuple[Field, ...]:
    """What is still to be answered before it can be submitted."""
    asked = (field for field in fields() if field.is_asked(answers))
    return tuple(field for field in asked if is_blank(str(answers.get(field.key) or "")))


def kept(answers: Mapping[str, Any]) -> dict[str, str]:
    """Of the answers, those that belong to what was chosen."""
    return {f.key: str(answers.get(f.key) or "") for f in fields() if f.is_asked(answers)}


def shown(answers: Mapping[str, Any], verdicts: Mapping[str, str]) -> list[dict[str, str]]:
    """Each answer as people read it, with the question as it was asked."""
    return list(_shown(answers, verdicts))


def _shown(answers: Mapping[str, Any], verdicts: Mapping[str, str]) -> Iterator[dict[str, str]]:
    for field in fields():
        if field.is_asked(answers):
            text = field.spoken(answers.get(field.key), verdicts)
            facts = {"clause": field.question or field.clause, "question": field.asks}
            yield {"key": field.key, "label": field.label, "text": text, **facts}
