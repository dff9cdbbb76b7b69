"""What every view of an account begins and ends with."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import OfficialAccount


def visible(request: HttpRequest, pk: int) -> OfficialAccount:
    """What one may not see answers 404."""
    seen = OfficialAccount.objects.visible_to(request.actor).with_names()
    return get_object_or_404(seen.select_related("decision__decided_by"), pk=pk)
