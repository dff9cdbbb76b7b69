"""The store itself, for those who answer for it: its state, one file, its sealed original."""

from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from komae_sns.documents import tasks
from komae_sns.documents.evidence import antivirus
from komae_sns.documents.evidence.forms import UnsealForm
from komae_sns.documents.evidence.serving import handed_out, unsealed
from komae_sns.documents.kept_files import FileDamaged
from komae_sns.documents.models import EvidenceCheck, EvidenceFault, EvidenceFile, Upload
from komae_sns.documents.permissions import can_see_evidence_store
from komae_sns.documents.services import evidence
from komae_sns.forms import show_errors
from komae_sns.nudging import nudge
from komae_sns.pages import page_of
from komae_sns.staff import held_posts
from komae_sns.staff.actors import Actor
from komae_sns.staff.decorators import only_for

STARTED = "確かめはじめました。しばらくして、この画面を開きなおすと、結果が出ます。"


@require_safe
@only_for(can_see_evidence_store)
def store(request: HttpRequest) -> HttpResponse:
    context = {
        "last": EvidenceCheck.objects.first(),
        "faults": EvidenceFault.objects.standing().select_related("file")[:200],
        "is_scanned": antivirus.is_asked(),
        "page": page_of(EvidenceFile.objects.select_related("kept_by"), request),
    }
    return render(request, "evidence/store.html", context)


@require_POST
@only_for(can_see_evidence_store)
def store_verify(request: HttpRequest) -> HttpResponse:
    """In the worker: many files take longer than a page may."""
    if nudge(tasks.verify_evidence):
        messages.success(request, STARTED)
    else:
        messages.error(request, "いまは始められません。毎晩の確認のときに、確かめます。")
    return redirect("evidence:store")


@require_safe
@only_for(can_see_evidence_store)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _kept(pk), UnsealForm(held_posts.take(request)))


@require_safe
@only_for(can_see_evidence_store)
def file_copy(request: HttpRequest, pk: int) -> HttpResponse:
    kept = _kept(pk)
    try:
        return handed_out(kept)
    except FileDamaged as damaged:
        messages.error(request, str(damaged))
        return redirect(kept)


@require_http_methods(["POST"])
@only_for(can_see_evidence_store)
def file_sealed(request: HttpRequest, pk: int) -> HttpResponse:
    kept = _kept(pk)
    if not kept.is_sealed:
        raise Http404
    form = UnsealForm(request.POST)
    if form.is_valid():
        try:
            content = evidence.unseal(kept, reason=form.cleaned_data["reason"], by=request.actor)
            return unsealed(kept, content)
        except ValidationError as refused:
            show_errors(form, refused)
        except FileDamaged as damaged:
            form.add_error(None, str(damaged))
    return _page(request, kept, form)


def _kept(pk: int) -> EvidenceFile:
    return get_object_or_404(EvidenceFile.objects.select_related("kept_by"), pk=pk)


def _page(request: HttpRequest, kept: EvidenceFile, form: UnsealForm) -> HttpResponse:
    context = {
        "kept": kept,
        "form": form,
        "faults": kept.faults.all(),
        "hangs_on": list(_rows_of(kept, request.actor)),
        "checked": EvidenceCheck.objects.filter(finished_at__gte=kept.kept_at).first(),
    }
    return render(request, "evidence/file.html", context)


def _rows_of(kept: EvidenceFile, actor: Actor) -> Iterator[Model]:
    """What it proves, in whatever app; what they may not see is left out."""
    relations = EvidenceFile._meta.get_fields(include_hidden=True)
    for relation in (r for r in relations if r.auto_created and not r.concrete):
        model = relation.related_model
        if model in {EvidenceFault, Upload}:
            continue
        rows = model._default_manager.filter(**{relation.field.name: kept})
        for row in (rows.visible_to(actor) if hasattr(rows, "visible_to") else rows)[:20]:
            row.kind = model._meta.verbose_name
            yield row
