"""Database triggers, declared by each app in its `triggers.py` as TRIGGERS, for both databases.

They hold DESIGN 10: what may never be altered or deleted is refused by the database itself,
whoever asks (view, admin, shell, raw SQL). A refusal reaches Django as IntegrityError.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Literal

from django.apps import apps
from django.core import checks
from django.db import DatabaseError, connections, models

Event = Literal["INSERT", "UPDATE", "DELETE", "TRUNCATE"]


@dataclass(frozen=True)
class Trigger:
    """Refuse `event` on `table` when `when` (SQL over OLD and NEW, both dialects) is true."""

    table: str
    purpose: str
    event: Event
    message: str
    when: str = ""
    vendors: frozenset[str] = frozenset({"postgresql", "sqlite"})

    @property
    def name(self) -> str:
        return f"guard_{self.table}_{self.purpose}_{self.event.lower()}"[:55] + self._digest

    @property
    def _digest(self) -> str:
        """Makes the name tell the content, so that a changed guard is seen as missing."""
        text = "|".join((self.table, self.event, self.message, self.when))
        return "_" + hashlib.sha256(text.encode()).hexdigest()[:6]

    def create_sql(self, vendor: str) -> list[str]:
        return self._postgresql() if vendor == "postgresql" else [self._sqlite()]

    def _postgresql(self) -> list[str]:
        scope = "STATEMENT" if self.event == "TRUNCATE" else "ROW"
        returned = "OLD" if self.event == "DELETE" else "NEW"
        return [
            f"""CREATE OR REPLACE FUNCTION "{self.name}"() RETURNS trigger AS $guard$ BEGIN
            IF COALESCE(({self.when or "TRUE"}), FALSE) THEN
                RAISE EXCEPTION USING MESSAGE = {_quoted(self.message)}, ERRCODE = '23514';
            END IF;
            RETURN {"NULL" if scope == "STATEMENT" else returned}; END $guard$ LANGUAGE plpgsql""",
            f"""CREATE OR REPLACE TRIGGER "{self.name}" BEFORE {self.event} ON "{self.table}"
            FOR EACH {scope} EXECUTE FUNCTION "{self.name}"()""",
        ]

    def _sqlite(self) -> str:
        when = f"WHEN ({self.when})" if self.when else ""
        return f"""CREATE TRIGGER IF NOT EXISTS "{self.name}" BEFORE {self.event} ON "{self.table}"
        FOR EACH ROW {when} BEGIN SELECT RAISE(ABORT, {_quoted(self.message)}); END"""


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_POSTGRESQL, _SQLITE = frozenset({"postgresql"}), frozenset({"sqlite"})


def never_deleted(table: str, *, key: str = "id") -> tuple[Trigger, ...]:
    """No DELETE, no TRUNCATE, no other number for a row; on SQLite no REPLACE over one."""
    message = f"{table}: 削除できません。"
    taken = f'EXISTS (SELECT 1 FROM "{table}" WHERE "{key}" = NEW."{key}")'
    return (
        Trigger(table, "keep", "DELETE", message),
        Trigger(table, "keep", "TRUNCATE", message, vendors=_POSTGRESQL),
        Trigger(table, "keep", "INSERT", message, when=taken, vendors=_SQLITE),
        *frozen_columns(table, [key], purpose="number"),
    )


def append_only(table: str, *, key: str = "id") -> tuple[Trigger, ...]:
    return (
        *never_deleted(table, key=key),
        Trigger(table, "keep", "UPDATE", f"{table}: 書き換えできません。"),
    )


def frozen_when(table: str, when: str, *, purpose: str = "frozen") -> tuple[Trigger, ...]:
    """Refuse an UPDATE for which `when` holds, e.g. `OLD.status = 'IN_FORCE' AND …`."""
    return (Trigger(table, purpose, "UPDATE", f"{table}: 確定した内容は変えられません。", when),)


def frozen_columns(
    table: str, columns: Iterable[str], *, when: str = "TRUE", purpose: str = "fixed"
) -> tuple[Trigger, ...]:
    """Refuse a change of these columns while `when` holds."""
    changed = " OR ".join(f'OLD."{c}" IS DISTINCT FROM NEW."{c}"' for c in columns)
    on_sqlite = " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in columns)
    message = f"{table}: 確定した内容は変えられません。"
    return (
        Trigger(table, purpose, "UPDATE", message, f"({when}) AND ({changed})", _POSTGRESQL),
        Trigger(table, purpose, "UPDATE", message, f"({when}) AND ({on_sqlite})", _SQLITE),
    )


def legal_moves(
    table: str,
    transitions: Mapping[models.TextChoices, Iterable[models.TextChoices]],
    *,
    starts: Iterable[models.TextChoices],
    column: str = "status",
) -> tuple[Trigger, ...]:
    """The life of status.py, held by the database: only declared moves, only declared births."""
    moves = " OR ".join(
        f"(OLD.{column} = {_quoted(old)} AND NEW.{column} IN ({_listed(new)}))"
        for old, new in transitions.items()
        if new
    )
    return (
        Trigger(
            table,
            "moves",
            "UPDATE",
            f"{table}: この状態の移りかわりは認められません。",
            f"OLD.{column} <> NEW.{column} AND NOT ({moves or 'FALSE'})",
        ),
        Trigger(
            table,
            "births",
            "INSERT",
            f"{table}: はじめの状態ではありません。",
            f"NEW.{column} NOT IN ({_listed(starts)})",
        ),
    )


def _listed(choices: Iterable[str]) -> str:
    return ", ".join(_quoted(str(choice)) for choice in sorted(choices))


def declared(using: str = "default") -> tuple[Trigger, ...]:
    """All TRIGGERS of the installed apps, from the floor up, and what follows from them."""
    from komae_sns.audit.replacing import never_replaced

    found: list[Trigger] = []
    for config in reversed(list(apps.get_app_configs())):
        if find_spec(f"{config.name}.triggers") and config.name != "komae_sns.audit":
            found += import_module(f"{config.name}.triggers").TRIGGERS
        elif config.name == "komae_sns.audit":
            found += import_module("komae_sns.audit.guarded").TRIGGERS
    kept = [t.table for t in found if (t.purpose, t.event) == ("keep", "DELETE")]
    return (*found, *never_replaced(kept, using))


def installed_names(using: str = "default") -> set[str]:
    connection = connections[using]
    catalogue = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        return {name for (name,) in cursor.fetchall() if name.startswith("guard_")}


def missing(using: str = "default") -> list[Trigger]:
    vendor, there = connections[using].vendor, installed_names(using)
    return [t for t in declared(using) if vendor in t.vendors and t.name not in there]


def install(using: str = "default") -> None:
    """Lay what is missing and take away guards that are no longer declared."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name in installed_names(using) - {t.name for t in declared(using)}:
            _drop(cursor, connection.vendor, name)
        for trigger in missing(using):
            if trigger.table in tables:
                for sql in trigger.create_sql(connection.vendor):
                    cursor.execute(sql)


def lift_on_sqlite(using: str = "default") -> None:
    """Until `install`: a table is rebuilt under no trigger that reads it."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for name in installed_names(using):
                _drop(cursor, connection.vendor, name)


def _drop(cursor: object, vendor: str, name: str) -> None:
    if vendor == "postgresql":
        cursor.execute(f'DROP FUNCTION IF EXISTS "{name}"() CASCADE')
    else:
        cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')


def check_installed(
    app_configs: object, databases: Iterable[str] | None = None, **_: object
) -> list[checks.CheckMessage]:
    """`manage.py check --database default` names a guard that is missing.

    A warning, because `migrate`, which lays it, stops at errors.
    """
    try:
        return [
            checks.Warning(
                f"データベースの守り {trigger.name} がありません。",
                hint="manage.py migrate を実行してください。",
                id="audit.W001",
            )
            for using in databases or ()
            for trigger in missing(using)
            if trigger.table in connections[using].introspection.table_names()
        ]
    except DatabaseError:
        return []
