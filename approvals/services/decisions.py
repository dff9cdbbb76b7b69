"""The chair closes an item: decided by the votes, carried over, or returned (4(2)ウ)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from django.db import transaction

from accounts.models import Decision
from approvals import committee
from approvals.models import AgendaItem, Application, Attendance
from approvals.permissions import committee as may
from approvals.services import agenda, circulation, filing, granting, meetings, stepping_back
from approvals.services.conditions import Term, as_text, lay_down, stated
from approvals.services.refusals import Refused
from approvals.services.votes import tally_of
from approvals.status import ItemStatus
from approvals.tally import Outcome, Tally
from komae_sns.audit import services as audit
from komae_sns.staff.actors import Actor, actor_of
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

CLAUSE = "4(2)ウ"


@transaction.atomic
def decide_item(
    item: AgendaItem,
    *,
    by: Actor,
    now: datetime,
    conditions: Sequence[Term] = (),
    chair_says: Literal["approve", "reject"] | None = None,
) -> Decision:
    """The votes decide; the chair adds conditions, and their own word to a tie if the rule says."""
    application, item = _locked(item)
    circulation.finish(item, now=now)
    item.refresh_from_db(fields=["status"])
    require(may.can_decide, by, item)
    if not item.is_voted:
        raise Refused(f"この議題は「{item.get_status_display()}」です。いまは決定できません。")
    terms = stated(conditions, by.today)
    tally = _deciding(tally_of(item, chair_says if tally_of(item).tied else None))
    decision = granting.decide(
        application,
        _outcome(tally, terms),
        basis=f"{item.meeting} 議題{item.position}",
        by=by,
        now=now,
        conditions=as_text(terms),
        reason=tally.explanation,
    )
    lay_down(application, terms, now=now)
    chair = committee.presiding(item, by.today)
    _move(item, ItemStatus.DECIDED, chair, by, now, decision=decision, tally=tally.to_json())
    _record("approvals.decide", item, application, by=by, note=_words(decision))
    granting.tell(application, by)
    circulation.end_if_over(item.meeting, by=by, now=now)
    return decision


def _locked(item: AgendaItem) -> tuple[Application, AgendaItem]:
    """Of 持ち回り the meeting first: it ends with its last item."""
    if item.meeting.is_circulation:
        meetings.locked(item.meeting)
    return filing.locked(item.application), agenda.locked(item)


def _deciding(tally: Tally) -> Tally:
    if not tally.voted:
        raise Refused("投票した委員がいません。継続審議にするか、差し戻してください。")
    if tally.outcome == Outcome.TIED_CHAIR_DECIDES:
        raise Refused("可否同数です。可とするか否とするかを選んでください。")
    if not tally.outcome.is_decision:
        raise Refused(f"決定できません。{tally.explanation}")
    return tally


def _outcome(tally: Tally, terms: Sequence[Term]) -> Decision.Outcome:
    if tally.outcome == Outcome.APPROVED:
        conditional = Decision.Outcome.APPROVED_WITH_CONDITIONS
        return conditional if terms else Decision.Outcome.APPROVED
    if terms:
        raise Refused("否決された議題に、条件は付けられません。")
    return Decision.Outcome.REJECTED


def _words(decision: Decision) -> str:
    conditions = f"条件：{decision.conditions}" if decision.conditions else ""
    return "\n".join(filter(None, [decision.reason, conditions]))


@transaction.atomic
def carry_over(item: AgendaItem, *, reason: str, by: Actor, now: datetime) -> None:
    """継続審議: the application stays in review and waits for another meeting."""
    application, item = _locked(item)
    chair = _may_set_aside(item, by)
    if is_blank(reason):
        raise Refused("継続審議にする理由を書いてください。")
    counted = {"tally": tally_of(item).to_json()} if item.is_voted else {}
    _move(item, ItemStatus.CARRIED_OVER, chair, by, now, ended_because=reason, **counted)
    _record("approvals.carry_over", item, application, by=by, note=reason)
    circulation.end_if_over(item.meeting, by=by, now=now)


@transaction.atomic
def return_item(
    item: AgendaItem, *, remarks: Mapping[str, str], answer: str, by: Actor, now: datetime
) -> None:
    """差戻し: back to the applicant, with a remark at each field that must be mended."""
    application, item = _locked(item)
    chair = _may_set_aside(item, by)
    if all(map(is_blank, [answer, *remarks.values()])):
        raise Refused("直してほしいところを、一つは書いてください。")
    _move(item, ItemStatus.RETURNED, chair, by, now, ended_because=answer)
    filing.hand_back(application, remarks=remarks, answer=answer, by=by, now=now, clause=CLAUSE)
    _record("approvals.return_item", item, application, by=by, note=answer)
    circulation.end_if_over(item.meeting, by=by, now=now)


@transaction.atomic
def send_item_to_check(item: AgendaItem, *, reason: str, by: Actor, now: datetime) -> None:
    """差戻し to the secretariat's form check; the application is accepted again, or returned."""
    application, item = _locked(item)
    chair = _may_set_aside(item, by)
    if is_blank(reason):
        raise Refused("受付に戻す理由を書いてください。")
    because = stepping_back.BECAUSE.format(reason)
    _move(item, ItemStatus.RETURNED, chair, by, now, ended_because=because)
    stepping_back.hand_to_check(application, reason=reason, by=by, now=now, clause=CLAUSE)
    _record("approvals.send_item_to_check", item, application, by=by, note=reason)
    circulation.end_if_over(item.meeting, by=by, now=now)


def _may_set_aside(item: AgendaItem, by: Actor) -> Attendance | None:
    """What the votes have settled is decided, not put off."""
    require(may.can_set_aside, by, item)
    if not (item.is_running and item.meeting.is_open):
        raise Refused(f"この議題は「{item.get_status_display()}」です。")
    if item.is_voted and tally_of(item).settled and committee.presiding(item, by.today):
        raise Refused("投票で結果が出ています。結果のとおりに決定してください。")
    return committee.presiding(item, by.today)


def _move(
    item: AgendaItem,
    status: ItemStatus,
    chair: Attendance | None,
    by: Actor,
    now: datetime,
    **facts: object,
) -> None:
    absent = committee.in_place_of(chair, item.meeting) if chair else None
    item.move_to(
        status,
        closed_by=by.user,
        closed_for=absent.member if absent else None,
        closed_at=now,
        waiting_since=now,
        **facts,
    )


def _record(
    action: str,
    item: AgendaItem,
    application: Application,
    *,
    by: Actor,
    note: str,
) -> None:
    absent = item.closed_for
    account = [a for a in (application.account, application.changed_account) if a]
    audit.record(
        action,
        item,
        by=by,
        on_behalf_of=actor_of(absent, by.today) if absent else None,
        clause=CLAUSE,
        changes={"結果": (None, item.decision.get_outcome_display())} if item.decision else {},
        note=note,
        mentions=[item.meeting, application, *account],
    )
