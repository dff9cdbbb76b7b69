"""Evidence of an incident: brought, handed out, withdrawn, and all of it as one bundle."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from incidents import bundle, permissions
from incidents.forms.evidence import BundleForm, EvidenceForm, WithdrawEvidenceForm
from incidents.models import Incident, IncidentEvidence
from incidents.services.evidence import Said, require_open, save_evidence, withdraw_evidence
from incidents.views.loading import visible
from komae_sns.documents import services as documents
from komae_sns.documents import tasks
from komae_sns.documents.evidence.serving import handed_out
from komae_sns.documents.kept_files import FileDamaged
from komae_sns.forms import LONGEST_KEY, show_errors
from komae_sns.nudging import nudge
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_add(request: HttpRequest, pk: int) -> HttpResponse:
    incident = visible(request, pk)
    require(permissions.can_bring_evidence, request.actor, incident)
    require_open(incident)
    is_sent = request.method == "POST"
    form = EvidenceForm(
        request.POST if is_sent else held_posts.take(request),
        request.FILES if is_sent else None,
        incident=incident,
        by=request.actor,
        initial={"step": _asked(request)},
    )
    if is_sent and form.is_valid():
        try:
            return redirect(_save_once(request, incident, form))
        except ValidationError as refused:
            show_errors(form, refused)
        except OtherContent:
            form.add_error(None, "この画面は一度送信されています。証拠の一覧を確かめてください。")
    context = {"incident": incident, "form": form}
    return render(request, "incidents/evidence_add.html", context)


def _asked(request: HttpRequest) -> int | None:
    """From the page of a step."""
    asked = request.GET.get("step", "")
    return int(asked) if asked.isdecimal() and len(asked) <= LONGEST_KEY else None


def _save_once(request: HttpRequest, incident: Incident, form: EvidenceForm) -> str:
    facts = form.cleaned_data

    def do() -> str:
        said = Said(facts["kind"], facts["note"], facts["happened_at"])
        saved = save_evidence(
            incident,
            facts["files"],
            said=said,
            step=facts["step"],
            by=request.actor,
            now=timezone.now(),
        )
        twice = len(facts["files"]) - len(saved)
        words = [f"証拠を{len(saved)}件保存しました。" if saved else ""]
        words.append(f"{twice}件は、同じものがもう保存されています。" if twice else "")
        messages.success(request, "".join(words))
        return f"{incident.get_absolute_url()}#evidence"

    return once(request, form, f"incident-evidence-{incident.pk}", do)


@require_safe
def evidence_file(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    evidence = _evidence(request, pk, evidence_pk)
    try:
        return handed_out(evidence.file)
    except FileDamaged as damaged:
        messages.error(request, str(damaged))
        return redirect(evidence.incident)


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_withdraw(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    evidence = _evidence(request, pk, evidence_pk)
    require(permissions.can_bring_evidence, request.actor, evidence.incident)
    require_open(evidence.incident)
    form = WithdrawEvidenceForm(
        request.POST if request.method == "POST" else held_posts.take(request)
    )
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_evidence(evidence, **form.cleaned_data, by=request.actor, now=timezone.now())
        except ValidationError as refused:
            show_errors(form, refused)
        else:
            messages.success(request, f"{evidence.label}を取り下げました。ファイルは残ります。")
            return redirect(f"{evidence.incident.get_absolute_url()}#evidence")
    context = {"incident": evidence.incident, "evidence": evidence, "form": form}
    return render(request, "incidents/evidence_withdraw.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_bundle(request: HttpRequest, pk: int) -> HttpResponse:
    incident = visible(request, pk)
    require(permissions.can_bundle_evidence, request.actor, incident)
    form = BundleForm(
        request.POST if request.method == "POST" else held_posts.take(request), by=request.actor
    )
    if request.method == "POST" and form.is_valid():
        try:
            export = bundle.ask(
                incident,
                with_sealed=form.cleaned_data.get("with_sealed", False),
                reason=form.cleaned_data["reason"],
                by=request.actor,
                now=timezone.now(),
            )
        except documents.TooMany as refused:
            form.add_error(None, str(refused))
        else:
            nudge(tasks.make_exports)
            return redirect(export)
    context = {"incident": incident, "form": form, "count": incident.evidence.count()}
    return render(request, "incidents/evidence_bundle.html", context)


def _evidence(request: HttpRequest, pk: int, evidence_pk: int) -> IncidentEvidence:
    incident = visible(request, pk)
    evidence = get_object_or_404(incident.evidence.with_names(), pk=evidence_pk)
    evidence.incident = incident
    return evidence
