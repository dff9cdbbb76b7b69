"""差戻し to the step before, not to the applicant: nothing that was filed changes (4(2)イ・ウ)."""

from datetime import datetime

from django.db import transaction

from approvals.models import Application, StepBack
from approvals.permissions import filing as may
from approvals.services import agenda
from approvals.services.filing import CLAUSE, locked
from approvals.services.refusals import Refused
from approvals.status import ApplicationStatus
from komae_sns.audit import services as audit
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

BECAUSE = "事務局の受付に戻したため：{}"


@transaction.atomic
def give_back(application: Application, *, remark: str, by: Actor, now: datetime) -> None:
    """課長 → 担当者: the draft that was passed up wants mending."""
    application = locked(application)
    require(may.can_give_back, by, application)
    application.require_editable()
    if application.passed_to_head_at is None:
        raise Refused("この下書きは、担当者の手もとにあります。")
    if is_blank(remark):
        raise Refused("直してほしいところを書いてください。")
    _keep(application, StepBack.Kind.TO_CLERK, remark, by, now)
    application.passed_to_head_at, application.waiting_since = None, now
    application.save(update_fields=["passed_to_head_at", "waiting_since"])
    audit.record("approvals.give_back", application, by=by, clause=CLAUSE, note=remark)
    enqueue(
        Kind.DRAFT_GIVEN_BACK,
        people.clerks_of(application.department, by.today).exclude(pk=by.user.pk),
        about=application,
        occasion=now.isoformat(),
        by=by,
        remark=remark,
    )


@transaction.atomic
def send_back_to_check(application: Application, *, reason: str, by: Actor, now: datetime) -> None:
    """委員会 → 受付, by the secretariat, while no vote on it has begun."""
    application = locked(application)
    require(may.can_send_back_to_check, by, application)
    application.require_move(ApplicationStatus.SUBMITTED)
    agenda.refuse_while_voting(application)
    hand_to_check(application, reason=reason, by=by, now=now)


def hand_to_check(
    application: Application, *, reason: str, by: Actor, now: datetime, clause: str = CLAUSE
) -> None:
    """The move, for the secretariat and for the presiding chair; the caller locks and asks.

    What was filed stays filed: the round is frozen, its policy locked.
    """
    if is_blank(reason):
        raise Refused("受付に戻す理由を書いてください。")
    agenda.leave_agenda(application, reason=BECAUSE.format(reason), by=by, now=now)
    old = application.get_status_display()
    application.move_to(ApplicationStatus.SUBMITTED, waiting_since=now)
    _keep(application, StepBack.Kind.TO_CHECK, reason, by, now)
    audit.record(
        "approvals.send_back_to_check",
        application,
        by=by,
        clause=clause,
        note=reason,
        changes={"状態": (old, application.get_status_display())},
    )
    enqueue(
        Kind.APPLICATION_BACK_AT_CHECK,
        people.secretariat(by.today).exclude(pk=by.user.pk),
        about=application,
        occasion=now.isoformat(),
        by=by,
        reason=reason,
    )


def _keep(
    application: Application, kind: StepBack.Kind, reason: str, by: Actor, now: datetime
) -> None:
    StepBack.objects.create(
        application=application,
        kind=kind,
        round=application.round,
        reason=reason,
        made_by=by.user,
        signature=by.signed(by.on_behalf_of),
        made_at=now,
    )
