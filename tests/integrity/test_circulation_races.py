"""持ち回り at its deadline, many hands at once: each seat answers once or not at all."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Decision
from approvals.models import Vote
from approvals.services import circulation, decisions, votes
from approvals.services.refusals import Refused
from approvals.status import ItemStatus, MeetingStatus
from komae_sns.audit.models import Entry
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Notice
from komae_sns.staff import services as staff
from komae_sns.staff.actors import actor_of
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import rows
from tests.approvals.rows import APPROVE, LATE, NOW, UNTIL
from tests.factories import TODAY
from tests.integrity.test_vote_races import at_once, shuffled, together

pytestmark = [pytest.mark.integrity, pytest.mark.django_db(transaction=True)]


def in_time(item, actor):
    """With the last stroke of the deadline; a seat given up meanwhile answers no more."""
    try:
        votes.cast(item, APPROVE, by=actor, now=UNTIL)
    except PermissionDenied as gone:
        raise Refused from gone


@pytest.mark.clause("4(2)ウ")
def test_answers_and_the_deadline_at_once_count_every_seat_once():
    sitting = rows.committee(3)
    item = rows.circulating(sitting)
    hands = [lambda actor=actor: in_time(item, actor) for actor in sitting.everybody * 4]
    calendar = [lambda: circulation.finish_overdue(now=LATE)] * 6

    at_once(shuffled([*hands, *calendar]))

    item = rows.reread(item)
    assert item.is_voted
    answered = set(item.votes.values_list("member", flat=True))
    silent = set(item.participants.exclude(left_at=None).values_list("member", flat=True))
    assert answered | silent == {actor.user.pk for actor in sitting.everybody}
    assert not answered & silent
    assert votes.tally_of(item).complete
    assert Entry.objects.filter(action="approvals.close_answers").count() <= 1
    assert Notice.objects.filter(kind=Kind.ITEM_TO_CLOSE).count() == 1


def test_a_member_and_their_deputies_at_once_cast_one_vote():
    sitting = rows.committee(1)
    member = sitting.members[0]
    hands = [member, *(_deputy_of(member) for _ in range(2))]
    item = rows.circulating(sitting)

    outcomes = at_once(
        shuffled([lambda by=by: votes.cast(item, APPROVE, by=by, now=NOW) for by in hands * 3])
    )

    assert outcomes == {"done": 1, "refused": 8}
    assert Vote.objects.get().member == member.user


def _deputy_of(member):
    somebody = factories.actor(Post.CLERK)
    period = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=7), "reason": "出張"}
    staff.name_deputy(member.own[0], somebody.user, **period, by=member)
    return actor_of(somebody.user, TODAY)


@pytest.mark.parametrize("attempt", range(3))
def test_deciding_twice_and_putting_off_at_once_end_the_item_once(attempt):
    sitting = rows.committee(1)
    item = rows.answered(sitting, APPROVE, APPROVE)
    click = [
        lambda: decisions.decide_item(item, by=sitting.chair, now=LATE),
        lambda: decisions.decide_item(item, by=sitting.chair, now=LATE),
        lambda: decisions.carry_over(item, reason="会議で", by=sitting.chair, now=LATE),
    ]

    outcomes = together(*click)

    assert outcomes == {"done": 1, "refused": 2}
    item = rows.reread(item)
    assert item.status == ItemStatus.DECIDED
    assert item.meeting.status == MeetingStatus.CLOSED
    assert Decision.objects.count() == 1
