"""The versions of the guideline, what each changed, and loading the next one."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from komae_sns.city.guideline import Edition, of_the_folder, tops
from komae_sns.city.guideline_changes import ClauseChange
from komae_sns.home import clause_table
from komae_sns.home.clause_table import Touched
from komae_sns.home.editions import memory, permissions, services
from komae_sns.home.editions.forms import LoadForm
from komae_sns.home.editions.models import GuidelineVersion
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once


@dataclass(frozen=True)
class Change:
    change: ClauseChange
    touched: Touched


@require_safe
def guideline_versions(request: HttpRequest) -> HttpResponse:
    versions = list(GuidelineVersion.objects.newest_first().defer("rows"))
    in_force = next((v for v in versions if v.in_force_on <= request.actor.today), None)
    context = {
        "versions": versions,
        "in_force": in_force,
        "first": of_the_folder(),
        "may_load": permissions.can_load_guideline(request.actor),
    }
    return render(request, "home/guideline_versions.html", context)


@require_safe
def guideline_version(request: HttpRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(GuidelineVersion.objects.select_related("loaded_by"), pk=pk)
    edition = memory.edition_of(version)
    context = {
        "version": version,
        "changes": _changes(edition),
        "clauses": tops(edition),
        "is_ahead": version.in_force_on > request.actor.today,
    }
    return render(request, "home/guideline_version.html", context)


def _changes(edition: Edition) -> list[Change]:
    """With the rules, screens, forms and papers that each one touches."""
    found = services.differences(edition, services.before(edition))
    return [Change(change, clause_table.touched_by(change.name)) for change in found]


@require_http_methods(["GET", "HEAD", "POST"])
def guideline_load(request: HttpRequest) -> HttpResponse:
    """First the differences are shown; the second button keeps the version."""
    require(permissions.can_load_guideline, request.actor)
    form = LoadForm(request.POST or None, request.FILES or None)
    context = {"form": form, "changes": None}
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            if request.POST.get("go") == "load":
                return redirect(_load_once(request, form))
            context["changes"] = _changes(services.understood(typed["text"], typed["in_force_on"]))
            context["text"] = typed["text"]
        except ValidationError as refused:
            form.add_error(None, refused)
        except OtherContent:
            form.add_error(None, "この画面は一度送信されています。版の一覧を確かめてください。")
    return render(request, "home/guideline_load.html", context)


def _load_once(request: HttpRequest, form: LoadForm) -> str:
    typed = form.cleaned_data

    def do() -> str:
        version = services.load_guideline(
            typed["text"],
            in_force_on=typed["in_force_on"],
            by=request.actor,
            note=typed["note"],
        )
        messages.success(request, "ガイドラインの版を登録しました。")
        return version.get_absolute_url()

    sent = {k: v for k, v in dict(request.POST.lists()).items() if k != "go"}
    content = {**sent, "text": [typed["text"]]}  # also where it came as a file
    return once(request, form, "guideline-load", do, content=content)
