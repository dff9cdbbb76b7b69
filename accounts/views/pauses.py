"""見本第8条: 一時停止 and 再開."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import permissions
from accounts.forms.suspensions import PauseForm, ResumeForm
from accounts.models import OfficialAccount
from accounts.models.pause import pause_of
from accounts.services import pauses
from accounts.services.pauses import Grounds
from accounts.status import AccountStatus
from accounts.views.loading import visible
from komae_sns.documents.evidence.serving import handed_out
from komae_sns.documents.kept_files import FileDamaged
from komae_sns.forms import show_errors
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once


@require_http_methods(["GET", "HEAD", "POST"])
def account_pause(request: HttpRequest, pk: int) -> HttpResponse:
    account = visible(request, pk)
    require(permissions.can_pause, request.actor, account)
    if request.method != "POST":  # a second click is shown what the first one did
        account.require_move(AccountStatus.PAUSED)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    files = request.FILES if request.method == "POST" else None
    today = request.actor.today
    form = PauseForm(typed, files, initial={"since": today, "published_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_pause_once(request, account, form))
        except ValidationError as refused:
            show_errors(form, refused)
            form.choose_again()
        except OtherContent:
            form.add_error(None, "この画面は一度送信されています。アカウントを確かめてください。")
    return render(request, "accounts/account_pause.html", {"account": account, "form": form})


def _pause_once(request: HttpRequest, account: OfficialAccount, form: PauseForm) -> str:
    typed = {name: value for name, value in form.cleaned_data.items() if name != "submission_id"}
    brought = typed.pop("evidence")

    def do() -> str:
        grounds = Grounds(**typed, brought=brought)
        pauses.pause(account, grounds, by=request.actor, now=timezone.now())
        messages.success(request, "一時停止を記録しました。")
        return account.get_absolute_url()

    content = dict(request.POST.lists())
    content["evidence"] = [brought.original_sha256 if brought else ""]
    return once(request, form, f"pause-{account.pk}", do, content=content)


@require_http_methods(["GET", "HEAD", "POST"])
def account_resume(request: HttpRequest, pk: int) -> HttpResponse:
    account = visible(request, pk)
    require(permissions.can_pause, request.actor, account)
    pauses.require_paused(account)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = ResumeForm(typed, initial={"resumed_on": request.actor.today})
    if request.method == "POST" and form.is_valid():
        try:
            pauses.resume(account, **form.cleaned_data, by=request.actor, now=timezone.now())
        except ValidationError as refused:
            show_errors(form, refused)
        else:
            messages.success(request, "再開を記録しました。")
            return redirect(account)
    context = {"account": account, "pause": pause_of(account), "form": form}
    return render(request, "accounts/account_resume.html", context)


@require_safe
def pause_evidence(request: HttpRequest, pk: int, pause_pk: int) -> HttpResponse:
    account = visible(request, pk)
    if not permissions.can_read_procedure(request.actor, account):
        raise Http404
    found = get_object_or_404(account.pauses.with_people(), pk=pause_pk)
    if found.evidence is None:
        raise Http404
    try:
        return handed_out(found.evidence)
    except FileDamaged as damaged:
        messages.error(request, str(damaged))
        return redirect(account)
