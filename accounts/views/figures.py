"""数字: a 年度 of one account, and the form of a month."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import permissions
from accounts.figure_table import months_of, table_of
from accounts.forms.figures import FiguresForm
from accounts.metrics import metrics_of
from accounts.models import OfficialAccount
from accounts.services.figures import Reading, record_month
from accounts.views.loading import visible
from komae_sns.documents import wareki
from komae_sns.documents.fiscal_year import fiscal_year, label
from komae_sns.forms import show_errors
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require


@require_safe
def figure_list(request: HttpRequest, pk: int) -> HttpResponse:
    account = visible(request, pk)
    today = request.actor.today
    year = _year(request, fiscal_year(today))
    months = months_of(year)
    figures = account.figures.current().within(months[0], months[-1]).select_related("recorded_by")
    context = {
        "account": account,
        "table": table_of(metrics_of(account.service.rule), figures, fiscal_year=year, today=today),
        "year": label(year),
        "this_month": today.replace(day=1),
        "earlier": year - 1 if _is_after_opening(account, year - 1) else None,
        "later": year + 1 if year < fiscal_year(today) else None,
        "may_record": (may_record := _may_record(request, account)),
        "may_import": may_record and permissions.can_import_figures(request.actor),
    }
    return render(request, "accounts/figure_list.html", context)


def _year(request: HttpRequest, now: int) -> int:
    asked = request.GET.get("year", "")
    if not asked:
        return now
    if not (asked.isascii() and asked.isdecimal() and 2000 <= int(asked[:5]) <= now):
        raise Http404
    return int(asked)


def _is_after_opening(account: OfficialAccount, year: int) -> bool:
    return account.opened_on is None or year >= fiscal_year(account.opened_on)


def _may_record(request: HttpRequest, account: OfficialAccount) -> bool:
    runs = not (account.is_preparing or account.has_ended)
    return runs and permissions.can_record_figures(request.actor, account)


@require_http_methods(["GET", "HEAD", "POST"])
def figure_month(request: HttpRequest, pk: int, month: date) -> HttpResponse:
    account = visible(request, pk)
    require(permissions.can_record_figures, request.actor, account)
    metrics = metrics_of(account.service.rule)
    known = {figure.metric: figure for figure in account.figures.current().filter(month=month)}
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = FiguresForm(typed, metrics=metrics, known=known, by=request.actor)
    if request.method == "POST" and form.is_valid() and _record(request, account, month, form):
        year = fiscal_year(month)
        return redirect(f"{reverse('accounts:figure-list', args=[account.pk])}?year={year}")
    verb = "直す" if known else "入れる"
    heading = f"{wareki.year(month)}{month.month}月の数字を{verb}"
    context = {"account": account, "month": month, "form": form, "heading": heading}
    return render(request, "accounts/figure_month.html", context)


def _record(request: HttpRequest, account: OfficialAccount, month: date, form: FiguresForm) -> bool:
    reading = Reading(form.cleaned_data["taken_on"], form.cleaned_data["source"])
    try:
        made = record_month(
            account, month, form.entries(), reading, by=request.actor, now=timezone.now()
        )
    except ValidationError as refused:
        show_errors(form, refused)
        return False
    said = f"{len(made)}件の数字を記録しました。" if made else "変わったところはありませんでした。"
    messages.success(request, said)
    return True
