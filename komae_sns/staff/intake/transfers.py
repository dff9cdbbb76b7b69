"""人事異動, entered ahead: what ends the day before and what begins, for many people in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from komae_sns.intake import Plan, Planned, Row, Verdict
from komae_sns.staff.actors import Actor
from komae_sns.staff.intake.appointments import (
    Held,
    overlap,
    read_row,
    refuse_own,
    take_rows,
)
from komae_sns.staff.intake.changing import day_text
from komae_sns.staff.intake.finding import Departments, People
from komae_sns.staff.models import Appointment, User
from komae_sns.staff.posts import IN_A_DEPARTMENT, Post

MOVE, ADD, END, LEAVE = "MOVE", "ADD", "END", "LEAVE"


@dataclass(frozen=True)
class Change:
    """`ends`: in effect until the day before; `begins`: None for who leaves.
    `redirected`: one entered earlier for that very day, which becomes `begins`.
    """

    user: User
    day: date
    ends: tuple[Appointment, ...] = ()
    begins: Appointment | None = None
    redirected: Appointment | None = None


def plan(rows: Sequence[Row], *, by: Actor | None, today: date) -> Plan:
    departments, people, held = Departments(), People(), Held.read()
    lines: dict[tuple[int, str], int] = {}
    return Plan(tuple(_planned(row, departments, people, held, lines, by, today) for row in rows))


def _planned(
    row: Row,
    departments: Departments,
    people: People,
    held: Held,
    lines: dict[tuple[int, str], int],
    by: Actor | None,
    today: date,
) -> Planned:
    change = _change(row, departments, people, held, today)
    if change is not None:
        refuse_own(row, change.user, by)
        _refuse_twice(row, change, lines)
    if change is None or row.is_wrong:
        return Planned.wrong(row, row.text("name") or row.text("username"))
    what = f"{change.user.name}（{change.user.username}）"
    if not change.ends and change.begins is None:
        return Planned(row.line, Verdict.SAME, what)
    changes = _shown(change)
    if change.begins is not None:
        held.add(change.begins)
        if change.redirected is not None:
            held.same(change.redirected).remove(change.redirected)
    verdict = Verdict.CHANGED if change.ends or change.redirected else Verdict.NEW
    return Planned(row.line, verdict, what, changes, notes=_notes(change, held), facts=change)


def _change(
    row: Row, departments: Departments, people: People, held: Held, today: date
) -> Change | None:
    move, day = row.get("move") or MOVE, row.get("starts_on")
    if move in {LEAVE, END} and not (move == END and row.text("post")):
        user = people.find(row)
        if user is None or day is None:
            return None
        if move == END:
            row.refuse("post", "どの職の兼務をやめるか、書いてください。")
        if move == LEAVE and (pending := _pending(held, user, day)):
            offices = "・".join(a.office for a in pending)
            row.refuse(
                "move", f"発令日からの任命（{offices}）が入っています。任命の画面で直してください。"
            )
        return Change(user, day, tuple(_running(held, user, day)))
    wanted = read_row(row, departments, people)
    if wanted is None:
        return None
    standing = next((a for a in held.same(wanted) if overlap(a, wanted)), None)
    if move == END:
        if standing is not None and standing.starts_on >= day:
            row.refuse("starts_on", "その任命は、発令日にはまだはじまっていません。")
        return Change(wanted.user, day, (standing,) if standing is not None else ())
    ends = () if move == ADD else tuple(_left_behind(held, wanted))
    if standing is not None:
        return Change(wanted.user, day, ends)
    pending = _pending(held, wanted.user, day) if move == MOVE and day > today else []
    if len(pending) > 1:
        offices = "・".join(a.office for a in pending)
        row.refuse(
            "username",
            f"発令日からの任命が{len(pending)}つ（{offices}）入っています。"
            "任命の画面で1つにしてください。",
        )
    return Change(wanted.user, day, ends, wanted, pending[0] if pending else None)


def _pending(held: Held, user: User, day: date) -> list[Appointment]:
    """Entered earlier for that very day: by a table since corrected, or by a reorganisation."""
    return [
        a for a in held.of(user) if a.pk and a.starts_on == day and Post(a.post) in IN_A_DEPARTMENT
    ]


def _running(held: Held, user: User, day: date) -> list[Appointment]:
    """Begun before the day and going on beyond it."""
    return [
        a
        for a in held.of(user)
        if a.pk and a.starts_on < day and (a.ends_on is None or a.ends_on >= day)
    ]


def _left_behind(held: Held, wanted: Appointment) -> list[Appointment]:
    """Posts in a section are left; a seat on the committee and the like stays."""
    same = (wanted.post, wanted.department_id)
    return [
        a
        for a in _running(held, wanted.user, wanted.starts_on)
        if Post(a.post) in IN_A_DEPARTMENT and (a.post, a.department_id) != same
    ]


def _refuse_twice(row: Row, change: Change, lines: dict[tuple[int, str], int]) -> None:
    move = row.get("move") or MOVE
    which = f"{row.text('department')}{row.text('post')}" if move in {ADD, END} else ""
    key = (change.user.pk, f"{change.day}{which}")
    if lines.setdefault(key, row.line) != row.line:
        sentence = f"{lines[key]}行目に、同じ人の異動があります。兼務なら、区分を「兼務」にします。"
        row.refuse("username", sentence)


def _shown(change: Change) -> dict[str, tuple[str | None, str | None]]:
    last = change.day - timedelta(days=1)
    found: dict[str, tuple[str | None, str | None]] = {}
    for number, old in enumerate(change.ends, 1):
        name = "終わる職" if number == 1 else f"終わる職{number}"
        found[name] = (None, f"{old.office}（{day_text(last)}まで）")
    if change.begins is not None:
        before = change.redirected.office if change.redirected else None
        found["はじまる職"] = (before, f"{change.begins.office}（{day_text(change.day)}から）")
    return found


def _notes(change: Change, held: Held) -> tuple[str, ...]:
    ended = {a.pk for a in change.ends}
    stays = [a for a in _running(held, change.user, change.day) if a.pk not in ended]
    if not stays:
        return ()
    return (f"{'・'.join(a.office for a in stays)}の職は、そのままです。",)


@transaction.atomic
def take(plan: Plan, *, by: Actor | None) -> None:
    new, changed = [], []
    for row in plan.of(Verdict.NEW, Verdict.CHANGED):
        change: Change = row.facts
        last = change.day - timedelta(days=1)
        if change.redirected is not None:
            names = ("post", "department", "title")
            facts = {name: getattr(change.begins, name) for name in names}
            changed.append((change.redirected.pk, facts, row))
        elif change.begins is not None:
            new.append((change.begins, row))
        changed += [(old.pk, {"ends_on": last}, row) for old in change.ends]
    take_rows(new, changed, by)
