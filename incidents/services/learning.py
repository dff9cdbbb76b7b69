"""事案報告書, and what an incident taught: lessons, and tasks with a person and a day."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from incidents import actions, cards, papers, permissions
from incidents.models import Incident, IncidentReport, Lesson, Prevention
from incidents.services.locking import locked
from incidents.services.recording import record
from incidents.status import TaskStatus
from komae_sns.documents import wareki
from komae_sns.documents.models import DocumentNumber
from komae_sns.documents.services import issue_number, issue_serial
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User
from komae_sns.staff.permissions import require
from komae_sns.staff.posts import Post
from komae_sns.text import is_blank

ReportKind = IncidentReport.Kind


@transaction.atomic
def issue_report(
    incident: Incident, *, kind: str, remark: str = "", by: Actor, now: datetime
) -> IncidentReport:
    """Numbered and worded now; the paper is printed when somebody first asks for it."""
    incident = locked(incident)
    require(permissions.can_issue_report, by, incident)
    edition = incident.reports.count() + 1
    _refuse_wrong_kind(incident, kind, edition)
    number = _number(incident, ReportKind(kind), now)
    said = papers.words(
        incident,
        now=now,
        kind=kind,
        number=str(number),
        sender=_sender(incident, by),
        remark=remark,
    )
    report = IncidentReport.objects.create(
        incident=incident,
        edition=edition,
        kind=kind,
        round=incident.round,
        document_number=number,
        words=said,
        issued_at=now,
        issued_by=by.user,
        issued_for=by.on_behalf_of,
    )
    changes = {report.get_kind_display(): (None, str(number))}
    record(actions.ISSUE_REPORT, incident, by=by, changes=changes, note=remark)
    told = people.holding(Post.CISO, Post.SECRETARIAT, today=by.today).exclude(pk=by.user.pk)
    enqueue(Kind.INCIDENT_REPORT_ISSUED, told, about=report)
    return report


def possible_kinds(incident: Incident) -> list[ReportKind]:
    """第一報 comes first; 最終報告 once in each round, after it was resolved."""
    issued = {(r.kind, r.round) for r in incident.reports.all()}
    if incident.is_under_way:
        return [ReportKind.FOLLOW_UP if issued else ReportKind.FIRST]
    has_final = (ReportKind.FINAL, incident.round) in issued
    return [] if has_final else [ReportKind.FINAL]


def _refuse_wrong_kind(incident: Incident, kind: str, edition: int) -> None:
    possible = possible_kinds(incident)
    if kind in possible:
        return
    if not possible:
        raise ValidationError({"kind": "最終報告は、もう発行しました。"})
    raise ValidationError({"kind": f"いま発行できるのは、{possible[0].label}です。"})


def _number(incident: Incident, kind: ReportKind, now: datetime) -> DocumentNumber:
    """A drill takes no number of the section's real papers."""
    title = f"{incident.number}の事案報告書（{kind.label}）"[:200]
    if not incident.is_drill:
        return issue_number(incident.department, title=title, now=now)
    pattern = cards.report_pattern_of_a_drill()
    return issue_serial("訓練報告", incident.department, pattern=pattern, title=title, now=now)


def _sender(incident: Incident, by: Actor) -> list[str]:
    section, holder = incident.department, by.on_behalf_of
    own = by.headship_of(section)
    named = by.signed(holder) if holder else str(own or by.signature)
    return [line for line in (section.division_name, named) if line]


@transaction.atomic
def write_lesson(
    incident: Incident,
    *,
    text: str,
    task: str = "",
    owner: User | None = None,
    due_on: date | None = None,
    by: Actor,
    now: datetime,
) -> Lesson:
    """Also after it is closed; with a task it has a person and a day."""
    incident = locked(incident)
    require(permissions.can_write_lessons, by, incident)
    wrong = _wrong_lesson(text, task, owner, due_on, by.today)
    if wrong:
        raise ValidationError(wrong)
    lesson = Lesson.objects.create(incident=incident, text=text, written_by=by.user, written_at=now)
    changes = {"教訓": (None, text)}
    given = None
    if owner and due_on:
        given = Prevention.objects.create(
            lesson=lesson, what=task, owner=owner, due_on=due_on, given_by=by.user, given_at=now
        )
        changes["再発防止策"] = (None, f"{task}（{owner.name}・{wareki.long(due_on)}まで）")
    record(actions.WRITE_LESSON, incident, by=by, changes=changes)
    if given and owner != by.user:
        enqueue(Kind.INCIDENT_TASK_GIVEN, [owner], about=given)
    return lesson


def _wrong_lesson(
    text: str, task: str, owner: User | None, due_on: date | None, today: date
) -> dict[str, str]:
    wrong = {}
    if is_blank(text):
        wrong["text"] = "わかったことを書いてください。"
    asked = {"task": not is_blank(task), "owner": owner is not None, "due_on": due_on is not None}
    if any(asked.values()):
        missing = [name for name, is_there in asked.items() if not is_there]
        wrong |= dict.fromkeys(missing, "再発防止策には、すること・担当・期限がそろって要ります。")
    if due_on and due_on < today:
        wrong["due_on"] = "きょうか、それより後の日にしてください。"
    return wrong


@transaction.atomic
def end_prevention(
    task: Prevention, *, is_done: bool, result: str, by: Actor, now: datetime
) -> None:
    """済, or 取りやめ with the reason."""
    incident = locked(task.lesson.incident)
    task = Prevention.objects.with_names().select_for_update(of=("self",)).get(pk=task.pk)
    require(permissions.can_end_prevention, by, task)
    if is_blank(result):
        raise ValidationError({"result": "したこと、またはやめた理由を書いてください。"})
    status = TaskStatus.DONE if is_done else TaskStatus.DROPPED
    task.move_to(status, result=result, ended_by=by.user, ended_at=now)
    changes = {task.what: (TaskStatus.OPEN.label, status.label)}
    record(actions.END_PREVENTION, incident, by=by, changes=changes, note=result)
