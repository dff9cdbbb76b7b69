"""4(3)イ, 4(4)エ・オ: reading the rules of conduct, once a 年度 and on taking up a duty."""

import hashlib
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import actions
from accounts.models import Acknowledgement
from komae_sns.audit import services as audit
from komae_sns.city import guideline
from komae_sns.staff.actors import Actor

CLAUSES = ("4(3)イ", "4(3)エ", "4(4)エ", "4(4)オ")


def rules_of_conduct() -> list[guideline.Clause]:
    return [guideline.clause(name) for name in CLAUSES]


def text_sha256() -> str:
    """Of what the page shows, so that it can be told which wording was read."""
    whole = "\n".join(f"{clause.label}\n{clause.text}" for clause in rules_of_conduct())
    return hashlib.sha256(whole.encode()).hexdigest()


@transaction.atomic
def acknowledge(*, text: str, by: Actor, now: datetime) -> Acknowledgement:
    """`text`: text_sha256 of what was read. Twice a day, nothing happens."""
    if text != text_sha256():
        raise ValidationError("条文が新しくなりました。もう一度読んでから、確認してください。")
    made, is_new = Acknowledgement.objects.get_or_create(
        person=by.user,
        acknowledged_on=by.today,
        defaults={"acknowledged_at": now, "text_sha256": text},
    )
    if is_new:
        audit.record(actions.ACKNOWLEDGE, made, by=by, clause=CLAUSES[0])
    return made
