"""意見を書く: for the committee's own eyes, before and during its deliberation (4(2)ウ)."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from approvals.models import Application, Comment
from approvals.permissions import comments as may
from approvals.services import filing
from approvals.services.refusals import Refused
from approvals.status import ApplicationStatus
from komae_sns.audit import services as audit
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

CLAUSE = "4(2)ウ"


@transaction.atomic
def add(application: Application, text: str, *, by: Actor, now: datetime) -> Comment:
    """Kept as written. The trail has its fingerprint only, on no time line but its own."""
    application = filing.locked(application)
    require(may.can_comment, by, application)
    if application.status != ApplicationStatus.IN_REVIEW:
        raise Refused(
            f"この申請は「{application.get_status_display()}」です。意見を書けるのは、審査中だけです。"
        )
    if is_blank(text):
        raise Refused("意見を書いてください。")
    comment = Comment.objects.create(
        application=application,
        round=application.round,
        text=text,
        written_by=by.user,
        signature=by.signed(by.on_behalf_of),
        written_at=now,
    )
    fingerprint = sha256(text.encode()).hexdigest()
    changes = {"本文のSHA-256": (None, fingerprint)}
    audit.record("approvals.comment", comment, by=by, clause=CLAUSE, changes=changes)
    return comment
