"""投稿前チェック: what the guideline has against a pasted text. Nothing of it is kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from approvals.forms.posts import PostCheckForm
from approvals.permissions import posts as may
from approvals.post_findings import checked
from komae_sns.staff import held_posts


@require_http_methods(["GET", "HEAD", "POST"])
def post_check(request: HttpRequest) -> HttpResponse:
    """By htmx, while somebody types: the findings alone."""
    is_sent = request.method == "POST"
    typed = request.POST if is_sent else held_posts.take(request)
    initial = {"account": request.GET.get("account"), "planned_on": request.actor.today}
    form = PostCheckForm(typed, actor=request.actor, initial=initial)
    context = {"form": form, "may_write": may.can_write_some(request.actor)}
    if is_sent and form.is_valid():
        asked = dict(form.cleaned_data)
        asked["but"] = asked.pop("draft")
        text, day = asked.pop("text"), asked.pop("planned_on") or request.actor.today
        context["checked"] = checked(text, by=request.actor, day=day, **asked)
    template = "posts/_findings.html" if request.htmx else "posts/post_check.html"
    return render(request, template, context)
