"""委員長特認 (4(2)イ・ウ ただし書): a decision of its own, followed until it is reported."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from accounts.models import Decision
from approvals import plan_form
from approvals.models import AgendaItem, Application, Meeting, Waiver
from approvals.permissions import committee as may
from approvals.services import agenda, filing, granting
from approvals.services.refusals import Refused, refuse_unprintable
from approvals.status import ApplicationStatus
from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Department
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

Proviso = Waiver.Proviso


@dataclass(frozen=True)
class Grounds:
    """What the chair states: why it is 特に必要, for what, until when."""

    reason: str
    scope: str
    expires_on: date


@transaction.atomic
def waive(application: Application, grounds: Grounds, *, by: Actor, now: datetime) -> Waiver:
    """On an application, filed once (ウ) or never (イ); its running item leaves the agenda."""
    application = filing.locked(application)
    require(may.can_waive, by, application)
    _refuse_unfounded(grounds, by)
    if application.is_change:
        raise Refused("特認できるのは、新しく利用するときだけです（4(2)イ・ウ ただし書）。")
    if application.is_ended:
        raise Refused(f"この申請は「{application.get_status_display()}」です。特認できません。")
    return _grant(application, grounds, by, now)


@transaction.atomic
def waive_without_form(
    department: Department,
    answers: Mapping[str, Any],
    grounds: Grounds,
    *,
    by: Actor,
    now: datetime,
) -> Waiver:
    """イ: nobody has filed anything. The case file is opened by the chair and waived at once.

    `answers` by keys of the plan form; service, display_name and purpose at least.
    """
    require(may.can_waive_for, by, department)
    _refuse_unfounded(grounds, by)
    refuse_unprintable({plan_form.label_of(key): str(text) for key, text in answers.items()})
    application = Application.objects.create(
        department=department,
        drafted_by=by.user,
        status=ApplicationStatus.DRAFT,
        title=f"{answers.get('display_name', '')}（委員長特認）"[:200],
        answers=dict(answers),
        waiting_since=now,
    )
    return _grant(filing.locked(application), grounds, by, now)


def _refuse_unfounded(grounds: Grounds, by: Actor) -> None:
    if is_blank(grounds.reason) or is_blank(grounds.scope):
        raise Refused("特に必要と認める理由と、認める範囲を書いてください。")
    refuse_unprintable({"特に必要と認める理由": grounds.reason, "認める範囲": grounds.scope})
    if grounds.expires_on <= by.today:
        raise Refused("期限は、明日か、明日より後の日にしてください。")


def _grant(application: Application, grounds: Grounds, by: Actor, now: datetime) -> Waiver:
    proviso = _proviso(application)
    because = "委員長特認がされたため"
    item = agenda.end_running(application, because=because, by=by, now=now)
    decision = granting.decide(
        application,
        Decision.Outcome.WAIVED,
        basis=proviso.label,
        by=by,
        now=now,
        conditions=f"{grounds.scope}\n期限：{wareki.long(grounds.expires_on)}",
        reason=grounds.reason,
    )
    waiver = Waiver.objects.create(
        application=application,
        decision=decision,
        proviso=proviso,
        reason=grounds.reason,
        scope=grounds.scope,
        expires_on=grounds.expires_on,
        granted_by=by.user,
        granted_at=now,
    )
    _record(waiver, item, by)
    _tell(waiver, by)
    return waiver


def _proviso(application: Application) -> Waiver.Proviso:
    """What was filed once is a form, even after it was pulled back."""
    return Proviso.WITHOUT_COMMITTEE if application.round else Proviso.WITHOUT_FORM


def _record(waiver: Waiver, item: AgendaItem | None, by: Actor) -> None:
    application = waiver.application
    stopped = {"議題": (str(item), item.get_status_display())} if item else {}
    audit.record(
        "approvals.waive",
        waiver,
        by=by,
        clause=waiver.clause,
        changes={"認める範囲": (None, waiver.scope), "期限": (None, waiver.expires_on), **stopped},
        note=waiver.reason,
        mentions=[application, application.account, *([item, item.meeting] if item else [])],
    )


def _tell(waiver: Waiver, by: Actor) -> None:
    members = people.committee(by.today).exclude(pk=by.user.pk)
    enqueue(Kind.WAIVER_GRANTED, [*people.secretariat(by.today), *members], about=waiver)
    granting.tell(waiver.application, by)


@transaction.atomic
def report(waiver: Waiver, meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """報告済み: the committee has heard of it in this meeting."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    waiver = Waiver.objects.select_for_update().get(pk=waiver.pk)
    require(may.can_report_waivers, by)
    if waiver.reported_at:
        raise Refused("この特認は、もう報告済みです。")
    if meeting.is_circulation or not meeting.has_begun:
        raise Refused("報告済みにできるのは、開会した会議だけです。")
    if meeting.held_on < localdate(waiver.granted_at):
        raise Refused("特認より前に開かれた会議では、報告したことにできません。")
    waiver.reported_to, waiver.reported_at = meeting, now
    waiver.save(update_fields=["reported_to", "reported_at"])
    audit.record(
        "approvals.report_waiver",
        waiver,
        by=by,
        clause=waiver.clause,
        changes={"報告した会議": (None, str(meeting))},
        mentions=[meeting, waiver.application],
    )
