"""運用停止 of one account: where it stands, its beginning, its plan, its papers."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import dependants, permissions, suspension_papers, suspension_standing
from accounts.filters import SuspensionFilter
from accounts.forms.suspensions import BeginForm, PlanForm, successors
from accounts.listing import SUSPENSIONS
from accounts.models import OfficialAccount, Suspension
from accounts.services import EditedMeanwhile, suspensions
from accounts.views.loading import visible
from komae_sns.audit.models import Entry
from komae_sns.documents.listings.download import download
from komae_sns.documents.paper_files import PaperDamaged
from komae_sns.documents.press import PressFailed
from komae_sns.documents.responses import pdf_response
from komae_sns.forms import show_errors
from komae_sns.pages import page_of
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once


def readable(request: HttpRequest, pk: int, suspension_pk: int) -> Suspension:
    """Who has nothing to do with it is told nothing."""
    account = visible(request, pk)
    found = account.suspensions.with_names().with_people()
    suspension = get_object_or_404(found, pk=suspension_pk)
    suspension.account = account
    if not permissions.can_read_suspension(request.actor, suspension):
        raise Http404
    return suspension


@require_http_methods(["GET", "HEAD", "POST"])
def suspension_start(request: HttpRequest, pk: int) -> HttpResponse:
    """The account's latest 運用停止; where there is none, its beginning."""
    account = visible(request, pk)
    if not account.is_in_use and request.method != "POST":
        return _latest(request, account)
    require(permissions.can_begin_suspension, request.actor, account)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = BeginForm(typed)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_begin_once(request, account, form))
        except ValidationError as refused:
            show_errors(form, refused)
        except OtherContent:
            form.add_error(None, "この画面は一度送信されています。アカウントを確かめてください。")
    return render(request, "accounts/suspension_start.html", {"account": account, "form": form})


def _latest(request: HttpRequest, account: OfficialAccount) -> HttpResponse:
    latest = account.suspensions.select_related("successor__department").first()
    if latest is None:
        raise Http404
    latest.account = account
    if not permissions.can_read_suspension(request.actor, latest):
        raise Http404
    return redirect(latest)


def _begin_once(request: HttpRequest, account: OfficialAccount, form: BeginForm) -> str:
    def do() -> str:
        reason = form.cleaned_data["reason"]
        begun = suspensions.begin(account, reason=reason, by=request.actor, now=timezone.now())
        messages.success(request, "停止の手続をはじめました。つぎに、影響度を確かめてください。")
        return begun.get_absolute_url()

    return once(request, form, f"suspension-{account.pk}", do)


@require_safe
def suspension_detail(request: HttpRequest, pk: int, suspension_pk: int) -> HttpResponse:
    suspension = readable(request, pk, suspension_pk)
    account, actor = suspension.account, request.actor
    entries = Entry.objects.about(suspension)
    context = {
        "account": account,
        "suspension": suspension,
        "standing": suspension_standing.of(suspension, actor),
        "others": account.suspensions.exclude(pk=suspension.pk).only("pk", "status", "begun_at")[
            :5
        ],
        "timeline": page_of(entries, request, key="seq", size=20),
    }
    return render(request, "accounts/suspension_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def suspension_plan(request: HttpRequest, pk: int, suspension_pk: int) -> HttpResponse:
    suspension = readable(request, pk, suspension_pk)
    require(permissions.can_plan_suspension, request.actor, suspension)
    suspensions.require_writing(suspension)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = PlanForm(typed, suspension=suspension, initial=_first_words(suspension))
    if request.method == "POST" and form.is_valid() and _write(request, suspension, form):
        return redirect(suspension)
    context = {
        "account": suspension.account,
        "suspension": suspension,
        "form": form,
        "dependants": dependants.of(suspension.account, request.actor),
        "has_successors": form.fields["successor"].queryset.exists(),
    }
    return render(request, "accounts/suspension_plan.html", context)


def _first_words(suspension: Suspension) -> dict[str, object]:
    """Until somebody has written: the latest count, and the only account that can take over."""
    if suspension.edit_number:
        return {}
    initial: dict[str, object] = {}
    counted = dependants.latest_followers(suspension.account)
    if counted:
        initial |= {"followers": counted.value, "followers_on": counted.taken_on}
    if target := successors(suspension.account).first():
        initial["successor"] = target
    return initial


def _write(request: HttpRequest, suspension: Suspension, form: PlanForm) -> bool:
    try:
        number = form.cleaned_data["edit_number"]
        suspensions.write_plan(suspension, form.facts(), by=request.actor, edit_number=number)
    except ValidationError as refused:
        show_errors(form, refused)
        return False
    except EditedMeanwhile:
        form.add_error(
            None,
            "開いているあいだに、ほかの人が計画を直しました。"
            "別のタブで計画を確かめてから、もう一度入力してください。",
        )
        return False
    messages.success(request, "計画を残しました。")
    return True


@require_safe
def suspension_paper(request: HttpRequest, pk: int, suspension_pk: int, paper: str) -> HttpResponse:
    suspension = readable(request, pk, suspension_pk)
    made = suspension_papers.PAPERS.get(paper)
    if made is None:
        raise Http404
    try:
        pdf = made.pdf(suspension)
    except (PaperDamaged, PressFailed) as failed:
        messages.error(request, str(failed))
        return redirect(suspension)
    return pdf_response(pdf, made.file_name(suspension))


@require_safe
def suspension_list(request: HttpRequest) -> HttpResponse:
    if file := download(request, SUSPENSIONS):
        return file
    seen = Suspension.objects.visible_to(request.actor).with_names()
    chosen = SuspensionFilter(request.GET, seen)
    context = {"filter": chosen, "page": page_of(chosen.qs, request)}
    return render(request, "accounts/suspension_list.html", context)
