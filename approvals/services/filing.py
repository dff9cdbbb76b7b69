"""Filing, from the draft to the committee's door (4(2)ア・イ)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from approvals import plan_form
from approvals.models import Application, ApplicationRound, Remark
from approvals.permissions import filing as may
from approvals.services import readiness, rounds
from approvals.services.agenda import leave_agenda, refuse_while_voting
from approvals.services.refusals import Refused
from approvals.status import ApplicationStatus
from komae_sns.audit import services as audit
from komae_sns.documents.services import issue_number
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Department
from komae_sns.staff.permissions import require
from policies import services as policies
from policies.models import Policy, PolicyVersion

CLAUSE = "4(2)イ"
ONCE_ACCEPTED = (
    "事務局が一度受け付けた申請は、引き戻せません。取り下げるか、差し戻されるのを待ってください。"
)
READ_AGAIN = (
    "開いているあいだに、申請の内容が書きかえられました。もう一度読んでから、提出してください。"
)


class NotReady(Exception):
    """The application cannot be submitted yet; `gaps` says what is missing."""

    def __init__(self, gaps: tuple[plan_form.Gap, ...]) -> None:
        super().__init__("まだ提出できません。")
        self.gaps = gaps


@transaction.atomic
def start(department: Department, *, by: Actor, now: datetime) -> Application:
    """4(2)イ: 起案."""
    require(may.can_start, by, department)
    application = Application.objects.create(
        department=department,
        drafted_by=by.user,
        status=ApplicationStatus.DRAFT,
        waiting_since=now,
        answers={"category": plan_form.field("category").choices[0]},
    )
    audit.record("approvals.start", application, by=by, clause=CLAUSE)
    return application


@transaction.atomic
def pass_to_head(application: Application, *, by: Actor, now: datetime) -> None:
    """担当者 → 課長: the draft is ready to be read."""
    application = locked(application)
    require(may.can_pass_to_head, by, application)
    application.require_editable()
    application.passed_to_head_at = application.waiting_since = now
    application.save(update_fields=["passed_to_head_at", "waiting_since"])
    audit.record("approvals.pass_to_head", application, by=by, clause=CLAUSE)
    enqueue(
        Kind.DRAFT_PASSED_TO_HEAD,
        people.heads_of(application.department, by.today),
        about=application,
        occasion=now.isoformat(),
        by=by,
    )


@transaction.atomic
def submit(
    application: Application, *, presentation: str, by: Actor, now: datetime
) -> ApplicationRound:
    """4(2)イ: file 第4号様式 with the secretariat. The round is frozen, the policy locked.

    `presentation`: of the text that was read, rounds.presentation_of.
    """
    application = locked(application)
    require(may.can_submit, by, application)
    application.require_editable()
    gaps = readiness.gaps(application, today=by.today)
    if gaps:
        raise NotReady(gaps)
    version = rounds.draft_version(application)
    if version:
        policies.lock_for_filing(version, by=by)
        version.refresh_from_db()  # nobody writes on it from here
    if rounds.presentation_of(application) != presentation:
        raise Refused(READ_AGAIN)
    application.title = filed_title(application)
    _number_once(application, now)
    application.round += 1
    application.submitted_at = application.waiting_since = now
    application.save(
        update_fields=["title", "round", "submitted_at", "waiting_since", "document_number"]
    )
    filed = rounds.freeze(application, version, by=by, now=now)
    changes = rounds.changes_since_last(filed)
    old = application.get_status_display()
    application.move_to(ApplicationStatus.SUBMITTED)
    audit.record(
        "approvals.submit",
        application,
        by=by,
        clause=CLAUSE,
        changes={"状態": (old, application.get_status_display()), **changes},
        mentions=_concerned(application, version),
    )
    enqueue(
        Kind.APPLICATION_SUBMITTED,
        people.secretariat(by.today),
        about=application,
        occasion=application.round,
    )
    return filed


def _concerned(application: Application, version: PolicyVersion | None) -> list[Model]:
    account = application.changed_account
    return [*([account] if account else []), *([version.policy] if version else [])]


def unlock_policy(application: Application, *, by: Actor) -> None:
    """The section writes on: the application came back, or ended without being granted."""
    version = rounds.draft_version(application)
    if version and version.is_draft:
        policies.unlock_after_filing(version, by=by)


def filed_title(application: Application) -> str:
    return str(application.answers.get("title", ""))[:200]


def _number_once(application: Application, now: datetime) -> None:
    """文書番号 is issued with the first submission and stays."""
    if application.document_number is None:
        application.document_number = issue_number(
            application.department, title=application.title, now=now
        )


@transaction.atomic
def pull_back(application: Application, *, by: Actor, now: datetime) -> None:
    """引戻し: before the secretariat has accepted."""
    application = locked(application)
    require(may.can_pull_back, by, application)
    filed = application.latest_round
    if application.status == ApplicationStatus.SUBMITTED and filed and filed.accepted_at:
        raise Refused(ONCE_ACCEPTED)
    application.move_to(ApplicationStatus.DRAFT, waiting_since=now, passed_to_head_at=None)
    unlock_policy(application, by=by)
    _record("approvals.pull_back", application, ApplicationStatus.SUBMITTED, by=by)


@transaction.atomic
def withdraw(application: Application, *, reason: str, by: Actor, now: datetime) -> None:
    """取下げ: the applicant ends the application; it stays readable."""
    application = locked(application)
    require(may.can_withdraw, by, application)
    refuse_while_voting(application)
    old = ApplicationStatus(application.status)
    application.move_to(ApplicationStatus.WITHDRAWN, waiting_since=now)
    if application.is_change:
        unlock_policy(application, by=by)
    leave_agenda(application, reason="申請が取り下げられたため", by=by, now=now)
    if application.policy and not application.is_change:
        policies.put_drafts_away([application.policy], reason="申請を取り下げたため", by=by)
    _record("approvals.withdraw", application, old, by=by, note=reason)


@transaction.atomic
def accept(application: Application, *, by: Actor, now: datetime) -> None:
    """受付: the form is complete and goes to the committee."""
    application = locked(application)
    require(may.can_accept, by, application)
    first_time = application.accepted_at or now
    application.move_to(ApplicationStatus.IN_REVIEW, waiting_since=now, accepted_at=first_time)
    filed = application.latest_round
    if filed.accepted_at is None:  # it may come back from the committee, and be accepted again
        filed.accepted_at, filed.answered_by = now, by.user
        filed.save(update_fields=["accepted_at", "answered_by"])
    _record("approvals.accept", application, ApplicationStatus.SUBMITTED, by=by)
    _tell_section(Kind.APPLICATION_ACCEPTED, application, by)


@transaction.atomic
def return_to_applicant(
    application: Application,
    *,
    remarks: Mapping[str, str],
    answer: str,
    by: Actor,
    now: datetime,
) -> None:
    """差戻し, with a remark at each field that must be mended."""
    application = locked(application)
    require(may.can_return, by, application)
    refuse_while_voting(application)
    hand_back(application, remarks=remarks, answer=answer, by=by, now=now)


def needed_for_filing(policy: Policy) -> str:
    """Registered as a hold (policies.holds): what is filed, or will be, is not put away."""
    needs = Application.objects.open().filter(policy=policy).first()
    if needs is None:
        return ""
    return f"申請「{needs}」の運用ポリシーなので、案だけを取り下げることはできません。"


def hand_back(
    application: Application,
    *,
    remarks: Mapping[str, str],
    answer: str,
    by: Actor,
    now: datetime,
    clause: str = CLAUSE,
) -> None:
    """The move of a return, for the secretariat and for the committee; caller locks and asks."""
    old = ApplicationStatus(application.status)
    application.move_to(ApplicationStatus.RETURNED, waiting_since=now, passed_to_head_at=None)
    filed = application.latest_round
    unlock_policy(application, by=by)
    leave_agenda(application, reason="申請が差し戻されたため", by=by, now=now)
    Remark.objects.bulk_create(
        Remark(round=filed, field=field, text=text, written_by=by.user)
        for field, text in remarks.items()
    )
    filed.returned_at, filed.answered_by, filed.answer = now, by.user, answer
    filed.save(update_fields=["returned_at", "answered_by", "answer"])
    pointed = {f"指摘：{plan_form.label_of(f)}": (None, text) for f, text in remarks.items()}
    _record(
        "approvals.return", application, old, by=by, note=answer, clause=clause, changes=pointed
    )
    _tell_section(Kind.APPLICATION_RETURNED, application, by)


def locked(application: Application) -> Application:
    """The row under its lock, with what it points at: first thing in every step."""
    rows = Application.objects.select_for_update(of=("self",))
    return rows.select_related(
        "department", "document_number", "policy", "changed_account__service", "revision__policy"
    ).get(pk=application.pk)


def _record(
    action: str,
    application: Application,
    old: ApplicationStatus,
    *,
    by: Actor,
    note: str = "",
    clause: str = CLAUSE,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
) -> None:
    moved = {"状態": (old.label, application.get_status_display())}
    audit.record(
        action, application, by=by, clause=clause, note=note, changes=moved | dict(changes or {})
    )


def _tell_section(kind: Kind, application: Application, by: Actor) -> None:
    enqueue(
        kind,
        people.workers_of(application.department, by.today),
        about=application,
        occasion=application.round,
    )
