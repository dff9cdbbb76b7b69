"""/audit/: the trail with filters, CSV, an export that an auditor verifies elsewhere."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from komae_sns.audit import export, signing, tasks
from komae_sns.audit.filters import EntryFilter
from komae_sns.audit.models import Entry, Verification
from komae_sns.documents.listings.download import download
from komae_sns.home.listings import TRAIL
from komae_sns.nudging import nudge
from komae_sns.pages import page_of
from komae_sns.staff.decorators import only_for
from komae_sns.staff.permissions import can_read_audit

STARTED = "確かめはじめました。しばらくして、この画面を開きなおすと、結果が出ます。"


@require_safe
@only_for(can_read_audit)
def entry_list(request: HttpRequest) -> HttpResponse:
    if file := download(request, TRAIL):
        return file
    chosen = EntryFilter(request.GET or None, queryset=Entry.objects.all())
    context = {
        "filter": chosen,
        "page": page_of(chosen.qs, request, key="seq"),
        "is_filtered": any(request.GET.get(name) for name in chosen.filters),
        "verification": Verification.objects.order_by("-pk").first(),
        "query": request.GET.urlencode(),
    }
    return render(request, "audit/entry_list.html", context)


@require_safe
@only_for(can_read_audit)
def trail_export(request: HttpRequest) -> HttpResponse:
    """The whole trail with its checkpoints: `manage.py verify_audit --export`."""
    return _download(export.lines(), f"証跡_{_today()}.jsonl", "application/jsonl")


@require_safe
@only_for(can_read_audit)
def public_key(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(signing.public_pem(), content_type="application/x-pem-file")
    response["Content-Disposition"] = 'attachment; filename="audit-public-key.pem"'
    return response


@require_POST
@only_for(can_read_audit)
def trail_verify(request: HttpRequest) -> HttpResponse:
    """Starts it in the worker: a long trail takes longer than a page may."""
    if nudge(tasks.verify_trail):
        messages.success(request, STARTED)
    else:
        messages.error(request, "いまは始められません。毎晩の確認のときに、確かめます。")
    return redirect("audit:entry-list")


def _download(lines: object, name: str, content_type: str) -> HttpResponse:
    response = StreamingHttpResponse(lines, content_type=content_type)
    named = FileResponse(filename=name, as_attachment=True)
    named.set_headers(None)
    response["Content-Disposition"] = named["Content-Disposition"]
    response["Cache-Control"] = "private, no-store"
    return response


def _today() -> str:
    return f"{timezone.localdate():%Y%m%d}"
