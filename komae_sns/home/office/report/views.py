"""年度報告書: the 年度, its figures, its paper, its end."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import ReviewYear
from komae_sns.documents.fiscal_year import fiscal_year, label, last_day
from komae_sns.documents.responses import pdf_response
from komae_sns.forms import show_errors
from komae_sns.home.office.permissions import can_fix_report, can_read_city, can_read_report
from komae_sns.home.office.report import papers, services, shown
from komae_sns.home.office.report.figures import first_year
from komae_sns.home.office.report.forms import FixForm
from komae_sns.home.office.report.models import AnnualReport
from komae_sns.staff.decorators import only_for
from komae_sns.staff.permissions import require


@require_safe
@only_for(can_read_report)
def report_list(request: HttpRequest) -> HttpResponse:
    """The newest 年度 first, back to the first one of the portal."""
    today = request.actor.today
    this = fiscal_year(today)
    fixed = {
        report.fiscal_year: report
        for report in AnnualReport.objects.select_related("document_number")
    }
    years = [
        (year, label(year), fixed.get(year), last_day(year) < today)
        for year in range(this, first_year(today) - 1, -1)
    ]
    context = {"years": years, "may_see_city": can_read_city(request.actor)}
    return render(request, "office/report_list.html", context)


@require_safe
@only_for(can_read_report)
def report(request: HttpRequest, year: int) -> HttpResponse:
    fixed = _known(request, year)
    facts = services.with_previous(year, request.actor.today)
    is_over = last_day(year) < request.actor.today
    context = {
        "year": year,
        "label": label(year),
        "report": fixed,
        "as_of": shown.as_of(facts),
        "parts": shown.parts(facts),
        "is_over": is_over,
        "may_fix": fixed is None and is_over and can_fix_report(request.actor),
        "may_see_city": can_read_city(request.actor),
    }
    return render(request, "office/report.html", context)


@require_safe
@only_for(can_read_report)
def report_pdf(request: HttpRequest, year: int) -> HttpResponse:
    fixed = _known(request, year)
    facts = services.with_previous(year, request.actor.today)
    name = f"年度報告書_{label(year)}{'' if fixed else '_暫定'}.pdf"
    return pdf_response(papers.report_pdf(year, facts, fixed), name)


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(can_read_report)
def report_fix(request: HttpRequest, year: int) -> HttpResponse:
    fixed = _known(request, year)
    require(can_fix_report, request.actor)
    if fixed:
        messages.info(request, "この年度の報告書は、もう確定しています。")
        return redirect(fixed)
    form = FixForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.fix(year, by=request.actor, now=timezone.now())
        except ValidationError as refused:
            show_errors(form, refused)
        else:
            messages.success(request, f"{label(year)}の報告書を確定しました。")
            return redirect(made)
    reviews = ReviewYear.objects.filter(fiscal_year=year).first()
    context = {
        "year": year,
        "label": label(year),
        "form": form,
        "is_over": last_day(year) < request.actor.today,
        "reviews": reviews,
        "left": reviews.reviews.unsettled().count() if reviews else 0,
    }
    return render(request, "office/report_fix.html", context)


def _known(request: HttpRequest, year: int) -> AnnualReport | None:
    """The fixed one, if any; 404 for a 年度 before the portal or ahead of today."""
    today = request.actor.today
    if not first_year(today) <= year <= fiscal_year(today):
        raise Http404
    found = AnnualReport.objects.filter(fiscal_year=year)
    return found.select_related("document_number", "fixed_by").first()
