"""One page of what is overdue and where, and the list behind each number."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from komae_sns.documents.listings.download import download
from komae_sns.home.office.board import board_of
from komae_sns.home.office.listing import MATTER_ROWS, chosen, matter_asked
from komae_sns.home.office.matters import matters_of
from komae_sns.home.office.permissions import can_read_city
from komae_sns.staff.decorators import only_for
from komae_sns.staff.department_tree import department_tree

LISTED = 200


@require_safe
@only_for(can_read_city)
def board(request: HttpRequest) -> HttpResponse:
    matters = matters_of(request.actor)
    context = {
        "board": board_of(request.actor, matters, department_tree()),
        "today": request.actor.today,
    }
    return render(request, "office/board.html", context)


@require_safe
@only_for(can_read_city)
def matter(request: HttpRequest, code: str) -> HttpResponse:
    """The oldest first."""
    asked_for = matter_asked(code, request.actor)
    request.GET = asked = request.GET.copy()
    asked["matter"] = code
    if file := download(request, MATTER_ROWS):
        return file
    departments = department_tree()
    found = chosen(asked, request.actor, departments)
    rows = list(found.qs.order_by("since", "pk")[: LISTED + 1])
    context = {
        "matter": asked_for,
        "rows": [(row, departments.get(row.section), asked_for.page(row)) for row in rows[:LISTED]],
        "filter": found,
        "listed": LISTED,
        "has_more": len(rows) > LISTED,
    }
    return render(request, "office/matter.html", context)
