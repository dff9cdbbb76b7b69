"""Many policies at once: choose, ask for the ZIP, and find it under /exports/."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from komae_sns.documents import services as documents
from komae_sns.documents import tasks
from komae_sns.documents.models import Export
from komae_sns.nudging import nudge
from komae_sns.staff.submissions import OtherContent, once
from policies import bundle
from policies.forms import BundleFilter, ExportForm

WAITS = "受け付けました。いまは作る係のプログラムが動いていないため、動きだしたときに作ります。"
SHOWN = 5


@require_http_methods(["GET", "HEAD", "POST"])
def policy_export(request: HttpRequest) -> HttpResponse:
    form = ExportForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            return _asked(request, form)
        except (OtherContent, documents.TooMany) as refused:
            form.add_error(None, str(refused) or "この画面からは、もう頼みました。")
    chosen = BundleFilter(request.POST or request.GET, actor=request.actor)
    parameters = chosen.parameters() if chosen.is_valid() else {}
    mine = Export.objects.visible_to(request.actor).filter(kind=bundle.KIND)
    context = {
        "filter": chosen,
        "count": bundle.chosen(parameters, request.actor).count(),
        "said": chosen.said if chosen.is_valid() else [],
        "ticked": len(parameters.get("policies", ())),
        "form": form if form.is_bound else ExportForm(initial=parameters, actor=request.actor),
        "exports": mine.order_by("-pk")[:SHOWN],
    }
    return render(request, "policies/policy_export.html", context)


def _asked(request: HttpRequest, form: ExportForm) -> HttpResponse:
    def do() -> str:
        title = "運用ポリシーのPDF" + (
            f"（{'、'.join(form.said)}）" if form.said else "（施行中のすべて）"
        )
        return documents.request_export(
            bundle.KIND, title, form.parameters(), by=request.actor, now=timezone.now()
        ).get_absolute_url()

    url = once(request, form, "policies.export", do)
    if not nudge(tasks.make_exports):
        messages.info(request, WAITS)
    return redirect(url)
