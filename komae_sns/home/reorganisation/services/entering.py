"""Entered ahead; the posts are written at once, dated from the day."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.home.reorganisation.actions import ENTERED
from komae_sns.home.reorganisation.belongings import belongings
from komae_sns.home.reorganisation.models import Reorganisation
from komae_sns.home.reorganisation.services.carrying_out import carry_out
from komae_sns.home.reorganisation.services.people import move_people
from komae_sns.home.reorganisation.status import ReorganisationStatus
from komae_sns.home.reorganisation.successors import Successors
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Department
from komae_sns.staff.permissions import can_keep_master_data, require
from komae_sns.staff.services import change_department, locked_departments


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
    section = next(each for each in locked_departments() if each.pk == section.pk)
    _refuse(section, successors, takes_effect_on, by.today)
    last = takes_effect_on - timedelta(days=1)
    found = belongings(section, takes_effect_on)
    for unit in section.children.filter(kind=Department.Kind.UNIT, ends_on=None):
        change_department(unit, {"ends_on": max(last, unit.starts_on)}, by=by)
    change_department(section, {"ends_on": last}, by=by, successors=successors.all())
    moved = move_people(section, found.appointments, successors, takes_effect_on, by)
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
    if (
        later := Reorganisation.objects.planned()
        .inherited_by(section)
        .filter(takes_effect_on__gt=day)
        .first()
    ):
        raise ValidationError(
            {
                "section": f"「{section.name}」は、{wareki.long(later.takes_effect_on)}に"
                f"「{later.section.name}」を引きつぐことになっています。先にそれを取りやめてください。"
            }
        )
    for heir in successors.all():
        exists = heir.starts_on <= day and (heir.ends_on is None or heir.ends_on >= day)
        if heir.pk == section.pk or not exists:
            raise ValidationError(
                {"heir": f"「{heir.name}」は、施行日に引きつぐことができません。"}
            )
