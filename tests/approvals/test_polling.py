"""What the pages ask for by the clock, until there is nothing more to wait for."""

import pytest
import time_machine
from django.urls import reverse

from approvals.models import Meeting
from approvals.status import MeetingStatus
from tests.approvals import rows
from tests.approvals.rows import APPROVE, NOW

pytestmark = pytest.mark.django_db
BY_THE_CLOCK = {"HTTP_HX_REQUEST": "true", "HTTP_X_TIMED": "1"}


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def sitting():
    return rows.committee(1)


def ask(client, actor, name, *args, **headers):
    client.force_login(actor.user)
    return client.get(reverse(f"approvals:{name}", args=args), **headers)


def test_the_votes_are_asked_for_until_all_are_in(client, sitting):
    running, over = rows.voting(sitting), rows.voted(sitting, *[APPROVE] * 3)

    for item, status in ((running, 200), (over, 286)):
        answer = ask(
            client, sitting.secretariat, "item-votes", item.meeting_id, item.pk, **BY_THE_CLOCK
        )
        assert answer.status_code == status
        assert "<table" in answer.text


def test_the_meeting_is_asked_for_until_it_is_closed(client, sitting):
    meeting = rows.open_meeting(sitting)
    args = (client, sitting.secretariat, "meeting-progress", meeting.pk)

    assert ask(*args, **BY_THE_CLOCK).status_code == 200
    Meeting.objects.get(pk=meeting.pk).move_to(MeetingStatus.CLOSED)
    assert ask(*args, **BY_THE_CLOCK).status_code == 286
    assert ask(*args).status_code == 200
