"""The play-cards of the city (incidents.toml): what to do, in which order, by whom, how soon."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models

from komae_sns import city


class Act(models.TextChoices):
    """What a step is, whatever a card calls it; the database knows these by name."""

    CONFIRM = "CONFIRM", "確かめる"
    EVIDENCE = "EVIDENCE", "画面を保存する"
    DELETE = "DELETE", "削除する"
    PASSWORD = "PASSWORD", "パスワードを変える"
    SESSIONS = "SESSIONS", "ログイン中の端末を切る"
    APPS = "APPS", "連携を切る"
    CORRECT = "CORRECT", "訂正する"
    TELL_CITIZENS = "TELL_CITIZENS", "市民に知らせる"
    TELL_PLATFORM = "TELL_PLATFORM", "運営会社に知らせる"
    TELL_PERSONS = "TELL_PERSONS", "本人や関係者に知らせる"
    WATCH = "WATCH", "見守る"
    OTHER = "OTHER", "そのほか"


class Doer(models.TextChoices):
    SECTION = "SECTION", "運用する課"
    HEAD = "HEAD", "所属長"
    CISO = "CISO", "統括情報セキュリティ責任者"
    SECRETARIAT = "SECRETARIAT", "事務局"


class Proof(models.TextChoices):
    """What has to stand in the record of a step."""

    NONE = "NONE", "いらない"
    NOTE = "NOTE", "したことを書く"
    FILE = "FILE", "画面の保存"
    URL = "URL", "アドレス"


HIJACK = "hijack"
# 4(3)カ: what a hijack is not closed without.
ENDS_A_HIJACK = (Act.EVIDENCE, Act.DELETE, Act.PASSWORD, Act.SESSIONS, Act.APPS)


@dataclass(frozen=True)
class StepPlan:
    """`after`: keys of the steps of the card that must be settled first. `minutes`: 0, no limit."""

    key: str
    act: Act
    title: str
    how: str
    clause: str
    who: Doer
    minutes: int
    proof: Proof
    after: tuple[str, ...]
    may_not_apply: bool


@dataclass(frozen=True)
class Card:
    """`concerns_account`: it is always about one of our accounts."""

    key: str
    name: str
    clause: str
    when: str
    steps: tuple[StepPlan, ...]
    concerns_account: bool

    @property
    def tells_of_intruders(self) -> bool:
        """Somebody else may hold the account: its password is changed."""
        return any(step.act == Act.PASSWORD for step in self.steps)


def cards() -> dict[str, Card]:
    return _cards(city.folder())


def card(key: str) -> Card:
    return cards()[key]


def choices() -> list[tuple[str, str]]:
    return [(card.key, card.name) for card in cards().values()]


@cache
def _cards(_folder: Path) -> dict[str, Card]:
    rows = city.data("incidents.toml")["kind"]
    return {row["key"]: Card(**_facts(row), steps=tuple(_steps(row["steps"]))) for row in rows}


def _facts(row: dict[str, Any]) -> dict[str, Any]:
    names = ("key", "name", "clause", "when")
    facts = {name: row[name] for name in names}
    return facts | {"concerns_account": row.get("concerns_account", False)}


def _steps(rows: list[dict[str, Any]]) -> Iterator[StepPlan]:
    """画面の保存 always leaves a file, whatever a card says."""
    for row in rows:
        act = Act(row["act"])
        proof = Proof.FILE if act == Act.EVIDENCE else Proof(row.get("proof", Proof.NONE))
        yield StepPlan(
            key=row["key"],
            act=act,
            title=row["title"],
            how=row.get("how", ""),
            clause=row["clause"],
            who=Doer(row.get("who", Doer.SECTION)),
            minutes=row.get("minutes", 0),
            proof=proof,
            after=tuple(row.get("after", ())),
            may_not_apply=row.get("may_not_apply", False),
        )


def number_pattern(*, is_drill: bool) -> str:
    names = city.data("incidents.toml")["number"]
    return names["drill" if is_drill else "real"]


def report_pattern_of_a_drill() -> str:
    return city.data("incidents.toml")["number"]["drill_report"]


def kind_of_alarm(found: str) -> str:
    """Which card a 異常 of a status check begins with."""
    return city.data("incidents.toml")["alarms"][found]


def hours_until_received(who: Doer) -> int:
    """How long the head, then the CISO, may take to receive a report."""
    hours = city.data("incidents.toml")["receipt_hours"]
    return hours["ciso" if who == Doer.CISO else "head"]
