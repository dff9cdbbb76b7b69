"""The list of applications, one application with its whole case, and its paper."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from approvals import case_file, changes, papers, plan_form, shown
from approvals.filters import ApplicationFilter
from approvals.labels import DELIBERATION
from approvals.listings import APPLICATIONS
from approvals.models import AgendaItem, Application, ApplicationRound, ResultNotice, StepBack
from approvals.permissions import filing as may
from approvals.permissions.comments import can_read_comments
from approvals.permissions.committee import can_prepare, can_read_meetings, can_waive
from approvals.rounds_compared import side_by_side
from approvals.services import rounds
from approvals.snapshots import differences
from approvals.status import ApplicationStatus
from approvals.waiting import waiting_for, waiting_for_each
from komae_sns.audit.models import Entry, EntryQuerySet
from komae_sns.documents.listings.download import download
from komae_sns.documents.paper_files import PaperDamaged
from komae_sns.documents.press import PressFailed
from komae_sns.documents.responses import pdf_response
from komae_sns.pages import page_of

TIMELINE_LENGTH = 100


@require_safe
def application_list(request: HttpRequest) -> HttpResponse:
    if file := download(request, APPLICATIONS):
        return file
    visible = Application.objects.visible_to(request.actor).for_list()
    chosen = ApplicationFilter(request.GET or None, queryset=visible, actor=request.actor)
    page = page_of(chosen.qs, request)
    waiting = waiting_for_each(page.rows)
    context = {
        "page": page,
        "rows": [(application, waiting[application.pk]) for application in page.rows],
        "filter": chosen,
        "can_start": may.can_file(request.actor),
        "is_filtered": any(request.GET.get(name) for name in chosen.filters),
    }
    return render(request, "approvals/application_list.html", context)


@require_safe
def application_detail(request: HttpRequest, pk: int) -> HttpResponse:
    application = _visible(request, pk)
    filed = list(application.rounds.all())
    latest = filed[-1] if filed else None
    remarks = _open_remarks(application, latest)
    version = rounds.readable_version(application, request.actor)
    waiting = waiting_for(application)
    context = {
        "application": application,
        "waiting": waiting,
        "rounds": filed,
        "latest": latest,
        "changes": _changes(filed),
        "rows": _rows(request, application, latest),
        "snapshot": latest.snapshot if latest else None,
        "policy_findings": case_file.policy_findings(application, latest.snapshot)
        if latest
        else (),
        "remarks": remarks,
        "first_step": remarks[0][1] if remarks else plan_form.Step.EXISTING,
        "conditions": application.conditions_laid,
        "version": version,
        "policy_change": case_file.policy_change_of(version)
        if version and application.is_change
        else None,
        "change": _change(application, latest),
        "entries": _entries(request, application).newest_first()[:TIMELINE_LENGTH],
        "actions": _actions(request, application, latest, waiting.item),
        "step_back": _step_back(request, application),
        "reads_comments": can_read_comments(request.actor, application),
    }
    return render(request, "approvals/application_detail.html", context)


def _step_back(request: HttpRequest, application: Application) -> StepBack | None:
    """Why it came back; what a head wrote on a draft is read by who reads drafts."""
    if application.is_editable and not may.can_read_draft(request.actor, application):
        return None
    return StepBack.objects.standing_on(application)


def _change(application: Application, latest: ApplicationRound | None) -> Sequence[Any]:
    """区分「変更」: now → new, as filed; what is being written while it is written."""
    if not application.is_change:
        return ()
    if latest is None or application.is_editable:
        return changes.of(application)
    return latest.snapshot["change"]


def _entries(request: HttpRequest, application: Application) -> EntryQuerySet:
    """The applicant reads the result of the committee, not its deliberation."""
    entries = Entry.objects.about(application)
    entries = entries.exclude(action="approvals.vote")  # each stands with its item
    if not may.can_read_draft(request.actor, application):
        entries = entries.exclude(action="approvals.give_back")  # said inside the section
    if can_read_meetings(request.actor):
        return entries
    return entries.exclude(action__in=DELIBERATION)


def _changes(filed: list[ApplicationRound]) -> tuple:
    """What the latest round changed against the one before."""
    return differences(filed[-2].snapshot, filed[-1].snapshot) if len(filed) > 1 else ()


def _rows(
    request: HttpRequest, application: Application, latest: ApplicationRound | None
) -> list[shown.Row]:
    """What was filed; what is being written now is for its section and the secretariat."""
    if latest and not (application.is_editable and may.can_read_draft(request.actor, application)):
        return shown.filed_rows(latest.snapshot)
    return shown.rows(application.answers, shown.Names.of(application))


def _open_remarks(application: Application, latest: ApplicationRound | None) -> list:
    is_returned = application.status == ApplicationStatus.RETURNED and latest
    return _named(latest) if is_returned else []


def _named(filed: ApplicationRound) -> list:
    """Each remark with the name of its field and the step in which it is mended."""
    return [
        (plan_form.label_of(remark.field), plan_form.step_of(remark.field), remark)
        for remark in filed.remarks.all()
    ]


def _actions(
    request: HttpRequest,
    application: Application,
    latest: ApplicationRound | None,
    item: AgendaItem | None,
) -> dict[str, bool]:
    """Which buttons the page offers: who may, and whether the life allows it now."""
    actor, status = request.actor, ApplicationStatus
    return {
        "edit": application.is_editable and may.can_edit(actor, application),
        "accept": application.may_move_to(status.IN_REVIEW) and may.can_accept(actor, application),
        "return": application.may_move_to(status.RETURNED) and may.can_return(actor, application),
        "give_back": application.is_editable
        and application.passed_to_head_at is not None
        and may.can_give_back(actor, application),
        "to_check": application.status == status.IN_REVIEW
        and (item is None or item.is_waiting)
        and may.can_send_back_to_check(actor, application),
        "pull_back": application.may_move_to(status.DRAFT)
        and not (latest and latest.accepted_at)
        and may.can_pull_back(actor, application),
        "withdraw": application.may_move_to(status.WITHDRAWN)
        and may.can_withdraw(actor, application),
        "schedule": application.status == status.IN_REVIEW and item is None and can_prepare(actor),
        "waive": not application.is_change
        and application.may_move_to(status.WAIVED)
        and can_waive(actor, application),
    }


@require_safe
def round_detail(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What was filed in one round, and what it changed."""
    application = _visible(request, pk)
    filed = get_object_or_404(application.rounds.prefetch_related("remarks"), number=number)
    before = application.rounds.filter(number=number - 1).first()
    context = {
        "application": application,
        "round": filed,
        "rows": shown.filed_rows(filed.snapshot),
        "snapshot": filed.snapshot,
        "changes": differences(before.snapshot, filed.snapshot) if before else (),
        "remarks": _named(filed),
    }
    return render(request, "approvals/round_detail.html", context)


