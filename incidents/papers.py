"""事案報告書 on paper: what stands in it, and the print."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from incidents.models import Incident, IncidentReport, TimelineEntry
from incidents.models.report import IncidentReport as Report
from incidents.status import StepStatus
from komae_sns import city
from komae_sns.documents import services as documents
from komae_sns.documents import wareki
from komae_sns.documents.press import Printed

KIND = "incident_report"
Rows = list[list[str]]


def report_pdf(report: IncidentReport) -> bytes:
    """As issued; the paper first printed is kept under its hash.

    Should it hold a character no font has, it is printed with 〓 and not frozen.
    """

    def printed() -> Printed:
        return documents.print_paper(KIND, report.words, title=str(report))

    try:
        paper = documents.frozen_paper(
            KIND, report, 1, printed, title=str(report)[:200], now=report.issued_at
        )
    except documents.MissingGlyphs:
        return printed().pdf
    return documents.contents(paper)


def draft_pdf(incident: Incident, *, now: datetime) -> bytes:
    """As it stands now, marked 案: nothing is issued by printing it."""
    said = words(incident, now=now) | {"draft": True}
    return documents.print_paper(KIND, said, title=f"事案報告書（案）：{incident}").pdf


def words(
    incident: Incident,
    *,
    now: datetime,
    kind: str = "",
    number: str = "",
    sender: list[str] | None = None,
    remark: str = "",
) -> dict[str, Any]:
    """Plain values: kept with the report as they stood when it was issued."""
    named = f"（{Report.Kind(kind).label}）" if kind else ""
    return {
        "document_number": number,
        "date_line": wareki.long(timezone.localdate(now)),
        "addressee": f"{city.facts()['security_officer']}　様",
        "sender": sender or [],
        "heading": f"事案報告書{named}",
        "is_drill": incident.is_drill,
        "facts": [[label, text] for label, text in _facts(incident) if text],
        "steps": list(_steps(incident)),
        "course": list(_course(incident)),
        "evidence": list(_evidence(incident)),
        "outcome": incident.outcome,
        "conclusion": incident.conclusion,
        "lessons": _lessons(incident),
        "remark": remark,
    }


def _facts(incident: Incident) -> Iterator[tuple[str, str]]:
    account = incident.account
    yield "事案番号", str(incident.number)
    yield "種類", incident.kind_name
    yield "アカウント", str(account) if account else "（市のアカウントのことではない）"
    yield "アカウントのアドレス", account.url if account else ""
    yield "対応する課", incident.department.full_name
    yield "何が起きたか", incident.what
    yield "どこで", incident.where
    yield "起きた日時", _happened(incident)
    if incident.told_at:
        way = f"{incident.get_channel_display()}（{incident.told_by}）"
        yield "知らせを受けた日時", f"{_moment(incident.told_at)}　{way}"
    yield "記録した日時", f"{_moment(incident.recorded_at)}　{incident.reported_by.name}"
    yield "所属長の受領", _received(incident, "head")
    yield f"{city.facts()['security_officer']}の受領", _received(incident, "ciso")
    yield "いまの段階", incident.get_status_display()


def _happened(incident: Incident) -> str:
    if incident.happened_at is None:
        return "不明"
    return f"{_moment(incident.happened_at)}{'ごろ' if incident.is_about else ''}"


def _received(incident: Incident, who: str) -> str:
    at = getattr(incident, f"{who}_received_at")
    if at is None:
        return "（まだ）"
    name = getattr(incident, f"{who}_received_by").name
    if holder := getattr(incident, f"{who}_received_for"):
        name = f"{holder.user.name}（代決　{name}）"
    return f"{_moment(at)}　{name}"


def _steps(incident: Incident) -> Iterator[list[str]]:
    """Step, when, by whom, what was done; a step that waits says so."""
    for step in incident.steps.in_order().with_names():
        if step.status == StepStatus.DONE:
            when = _moment(step.done_at)
        else:
            when = step.get_status_display()
        who = step.settled_by.name if step.settled_by else step.get_who_display()
        said = "\n".join(filter(None, [step.note, step.url]))
        yield [f"{step.number}　{step.title}", step.clause, when, who, said]


def _course(incident: Incident) -> Iterator[list[str]]:
    """Without the steps, which have a table of their own."""
    told = incident.entries.exclude(kind=TimelineEntry.Kind.STEP)
    for entry in told.select_related("recorded_by", "recorded_for__user"):
        about = "ごろ" if entry.is_about else ""
        happened = f"（{_moment(entry.happened_at)}{about}のこと）" if entry.happened_at else ""
        name = entry.recorded_by.name if entry.recorded_by else "システム"
        if entry.recorded_for:
            name = f"{entry.recorded_for.user.name}（代決　{name}）"
        text = f"{entry.text}{happened}"
        yield [_moment(entry.recorded_at), entry.get_kind_display(), text, name]


def _evidence(incident: Incident) -> Iterator[list[str]]:
    """Those that stand, with the hash by which each can be checked."""
    for each in incident.evidence.standing().in_order().with_names():
        hashed = each.file.original_sha256
        yield [each.label, each.note or each.file.name, _moment(each.saved_at), hashed]


def _lessons(incident: Incident) -> list[dict[str, Any]]:
    return [
        {
            "text": lesson.text,
            "tasks": [
                f"{task.what}（{task.owner.name}・{wareki.long(task.due_on)}まで・"
                f"{task.get_status_display()}）"
                for task in lesson.tasks.all()
            ],
        }
        for lesson in incident.lessons.prefetch_related("tasks__owner")
    ]


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{wareki.long(local.date())}{local:%H:%M}"
