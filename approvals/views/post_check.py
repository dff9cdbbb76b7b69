"""投稿前チェック: what the guideline has against a pasted text. Nothing of it is kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from approvals.forms.posts import PostCheckForm
from approvals.post_check import check
from approvals.post_check.marked import pieces
from approvals.post_context import context_for
from komae_sns.staff import held_posts


@require_http_methods(["GET", "HEAD", "POST"])
def post_check(request: HttpRequest) -> HttpResponse:
    """By htmx, while somebody types: the findings alone."""
    is_sent = request.method == "POST"
    typed = request.POST if is_sent else held_posts.take(request)
    initial = {"account": request.GET.get("account"), "planned_on": request.actor.today}
    form = PostCheckForm(typed, actor=request.actor, initial=initial)
    context = {"form": form}
    if is_sent and form.is_valid():
        context |= checked(request, form)
    template = "posts/_findings.html" if request.htmx else "posts/post_check.html"
    return render(request, template, context)


def checked(request: HttpRequest, form: PostCheckForm) -> dict[str, object]:
    asked = dict(form.cleaned_data)
    text, day = asked.pop("text"), asked.pop("planned_on") or request.actor.today
    found = check(text, context_for(text, by=request.actor, day=day, **asked))
    return {
        "is_checked": True,
        "findings": list(enumerate(found, 1)),
        "grave": sum(not f.is_note for f in found),
        "pieces": pieces(text, found),
    }
