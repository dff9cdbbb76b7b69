"""開設準備: what is missing, the checklist, and who it waits for."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts import checklist, permissions
from accounts.checklist import Gap, Item
from accounts.forms.upkeep import CheckForm
from accounts.models import OfficialAccount, OpeningCheck
from accounts.services import confirm_check, opening_gaps, withdraw_check
from accounts.services.opening import CHECKS
from accounts.views.loading import visible
from komae_sns.staff.actors import Actor


@dataclass(frozen=True)
class Row:
    item: Item
    check: OpeningCheck | None
    form: CheckForm


@dataclass(frozen=True)
class State:
    """`missing` leaves out the checklist, which shows its own."""

    gaps: tuple[Gap, ...]
    rows: tuple[Row, ...]
    may_confirm: bool

    @property
    def missing(self) -> list[Gap]:
        return [gap for gap in self.gaps if gap.place != CHECKS]

    @property
    def confirmed(self) -> int:
        return sum(row.check is not None for row in self.rows)


def state_of(account: OfficialAccount, actor: Actor) -> State:
    standing = OpeningCheck.objects.standing().select_related("confirmed_by")
    prefetch_related_objects([account], Prefetch("opening_checks", standing))
    by_item = {check.item: check for check in account.opening_checks.all()}
    rows = tuple(
        Row(item, by_item.get(item.key), CheckForm(auto_id=f"id_{item.key}_%s"))
        for item in checklist.items()
    )
    gaps = opening_gaps(account, actor.today)
    return State(gaps, rows, permissions.can_confirm_opening(actor, account))


@require_POST
def check_confirm(request: HttpRequest, pk: int, item: str) -> HttpResponse:
    account, form = visible(request, pk), CheckForm(request.POST)
    _known(item)
    if not form.is_valid():
        messages.error(request, "備考は200文字までで書いてください。")
        return _back(account, item)
    note = form.cleaned_data["note"]
    try:
        confirm_check(account, item, by=request.actor, now=timezone.now(), note=note)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    return _back(account, item)


@require_POST
def check_withdraw(request: HttpRequest, pk: int, item: str) -> HttpResponse:
    account = visible(request, pk)
    _known(item)
    try:
        withdraw_check(account, item, by=request.actor, now=timezone.now())
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    return _back(account, item)


def _known(item: str) -> None:
    if checklist.item(item) is None:
        raise Http404


def _back(account: OfficialAccount, item: str) -> HttpResponse:
    return redirect(f"{account.get_absolute_url()}#check-{item}")
