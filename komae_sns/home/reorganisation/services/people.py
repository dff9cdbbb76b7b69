"""Posts go by their dates: nobody acts for an ended section, even if the task is late."""

from collections.abc import Iterable
from datetime import date, timedelta

from komae_sns.audit import services as audit
from komae_sns.audit.services import Event
from komae_sns.documents import wareki
from komae_sns.home.reorganisation.belongings import key_of
from komae_sns.home.reorganisation.models import Reorganisation
from komae_sns.home.reorganisation.successors import Successors
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment, Department


def move_people(
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


def bring_people_back(of: Reorganisation, section: Department, heirs: set[int], by: Actor) -> None:
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
