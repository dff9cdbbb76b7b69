"""The first report, on a phone in under a minute."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import OfficialAccount
from incidents import cards
from incidents.forms.reporting import FirstReportForm
from incidents.services.reporting import report
from incidents.views.forming import sent, typed
from komae_sns.forms import LONGEST_KEY, show_errors
from komae_sns.staff.submissions import OtherContent, once


@require_http_methods(["GET", "HEAD", "POST"])
def incident_new(request: HttpRequest) -> HttpResponse:
    form = FirstReportForm(
        typed(request), sent(request), by=request.actor, asked_account=_asked(request)
    )
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_report_once(request, form))
        except ValidationError as refused:
            show_errors(form, refused)
        except OtherContent:
            form.add_error(None, "この画面は一度送信されています。事案の一覧を確かめてください。")
    context = {"form": form, "cards": cards.cards().values()}
    return render(request, "incidents/incident_new.html", context)


def _asked(request: HttpRequest) -> OfficialAccount | None:
    """From the account's own page."""
    asked = request.GET.get("account", "")
    if not (asked.isdecimal() and len(asked) <= LONGEST_KEY):
        return None
    seen = OfficialAccount.objects.visible_to(request.actor).official()
    return seen.with_names().filter(pk=asked).first()


def _report_once(request: HttpRequest, form: FirstReportForm) -> str:
    def do() -> str:
        incident = report(form.as_report(), by=request.actor, now=timezone.now())
        messages.success(
            request, f"報告しました（{incident.number}）。次にすることは下にあります。"
        )
        return incident.get_absolute_url()

    return once(request, form, "incident-new", do)
