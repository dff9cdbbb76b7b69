"""The files a person had made in the background: how far each is, and where it waits."""

from datetime import timedelta

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from komae_sns.documents import services, tasks
from komae_sns.documents.listings import in_background, listing_of
from komae_sns.documents.models import Export
from komae_sns.lives import WrongStatus
from komae_sns.nudging import nudge
from komae_sns.pages import page_of
from komae_sns.staff import polling

LONG_WAIT = timedelta(seconds=90)  # the timetable comes round every minute


@require_safe
def export_list(request: HttpRequest) -> HttpResponse:
    page = page_of(Export.objects.visible_to(request.actor), request)
    return render(request, "documents/export_list.html", {"page": page})


@require_POST
def list_export(request: HttpRequest, code: str) -> HttpResponse:
    """A list as Excel, by a worker: under the conditions that the list's own page had."""
    try:
        query = request.POST.get("query", "")
        export = in_background.ask(listing_of(code), query, by=request.actor)
    except KeyError:
        raise Http404 from None
    except services.TooMany as refused:
        messages.error(request, str(refused))
        return redirect("documents:export-list")
    nudge(tasks.make_exports)
    return redirect(export)


@require_safe
def export_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "documents/export_detail.html", _state(request, pk))


@require_safe
def export_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part that answers at once while the file is made."""
    state = _state(request, pk)
    goes_on = state["export"].is_unfinished
    return polling.answer(request, "documents/_export_progress.html", state, goes_on=goes_on)


def _state(request: HttpRequest, pk: int) -> dict[str, object]:
    export = _own(request, pk)
    waited = timezone.now() - export.created_at
    return {"export": export, "nobody_came": export.is_waiting and waited > LONG_WAIT}


@require_POST
def export_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    export = _own(request, pk)
    try:
        services.cancel_export(export, by=request.actor, now=timezone.now())
    except WrongStatus:
        messages.info(request, "もう終わっていました。")
    else:
        messages.success(request, "取りやめました。")
    return redirect(export)


@require_safe
def export_file(request: HttpRequest, pk: int) -> HttpResponse:
    export = _own(request, pk)
    if not export.is_due_to(request.actor):
        messages.error(request, "作ったあとに職が変わりました。もう一度、作ってください。")
        return redirect(export)
    try:
        file = export.path.open("rb") if export.is_ready else None
    except FileNotFoundError:
        file = None
    if file is None:
        messages.error(request, "ファイルはありません。もう一度、作ってください。")
        return redirect(export)
    if request.method == "GET":
        services.take_export(export, by=request.actor)
    response = FileResponse(file, as_attachment=True, filename=export.file_name)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _own(request: HttpRequest, pk: int) -> Export:
    return get_object_or_404(Export.objects.visible_to(request.actor), pk=pk)
