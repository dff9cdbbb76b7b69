"""What can be brought in: its columns (the city's intake.toml), how it is planned and taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils import timezone

from accounts.intake import figures
from accounts.permissions import can_import_figures, can_register_existing
from komae_sns import city
from komae_sns.home.intake import policy_texts
from komae_sns.intake import Column, Plan, Row
from komae_sns.intake.rows import Words
from komae_sns.staff.actors import Actor
from komae_sns.staff.intake import appointments, departments, people, transfers
from komae_sns.staff.permissions import Predicate, can_keep_master_data

Planner = Callable[[Sequence[Row], Actor | None, date], Plan]
Taker = Callable[[Plan, Actor | None, date], None]


@dataclass(frozen=True)
class Kind:
    """`asks_password`: a change of posts is confirmed with it (DESIGN 12).

    `more_columns`: those that other data of the city ask for.
    """

    code: str
    may: Predicate
    plan: Planner
    take: Taker
    list_url: str
    asks_password: bool = True
    more_columns: Callable[[], tuple[Column, ...]] = tuple

    @property
    def title(self) -> str:
        return _table(self.code)["title"]

    @property
    def lead(self) -> str:
        return _table(self.code)["lead"]

    @property
    def key(self) -> str:
        return _table(self.code)["key"]

    @property
    def columns(self) -> tuple[Column, ...]:
        return (*_columns(self.code), *self.more_columns())

    def label(self, key: str) -> str:
        return next((column.label for column in self.columns if column.key == key), "行")


def _table(code: str) -> dict:
    return city.data("intake.toml")[code]


@cache
def _columns(code: str) -> tuple[Column, ...]:
    return tuple(Column.of(table) for table in _table(code)["column"])


def words() -> Words:
    table = city.data("intake.toml")
    return Words(frozenset(table["ditto"]), tuple(table["skip"]))


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            "accounts",
            can_register_existing,
            policy_texts.plan,
            policy_texts.take,
            "accounts:account-list",
            asks_password=False,
        ),
        Kind(
            "figures",
            can_import_figures,
            lambda rows, by, today: figures.plan(rows, by=by, today=today),
            lambda plan, by, today: figures.take(plan, by=by, now=timezone.now()),
            "accounts:account-list",
            asks_password=False,
            more_columns=figures.columns,
        ),
        Kind(
            "departments",
            can_keep_master_data,
            lambda rows, by, today: departments.plan(rows, today=today),
            lambda plan, by, today: departments.take(plan, by=by),
            "admin:staff_department_changelist",
        ),
        Kind(
            "people",
            can_keep_master_data,
            lambda rows, by, today: people.plan(rows),
            lambda plan, by, today: people.take(plan, by=by),
            "admin:staff_user_changelist",
        ),
        Kind(
            "appointments",
            can_keep_master_data,
            lambda rows, by, today: appointments.plan(rows, by=by),
            lambda plan, by, today: appointments.take(plan, by=by),
            "admin:staff_appointment_changelist",
        ),
        Kind(
            "transfers",
            can_keep_master_data,
            lambda rows, by, today: transfers.plan(rows, by=by, today=today),
            lambda plan, by, today: transfers.take(plan, by=by),
            "admin:staff_appointment_changelist",
        ),
    )
}
