"""新旧対照表: two versions side by side, on a page and on paper."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from komae_sns.documents.press import PressFailed
from komae_sns.documents.responses import pdf_response
from policies import comparison, papers
from policies.views.loading import visible_version


@require_safe
def version_compare(request: HttpRequest, pk: int, old: int, new: int) -> HttpResponse:
    """The later version is the 改正後; `?full` leaves nothing out."""
    if old > new:
        return redirect("policies:version-compare", pk, new, old)
    before, after = visible_version(request, pk, old), visible_version(request, pk, new)
    found, full = papers.compared(before, after), _is_full(request)
    address = reverse("policies:version-compare-pdf", args=[pk, old, new])
    context = {
        "policy": after.policy,
        "old": before,
        "new": after,
        "old_note": papers.edition(before),
        "new_note": papers.edition(after),
        "old_url": before.get_absolute_url(),
        "new_url": after.get_absolute_url(),
        "found": found,
        "rows": comparison.rows(found, full=full),
        "remarks": papers.remarks(found, full=full),
        "full": full,
        "pdf_url": f"{address}?full=1" if full else address,
    }
    return render(request, "policies/version_compare.html", context)


@require_safe
def version_compare_pdf(request: HttpRequest, pk: int, old: int, new: int) -> HttpResponse:
    if old > new:
        return redirect("policies:version-compare-pdf", pk, new, old)
    before, after = visible_version(request, pk, old), visible_version(request, pk, new)
    try:
        pdf = papers.comparison_pdf(before, after, full=_is_full(request))
    except PressFailed as failed:
        messages.error(request, str(failed))
        return redirect("policies:version-compare", pk, old, new)
    return pdf_response(pdf, papers.comparison_file_name(before, after))


def _is_full(request: HttpRequest) -> bool:
    return bool(request.GET.get("full"))
