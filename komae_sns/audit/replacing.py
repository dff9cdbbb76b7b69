"""SQLite's REPLACE deletes the rows it collides with and fires no DELETE trigger for them.

So a table whose rows are never deleted refuses, before SQLite resolves the collision, a row that
any of its unique keys already knows. Read from the models, so that no key is forgotten.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from django.apps import apps
from django.db import connections, models
from django.db.models.sql.query import Query

from komae_sns.audit.triggers import Trigger

_COLUMN = re.compile(r'"(\w+)"')


def never_replaced(tables: Iterable[str], using: str) -> tuple[Trigger, ...]:
    if connections[using].vendor != "sqlite":
        return ()
    by_table = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    known = [by_table[table] for table in sorted(set(tables)) if table in by_table]
    return tuple(chain.from_iterable(_guards(model, using) for model in known))


def _guards(model: type[models.Model], using: str) -> Iterator[Trigger]:
    table, key = model._meta.db_table, model._meta.pk.column
    for columns, condition in _unique_keys(model, using):
        same = " AND ".join(f'"{column}" = NEW."{column}"' for column in columns)
        taken = f'SELECT 1 FROM "{table}" WHERE {same} AND ({condition})'
        counts = _COLUMN.sub(r'NEW."\1"', condition)
        message = f"{table}: すでに同じものがあります（{'、'.join(columns)}）。"
        for event, other in (("INSERT", ""), ("UPDATE", f' AND "{key}" <> OLD."{key}"')):
            when = f"({counts}) AND EXISTS ({taken}{other})"
            yield Trigger(table, "once", event, message, when, frozenset({"sqlite"}))


def _unique_keys(model: type[models.Model], using: str) -> Iterator[tuple[Sequence[str], str]]:
    """Columns of each unique key but the primary one, and the rows it speaks of (SQL)."""
    meta = model._meta
    for field in meta.concrete_fields:
        if field.unique and not field.primary_key:
            yield [field.column], "1"
    for constraint in meta.total_unique_constraints:
        yield _columns(model, constraint.fields), "1"
    for constraint in meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition:
            yield _columns(model, constraint.fields), _sql(model, constraint.condition, using)


def _columns(model: type[models.Model], names: Iterable[str]) -> list[str]:
    return [model._meta.get_field(name).column for name in names]


def _sql(model: type[models.Model], condition: models.Q, using: str) -> str:
    """As Django writes a partial index: bare column names, values in place."""
    connection = connections[using]
    query = Query(model, alias_cols=False)
    where = query.build_where(condition)
    sql, values = where.as_sql(query.get_compiler(using), connection)
    quoted = connection.schema_editor(collect_sql=True).quote_value  # not entered: asks nothing
    return sql % tuple(map(quoted, values))
