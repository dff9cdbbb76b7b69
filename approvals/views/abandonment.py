"""開設取りやめ."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import OfficialAccount
from accounts.status import AccountStatus
from approvals.forms.abandonment import AbandonForm
from approvals.permissions import abandonment as may
from approvals.services import abandonment
from approvals.views.steps import take
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require


@require_http_methods(["GET", "HEAD", "POST"])
def account_abandon(request: HttpRequest, pk: int) -> HttpResponse:
    seen = OfficialAccount.objects.visible_to(request.actor).with_names()
    account = get_object_or_404(seen, pk=pk)
    require(may.can_abandon, request.actor, account)
    account.require_move(AccountStatus.ABANDONED)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = AbandonForm(typed)
    if request.method == "POST" and form.is_valid():
        reason, by, now = form.cleaned_data["reason"], request.actor, timezone.now()
        take(
            request,
            lambda: abandonment.abandon(account, reason=reason, by=by, now=now),
            "開設を取りやめました。記録は残り、あとから読めます。",
        )
        return redirect(account)
    return render(request, "approvals/account_abandon.html", {"account": account, "form": form})
