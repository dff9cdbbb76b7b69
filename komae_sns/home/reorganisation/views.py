"""課の改称・統合・分割, for the secretariat."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import SectionMove
from komae_sns.forms import ReauthenticatedForm
from komae_sns.home.reorganisation import services
from komae_sns.home.reorganisation.belongings import Belongings, belongings
from komae_sns.home.reorganisation.forms import PlacesForm, PlanForm
from komae_sns.home.reorganisation.models import Reorganisation
from komae_sns.home.reorganisation.successors import Successors
from komae_sns.pages import page_of
from komae_sns.staff.decorators import only_for
from komae_sns.staff.models import Department
from komae_sns.staff.permissions import can_keep_master_data
from komae_sns.staff.services import create_department


@require_safe
@only_for(can_keep_master_data)
def reorganisation_list(request: HttpRequest) -> HttpResponse:
    page = page_of(Reorganisation.objects.with_names(), request)
    return render(request, "reorganisation/list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(can_keep_master_data)
def reorganisation_new(request: HttpRequest) -> HttpResponse:
    """First who ends and who takes over (GET), then what goes where (POST)."""
    typed = request.POST if request.method == "POST" else request.GET
    plan = PlanForm(typed if "section" in typed else None, by=request.actor)
    if not plan.is_valid():
        return render(request, "reorganisation/new.html", {"plan": plan})
    found = belongings(plan.cleaned_data["section"], plan.cleaned_data["takes_effect_on"])
    posted = request.POST if request.method == "POST" else None
    places = PlacesForm(posted, request=request, targets=plan.targets(), found=found)
    if request.method == "POST" and places.is_valid():
        try:
            entered = _enter(request, plan, places)
        except ValidationError as refused:
            places.add_error(None, refused.messages)
        except IntegrityError:
            places.add_error(None, "この課の改正は、いまほかの人が入力しました。")
        else:
            messages.success(request, f"「{entered}」の改正を入れました。")
            return redirect(entered)
    return render(request, "reorganisation/places.html", _context(plan, places, found))


def _context(plan: PlanForm, places: PlacesForm, found: Belongings) -> dict[str, object]:
    return {
        "plan": plan,
        "places": places,
        "found": found,
        "section": plan.cleaned_data["section"],
        "day": plan.cleaned_data["takes_effect_on"],
        "targets": [name for _, name in plan.targets()],
    }


@transaction.atomic
def _enter(request: HttpRequest, plan: PlanForm, places: PlacesForm) -> Reorganisation:
    facts = plan.new_department()
    made = create_department(facts, by=request.actor) if facts else None
    by_target: dict[str, Department] = places.departments(made)
    successors = Successors(
        by_target[places.cleaned_data["heir"]],
        {key: by_target[to] for key, to in places.elsewhere().items()},
    )
    return services.enter(
        plan.cleaned_data["section"],
        successors,
        takes_effect_on=plan.cleaned_data["takes_effect_on"],
        basis=places.cleaned_data["basis"],
        by=request.actor,
        now=timezone.now(),
    )


@require_safe
@only_for(can_keep_master_data)
def reorganisation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _found(pk))


def _found(pk: int) -> Reorganisation:
    return get_object_or_404(Reorganisation.objects.with_names(), pk=pk)


def _page(
    request: HttpRequest, reorganisation: Reorganisation, form: ReauthenticatedForm | None = None
) -> HttpResponse:
    others = Department.objects.in_bulk(set(reorganisation.elsewhere.values()))
    context = {
        "reorganisation": reorganisation,
        "found": belongings(reorganisation.section, reorganisation.takes_effect_on),
        "heirs": [reorganisation.heir, *others.values()],
        "moves": _moves(reorganisation),
        "can_cancel": reorganisation.is_planned
        and reorganisation.takes_effect_on > request.actor.today,
        "form": form or ReauthenticatedForm(request=request),
    }
    return render(request, "reorganisation/detail.html", context)


def _moves(reorganisation: Reorganisation) -> QuerySet[SectionMove]:
    """Of a section that has ended there is one day on which its accounts left it."""
    moves = SectionMove.objects.filter(
        old=reorganisation.section, moved_on=reorganisation.takes_effect_on
    )
    return moves.select_related("account__service", "new").order_by("new", "account")


@require_POST
@only_for(can_keep_master_data)
def reorganisation_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    reorganisation = _found(pk)
    reorganisation.require_move(reorganisation.STATUS.CANCELLED)
    form = ReauthenticatedForm(request.POST, request=request)
    if not form.is_valid():
        return _page(request, reorganisation, form)
    try:
        services.cancel(reorganisation, by=request.actor, now=timezone.now())
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, "改正を取りやめました。課も人も、いままでどおりです。")
    return redirect(reorganisation)
