"""DESIGN 9: what is late is told at once, also on a 閉庁日, until it is done."""

from datetime import timedelta

import pytest

from incidents.models import Incident
from incidents.services import receiving
from komae_sns.home.sight import VISIBLE
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Notice
from komae_sns.notices.reminders import all_remindings
from komae_sns.notices.services import remind
from komae_sns.staff.actors import actor_of
from tests.factories import NOW, TODAY
from tests.incidents import rows

pytestmark = [pytest.mark.django_db, pytest.mark.integrity, pytest.mark.clause("4(3)オ")]
MINUTE = timedelta(minutes=1)
OURS = [r for r in all_remindings() if r.kind.startswith("incident_")]


@pytest.fixture
def place():
    return rows.office()


@pytest.fixture(autouse=True)
def on_a_sunday(time_machine):
    """22 November 2026; the reports come at ten."""
    time_machine.move_to(NOW, tick=False)


def told(kind, minutes):
    remind(now=NOW + minutes * MINUTE, remindings=OURS)
    return sorted(Notice.objects.filter(kind=kind).values_list("person__name", flat=True))


def test_the_head_has_an_hour_and_then_those_above_know_too(place):
    rows.reported(place)

    assert told(Kind.INCIDENT_HEAD_LATE, 59) == []
    assert told(Kind.INCIDENT_HEAD_LATE, 61) == ["事務局員", "統括責子", "防災課長"]
    assert told(Kind.INCIDENT_HEAD_LATE, 66) == ["事務局員", "統括責子", "防災課長"]


def test_the_ciso_has_two_hours_from_the_heads_receipt(place):
    incident = rows.reported(place)
    receiving.receive_as_head(incident, by=place.head, now=NOW + 30 * MINUTE)

    assert told(Kind.INCIDENT_CISO_LATE, 149) == []
    assert told(Kind.INCIDENT_CISO_LATE, 151) == ["事務局員", "統括責子"]
    assert told(Kind.INCIDENT_HEAD_LATE, 151) == []


def test_what_is_received_is_asked_for_no_more(place):
    rows.received(place)

    assert told(Kind.INCIDENT_HEAD_LATE, 500) == []
    assert told(Kind.INCIDENT_CISO_LATE, 500) == []


def test_a_late_step_is_told_to_those_who_do_it(place):
    incident = rows.received(place)
    rows.done(incident, "confirm", by=place.clerk)

    assert told(Kind.INCIDENT_STEP_LATE, 59) == []
    doing = ["受託一郎", "担当一子", "防災課長"]
    assert told(Kind.INCIDENT_STEP_LATE, 61) == doing  # the evidence
    title = Notice.objects.filter(kind=Kind.INCIDENT_STEP_LATE)[0].title
    assert title == "【至急】「画面を保存する」がおくれています：乗っ取り"
    rows.done(incident, "evidence", by=place.clerk)
    assert told(Kind.INCIDENT_STEP_LATE, 62) == doing


def test_a_step_that_waits_for_another_is_not_late_yet(place):
    """Eight notices of one incident would hide the one that helps."""
    rows.received(place)

    told(Kind.INCIDENT_STEP_LATE, 500)

    late = Notice.objects.filter(kind=Kind.INCIDENT_STEP_LATE, person=place.clerk.user)
    assert sorted(notice.title.split("「")[1].split("」")[0] for notice in late) == [
        "掲載された情報の内容を確認する",
        "画面を保存する",
    ]


def test_whoever_is_told_may_open_what_they_are_told_of(place):
    rows.reported(place)
    for minutes in (61, 500, 60 * 24 * 3):
        remind(now=NOW + minutes * MINUTE, remindings=OURS)

    for notice in Notice.objects.filter(kind__startswith="incident_").select_related("person"):
        actor = actor_of(notice.person, TODAY)
        seen = VISIBLE[notice.subject_type](actor).filter(pk=notice.subject_id)
        assert seen.exists(), f"{notice} → {notice.person}"
    assert Incident.objects.count() == 1
