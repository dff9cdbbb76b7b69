"""One's own address, and what stands behind it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from komae_sns.home.calendar import services
from komae_sns.home.calendar.dates import dates_of
from komae_sns.home.calendar.feed import feed
from komae_sns.home.calendar.models import CalendarAddress
from komae_sns.notices.envelope import absolute
from komae_sns.staff.actors import actor_of

SHOWN = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_own(request: HttpRequest) -> HttpResponse:
    """Made by a POST and shown in its answer alone: it is kept nowhere to be shown again."""
    now, made = timezone.now(), ""
    if request.method == "POST":
        token = services.make_address(by=request.actor, now=now)
        made = absolute(reverse("calendar:feed", args=[token]))
    entries = sorted(dates_of(request.actor, now=now), key=lambda entry: str(entry.on))
    ahead = [entry for entry in entries if str(entry.on) >= str(request.actor.today)]
    context = {
        "made": made,
        "address": CalendarAddress.objects.filter(person=request.user).first(),
        "entries": ahead[:SHOWN],
        "has_more": len(ahead) > SHOWN,
    }
    return render(request, "calendar/calendar_own.html", context)


@require_POST
def calendar_remove(request: HttpRequest) -> HttpResponse:
    if services.remove_address(by=request.actor):
        messages.success(request, "予定表のアドレスをなくしました。もう、だれにも読めません。")
    return redirect("calendar:own")


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever knows the address reads the dates of one person, as that person may today."""
    person = services.person_of(token)
    if person is None:
        raise Http404
    now = timezone.now()
    entries = dates_of(actor_of(person, timezone.localdate(now)), now=now)
    response = HttpResponse(feed(entries, now=now), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = 'inline; filename="portal.ics"'
    return response