@require_safe
def round_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Any two rounds side by side; the last two when none are named."""
    application = _visible(request, pk)
    filed = list(application.rounds.prefetch_related("remarks").order_by("number"))
    if len(filed) < 2:
        raise Http404
    old, new = _two(request, filed)
    remarks = {remark.field: remark.text for remark in old.remarks.all()}
    context = {
        "application": application,
        "rounds": filed,
        "old": old,
        "new": new,
        "pairs": side_by_side(old.snapshot, new.snapshot, remarks),
        "policy_remark": remarks.get(plan_form.POLICY_KEY, ""),
    }
    return render(request, "approvals/round_compare.html", context)


def _two(request: HttpRequest, filed: list[ApplicationRound]) -> list[ApplicationRound]:
    """The older first, whichever way round they were asked for."""
    by_number = {str(each.number): each for each in filed}
    last_two = filed[-2:]
    asked = [
        by_number.get(request.GET.get(name, str(usual.number)))
        for name, usual in zip(("old", "new"), last_two, strict=True)
    ]
    if None in asked:
        raise Http404
    return sorted(asked, key=lambda each: each.number)


@require_safe
def application_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """第4号様式: a draft is printed afresh, a decided application comes from the file."""
    application = _visible(request, pk)
    try:
        pdf = papers.plan_form_pdf(application, by=request.actor, now=timezone.now())
    except (PaperDamaged, PressFailed) as failed:
        messages.error(request, str(failed))
        return redirect(application)
    return pdf_response(pdf, f"第4号様式_{application}.pdf")


@require_safe
def result_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """承認通知書 and its like."""
    notices = ResultNotice.objects.visible_to(request.actor).select_related("document_number")
    notice = get_object_or_404(notices, application__pk=pk)
    try:
        pdf = papers.result_notice_pdf(notice)
    except (PaperDamaged, PressFailed) as failed:
        messages.error(request, str(failed))
        return redirect("approvals:application-detail", pk)
    return pdf_response(pdf, f"{notice.title}_{notice.document_number}.pdf")


def _visible(request: HttpRequest, pk: int) -> Application:
    rows = Application.objects.visible_to(request.actor).with_names().defer("search_key")
    filed = Prefetch("rounds", ApplicationRound.objects.on_the_page())
    application = get_object_or_404(rows.prefetch_related(filed), pk=pk)
    application.read_related()
    return application
