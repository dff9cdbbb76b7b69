"""採決の定め: set ahead by the secretariat, taken by every meeting of its days (4(2)ウ)."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from approvals.models import CommitteeRule
from approvals.models.committee_rule import meetings_touched, rule_on
from approvals.permissions import committee as may
from approvals.tally import Rule, RuleError, in_words
from komae_sns.audit import services as audit
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require

CLAUSE = "4(2)ウ"


@transaction.atomic
def set_rule(rule: Any, *, valid_from: date, basis: str = "", by: Actor) -> CommitteeRule:
    """From that day on, in place of one set for the same day. What was opened keeps its own.

    `rule` as of approvals.tally.Rule. Raises ValidationError.
    """
    require(may.can_set_rule, by)
    if valid_from < by.today:
        raise ValidationError({"valid_from": "今日か、今日より後の日にしてください。"})
    new, old = _read(rule), rule_on(valid_from)
    touched = list(meetings_touched(valid_from))
    row = CommitteeRule(valid_from=valid_from, rule=new.to_json(), basis=basis, set_by=by.user)
    row.full_clean()
    row.save()
    audit.record(
        "approvals.set_rule",
        row,
        by=by,
        clause=CLAUSE,
        changes={
            "この日から": (None, valid_from),
            **audit.changed(in_words(old), in_words(new)),
        },
        note=basis,
        mentions=touched,
    )
    return row


def _read(rule: Any) -> Rule:
    if not isinstance(rule, dict):
        raise ValidationError({"rule": "項目と値の組（{…}）で書いてください。"})
    try:
        return Rule.from_json(rule)
    except RuleError as error:
        raise ValidationError({"rule": str(error)}) from error
