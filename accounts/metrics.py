"""Which figures an account has, by its service (figures.toml), and what people type as a number."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from accounts.address import ServiceRule
from komae_sns import city

GREATEST = 10**12
_UNITS = {"": 1, "千": 10**3, "K": 10**3, "万": 10**4, "M": 10**6, "億": 10**8}
_WRITTEN = re.compile(r"(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?\s?([千万億KM]?)\s?[人件回]?")


class NotAFigure(ValueError):
    """The message is shown at the field."""


@dataclass(frozen=True)
class Metric:
    """`kind`: stock (so many there are), flow (so many in the month) or day."""

    code: str
    label: str
    kind: str
    unit: str = ""
    hint: str = ""

    @property
    def is_day(self) -> bool:
        return self.kind == "day"


def metrics_of(rule: ServiceRule) -> tuple[Metric, ...]:
    """In the order in which they are asked, in the words of the service."""
    by_service = _table()["services"]
    wanted = by_service.get(rule.code, by_service["default"])
    found = {row["code"]: row for row in _table()["metric"]}
    return tuple(_in_words_of(rule, found[code]) for code in wanted)


def _in_words_of(rule: ServiceRule, row: dict[str, Any]) -> Metric:
    label = row["label"].format(follower=rule.follower_word, post=rule.post_word)
    return Metric(row["code"], label, row["kind"], row.get("unit", ""), row["hint"])


def headings() -> dict[str, tuple[str, tuple[str, ...]]]:
    """By code: what heads its column in a table, and all the other words for it."""
    return {
        row["code"]: (row["heading"], (*row["names"], *_in_all_words(row["label"])))
        for row in _table()["metric"]
    }


def _in_all_words(label: str) -> Iterable[str]:
    for service in city.data("services.toml")["service"]:
        words = {"follower": service["follower_word"], "post": service["post_word"]}
        yield label.format(**words)
        yield label.format(**words).replace("の数", "数")


def idle_days() -> int:
    return int(_table()["idle_days"])


def latest_month_due(today: date) -> date:
    """The first day of the newest month whose figures should be on record by now."""
    ended = today.replace(day=1) - timedelta(days=1)
    if today.day <= int(_table()["due_day"]):
        ended = ended.replace(day=1) - timedelta(days=1)
    return ended.replace(day=1)


def reasons() -> tuple[str, ...]:
    """Why a figure cannot be had, to choose from."""
    return tuple(_table()["reasons"])


def _table() -> Any:
    return city.data("figures.toml")


def number(text: str) -> int:
    """「51,034」「５１０３４」「1.2万」「12.3K」「51034人」. Raises NotAFigure."""
    written = unicodedata.normalize("NFKC", text).strip().upper().replace("，", ",")
    found = _WRITTEN.fullmatch(written)
    if not found:
        raise NotAFigure("数字で入れてください。例：51034、1.2万")
    whole, fraction, unit = found[1].replace(",", ""), found[2] or "", found[3]
    scaled = int(whole + fraction) * _UNITS[unit]
    value, rest = divmod(scaled, 10 ** len(fraction))
    if rest:
        raise NotAFigure("小数は入れられません。")
    if value > GREATEST:
        raise NotAFigure("数が大きすぎます。けたを確かめてください。")
    return value
