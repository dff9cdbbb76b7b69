"""Many hands at once: no double vote, no item decided twice or by nobody (DESIGN 10.1, 12)."""

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import Decision, OfficialAccount
from approvals.models import AgendaItem, Application, Meeting, Vote
from approvals.services import agenda, decisions, meetings, votes, waivers
from approvals.services.refusals import Refused
from approvals.services.waivers import Grounds
from approvals.status import DECIDED, ItemStatus
from komae_sns.audit.models import Entry
from komae_sns.lives import WrongStatus
from tests.approvals import rows
from tests.approvals.rows import APPROVE, NOW, REJECT
from tests.factories import TODAY

pytestmark = [pytest.mark.integrity, pytest.mark.django_db(transaction=True)]
HANDS = 8
SQLITE_HANDS = 3  # as many as `up` has writers; more would starve in its queue, which is no queue
Job = Callable[[], object]


def at_once(jobs: Iterable[Job], hands: int = HANDS) -> Counter:
    """Run the jobs on real connections; how many were done, and how many refused."""
    if connection.vendor == "sqlite":
        hands = min(hands, SQLITE_HANDS)
    with ThreadPoolExecutor(hands) as pool:
        return Counter(pool.map(_outcome, jobs))


def _outcome(job: Job) -> str:
    try:
        job()
    except (Refused, WrongStatus):
        return "refused"
    finally:
        connection.close()
    return "done"


def together(*jobs: Job) -> Counter:
    """Started by the same gun."""
    gun = Barrier(len(jobs), timeout=30)

    def started(job: Job) -> Job:
        return lambda: (gun.wait(), job())

    return at_once([started(job) for job in jobs], hands=len(jobs))


def shuffled(jobs: list[Job]) -> list[Job]:
    Random(1113).shuffle(jobs)
    return jobs


def items_in_vote(sitting: rows.Committee, count: int) -> list[AgendaItem]:
    opened = rows.open_meeting(sitting, *(rows.application(title=f"{n}") for n in range(count)))
    for item in opened.items.all():
        votes.open_voting(item, by=sitting.secretariat, now=NOW)
    return list(AgendaItem.objects.all())


