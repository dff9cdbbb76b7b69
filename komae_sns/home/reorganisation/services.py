"""The old section ends, its successors take what it had; entered ahead, effective on the day.

People and rights go by the dates of the appointments, which are written when the reorganisation
is entered: on the day nobody acts for the old section, whether or not the calendar's task has run.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import OfficialAccount
from accounts.services import follow_posts
from accounts.services.locking import store
from approvals.models import Application
from komae_sns.audit import services as audit
from komae_sns.audit.services import Event
from komae_sns.documents import wareki
from komae_sns.home.reorganisation.belongings import Belongings, belongings, key_of
from komae_sns.home.reorganisation.models import Reorganisation
from komae_sns.home.reorganisation.status import ReorganisationStatus
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment, Department
from komae_sns.staff.permissions import can_keep_master_data, require
from komae_sns.staff.services import change_department
from policies.models import Policy

ENTERED, DONE, CANCELLED = (
    "home.reorganisation_entered",
    "home.reorganisation_done",
    "home.reorganisation_cancelled",
)
MOVED_ACCOUNT, MOVED_POLICY, MOVED_APPLICATION = (
    "home.account_moved",
    "home.policy_moved",
    "home.application_moved",
)
LABELS = {
    ENTERED: "課の改正を入力した",
    DONE: "課の改正の引きつぎをした",
    CANCELLED: "課の改正を取りやめた",
    MOVED_ACCOUNT: "組織の改正で、運用主体が替わった",
    MOVED_POLICY: "組織の改正で、所管が替わった",
    MOVED_APPLICATION: "組織の改正で、提出部課が替わった",
}


@dataclass(frozen=True)
class Successors:
    """`heir` takes everything that `elsewhere` does not give to another."""

    heir: Department
    elsewhere: Mapping[str, Department]

    def all(self) -> set[Department]:
        return {self.heir, *self.elsewhere.values()}

    def of(self, key: str) -> Department:
        return self.elsewhere.get(key, self.heir)


@transaction.atomic
def enter(
    section: Department,
    successors: Successors,
    *,
    takes_effect_on: date,
    basis: str,
    by: Actor,
    now: datetime,
) -> Reorganisation:
    """4(5)エ: no account is left without its section."""
    require(can_keep_master_data, by)
    section = Department.objects.select_for_update().get(pk=section.pk)
    _refuse(section, successors, takes_effect_on, by.today)
    last = takes_effect_on - timedelta(days=1)
    found = belongings(section, takes_effect_on)
    for unit in section.children.filter(kind=Department.Kind.UNIT, ends_on=None):
        change_department(unit, {"ends_on": max(last, unit.starts_on)}, by=by)
    change_department(section, {"ends_on": last}, by=by, successors=successors.all())
    moved = _move_people(section, found.appointments, successors, takes_effect_on, by)
    reorganisation = Reorganisation.objects.create(
        section=section,
        heir=successors.heir,
        takes_effect_on=takes_effect_on,
        basis=basis,
        status=ReorganisationStatus.PLANNED,
        elsewhere={key: other.pk for key, other in successors.elsewhere.items()},
        moved_posts=moved,
        entered_by=by.user,
        entered_at=now,
    )
    changes = {
        "施行日": (None, takes_effect_on.isoformat()),
        "引きつぐ課": (None, "、".join(sorted(d.name for d in successors.all()))),
    }
    audit.record(
        ENTERED,
        reorganisation,
        by=by,
        clause="4(5)エ",
        changes=changes,
        note=basis,
        mentions=[section, *sorted(successors.all(), key=lambda d: d.pk)],
    )
    if takes_effect_on <= by.today:
        carry_out(reorganisation, today=by.today, now=now)
        reorganisation.refresh_from_db()
    return reorganisation


def _refuse(section: Department, successors: Successors, day: date, today: date) -> None:
    if section.kind in {Department.Kind.DIVISION, Department.Kind.UNIT}:
        raise ValidationError({"section": "課・室・館・局を選んでください。"})
    if day < today:
        raise ValidationError({"takes_effect_on": "施行日は、きょうより前にはできません。"})
    if section.ends_on is not None or section.starts_on >= day:
        raise ValidationError({"section": f"「{section.name}」は、施行日の前の日にはありません。"})
    for heir in successors.all():
        exists = heir.starts_on <= day and (heir.ends_on is None or heir.ends_on >= day)
        if heir.pk == section.pk or not exists:
            raise ValidationError(
                {"heir": f"「{heir.name}」は、施行日に引きつぐことができません。"}
            )


def _move_people(
    section: Department,
    appointments: Iterable[Appointment],
    successors: Successors,
    day: date,
    by: Actor,
) -> list[list[int]]:
    """[old, new] of each appointment that goes on; one not yet begun is only renamed."""
    last, moved, events = day - timedelta(days=1), [], []
    for old in (
        Appointment.objects.select_for_update(of=("self",))
        .filter(pk__in=[a.pk for a in appointments])
        .select_related("user", "department")
        .order_by("pk")
    ):
        heir = successors.of(key_of(old))
        title = old.title.replace(section.name, heir.name)
        before = f"{old.office}（{_period(old.starts_on, old.ends_on)}）"
        if old.starts_on >= day:
            old.department, old.title = heir, title
            old.save(update_fields=["department", "title"])
            moved.append([old.pk, old.pk])
            new = old
        else:
            new = Appointment.objects.create(
                user=old.user,
                post=old.post,
                department=heir,
                title=title,
                starts_on=day,
                ends_on=old.ends_on,
            )
            old.ends_on = last
            old.save(update_fields=["ends_on"])
            moved.append([old.pk, new.pk])
        after = f"{new.office}（{_period(new.starts_on, new.ends_on)}）"
        events.append(
            Event("staff.appointed", new, changes={"任命": (before, after)}, mentions=[old.user])
        )
    audit.record_all(events, by=by)
    return moved


def _period(first: date, last: date | None) -> str:
    return f"{wareki.short(first)}から" + (f"{wareki.short(last)}まで" if last else "")


def carry_out_due(today: date, now: datetime) -> int:
    """Late and twice without harm: each is carried out once, by whoever moves its status first."""
    due = Reorganisation.objects.due(today).order_by("takes_effect_on", "pk")
    return sum(carry_out(one, today=today, now=now) for one in due)


@transaction.atomic
def carry_out(reorganisation: Reorganisation, *, today: date, now: datetime) -> bool:
    """Everything the section has by now, also what came since the reorganisation was entered."""
    locked = Reorganisation.objects.select_for_update().get(pk=reorganisation.pk)
    if not locked.is_planned or locked.takes_effect_on > today:
        return False
    section = Department.objects.select_for_update().get(pk=locked.section_id)
    chosen = Department.objects.in_bulk([locked.heir_id, *set(locked.elsewhere.values())])
    elsewhere = {key: chosen[pk] for key, pk in locked.elsewhere.items()}
    successors = Successors(chosen[locked.heir_id], elsewhere)
    found = belongings(section, locked.takes_effect_on)
    moved = [
        *_move_accounts(section, found.accounts, successors, locked),
        *_move_policies(section, found, successors, locked),
        *_move_applications(section, found.applications, successors, locked),
    ]
    locked.move_to(ReorganisationStatus.DONE, ended_at=now)
    counts = {
        "アカウント": (None, len(found.accounts)),
        "運用ポリシー": (None, len(found.policies)),
        "手続中の申請": (None, len(found.applications)),
    }
    done = Event(DONE, locked, "4(5)エ", counts, locked.basis, [section, *successors.all()])
    audit.record_all([*moved, done], by=None)
    follow_posts(today)
    return True


def _move_accounts(
    section: Department,
    accounts: Iterable[OfficialAccount],
    successors: Successors,
    of: Reorganisation,
) -> list[Event]:
    events = []
    wanted = [account.pk for account in accounts]
    locked = OfficialAccount.objects.with_names().select_for_update(of=("self",))
    for account in locked.filter(pk__in=wanted).order_by("pk"):
        heir = successors.of(key_of(account))
        account.department = heir
        store(account, "department")
        events.append(_moved(MOVED_ACCOUNT, account, "運用主体", section, heir, of))
    return events


def _move_policies(
    section: Department, found: Belongings, successors: Successors, of: Reorganisation
) -> list[Event]:
    """With its accounts; where these part, or it has none, to the heir."""
    events = []
    for policy in (
        Policy.objects.select_for_update()
        .filter(pk__in=[p.pk for p in found.policies])
        .order_by("pk")
    ):
        to = {successors.of(key_of(account)) for account in policy.accounts.all()}
        heir = to.pop() if len(to) == 1 else successors.heir
        Policy.objects.filter(pk=policy.pk).update(department=heir)
        events.append(_moved(MOVED_POLICY, policy, "所管", section, heir, of))
    return events


def _move_applications(
    section: Department,
    applications: Iterable[Application],
    successors: Successors,
    of: Reorganisation,
) -> list[Event]:
    """Those that are not ended; the ended ones keep the name under which they were decided."""
    events = []
    wanted = [application.pk for application in applications]
    for application in (
        Application.objects.open().select_for_update().filter(pk__in=wanted).order_by("pk")
    ):
        heir = successors.of(key_of(application))
        Application.objects.filter(pk=application.pk).update(department=heir)
        events.append(_moved(MOVED_APPLICATION, application, "提出部課", section, heir, of))
    return events


def _moved(
    action: str,
    thing: OfficialAccount | Policy | Application,
    name: str,
    old: Department,
    new: Department,
    of: Reorganisation,
) -> Event:
    changes = {name: (old.full_name, new.full_name)}
    note = f"{wareki.long(of.takes_effect_on)}　{of.basis}"
    return Event(action, thing, "4(5)エ", changes, note)


@transaction.atomic
def cancel(reorganisation: Reorganisation, *, by: Actor, now: datetime) -> None:
    """Before the day: the section goes on, and the people in it."""
    require(can_keep_master_data, by)
    locked = Reorganisation.objects.select_for_update().get(pk=reorganisation.pk)
    locked.require_move(ReorganisationStatus.CANCELLED)
    if locked.takes_effect_on <= by.today:
        raise ValidationError("施行日になったので、取りやめられません。")
    section = Department.objects.select_for_update().get(pk=locked.section_id)
    heirs = {locked.heir_id, *locked.elsewhere.values()}
    last = locked.takes_effect_on - timedelta(days=1)
    for unit in section.children.filter(kind=Department.Kind.UNIT, ends_on=last):
        change_department(unit, {"ends_on": None}, by=by)
    change_department(section, {"ends_on": None}, by=by, successors=())
    _bring_people_back(locked, section, heirs, by)
    locked.move_to(ReorganisationStatus.CANCELLED, ended_at=now)
    audit.record(CANCELLED, locked, by=by, mentions=[section])


def _bring_people_back(of: Reorganisation, section: Department, heirs: set[int], by: Actor) -> None:
    """Those not yet begun, and still where the reorganisation had put them."""
    old = Appointment.objects.in_bulk([pair[0] for pair in of.moved_posts])
    origin = {new: old[first] for first, new in of.moved_posts}
    events = []
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("user", "department")
    for new in rows.filter(pk__in=origin, department__in=heirs, starts_on__gt=by.today).order_by(
        "pk"
    ):
        before = new.office
        name = new.department.name
        new.department = section
        new.title = new.title.replace(name, section.name)
        new.save(update_fields=["department", "title"])
        changes = {"任命": (before, new.office)}
        events.append(Event("staff.appointment_changed", new, changes=changes, mentions=[new.user]))
    audit.record_all(events, by=by)
