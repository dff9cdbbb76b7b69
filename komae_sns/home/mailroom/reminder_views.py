"""期限の知らせ: who was told of what, who could not be, and when each kind is told."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from komae_sns.documents.listings.download import download
from komae_sns.home.listings import REMINDERS
from komae_sns.home.mailroom.filters import ReminderFilter
from komae_sns.home.mailroom.forms import ReminderRuleForm
from komae_sns.home.sight import readable
from komae_sns.notices import permissions, services
from komae_sns.notices.models import Reminder
from komae_sns.notices.reminders import all_remindings, reminding_of
from komae_sns.notices.reminders.rules import by_the_city, in_words, rule_of, rules
from komae_sns.pages import page_of
from komae_sns.staff import held_posts
from komae_sns.staff.decorators import only_for
from komae_sns.staff.permissions import require

LOOKED_BACK = timedelta(days=30)


@require_safe
@only_for(permissions.can_read_reminders)
def reminder_list(request: HttpRequest) -> HttpResponse:
    """An auditor reads that somebody was told, and of what where they may see the thing."""
    if file := download(request, REMINDERS):
        return file
    chosen = ReminderFilter(request.GET, queryset=Reminder.objects.with_names())
    page = page_of(chosen.qs, request)
    since = timezone.now() - LOOKED_BACK
    context = {
        "filter": chosen,
        "page": page,
        "readable": readable([r.notice for r in page.rows if r.notice], request.actor),
        "unreached": Reminder.objects.without_mail().filter(planned_at__gte=since).count(),
        "since": timezone.localdate(since),
    }
    return render(request, "notices/reminder_list.html", context)


@require_safe
@only_for(permissions.can_read_reminders)
def rule_list(request: HttpRequest) -> HttpResponse:
    found = rules()
    rows = [
        (reminding, in_words(found[reminding.kind]), found[reminding.kind])
        for reminding in all_remindings()
    ]
    context = {"rows": rows, "may_set": permissions.can_set_reminders(request.actor)}
    return render(request, "notices/reminder_rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(permissions.can_read_reminders)
def rule_set(request: HttpRequest, kind: str) -> HttpResponse:
    require(permissions.can_set_reminders, request.actor)
    reminding = reminding_of(kind)
    if reminding is None:
        raise Http404
    shown = by_the_city(kind) if "city" in request.GET else rule_of(kind)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = ReminderRuleForm(typed, reminding=reminding, rule=shown)
    if request.method == "POST" and form.is_valid():
        changed = services.set_reminder_rule(
            reminding, form.rule, by=request.actor, now=timezone.now()
        )
        said = (
            "知らせる日を変えました。次の知らせから使います。"
            if changed
            else "変わったところはありません。"
        )
        messages.success(request, f"{reminding.kind.label}：{said}")
        return redirect("notices:reminder-rules")
    context = {"form": form, "reminding": reminding, "by_the_city": in_words(by_the_city(kind))}
    return render(request, "notices/reminder_rule.html", context)
