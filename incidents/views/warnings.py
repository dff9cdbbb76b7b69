"""注意喚起: one, with its versions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from incidents.models import PublicWarning


@require_safe
def warning_detail(request: HttpRequest, pk: int) -> HttpResponse:
    seen = PublicWarning.objects.visible_to(request.actor).with_names()
    warning = get_object_or_404(seen, pk=pk)
    return render(request, "incidents/warning_detail.html", {"warning": warning})
