"""なりすましアカウント: one, with what was sent, answered and seen."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from incidents.models import Impostor


@require_safe
def impostor_detail(request: HttpRequest, pk: int) -> HttpResponse:
    seen = Impostor.objects.visible_to(request.actor).with_names()
    impostor = get_object_or_404(seen, pk=pk)
    return render(request, "incidents/impostor_detail.html", {"impostor": impostor})
