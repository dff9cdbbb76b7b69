"""会議のあとに残っていること."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from approvals.follow_ups import follow_ups
from approvals.permissions import committee as may
from komae_sns.staff.permissions import require


@require_safe
def follow_up_list(request: HttpRequest) -> HttpResponse:
    require(may.can_read_follow_ups, request.actor)
    lists = follow_ups(request.actor)
    context = {"lists": lists, "is_empty": not any(each.rows for each in lists)}
    return render(request, "approvals/follow_up_list.html", context)
