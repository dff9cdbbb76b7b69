"""The 年度: how far each section is, every review of it, its papers, its end."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import permissions, review_dates
from accounts.models import AnnualReview, ReviewYear
from accounts.services import annual_reviews
from accounts.status import ReviewYearStatus
from komae_sns.documents import services as documents
from komae_sns.documents import tasks
from komae_sns.documents.fiscal_year import fiscal_year
from komae_sns.documents.listings.download import download
from komae_sns.forms import show_errors
from komae_sns.home.reviews import bundle
from komae_sns.home.reviews.filters import ReviewFilter
from komae_sns.home.reviews.forms import CloseForm, PapersForm
from komae_sns.home.reviews.listing import REVIEWS
from komae_sns.home.reviews.progress import counted, progress_of
from komae_sns.home.reviews.views.loading import staff_alone, visible_year
from komae_sns.nudging import nudge
from komae_sns.pages import page_of
from komae_sns.staff.department_tree import department_tree
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once


@require_safe
def year_list(request: HttpRequest) -> HttpResponse:
    staff_alone(request)
    seen = AnnualReview.objects.visible_to(request.actor)
    counts = {
        row["year"]: row
        for row in seen.order_by().values("year").annotate(**counted(request.actor.today))
    }
    years = [(year, counts.get(year.pk)) for year in ReviewYear.objects.newest_first()]
    this = fiscal_year(request.actor.today)
    context = {
        "years": years,
        "next_opens_on": review_dates.opens_on(this),
        "is_ahead": request.actor.today < review_dates.opens_on(this),
    }
    return render(request, "reviews/year_list.html", context)


@require_safe
def year_detail(request: HttpRequest, year: int) -> HttpResponse:
    found = visible_year(request, year)
    request.GET = asked = request.GET.copy()
    asked["year"] = str(year)
    if file := download(request, REVIEWS):
        return file
    departments = department_tree()
    seen = AnnualReview.objects.visible_to(request.actor).filter(year=found)
    chosen = ReviewFilter(asked, seen, actor=request.actor, departments=departments)
    page = page_of(_for_list(chosen.qs), request)
    for review in page.rows:
        review.year = found
        review.account.department = departments[review.account.department_id]
        review.is_late = review.is_late_on(request.actor.today)
    progress = progress_of(seen, departments, request.actor.today)
    context = {
        "year": found,
        "progress": progress,
        "whole": progress.whole,
        "page": page,
        "filter": chosen,
        "papers": PapersForm(),
        "may_bundle": seen.confirmed().exists(),
        "may_close": found.is_open and permissions.can_close_review_year(request.actor),
    }
    return render(request, "reviews/year_detail.html", context)


def _for_list(reviews: QuerySet[AnnualReview]) -> QuerySet[AnnualReview]:
    return reviews.select_related("account__service").defer("answers", "field_edits")


@require_http_methods(["GET", "HEAD", "POST"])
def year_close(request: HttpRequest, year: int) -> HttpResponse:
    found = visible_year(request, year)
    require(permissions.can_close_review_year, request.actor)
    found.require_move(ReviewYearStatus.CLOSED)
    form = CloseForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        try:
            annual_reviews.close_year(found, by=request.actor, now=timezone.now())
        except ValidationError as refused:
            show_errors(form, refused)
        else:
            messages.success(request, f"{found}を終えました。")
            return redirect(found)
    context = {
        "year": found,
        "form": form,
        "left": found.reviews.unsettled().count(),
        "is_over": found.is_over_on(request.actor.today),
    }
    return render(request, "reviews/year_close.html", context)


@require_POST
def year_papers(request: HttpRequest, year: int) -> HttpResponse:
    """Every confirmed paper one may read, in one ZIP."""
    found = visible_year(request, year)
    form = PapersForm(request.POST)
    if not form.is_valid():
        return redirect(found)
    try:
        url = once(request, form, "reviews.papers", lambda: _asked(request, found))
    except (OtherContent, documents.TooMany) as refused:
        messages.error(request, str(refused) or "この画面からは、もう頼みました。")
        return redirect(found)
    nudge(tasks.make_exports)
    return redirect(url)


def _asked(request: HttpRequest, year: ReviewYear) -> str:
    parameters = {"year": year.fiscal_year}
    export = documents.request_export(
        bundle.KIND, f"{year}の調書", parameters, by=request.actor, now=timezone.now()
    )
    return export.get_absolute_url()
