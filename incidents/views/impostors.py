"""なりすましアカウント: the list, one with what was sent, answered and seen, and its steps."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from incidents import permissions
from incidents.alike import similar_to
from incidents.forms.impostors import (
    AgainForm,
    JudgementForm,
    PlatformReplyForm,
    PlatformReportForm,
    SightingForm,
    WatchForm,
)
from incidents.impostor_list import IMPOSTORS, ImpostorFilter
from incidents.models import Impostor, PlatformReport
from incidents.services import impostors
from incidents.status import ImpostorStatus
from incidents.views.forming import step_page, typed
from incidents.views.loading import visible
from komae_sns.documents.evidence.serving import handed_out
from komae_sns.documents.kept_files import FileDamaged
from komae_sns.documents.listings.download import download
from komae_sns.forms import PortalForm
from komae_sns.lives import WrongStatus
from komae_sns.pages import page_of
from komae_sns.staff.permissions import require


@require_safe
def impostor_list(request: HttpRequest) -> HttpResponse:
    if file := download(request, IMPOSTORS):
        return file
    chosen = ImpostorFilter(request.GET, Impostor.objects.visible_to(request.actor))
    context = {"filter": chosen, "page": page_of(chosen.qs.for_list(), request)}
    return render(request, "incidents/impostor_list.html", context)


@require_safe
def impostor_detail(request: HttpRequest, pk: int) -> HttpResponse:
    impostor, actor = _impostor(request, pk), request.actor
    may_record = permissions.can_record_impostors(actor, impostor.incident)
    may_judge = permissions.can_judge_impostors(actor, impostor.incident)
    context = {
        "impostor": impostor,
        "similar": similar_to(impostor),
        "reports": impostor.reports.select_related("recorded_by").prefetch_related(
            "replies__recorded_by"
        ),
        "watches": impostor.watches.select_related("recorded_by").order_by("-pk"),
        "warnings": impostor.warnings.all(),
        "may_record": may_record,
        "may_judge": may_judge and impostor.may_move_to(ImpostorStatus.JUDGED),
        "may_dismiss": may_judge and impostor.may_move_to(ImpostorStatus.MISTAKEN),
        "may_look_again": may_judge and impostor.may_move_to(ImpostorStatus.FOUND),
        "may_report": may_record and _may_report(impostor),
        "may_watch": may_record and impostor.is_watched,
    }
    return render(request, "incidents/impostor_detail.html", context)


@require_safe
def impostor_evidence(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """Of a report, a reply or a round."""
    impostor = _impostor(request, pk)
    found = impostor.evidence_files().filter(pk=evidence_pk)
    try:
        return handed_out(get_object_or_404(found))
    except FileDamaged as damaged:
        raise Http404 from damaged


@require_http_methods(["GET", "HEAD", "POST"])
def impostor_add(request: HttpRequest, pk: int) -> HttpResponse:
    incident = visible(request, pk)
    require(permissions.can_record_impostors, request.actor, incident)
    incident.require_under_way()
    form = SightingForm(typed(request), initial={"typed": incident.where})

    def do(_facts: dict) -> Impostor:
        seen = form.as_sighting()
        return impostors.add_impostor(incident, seen, by=request.actor, now=timezone.now())

    return step_page(
        request,
        incident,
        form,
        do,
        name="impostor-add",
        said="記録しました。つぎに、なりすましかどうかを所属長が判断します。",
        title="なりすましアカウントを記録する",
        lead="見つけたままを記録します。なりすましかどうかは、あとで人が判断します。",
        button="記録する",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def impostor_judge(request: HttpRequest, pk: int) -> HttpResponse:
    impostor = _impostor(request, pk)
    require(permissions.can_judge_impostors, request.actor, impostor.incident)
    impostor.require_move(ImpostorStatus.MISTAKEN)
    form = JudgementForm(typed(request))
    if not impostor.may_move_to(ImpostorStatus.JUDGED):
        form.fields["is_false"].choices = [("no", "なりすましではなかった（誤認）")]

    def step(**told: Any) -> None:
        facts = form.cleaned_data
        if facts["is_false"]:
            impostors.judge_impostor(impostor, judgement=facts["reason"], **told)
        else:
            impostors.dismiss_impostor(impostor, reason=facts["reason"], **told)

    return _page(
        request,
        impostor,
        form,
        step,
        name="impostor-judge",
        said="判断を記録しました。",
        title="なりすましかどうかを判断する",
        lead="市の公式アカウントとくらべ、人が判断します。判断したものは、市民の確認にも出ます。",
        button="判断を記録する",
        read="incidents/_to_judge.html",
        similar=similar_to(impostor),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def impostor_again(request: HttpRequest, pk: int) -> HttpResponse:
    impostor = _impostor(request, pk)
    require(permissions.can_judge_impostors, request.actor, impostor.incident)
    impostor.require_move(ImpostorStatus.FOUND)
    form = AgainForm(typed(request))
    return _page(
        request,
        impostor,
        form,
        lambda **told: impostors.look_again_at(impostor, **form.cleaned_data, **told),
        name="impostor-again",
        said="判断しなおすことを記録しました。",
        title="なりすましかどうかを判断しなおす",
        lead="誤認としたものを、もう一度確かめます。",
        button="判断しなおす",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def impostor_report(request: HttpRequest, pk: int) -> HttpResponse:
    impostor = _recorded(request, pk)
    if not _may_report(impostor):
        impostor.require_move(ImpostorStatus.REPORTED)
    form = PlatformReportForm(
        typed(request), request.FILES or None, initial={"sent_at": timezone.now()}
    )
    return _page(
        request,
        impostor,
        form,
        lambda **told: impostors.report_to_platform(impostor, form.as_sent(), **told),
        name=f"impostor-report-{impostor.pk}",
        said="通報を記録しました。",
        title="運営会社への通報を記録する",
        lead="報告フォームなどから送ったあとに、送った内容と受付番号を残します。",
        button="通報を記録する",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def impostor_reply(request: HttpRequest, pk: int, report_pk: int) -> HttpResponse:
    impostor = _recorded(request, pk)
    report = get_object_or_404(PlatformReport, pk=report_pk, impostor=impostor)
    form = PlatformReplyForm(
        typed(request), request.FILES or None, initial={"replied_at": timezone.now()}
    )
    return _page(
        request,
        impostor,
        form,
        lambda **told: impostors.record_reply(report, form.as_reply(), **told),
        name=f"impostor-reply-{report.pk}",
        said="返事を記録しました。なくなったかどうかは、見守りで確かめます。",
        title="運営会社の返事を記録する",
        lead="届いた返事を、そのまま残します。",
        button="返事を記録する",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def impostor_watch(request: HttpRequest, pk: int) -> HttpResponse:
    impostor = _recorded(request, pk)
    if not impostor.is_watched:
        raise WrongStatus(ImpostorStatus(impostor.status), ImpostorStatus.GONE, impostor)
    form = WatchForm(typed(request), request.FILES or None, initial={"watched_at": timezone.now()})
    return _page(
        request,
        impostor,
        form,
        lambda **told: impostors.watch_impostor(impostor, form.as_looked(), **told),
        name=f"impostor-watch-{impostor.pk}",
        said="見たことを記録しました。",
        title="なりすましアカウントを見守る",
        lead="相手のページを開き、まだあるかを確かめて記録します。",
        button="見たことを記録する",
    )


def _page(
    request: HttpRequest,
    impostor: Impostor,
    form: PortalForm,
    step: Callable[..., object],
    **words: Any,
) -> HttpResponse:
    """A step of one impostor, by this person and now; back to its page."""

    def do(_facts: dict) -> Impostor:
        step(by=request.actor, now=timezone.now())
        return impostor

    return step_page(request, impostor.incident, form, do, back=impostor, **words)


def _recorded(request: HttpRequest, pk: int) -> Impostor:
    """For those who record what became of it."""
    impostor = _impostor(request, pk)
    require(permissions.can_record_impostors, request.actor, impostor.incident)
    return impostor


def _impostor(request: HttpRequest, pk: int) -> Impostor:
    """What one may not see answers 404."""
    return get_object_or_404(Impostor.objects.visible_to(request.actor).for_page(), pk=pk)


def _may_report(impostor: Impostor) -> bool:
    """Also again, while it is reported and stands."""
    is_reported = impostor.status == ImpostorStatus.REPORTED
    return is_reported or impostor.may_move_to(ImpostorStatus.REPORTED)
