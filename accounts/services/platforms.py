"""3(5): platforms come and go; the secretariat keeps their rows."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import actions
from accounts.address import BadRule, ServiceRule
from accounts.models import Service
from komae_sns.audit import services as audit
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import can_keep_master_data, require

CLAUSE = "3(5)"


@transaction.atomic
def keep_service(service: Service, *, by: Actor | None) -> bool:
    """Add or change a row; by=None is the command that loads the city's data.

    Gives False when nothing differed.
    """
    if by is not None:
        require(can_keep_master_data, by)
    check_rules(service)
    before = _shown(_stored(service))
    changes = audit.changed(before, _shown(service))
    if changes:
        service.save()
        audit.record(actions.KEEP_SERVICE, service, by=by, clause=CLAUSE, changes=changes)
    return bool(changes)


def check_rules(service: Service) -> None:
    """Raise ValidationError unless the table can be read and speaks of this service."""
    try:
        rule = ServiceRule.from_table(service.rules)
    except BadRule as error:
        raise ValidationError({"rules": str(error)}) from error
    if rule.code != service.code:
        message = f"決まりの code「{rule.code}」が、コード「{service.code}」と違います。"
        raise ValidationError({"rules": message})


def _stored(service: Service) -> Service | None:
    return Service.objects.select_for_update().filter(pk=service.pk).first()


def _shown(service: Service | None) -> dict[str, Any]:
    if service is None:
        return {}
    return {
        str(field.verbose_name): field.value_from_object(service)
        for field in service._meta.concrete_fields
        if not field.primary_key
    }
