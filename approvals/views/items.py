"""One item: the whole case on one page, the vote, and how the chair closes it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals import case_file, committee, shown
from approvals.forms.decisions import DecideForm, ItemReturnForm, SetAsideForm
from approvals.forms.voting import VoteForm
from approvals.models import AgendaItem, Participant, Vote
from approvals.permissions import committee as may
from approvals.plan_form import POLICY_KEY
from approvals.services import decisions, votes
from approvals.services.refusals import Refused
from approvals.tally import Outcome, Tally
from approvals.views.agenda import visible_item
from approvals.views.comments import shown_to
from approvals.views.steps import take
from approvals.voting_sheet import Sheet, sheet
from komae_sns.staff import held_posts, polling
from komae_sns.staff.permissions import require


@require_safe
def item_detail(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    return _item_page(request, visible_item(request, pk, item_pk), VoteForm())


@require_safe
def item_votes(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """The part that answers at once while people vote."""
    item = visible_item(request, pk, item_pk)
    state = _vote_state(request, item)
    return polling.answer(request, "approvals/_item_votes.html", state, goes_on=item.is_voting)


def _item_page(request: HttpRequest, item: AgendaItem, form: VoteForm) -> HttpResponse:
    state = _vote_state(request, item)
    seat = _seat_asked(request, item, state["sheet"])
    context = {
        **state,
        "case": case_file.of(item.application, item.round),
        "form": form,
        "actions": _actions(request, item, seat, state["tally"]),
        "seat": seat,
        **shown_to(request, item.application),
    }
    return render(request, "approvals/item_detail.html", context)


def _vote_state(request: HttpRequest, item: AgendaItem) -> dict[str, Any]:
    seen = item.shows_votes and item.presided_by_id
    running = votes.tally_of(item) if seen and item.is_running else None
    return {
        "item": item,
        "meeting": item.meeting,
        "sheet": sheet(item, request.actor),
        "tally": item.final_tally or running,
        "chair": committee.presiding(item, request.actor.today) if item.is_running else None,
        "is_overdue": item.is_voting and item.meeting.is_past_deadline(timezone.now()),
    }


def _seat_asked(request: HttpRequest, item: AgendaItem, seen: Sheet) -> Participant | None:
    """Theirs, or of a member for whom they may answer; the first without a vote."""
    if not item.is_voting or item.meeting.is_past_deadline(timezone.now()):
        return None
    if not request.actor.on_committee:
        return None
    seats = committee.seats_of(item, request.actor)
    return next((s for s in seats if s.member_id not in seen.voted), None)


def _actions(
    request: HttpRequest, item: AgendaItem, seat: Participant | None, tally: Tally | None
) -> dict[str, bool]:
    """Which buttons the page offers: who may, and whether the item stands so."""
    actor, is_open = request.actor, item.meeting.is_open
    sitting = is_open and not item.meeting.is_circulation
    return {
        "open": sitting and item.is_waiting and may.can_open_voting(actor, item),
        "vote": seat is not None,
        "decide": item.is_voted and may.can_decide(actor, item),
        "set_aside": is_open
        and item.is_running
        and not (item.is_voted and tally and tally.settled)
        and may.can_set_aside(actor, item),
    }


@require_POST
def item_open_voting(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    item = visible_item(request, pk, item_pk)
    take(
        request,
        lambda: votes.open_voting(item, by=request.actor, now=timezone.now()),
        "採決をはじめました。出席している委員に知らせました。",
    )
    return redirect(item)


@require_http_methods(["GET", "HEAD", "POST"])
def item_vote(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Asked for without a vote only after a log-in that ended while the reason was typed."""
    item = visible_item(request, pk, item_pk)
    if request.method != "POST":
        held = held_posts.take(request)
        return _item_page(request, item, VoteForm(initial=held and held.dict()))
    form = VoteForm(request.POST)
    if not form.is_valid():
        return _item_page(request, item, form)
    choice = Vote.Choice(form.cleaned_data["choice"])
    said = {name: form.cleaned_data[name] for name in ("reason", "wants_meeting", "member_pk")}
    verb = "回答" if item.meeting.is_circulation else "投票"
    take(
        request,
        lambda: votes.cast(item, choice, by=request.actor, now=timezone.now(), **said),
        f"「{choice.label}」で{verb}しました。",
    )
    return redirect(item)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def item_decide(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    item = visible_item(request, pk, item_pk)
    require(may.can_decide, request.actor, item)
    if not item.is_voted:
        messages.error(request, f"この議題は「{item.get_status_display()}」です。")
        return redirect(item)
    tally = votes.tally_of(item)
    tied, approving = tally.outcome == Outcome.TIED_CHAIR_DECIDES, tally.outcome == Outcome.APPROVED
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = DecideForm(typed, request=request, tied=tied, approving=approving)
    if request.method == "POST" and form.is_valid() and _decided(request, item, form):
        return redirect(item)
    context = {
        "item": item,
        "tally": tally,
        "tied": tied,
        "approving": approving,
        "form": form,
        "in_place_of": _in_place_of(request, item),
        **(shown_to(request, item.application) | {"comment_form": None}),
    }
    return render(request, "approvals/item_decide.html", context)


def _decided(request: HttpRequest, item: AgendaItem, form: DecideForm) -> bool:
    try:
        decision = decisions.decide_item(
            item,
            by=request.actor,
            now=timezone.now(),
            conditions=form.terms(),
            chair_says=form.cleaned_data.get("chair_says"),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"{decision.get_outcome_display()}で決定しました。")
    return True


def _in_place_of(request: HttpRequest, item: AgendaItem) -> object:
    chair = committee.presiding(item, request.actor.today)
    return chair and committee.in_place_of(chair, item.meeting)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def item_carry_over(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    item = visible_item(request, pk, item_pk)
    require(may.can_set_aside, request.actor, item)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    counted = votes.tally_of(item).explanation if item.is_voted else ""
    form = SetAsideForm(typed, request=request, initial={"reason": counted})
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        take(
            request,
            lambda: decisions.carry_over(item, reason=reason, by=request.actor, now=timezone.now()),
            "継続審議にしました。次の会議の議題にできます。",
        )
        return redirect(item)
    return render(request, "approvals/item_carry_over.html", {"item": item, "form": form})


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def item_return(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    item = visible_item(request, pk, item_pk)
    require(may.can_set_aside, request.actor, item)
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = ItemReturnForm(typed, request=request)
    if request.method == "POST" and form.is_valid():
        _return(request, item, form)
        return redirect(item)
    rows = shown.filed_rows(item.round.snapshot)
    context = {
        "item": item,
        "form": form,
        "rows": [(row, form.remark_field(row.key)) for row in rows],
        "policy_field": form.remark_field(POLICY_KEY),
    }
    return render(request, "approvals/item_return.html", context)


def _return(request: HttpRequest, item: AgendaItem, form: ItemReturnForm) -> None:
    take(
        request,
        lambda: decisions.return_item(
            item,
            remarks=form.remarks(),
            answer=form.cleaned_data["answer"],
            by=request.actor,
            now=timezone.now(),
        ),
        f"{item.application.department.name}へ差し戻しました。",
    )
