"""事案報告書 as it was issued; what an incident taught, by whom and until when."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from incidents import papers
from incidents.models import Incident, IncidentReport, Prevention
from incidents.services import ending, learning
from incidents.status import TaskStatus
from komae_sns.home.work.incidents import preventions
from komae_sns.lives import WrongStatus
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Notice
from komae_sns.notices.reminders import reminding_of
from komae_sns.notices.services import remind
from tests import factories
from tests.factories import NOW, TODAY
from tests.incidents import rows

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(3)カ")]


@pytest.fixture
def place():
    return rows.office()


def issue(incident, kind, place, **facts):
    return learning.issue_report(incident, kind=kind, **facts, by=place.head, now=NOW)


def test_first_follow_up_and_final_each_in_its_time(place):
    incident = rows.finished(place)
    with pytest.raises(ValidationError, match="第一報"):
        issue(incident, "FINAL", place)

    issue(incident, "FIRST", place)
    with pytest.raises(ValidationError, match="続報"):
        issue(incident, "FIRST", place)
    issue(incident, "FOLLOW_UP", place)
    ending.resolve(incident, outcome="取り戻した", by=place.head, now=NOW)
    issue(incident, "FINAL", place)
    with pytest.raises(ValidationError, match="もう発行しました"):
        issue(incident, "FINAL", place)

    ending.reopen(incident, reason="また", by=place.head, now=NOW)
    issue(incident, "FOLLOW_UP", place)
    numbers = [str(r.document_number) for r in incident.reports.all()]
    assert numbers == [f"狛防災課発第{n}号" for n in (1, 2, 3, 4)]


def test_a_report_stays_as_it_was_issued(place):
    incident = rows.reported(place)
    report = issue(incident, "FIRST", place, remark="見守る")
    rows.done(incident, "confirm", by=place.clerk)

    report.refresh_from_db()
    assert report.words["steps"][0][2] == "まだ"
    assert report.words["remark"] == "見守る"
    assert papers.words(rows.fresh(incident), now=NOW)["steps"][0][2] != "まだ"
    with pytest.raises(IntegrityError), transaction.atomic():
        IncidentReport.objects.filter(pk=report.pk).update(words={})
    first = papers.report_pdf(report)
    assert first == papers.report_pdf(report)
    assert first.startswith(b"%PDF")


def test_a_drill_is_marked_and_takes_no_number_of_the_section(place):
    report = issue(rows.reported(place, is_drill=True), "FIRST", place)

    assert str(report.document_number) == "令和8年度訓練報告第1号"
    assert report.words["is_drill"] is True
    assert str(issue(rows.reported(place), "FIRST", place).document_number) == "狛防災課発第1号"


def test_only_the_head_issues_it(place):
    incident = rows.reported(place)

    for other in (place.clerk, place.vendor, place.ciso, rows.office("図書館").head):
        with pytest.raises(PermissionDenied):
            learning.issue_report(incident, kind="FIRST", by=other, now=NOW)


@pytest.fixture
def closed(place):
    incident = rows.finished(place)
    ending.resolve(incident, outcome="取り戻した", by=place.head, now=NOW)
    ending.close(incident, conclusion="", by=place.ciso, now=NOW)
    return rows.fresh(incident)


def taught(incident, place, **facts):
    given = {"task": "当番を決める", "owner": place.clerk.user, "due_on": TODAY + timedelta(14)}
    return learning.write_lesson(
        incident, text="当番がいない", **(given | facts), by=place.head, now=NOW
    )


def test_a_lesson_is_written_after_the_end_with_a_task_for_somebody(place, closed):
    taught(closed, place)

    task = Prevention.objects.get()
    assert [t.what for t in preventions(place.clerk).tasks] == ["当番を決める"]
    told = Notice.objects.get(kind=Kind.INCIDENT_TASK_GIVEN)
    assert (told.person, told.title) == (
        place.clerk.user,
        "再発防止策の担当になりました：当番を決める",
    )

    learning.end_prevention(task, is_done=True, result="決めた", by=place.clerk, now=NOW)
    assert preventions(place.clerk).tasks == ()
    with pytest.raises(WrongStatus):
        learning.end_prevention(task, is_done=False, result="x", by=place.clerk, now=NOW)


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        ({"owner": None}, {"owner"}),
        ({"task": "　", "due_on": None}, {"task", "due_on"}),
        ({"due_on": TODAY - timedelta(1)}, {"due_on"}),
    ],
)
def test_a_task_has_what_who_and_when(place, closed, facts, fields):
    with pytest.raises(ValidationError) as refused:
        taught(closed, place, **facts)

    assert set(refused.value.error_dict) == fields
    assert not closed.lessons.exists()


def test_whose_task_it_is_may_read_the_incident_and_end_it(place, closed):
    helper = factories.actor("CLERK", factories.department("情報政策課"), "情報係")
    assert not Incident.objects.visible_to(helper).exists()

    taught(closed, place, owner=helper.user)

    assert Incident.objects.visible_to(helper).get() == closed
    task = Prevention.objects.get()
    with pytest.raises(PermissionDenied):
        learning.end_prevention(task, is_done=True, result="x", by=place.vendor, now=NOW)
    learning.end_prevention(task, is_done=False, result="いらない", by=helper, now=NOW)
    task.refresh_from_db()
    assert task.status == TaskStatus.DROPPED


def test_the_person_is_reminded_and_then_those_above(place, closed):
    taught(closed, place)
    kind = reminding_of(Kind.INCIDENT_TASK_DUE)

    def told(days):
        remind(now=NOW + timedelta(days=days), remindings=[kind])
        rows = Notice.objects.filter(kind=Kind.INCIDENT_TASK_DUE)
        return sorted(set(rows.values_list("person__name", flat=True)))

    assert told(1) == []
    assert told(8) == ["担当一子"]
    assert told(14 + 16) == ["事務局員", "担当一子", "防災課長"]


def test_what_is_kept_with_a_report_is_plain(place, closed):
    taught(closed, place)
    said = papers.words(closed, now=NOW, kind="FINAL")

    assert json.loads(json.dumps(said)) == said
    assert said["lessons"][0]["tasks"][0].startswith("当番を決める（担当一子")


def test_a_lesson_and_a_report_on_their_pages(client, place, closed, time_machine):
    time_machine.move_to(NOW, tick=False)
    client.force_login(place.head.user)
    form = {"submission_id": "7c0e2a5e-0000-4000-8000-000000000002", "text": "当番がいない"}
    task = {"task": "当番を決める", "owner": place.secretariat.user.pk, "due_on": TODAY}

    client.post(f"{closed.get_absolute_url()}lessons/", form | task)
    client.post(f"{closed.get_absolute_url()}report/", form | {"kind": "FINAL"})

    found = Prevention.objects.get()
    assert found.owner == place.secretariat.user
    end = f"{closed.get_absolute_url()}tasks/{found.pk}/"
    client.post(end, {"is_done": "yes", "result": "決めた"})
    page = client.get(closed.get_absolute_url()).text
    assert "最終報告（PDF）" in page
    assert "決めた" in page
