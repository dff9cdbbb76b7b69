"""When the kinds are told, as the secretariat wants it; it holds from the next run on."""

from datetime import datetime

from django.db import transaction

from komae_sns.audit import services as audit
from komae_sns.notices import permissions
from komae_sns.notices.models import ReminderRule
from komae_sns.notices.reminders.declared import Reminding
from komae_sns.notices.reminders.rules import Rule, in_words, rule_of
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require


@transaction.atomic
def set_reminder_rule(reminding: Reminding, rule: Rule, *, by: Actor, now: datetime) -> bool:
    """False where nothing changes."""
    require(permissions.can_set_reminders, by)
    list(ReminderRule.objects.select_for_update().filter(kind=reminding.kind))
    before, after = in_words(rule_of(reminding.kind)), in_words(rule)
    if before == after:
        return False
    facts = {
        "is_on": rule.is_on,
        "stages": list(rule.rhythm.stages),
        "repeat": rule.rhythm.repeat,
        "escalate": rule.rhythm.escalate,
        "changed_by": by.user,
        "changed_at": now,
    }
    row, _ = ReminderRule.objects.update_or_create(kind=reminding.kind, defaults=facts)
    audit.record(
        "notices.set_reminder_rule",
        row,
        by=by,
        clause=reminding.clause,
        changes={reminding.kind.label: (before, after)},
    )
    return True
