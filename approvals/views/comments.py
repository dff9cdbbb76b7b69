"""The committee's own comments on a case."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from approvals.forms.voting import CommentForm
from approvals.models import Application
from approvals.permissions import comments as may
from approvals.services import comments
from approvals.services.refusals import Refused
from approvals.status import ApplicationStatus
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once


@require_http_methods(["GET", "HEAD", "POST"])
def application_comments(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Application.objects.visible_to(request.actor).with_names()
    application = get_object_or_404(rows, pk=pk)
    if not may.can_read_comments(request.actor, application):
        raise Http404
    if request.method == "POST":
        require(may.can_comment, request.actor, application)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = CommentForm(typed)
    if request.method == "POST" and form.is_valid() and _written(request, application, form):
        item = application.agenda_items.running().first()
        return redirect(f"{(item or application).get_absolute_url()}#comments")
    context = {"application": application, **shown_to(request, application)}
    if context["comment_form"]:
        context["comment_form"] = form
    return render(request, "approvals/application_comments.html", context)


def shown_to(request: HttpRequest, application: Application) -> dict[str, Any]:
    """For a page on the case; empty for those who may not read them."""
    writes = may.can_comment(request.actor, application)  # who writes them reads them
    if not (writes or may.can_read_comments(request.actor, application)):
        return {}
    is_open = application.status == ApplicationStatus.IN_REVIEW
    return {
        "comments": list(application.comments.all()),
        "reads_comments": True,
        "comment_form": CommentForm() if writes and is_open else None,
    }


def _written(request: HttpRequest, application: Application, form: CommentForm) -> bool:
    text = form.cleaned_data["text"]

    def do() -> str:
        comments.add(application, text, by=request.actor, now=timezone.now())
        return application.get_absolute_url()

    try:
        once(request, form, "comment", do)
    except Refused as refusal:
        form.add_error("text", str(refusal))
        return False
    except OtherContent:
        form.add_error("text", "この画面は、もう送信されています。開き直して書いてください。")
        return False
    return True
