"""任命 from a table, recognised by person, post, section and first day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from komae_sns import city
from komae_sns.audit import services as audit
from komae_sns.audit.services import Event
from komae_sns.intake import Plan, Planned, Row, Verdict
from komae_sns.intake.columns import plain
from komae_sns.staff import permissions
from komae_sns.staff.actors import Actor
from komae_sns.staff.intake.changing import check_columns, day_text, differing, shown
from komae_sns.staff.intake.finding import Departments, People
from komae_sns.staff.intake.taking import Overtaken, locked
from komae_sns.staff.models import Appointment, Department, User
from komae_sns.staff.permissions import require
from komae_sns.staff.posts import IN_A_DEPARTMENT, Post

Key = tuple[int, str, int | None]
OWN = "ご自分の任命は、ほかの事務局の職員が取り込んでください。"


@dataclass
class Held:
    """Every appointment there is or will be, by person, post and section."""

    by_key: dict[Key, list[Appointment]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def read(cls) -> "Held":
        held = cls()
        for appointment in Appointment.objects.with_people().order_by("pk"):
            held.add(appointment)
        return held

    def add(self, appointment: Appointment) -> None:
        self.by_key[key_of(appointment)].append(appointment)

    def of(self, user: User) -> list[Appointment]:
        return [a for (pk, _, _), held in self.by_key.items() if pk == user.pk for a in held]

    def same(self, appointment: Appointment) -> list[Appointment]:
        return self.by_key.get(key_of(appointment), [])

    def overlapping(self, appointment: Appointment) -> Appointment | None:
        others = (a for a in self.same(appointment) if a is not appointment)
        return next((a for a in others if overlap(a, appointment)), None)


def key_of(appointment: Appointment) -> Key:
    return appointment.user_id, appointment.post, appointment.department_id


def overlap(one: Appointment, other: Appointment) -> bool:
    return (one.ends_on is None or one.ends_on >= other.starts_on) and (
        other.ends_on is None or other.ends_on >= one.starts_on
    )


def post_of(row: Row, key: str = "post") -> Post | None:
    """「課長」「秘書広報室長」「主任」「委員」 → the post of the portal."""
    text = row.text(key)
    if not text:
        return None
    if plain(text) in {plain(p.label) for p in Post} | {plain(p) for p in Post}:
        return next(p for p in Post if plain(text) in {plain(p.label), plain(p)})
    for post, endings in city.data("intake.toml")["posts"].items():
        if any(plain(text).endswith(plain(ending)) for ending in endings):
            return Post(post)
    known = "・".join(post.label for post in Post)
    row.refuse(key, f"「{text}」がどの職かわかりません。{known}のどれかを書いてください。")
    return None


def title_of(row: Row, post: Post, department: Department | None, key: str = "post") -> str:
    """「秘書広報室長」 where 「課長」 or 「室長」 is written beside the section."""
    text = row.text(key)
    if row.text("title") or department is None or plain(text) == plain(post.label):
        return row.text("title")
    if plain(department.name) in plain(text):
        return text
    generic = {"課長", "室長", "館長", "局長", "所長", "センター長", "長"}
    return f"{department.name}長" if text in generic else f"{department.name}{text}"


def plan(rows: Sequence[Row], *, by: Actor | None) -> Plan:
    departments, people, held = Departments(), People(), Held.read()
    return Plan(tuple(_planned(row, departments, people, held, by) for row in rows))


def _planned(
    row: Row, departments: Departments, people: People, held: Held, by: Actor | None
) -> Planned:
    wanted = read_row(row, departments, people)
    what = f"{wanted.user.name}：{wanted.office}" if wanted else _typed(row)
    if wanted is None or row.is_wrong:
        return Planned.wrong(row, what)
    old = next((a for a in held.same(wanted) if a.starts_on == wanted.starts_on), None)
    if old is not None and old.pk is None:
        row.refuse("username", "同じ任命の行が、上にもあります。")
        return Planned.wrong(row, what)
    if old is None:
        return _new(row, wanted, what, held, by)
    return _known(row, old, wanted, what, held, by)


def _new(row: Row, wanted: Appointment, what: str, held: Held, by: Actor | None) -> Planned:
    _refuse_overlap(row, held.overlapping(wanted))
    refuse_own(row, wanted.user, by)
    if row.is_wrong:
        return Planned.wrong(row, what)
    held.add(wanted)
    changes = shown(wanted, {}, facts_of(wanted))
    return Planned(row.line, Verdict.NEW, what, changes, facts=wanted)


def _known(
    row: Row, old: Appointment, wanted: Appointment, what: str, held: Held, by: Actor | None
) -> Planned:
    given = {n: getattr(wanted, n) for n in ("title", "ends_on") if row.get(n) is not None}
    changed = differing(old, given)
    if not changed:
        return Planned(row.line, Verdict.SAME, what)
    before = {name: getattr(old, name) for name in changed}
    for name, value in changed.items():
        setattr(old, name, value)
    _refuse_overlap(row, held.overlapping(old))
    refuse_own(row, old.user, by)
    if row.is_wrong:
        return Planned.wrong(row, what)
    changes = shown(old, before, changed)
    return Planned(row.line, Verdict.CHANGED, what, changes, facts=(old.pk, changed))


def read_row(row: Row, departments: Departments, people: People) -> Appointment | None:
    """The appointment that the row speaks of, unsaved; None with sentences at the row."""
    user, post, starts_on = people.find(row), post_of(row), row.get("starts_on")
    if user is None or post is None or starts_on is None:
        return None
    department = None
    if row.text("department"):
        department = departments.find(row, "department", starts_on)
        if department is None:
            return None
    elif post in IN_A_DEPARTMENT:
        row.refuse("department", "この職には、部課が必要です。")
        return None
    appointment = Appointment(
        user=user,
        post=post,
        department=department,
        title=title_of(row, post, department),
        starts_on=starts_on,
        ends_on=row.get("ends_on"),
    )
    check_columns(row, appointment, ["title"])
    if appointment.ends_on and appointment.ends_on < starts_on:
        row.refuse("ends_on", "最後の日は、はじまる日より後にしてください。")
    return appointment


def _refuse_overlap(row: Row, other: Appointment | None) -> None:
    if other is not None:
        row.refuse(
            "starts_on",
            f"同じ職に、{day_text(other.starts_on)}からの任命がすでにあります。"
            "前の任命を終わらせるか、はじまる日を確かめてください。",
        )


def refuse_own(row: Row, user: User, by: Actor | None) -> None:
    if by is not None and not permissions.can_appoint(by, user):
        row.refuse("username", OWN)


def _typed(row: Row) -> str:
    return f"{row.text('name') or row.text('username')}：{row.text('department')}{row.text('post')}"


def facts_of(appointment: Appointment) -> dict[str, Any]:
    names = ("user", "post", "department", "title", "starts_on", "ends_on")
    return {name: getattr(appointment, name) for name in names}


@transaction.atomic
def take(plan: Plan, *, by: Actor | None) -> None:
    new = [(row.facts, row) for row in plan.of(Verdict.NEW)]
    changed = [(*row.facts, row) for row in plan.of(Verdict.CHANGED)]
    take_rows(new, changed, by)


def take_rows(
    new: Sequence[tuple[Appointment, Planned]],
    changed: Sequence[tuple[int, dict[str, Any], Planned]],
    by: Actor | None,
) -> None:
    """Set-based; the same rules as services.appoint, held once more under the people's locks."""
    owners = {a.user_id for a, _ in new}
    rows = locked(Appointment, [pk for pk, _, _ in changed])
    owners |= {row.user_id for row in rows.values()}
    users = locked(User, owners)
    if by is not None:
        require(permissions.can_keep_master_data, by)
        if by.user.pk in owners:
            raise PermissionDenied(OWN)
    events = []
    for pk, facts, planned in changed:
        for name, value in facts.items():
            setattr(rows[pk], name, value)
        events.append(
            Event(
                "staff.appointment_changed",
                rows[pk],
                changes=planned.changes,
                mentions=[users[rows[pk].user_id]],
            )
        )
    if rows:
        Appointment.objects.bulk_update(
            rows.values(), ["post", "department", "title", "ends_on"], batch_size=500
        )
    made = [appointment for appointment, _ in new]
    Appointment.objects.bulk_create(made, batch_size=500)
    events += [
        Event("staff.appointed", a, changes=row.changes, mentions=[a.user]) for a, row in new
    ]
    _refuse_doubles(owners)
    audit.record_all(events, by=by)


def _refuse_doubles(owners: Iterable[int]) -> None:
    """Another taking may have come first; its rows are seen now that the people are locked."""
    wanted = sorted(owners)
    for start in range(0, len(wanted), 500):
        found: dict[Key, list[Appointment]] = defaultdict(list)
        batch = wanted[start : start + 500]
        for appointment in Appointment.objects.filter(user__in=batch).order_by("starts_on"):
            found[key_of(appointment)].append(appointment)
        for held in found.values():
            if any(overlap(a, b) for a, b in pairwise(held)):
                raise Overtaken


def on(day: date, appointment: Appointment) -> bool:
    return appointment.starts_on <= day and (
        appointment.ends_on is None or appointment.ends_on >= day
    )
