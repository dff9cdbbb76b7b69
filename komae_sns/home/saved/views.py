"""保存した条件: kept from a list's page, renamed and removed here."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from komae_sns.home.saved import services
from komae_sns.home.saved.forms import KeepForm, NameForm
from komae_sns.home.saved.lists import LISTS
from komae_sns.home.saved.models import SavedView


@require_safe
def view_list(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
def view_keep(request: HttpRequest) -> HttpResponse:
    form = KeepForm(request.POST)
    if form.is_valid():
        try:
            view = services.keep(by=request.actor, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error("name", refused)
        else:
            messages.success(request, f"いまの条件を「{view.name}」として残しました。")
            return redirect(view)
    return _page(request, kept=form)


@require_POST
def view_rename(request: HttpRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView.objects.of(request.user), pk=pk)
    form = NameForm(request.POST, prefix=str(pk))
    if form.is_valid():
        try:
            services.rename(view, form.cleaned_data["name"])
        except ValidationError as refused:
            form.add_error("name", refused)
        else:
            messages.success(request, f"名前を「{view.name}」に直しました。")
            return redirect("home:view-list")
    return _page(request, renamed=(pk, form))


@require_POST
def view_remove(request: HttpRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView.objects.of(request.user), pk=pk)
    view.delete()
    messages.success(request, f"条件「{view.name}」を外しました。一覧そのものは変わりません。")
    return redirect("home:view-list")


def _page(
    request: HttpRequest,
    *,
    kept: KeepForm | None = None,
    renamed: tuple[int, NameForm] | None = None,
) -> HttpResponse:
    views = SavedView.objects.of(request.user).filter(place__in=LISTS).order_by("place", "name")
    wrong_pk, wrong = renamed or (None, None)
    rows = [(view, wrong if view.pk == wrong_pk else _name_form(view)) for view in views]
    return render(request, "home/view_list.html", {"rows": rows, "kept": kept})


def _name_form(view: SavedView) -> NameForm:
    return NameForm(prefix=str(view.pk), initial={"name": view.name})
