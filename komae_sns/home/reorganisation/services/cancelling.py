"""Before the day, everything goes back."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from komae_sns.audit import services as audit
from komae_sns.home.reorganisation.actions import CANCELLED
from komae_sns.home.reorganisation.models import Reorganisation
from komae_sns.home.reorganisation.services.people import bring_people_back
from komae_sns.home.reorganisation.status import ReorganisationStatus
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Department
from komae_sns.staff.permissions import can_keep_master_data, require
from komae_sns.staff.services import change_department, locked_departments


@transaction.atomic
def cancel(reorganisation: Reorganisation, *, by: Actor, now: datetime) -> None:
    """Before the day: the section goes on, and the people in it."""
    require(can_keep_master_data, by)
    locked = Reorganisation.objects.select_for_update().get(pk=reorganisation.pk)
    locked.require_move(ReorganisationStatus.CANCELLED)
    if locked.takes_effect_on <= by.today:
        raise ValidationError("施行日になったので、取りやめられません。")
    section = next(each for each in locked_departments() if each.pk == locked.section_id)
    heirs = {locked.heir_id, *locked.elsewhere.values()}
    last = locked.takes_effect_on - timedelta(days=1)
    for unit in section.children.filter(kind=Department.Kind.UNIT, ends_on=last):
        change_department(unit, {"ends_on": None}, by=by)
    change_department(section, {"ends_on": None}, by=by, successors=())
    bring_people_back(locked, section, heirs, by)
    locked.move_to(ReorganisationStatus.CANCELLED, ended_at=now)
    audit.record(CANCELLED, locked, by=by, mentions=[section])
