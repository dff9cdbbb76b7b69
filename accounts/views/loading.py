"""What every view of an account begins and ends with."""

from django.db.models import Expression
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import OfficialAccount


def visible(request: HttpRequest, pk: int, **more: Expression) -> OfficialAccount:
    """What one may not see answers 404. `more`: what the page needs of other tables."""
    seen = OfficialAccount.objects.visible_to(request.actor).with_names()
    rows = seen.select_related("decision__decided_by").annotate(**more)
    return get_object_or_404(rows, pk=pk)