@pytest.mark.clause("4(2)ウ")
def test_a_thousand_posts_of_the_same_members_make_one_vote_each():
    posts = 1000
    sitting = rows.committee(3)
    item = rows.voting(sitting)
    clicks = [
        lambda actor=actor, choice=choice: rows.cast(item, actor, choice)
        for actor in sitting.everybody
        for choice in [APPROVE, REJECT] * (posts // len(sitting.everybody) // 2)
    ]

    outcomes = at_once(shuffled(clicks))

    assert outcomes == {"done": 5, "refused": posts - 5}
    assert Vote.objects.count() == 5
    assert rows.reread(item).is_voted


@pytest.mark.clause("4(2)ウ")
@pytest.mark.parametrize("count", [20, pytest.param(200, marks=pytest.mark.slow)])
def test_items_voted_on_at_once_are_each_finished_and_decided_once(count):
    sitting = rows.committee(3)
    items = items_in_vote(sitting, count)
    ballots = [
        lambda item=item, actor=actor: rows.cast(item, actor)
        for item in items
        for actor in sitting.everybody
    ]

    at_once(shuffled(ballots))

    assert AgendaItem.objects.voted().count() == count
    clicks = [lambda item=item: rows.decide(item, sitting.chair) for item in items * 2]
    assert at_once(shuffled(clicks)) == {"done": count, "refused": count}
    assert Decision.objects.count() == count
    assert OfficialAccount.objects.count() == count
    assert Application.objects.filter(status__in=DECIDED).count() == count
    assert Entry.objects.filter(action="approvals.decide").count() == count


@pytest.mark.parametrize("attempt", range(5))
def test_a_waiver_and_a_decision_at_once_make_one_decision(attempt):
    sitting = rows.committee(1)
    item = rows.voted(sitting, APPROVE, APPROVE, APPROVE)
    grounds = Grounds("急を要する", "避難情報", TODAY + timedelta(days=1))

    outcomes = together(
        lambda: rows.decide(item, sitting.chair),
        lambda: waivers.waive(item.application, grounds, by=sitting.chair, now=NOW),
    )

    assert outcomes == {"done": 1, "refused": 1}
    assert Decision.objects.count() == OfficialAccount.objects.count() == 1
    case = Application.objects.get()
    assert case.decision.outcome == case.status


@pytest.mark.parametrize("attempt", range(5))
def test_a_waiver_and_the_last_vote_at_once_leave_nothing_half_done(attempt):
    sitting = rows.committee(1)
    item = rows.voting(sitting)
    rows.cast(item, sitting.chair)
    rows.cast(item, sitting.vice_chair)
    grounds = Grounds("急を要する", "避難情報", TODAY + timedelta(days=1))

    together(
        lambda: rows.cast(item, sitting.members[0]),
        lambda: waivers.waive(item.application, grounds, by=sitting.chair, now=NOW),
    )

    assert rows.reread(item).status == ItemStatus.REMOVED
    assert Decision.objects.get().outcome == Decision.Outcome.WAIVED


def test_the_last_voter_leaving_and_voting_at_once_finishes_the_item():
    from approvals.services import roll_call

    sitting = rows.committee(1)
    item = rows.voting(sitting)
    rows.cast(item, sitting.chair)
    rows.cast(item, sitting.vice_chair)
    seat = rows.seat(item.meeting, sitting.members[0])

    together(
        lambda: _cast_if_allowed(item, sitting.members[0]),
        lambda: roll_call.leave(seat, by=sitting.chair, now=NOW),
    )

    tally = votes.tally_of(rows.reread(item))
    assert rows.reread(item).is_voted
    assert tally.complete
    assert tally.present == tally.voted


def _cast_if_allowed(item, actor):
    from django.core.exceptions import PermissionDenied

    try:
        rows.cast(item, actor)
    except PermissionDenied as gone:
        raise Refused from gone


def test_an_application_put_on_two_agendas_at_once_stands_on_one():
    sitting, case = rows.committee(), rows.application()
    planned = [rows.meeting(sitting), rows.meeting(sitting)]

    outcomes = together(
        *(lambda m=m: agenda.add(m, [case], by=sitting.secretariat, now=NOW) for m in planned)
    )

    assert outcomes == {"done": 1, "refused": 1}
    assert AgendaItem.objects.get().application == case


def test_carrying_over_and_closing_the_meeting_at_once_end_the_item_once():
    sitting = rows.committee()
    item = rows.open_meeting(sitting, rows.application()).items.get()

    together(
        lambda: decisions.carry_over(item, reason="次回に", by=sitting.chair, now=NOW),
        lambda: meetings.close(item.meeting, by=sitting.secretariat, now=NOW),
    )

    assert rows.reread(item).status == ItemStatus.CARRIED_OVER


def test_meetings_planned_at_once_have_different_numbers():
    sitting = rows.committee()
    facts = {"held_on": TODAY, "starts_at": None, "place": "", "by": sitting.secretariat}

    at_once([lambda: meetings.plan(**facts)] * 20)

    numbers = Meeting.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 21))


def test_a_waiver_reported_by_two_meetings_at_once_is_reported_once():
    sitting = rows.committee()
    grounds = Grounds("急を要する", "避難情報", TODAY + timedelta(days=1))
    waiver = waivers.waive(rows.application(), grounds, by=sitting.chair, now=NOW)
    opened = [rows.open_meeting(sitting), rows.open_meeting(sitting)]

    outcomes = together(
        *(lambda m=m: waivers.report(waiver, m, by=sitting.secretariat, now=NOW) for m in opened)
    )

    assert outcomes == {"done": 1, "refused": 1}
