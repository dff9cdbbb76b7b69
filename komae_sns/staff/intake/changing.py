"""old → new of a row's columns, in the words of the screen."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from komae_sns.audit import services as audit
from komae_sns.intake import Row


def differing(row: models.Model, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if getattr(row, name) != value}


def shown(
    row: models.Model, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, tuple[Any, Any]]:
    old = {label(row, name): _words(row, name, value) for name, value in before.items()}
    new = {label(row, name): _words(row, name, value) for name, value in after.items()}
    changes = audit.changed(old, new)
    return {name: pair for name, pair in changes.items() if pair != (None, "")}


def label(row: models.Model, name: str) -> str:
    return str(row._meta.get_field(name).verbose_name)


def day_text(day: date) -> str:
    """For sentences; 和暦 is known on a higher storey."""
    return f"{day.year}年{day.month}月{day.day}日"


def _words(row: models.Model, name: str, value: Any) -> Any:
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, date):
        return value.isoformat()
    choices = dict(row._meta.get_field(name).flatchoices)
    return str(choices.get(value, value)) if choices else value


def check_columns(row: Row, thing: models.Model, names: Iterable[str]) -> None:
    """Lengths and shapes, as the model's own fields know them."""
    for name in names:
        try:
            thing._meta.get_field(name).run_validators(getattr(thing, name))
        except ValidationError as wrong:
            row.refuse(name, "".join(wrong.messages))
