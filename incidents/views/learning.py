"""事案報告書, 教訓 and 再発防止策."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from incidents import papers, permissions
from incidents.forms.learning import LessonForm, PreventionEndForm, ReportForm
from incidents.models import Prevention
from incidents.services import learning
from incidents.status import TaskStatus
from incidents.views.forming import step_page, typed
from incidents.views.loading import visible
from komae_sns.documents.responses import pdf_response
from komae_sns.staff.permissions import require


@require_safe
def incident_draft_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """As it stands now, marked 案."""
    incident = visible(request, pk)
    pdf = papers.draft_pdf(incident, now=timezone.now())
    return pdf_response(pdf, f"{incident.mark}事案報告書_案（{incident.number}）.pdf")


@require_safe
def incident_report_pdf(request: HttpRequest, pk: int, edition: int) -> HttpResponse:
    incident = visible(request, pk)
    reports = incident.reports.select_related("document_number", "incident")
    report = get_object_or_404(reports, edition=edition)
    return pdf_response(papers.report_pdf(report), f"{report}.pdf")


@require_http_methods(["GET", "HEAD", "POST"])
def incident_report_issue(request: HttpRequest, pk: int) -> HttpResponse:
    incident = visible(request, pk)
    require(permissions.can_issue_report, request.actor, incident)

    def do(facts: dict) -> None:
        learning.issue_report(incident, **facts, by=request.actor, now=timezone.now())

    return step_page(
        request,
        incident,
        ReportForm(typed(request), incident=incident),
        do,
        name="report",
        said="事案報告書を発行しました。統括情報セキュリティ責任者と事務局に知らせてあります。",
        title="事案報告書を発行する",
        lead="いまの記録が、文書番号のついた報告書になります。発行したものは変わりません。",
        button="報告書を発行する",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def incident_lesson_add(request: HttpRequest, pk: int) -> HttpResponse:
    incident = visible(request, pk)
    require(permissions.can_write_lessons, request.actor, incident)

    def do(facts: dict) -> None:
        learning.write_lesson(incident, **facts, by=request.actor, now=timezone.now())

    return step_page(
        request,
        incident,
        LessonForm(typed(request), incident=incident, by=request.actor),
        do,
        name="lesson",
        said="教訓を書きました。",
        title="教訓と再発防止策を書く",
        button="教訓を足す",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def incident_prevention_end(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    incident = visible(request, pk)
    tasks = Prevention.objects.with_names().filter(lesson__incident=incident)
    task = get_object_or_404(tasks, pk=task_pk)
    require(permissions.can_end_prevention, request.actor, task)
    task.require_move(TaskStatus.DONE)

    def do(facts: dict) -> None:
        learning.end_prevention(task, **facts, by=request.actor, now=timezone.now())

    return step_page(
        request,
        incident,
        PreventionEndForm(typed(request)),
        do,
        name="prevention-end",
        said="再発防止策を終えました。",
        title=f"再発防止策を終える：{task.what}",
        button="終えたと記録する",
    )
