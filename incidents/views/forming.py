"""A page with one form for one step of an incident."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from incidents.models import Incident
from komae_sns.forms import OnceForm, PortalForm, show_errors
from komae_sns.staff import held_posts
from komae_sns.staff.submissions import OtherContent, once


def typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else held_posts.take(request)


def step_page(
    request: HttpRequest,
    incident: Incident,
    form: PortalForm,
    do: Callable[[dict[str, Any]], object],
    *,
    name: str,
    said: str,
    **words: str,
) -> HttpResponse:
    """`words`: title, lead and button. A form that creates something is done once."""
    if request.method == "POST" and form.is_valid():
        facts = {k: v for k, v in form.cleaned_data.items() if k != "submission_id"}

        def work() -> str:
            do(facts)
            messages.success(request, said)
            return incident.get_absolute_url()

        try:
            if isinstance(form, OnceForm):
                return redirect(once(request, form, f"{name}-{incident.pk}", work))
            return redirect(work())
        except ValidationError as refused:
            show_errors(form, refused)
        except OtherContent:
            form.add_error(None, "この画面は一度送信されています。事案の経過を確かめてください。")
    context = {"incident": incident, "form": form, **words}
    return render(request, "incidents/step_page.html", context)
