"""会議のあとに残っていること: whose turn, since when; and what a meeting is to hear."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.follow_ups import follow_ups
from approvals.services import (
    agenda,
    conditions,
    decisions,
    meetings,
    stepping_back,
    votes,
    waivers,
)
from approvals.services.conditions import Term
from approvals.services.waivers import Grounds
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import filed, rows
from tests.approvals.rows import APPROVE, NOW
from tests.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(2)ウ")]
REPORT, OBJECTED, CARRIED, CONDITIONS = range(4)
URL = reverse("approvals:follow-up-list")


@pytest.fixture
def sitting():
    return rows.committee()


def left(actor, which):
    return [(row.what, row.who, row.is_late) for row in follow_ups(actor)[which].rows]


def waived(sitting, section=None, *, days=30):
    grounds = Grounds("台風", "災害に限る", TODAY + timedelta(days=days))
    case = rows.application(section)
    return waivers.waive(case, grounds, by=sitting.chair, now=NOW)


def carried_over(sitting, case=None):
    item = rows.voting(sitting, case)
    decisions.carry_over(item, reason="案を調べるため", by=sitting.chair, now=NOW)
    return rows.reread(item)


def conditional(sitting, office, *terms):
    item = rows.voted(sitting, *[APPROVE] * 5, case=rows.application(office.department))
    rows.decide(item, by=sitting.chair, conditions=terms)
    return item.application.conditions.order_by("number")


def test_a_waiver_stays_until_a_meeting_has_heard_of_it(sitting):
    waiver = waived(sitting)
    meeting = rows.open_meeting(sitting)
    assert left(sitting.chair, REPORT) == [("図書館Xの開設", "事務局（次の会議で報告）", False)]

    waivers.report(waiver, meeting, by=sitting.secretariat, now=NOW)

    assert left(sitting.chair, REPORT) == []


def test_what_was_carried_over_stays_until_it_is_on_an_agenda_or_goes_back(sitting):
    first, second = carried_over(sitting), carried_over(sitting)
    wanted = ("図書館Xの開設", "事務局（会議の議題にのせる）", False)
    assert left(sitting.secretariat, CARRIED) == [wanted, wanted]
    assert "案を調べるため" in follow_ups(sitting.secretariat)[CARRIED].rows[0].why

    taken_up = rows.meeting(sitting, first.application)
    by = sitting.secretariat
    stepping_back.send_back_to_check(second.application, reason="様式", by=by, now=NOW)
    assert left(by, CARRIED) == []
    agenda.remove(taken_up.items.get(), reason="取り違え", by=by, now=NOW)

    assert left(by, CARRIED) == [wanted]


def test_carried_over_twice_is_one_thing_to_do(sitting):
    item = carried_over(sitting)
    again = carried_over(sitting, item.application)

    (row,) = follow_ups(sitting.chair)[CARRIED].rows

    assert row.url == again.get_absolute_url()


def test_an_objection_waits_for_a_real_meeting_in_a_list_of_its_own(sitting):
    item = rows.circulating(sitting)
    said = {"reason": "会って話したい", "wants_meeting": True}
    votes.cast(item, APPROVE, by=sitting.members[0], now=NOW, **said)
    decisions.carry_over(rows.reread(item), reason="会議で審議する", by=sitting.chair, now=NOW)

    assert [what for what, *_ in left(sitting.chair, OBJECTED)] == ["図書館Xの開設"]
    assert left(sitting.chair, CARRIED) == []


def test_conditions_say_whose_turn_it_is_and_which_are_late(sitting):
    office = filed.section("図書館", "図")
    _, later = conditional(sitting, office, Term("書くこと", TODAY), Term("報告すること"))
    conditions.report(later, "した", by=office.head, now=NOW)
    tomorrow = factories.actor(Post.AUDITOR, name="監査 一郎")
    object.__setattr__(tomorrow, "today", TODAY + timedelta(days=1))

    assert left(sitting.chair, CONDITIONS) == [
        ("書くこと", "図書館（報告）", False),
        ("報告すること", "事務局・委員長（確認）", False),
    ]
    assert [late for *_, late in left(tomorrow, CONDITIONS)] == [True, False]
    conditions.confirm(later, by=sitting.secretariat, now=NOW)
    assert len(left(sitting.chair, CONDITIONS)) == 1


def test_the_page_says_when_nothing_is_left(client, sitting):
    client.force_login(sitting.members[0].user)

    assert "残っていることはありません" in client.get(URL).content.decode()


def test_one_row_of_each_and_many_ask_the_same(client, sitting):
    office = filed.section("図書館", "図")
    client.force_login(sitting.secretariat.user)
    _one_of_each(sitting, office)
    client.get(URL)  # the guideline of the day is remembered
    few = _queries(client)
    for _ in range(4):
        _one_of_each(sitting, office)

    assert _queries(client) == few


def _one_of_each(sitting, office):
    waived(sitting, office.department)
    carried_over(sitting)
    conditional(sitting, office, Term("書くこと", TODAY))


def _queries(client):
    with CaptureQueriesContext(connection) as asked:
        page = client.get(URL)
    assert all(each.rows for each in page.context["lists"] if "持ち回り" not in each.title)
    return len(asked)


def test_the_agenda_proposes_the_waivers_this_meeting_is_to_hear(client, sitting):
    waiver = waived(sitting)
    held_on = TODAY + timedelta(days=7)
    planned = meetings.plan(held_on=held_on, starts_at=None, place="", by=sitting.secretariat)
    round_robin = rows.circulation_planned(sitting)
    client.force_login(sitting.secretariat.user)

    def proposed(meeting):
        return client.get(reverse("approvals:agenda-add", args=[meeting.pk])).context["to_report"]

    assert proposed(planned) == [waiver]
    assert proposed(round_robin) == []
