"""採決の定め: set ahead by the secretariat, taken by every meeting of its days (4(2)ウ)."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from approvals.models import CommitteeRule
from approvals.models.committee_rule import rule_on
from approvals.permissions import committee as may
from approvals.tally import Rule, RuleError
from komae_sns.audit import services as audit
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require

CLAUSE = "4(2)ウ"


@transaction.atomic
def set_rule(rule: Any, *, valid_from: date, basis: str = "", by: Actor) -> CommitteeRule:
    """From that day on. A meeting that was opened keeps the rule it was opened under.

    `rule` as of approvals.tally.Rule. Raises ValidationError.
    """
    require(may.can_set_rule, by)
    if valid_from < by.today:
        raise ValidationError({"valid_from": "今日か、今日より後の日にしてください。"})
    new, old = _read(rule), rule_on(valid_from)
    row = CommitteeRule(valid_from=valid_from, rule=new.to_json(), basis=basis)
    row.full_clean()
    row.save()
    changes = {
        "この日から": (None, valid_from),
        "採決の定め": (old.summary, new.summary),
        **audit.changed(old.to_json(), new.to_json()),
    }
    audit.record("approvals.set_rule", row, by=by, clause=CLAUSE, changes=changes, note=basis)
    return row


def _read(rule: Any) -> Rule:
    if not isinstance(rule, dict):
        raise ValidationError({"rule": "項目と値の組（{…}）で書いてください。"})
    try:
        return Rule.from_json(rule)
    except RuleError as error:
        raise ValidationError({"rule": str(error)}) from error
