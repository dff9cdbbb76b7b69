"""遵守事項の確認: one's own, and who has not yet."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import permissions
from accounts.in_charge import has_acknowledged, in_charge, yet_to_acknowledge
from accounts.services.acknowledgements import acknowledge, rules_of_conduct, text_sha256
from komae_sns.documents.fiscal_year import fiscal_year, label
from komae_sns.pages import page_of
from komae_sns.staff.models import Appointment
from komae_sns.staff.permissions import require


@require_http_methods(["GET", "HEAD", "POST"])
def acknowledgement(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    if request.method == "POST":
        try:
            acknowledge(text=request.POST.get("text", ""), by=actor, now=timezone.now())
        except ValidationError as refused:
            messages.error(request, refused.messages[0])
            return redirect("accounts:acknowledgement")
        messages.success(request, "遵守事項を確認しました。")
        return redirect("home:my-work")
    context = {
        "clauses": rules_of_conduct(),
        "text": text_sha256(),
        "year": label(fiscal_year(actor.today)),
        "is_done": has_acknowledged(actor.user, actor.today),
        "last": actor.user.acknowledgements.first(),
        "may_see_others": permissions.can_see_acknowledgements(actor),
    }
    return render(request, "accounts/acknowledgement.html", context)


@require_safe
def acknowledgement_list(request: HttpRequest) -> HttpResponse:
    """Those who have not yet, with the section in which they serve."""
    actor = request.actor
    require(permissions.can_see_acknowledgements, actor)
    page = page_of(yet_to_acknowledge(actor.today), request)
    held = Appointment.objects.on(actor.today).filter(user__in=[u.pk for u in page.rows])
    offices: dict[int, list[str]] = {}
    for appointment in held.with_people().order_by("pk"):
        offices.setdefault(appointment.user_id, []).append(appointment.office)
    context = {
        "page": page,
        "rows": [(user, "・".join(offices.get(user.pk, []))) for user in page.rows],
        "everybody": in_charge(actor.today).count(),
        "year": label(fiscal_year(actor.today)),
    }
    return render(request, "accounts/acknowledgement_list.html", context)
