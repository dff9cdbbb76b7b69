"""How I am told; and for the secretariat: what was sent to whom, and what could not be."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from komae_sns.home.mailroom.filters import MailFilter
from komae_sns.home.mailroom.forms import DeliveryForm
from komae_sns.home.sight import readable
from komae_sns.notices import permissions, services
from komae_sns.notices.kinds import kinds_for
from komae_sns.notices.models import DeadAddress, Mail, MailServer
from komae_sns.notices.models.address import without_address
from komae_sns.notices.services.digests import hour
from komae_sns.notices.services.preferences import deliveries_of
from komae_sns.pages import page_of
from komae_sns.staff import held_posts
from komae_sns.staff.decorators import only_for
from komae_sns.staff.models import User

DEAD_SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
def delivery_choose(request: HttpRequest) -> HttpResponse:
    kinds = kinds_for({a.post for a in request.actor.appointments})
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = DeliveryForm(typed, kinds=kinds, initial=deliveries_of(request.user))
    if request.method == "POST" and form.is_valid():
        services.choose_deliveries(form.cleaned_data, by=request.actor)
        messages.success(request, "受けとり方を変えました。これから届くお知らせに使います。")
        return redirect("notices:delivery-choose")
    context = {
        "form": form,
        "has_kinds": bool(kinds),
        "hour": hour(),
        "is_dead": DeadAddress.objects.in_use().filter(person=request.user).exists(),
    }
    return render(request, "notices/delivery_choose.html", context)


@require_safe
@only_for(permissions.can_read_mails)
def mail_list(request: HttpRequest) -> HttpResponse:
    """An auditor reads that something was sent, and its name where they may see the thing."""
    now = timezone.now()
    chosen = MailFilter(request.GET, queryset=Mail.objects.with_names())
    page = page_of(chosen.qs, request)
    context = {
        "filter": chosen,
        "page": page,
        "readable": readable([m.notice for m in page.rows if m.notice], request.actor),
        "server": MailServer.objects.exclude(away_since=None).first(),
        "late_count": Mail.objects.late_on(now).count(),
        "undeliverable_count": Mail.objects.undeliverable().count(),
        "may_see_to": permissions.can_see_to_mails(request.actor),
    }
    return render(request, "notices/mail_list.html", context)


@require_POST
@only_for(permissions.can_read_mails)
def mail_again(request: HttpRequest, pk: int) -> HttpResponse:
    mail = get_object_or_404(Mail.objects.with_names(), pk=pk)
    services.send_again(mail, by=request.actor, now=timezone.now())
    messages.success(request, f"{mail.person.name}さんへのメールを、もう一度送ります。")
    return redirect("notices:mail-list")


@require_POST
@only_for(permissions.can_read_mails)
def mails_again(request: HttpRequest) -> HttpResponse:
    count = services.send_all_again(by=request.actor, now=timezone.now())
    if count:
        messages.success(request, f"届かなかった{count}通を、もう一度送ります。")
    else:
        messages.info(request, "いま送りなおせるメールはありません。先に宛先を直してください。")
    return redirect("notices:mail-list")


@require_safe
@only_for(permissions.can_read_mails)
def address_list(request: HttpRequest) -> HttpResponse:
    dead = DeadAddress.objects.in_use().select_related("person").order_by("-found_at", "-pk")
    context = {
        "dead": dead[:DEAD_SHOWN],
        "page": page_of(without_address(User.objects.all(), request.actor.today), request),
        "may_see_to": permissions.can_see_to_mails(request.actor),
    }
    return render(request, "notices/address_list.html", context)


@require_POST
@only_for(permissions.can_read_mails)
def address_clear(request: HttpRequest, pk: int) -> HttpResponse:
    dead = get_object_or_404(DeadAddress.objects.select_related("person"), pk=pk)
    if services.clear_address(dead, by=request.actor, now=timezone.now()):
        messages.success(request, f"{dead.address} を、また使います。")
    return redirect("notices:address-list")
