"""A page with one form for one step of an incident."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from incidents.models import Incident
from komae_sns.documents.evidence.field import BringsEvidence
from komae_sns.documents.evidence.reading import Brought
from komae_sns.forms import OnceForm, PortalForm, show_errors
from komae_sns.staff import held_posts
from komae_sns.staff.submissions import OtherContent, once


def typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else held_posts.take(request)


def sent(request: HttpRequest) -> Any:
    """The files that came with the form."""
    return request.FILES if request.method == "POST" else None


def step_page(
    request: HttpRequest,
    incident: Incident,
    form: PortalForm,
    do: Callable[[dict[str, Any]], object],
    *,
    name: str,
    said: str,
    back: Model | None = None,
    **words: Any,
) -> HttpResponse:
    """`words`: title, lead and button; `read` is a template of what to read before deciding, with
    what it shows. A form that creates something is done once.

    `back`: what it is about, where that is not the incident itself. `do` may give what it made.
    """
    back = back or incident
    if request.method == "POST" and form.is_valid():
        facts = {k: v for k, v in form.cleaned_data.items() if k != "submission_id"}

        def work() -> str:
            made = do(facts)
            messages.success(request, said)
            return (made if isinstance(made, Model) else back).get_absolute_url()

        try:
            if isinstance(form, OnceForm):
                found = once(
                    request, form, f"{name}-{back.pk}", work, content=_content(request, facts)
                )
                return redirect(found)
            return redirect(work())
        except ValidationError as refused:
            show_errors(form, refused)
            if isinstance(form, BringsEvidence):
                form.choose_again()
        except OtherContent:
            form.add_error(None, "この画面は一度送信されています。事案の経過を確かめてください。")
    context = {"incident": incident, "back": back, "form": form, **words}
    return render(request, "incidents/step_page.html", context)


def _content(request: HttpRequest, facts: dict[str, Any]) -> dict[str, list[str]]:
    """A file is the same by its bytes."""
    brought = {k: [v.original_sha256] for k, v in facts.items() if isinstance(v, Brought)}
    return dict(request.POST.lists()) | brought
