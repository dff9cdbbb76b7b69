"""Everything due that is not there yet, in one statement for each kind: INSERT … SELECT.

Run twice, late or by two at once it inserts nothing twice: the unique key decides.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import BooleanField, QuerySet, Value
from django.utils.timezone import localdate

from komae_sns.notices.reminders.declared import Reminding
from komae_sns.notices.reminders.rhythm import Moment, Rhythm, days
from komae_sns.notices.status import ReminderStatus

Statement = tuple[str, list[Any]]
_INSERT = """
INSERT INTO notices_reminder
    (kind, subject_id, counted_from, stage, person_id, in_place_of_id, from_above, status,
     planned_at)
{staged}{due}
ORDER BY subject_id, person_id
ON CONFLICT DO NOTHING"""
_STAGED = """
WITH told (subject_id, counted_from, person_id, in_place_of_id, from_above) AS ({told}),
due AS (SELECT told.*, {stage} AS stage FROM told)
"""
# Nobody hears of an earlier stage after a later one, whatever the clock does.
_DUE = """
SELECT CAST(%s AS varchar(40)), subject_id, counted_from, stage, person_id,
    CASE WHEN COUNT(*) > COUNT(in_place_of_id) THEN NULL ELSE MIN(in_place_of_id) END,
    MIN(CASE WHEN from_above THEN 1 ELSE 0 END) = 1, CAST(%s AS varchar(8)), {moment}
FROM due
WHERE NOT EXISTS (
    SELECT 1 FROM notices_reminder AS r
    WHERE r.kind = %s AND r.subject_id = due.subject_id AND r.person_id = due.person_id
        AND r.counted_from = due.counted_from AND r.stage >= due.stage)
GROUP BY subject_id, counted_from, stage, person_id"""
_STILL = "SELECT DISTINCT subject_id, counted_from, stage, person_id FROM due"


def plan(reminding: Reminding, rhythm: Rhythm, *, now: datetime) -> int:
    """How many were planned."""
    due = _staged(reminding, rhythm, now)
    if due is None:
        return 0
    sql, values = due
    kind, waiting = reminding.kind.value, ReminderStatus.WAITING.value
    values += [kind, waiting, connection.ops.adapt_datetimefield_value(now), kind]
    due_now = _DUE.format(moment=_cast("timestamp with time zone"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_INSERT.format(staged=sql, due=due_now), values)
        return cursor.rowcount


def still_due(
    reminding: Reminding, rhythm: Rhythm, *, now: datetime, among: Iterable[int]
) -> set[tuple[int, date, int, int]]:
    """Subject, day counted from, stage and person, as they would be planned at this moment."""
    due = _staged(reminding, rhythm, now, among)
    if due is None:
        return set()
    sql, values = due
    with connection.cursor() as cursor:
        cursor.execute(sql + _STILL, values)
        return {
            (subject, _read_day(counted_from), stage, person)
            for subject, counted_from, stage, person in cursor.fetchall()
        }


def matters_of(reminding: Reminding, person: int, *, now: datetime) -> set[tuple[int, date]]:
    """Whatever is theirs to do, however far ahead: subject and day counted from."""
    found = _united(reminding.to, reminding.open_on(now), now, False)
    if not found:
        return set()
    told, values = _joined(found)
    sql = f"SELECT DISTINCT told_subject, told_from FROM ({told}) AS told WHERE told_person = %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, person])
        return {(subject, _read_day(day)) for subject, day in cursor.fetchall()}


def _read_day(value: date | str) -> date:
    """SQLite hands back the text it keeps."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _staged(
    reminding: Reminding, rhythm: Rhythm, now: datetime, among: Iterable[int] | None = None
) -> Statement | None:
    """`due`: everybody who is to know, with the stage; None: nobody is."""
    told = told_now(reminding, rhythm, now=now, among=among)
    if told is None:
        return None
    told_sql, told_values = told
    stage_sql, stage_values = _stage(reminding, rhythm, _moment(reminding, now))
    return _STAGED.format(told=told_sql, stage=stage_sql), [*told_values, *stage_values]


def told_now(
    reminding: Reminding,
    rhythm: Rhythm,
    *,
    now: datetime,
    among: Iterable[int] | None = None,
) -> Statement | None:
    """Who is to know of what: the rows of all routes, whatever was told already."""
    moment = _moment(reminding, now)
    subjects = reminding.open_on(now)
    if among is not None:
        subjects = subjects.filter(pk__in=list(among))
    term = reminding.term()
    reach = moment.latest_due(rhythm.stages[0]) - days(term)
    found = _united(reminding.to, reminding.narrowed(subjects, reach), now, False)
    if rhythm.escalate is not None:
        far_overdue = moment.today - days(term + rhythm.escalate)
        above = reminding.narrowed(subjects, far_overdue)
        found += _united(reminding.above, above, now, True)
    return _joined(found) if found else None


def _joined(found: list[Statement]) -> Statement:
    return " UNION ALL ".join(sql for sql, _ in found), [v for _, values in found for v in values]


def _united(
    routes: Iterable[Any], subjects: QuerySet, now: datetime, from_above: bool
) -> list[Statement]:
    mark = Value(from_above, output_field=BooleanField())
    found = []
    for route in routes:
        for rows in route(subjects, localdate(now)):
            try:
                compiler = rows.annotate(told_above=mark).query.get_compiler("default")
                sql, values = compiler.as_sql()
            except EmptyResultSet:
                continue
            found.append((sql, list(values)))
    return found


def _moment(reminding: Reminding, now: datetime) -> Moment:
    return Moment.of(localdate(now), urgent=reminding.urgent)


def _stage(reminding: Reminding, rhythm: Rhythm, moment: Moment) -> Statement:
    """Moment.stage in SQL, the latest stage first."""
    term, day = days(reminding.term()), _cast("date")
    lines, values = [], []
    for stage in reversed(rhythm.stages):
        repeats = stage == rhythm.last and rhythm.repeats
        told = _repeated(rhythm) if repeats else f"{stage:d}"
        lines.append(f"WHEN counted_from <= {day} THEN {told}")
        values.append(_day(moment.latest_due(stage) - term))
        if repeats:
            values.append(_day(moment.today - term))
    return f"CASE {' '.join(lines)} END", values


def _repeated(rhythm: Rhythm) -> str:
    rounds = f"(({_days_since()} - {rhythm.last:d}) / {rhythm.repeat:d})"
    return f"{rhythm.last:d} + {rhythm.repeat:d} * {rounds}"


def _days_since() -> str:
    if connection.vendor == "postgresql":
        return "(CAST(%s AS date) - counted_from)"
    return "CAST(julianday(%s) - julianday(counted_from) AS INTEGER)"


def _cast(wanted: str) -> str:
    """SQLite keeps days and times as text."""
    return f"CAST(%s AS {wanted})" if connection.vendor == "postgresql" else "%s"


def _day(day: date) -> object:
    return connection.ops.adapt_datefield_value(day)
