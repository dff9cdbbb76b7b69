"""4(3)カ 画面の保存: kept before anything is deleted, only added, seen as the incident is."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from incidents.models import EvidenceWithdrawal, IncidentEvidence, TimelineEntry
from incidents.services import ending
from incidents.services.evidence import Said, save_evidence, withdraw_evidence
from incidents.services.steps import Done, do_step
from komae_sns.audit.models import Entry
from komae_sns.documents.models import EvidenceFile
from komae_sns.lives import WrongStatus
from tests.factories import NOW
from tests.incidents import proofs, rows
from tests.incidents.proofs import screen

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(3)カ")]


@pytest.fixture
def place():
    return rows.office()


@pytest.fixture
def bare(place):
    """An incident of which nobody has saved anything yet."""
    return rows.reported(place, files=())


def saved(incident, *files, by, **facts):
    return save_evidence(incident, files, by=by, now=NOW, **facts)


def refused(sql, *values):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    except IntegrityError:
        return True
    return False


def test_several_at_once_each_with_its_own_words_and_times(place, bare):
    yesterday = NOW - timedelta(days=1)
    files = [
        screen(place.clerk, "一", note="偽の投稿", happened_at=yesterday),
        screen(place.clerk, "二", name="通知.txt"),
    ]

    saved(bare, *files, by=place.clerk, said=Said("MESSAGE", "DMの画面", NOW))

    found = IncidentEvidence.objects.order_by("number")
    assert [(e.label, e.note, e.happened_at, e.saved_at) for e in found] == [
        ("証1", "偽の投稿", yesterday, NOW),
        ("証2", "DMの画面", NOW, NOW),
    ]
    entry = TimelineEntry.objects.filter(kind="EVIDENCE").get()
    assert entry.text == "証1「偽の投稿」、証2「DMの画面」を保存した。"
    trail = Entry.objects.filter(action="incidents.save_evidence").get()
    assert found[0].file.original_sha256 in str(trail.changes)


def test_the_same_file_twice_is_kept_once(place, bare):
    first = saved(bare, screen(place.clerk), by=place.clerk)

    again = saved(bare, screen(place.head), by=place.head)

    assert (len(first), len(again)) == (1, 0)
    assert EvidenceFile.objects.count() == 1


@pytest.mark.integrity
def test_a_step_that_asks_for_a_file_is_done_only_with_one(place, bare):
    step = rows.step(bare, "evidence")

    with pytest.raises(ValidationError, match="画面を保存したファイル"):
        do_step(step, Done(note="した"), by=place.clerk, now=NOW)
    sql = """UPDATE incidents_incidentstep SET status = 'DONE', done_at = %s, settled_at = %s,
        settled_by_id = %s WHERE id = %s"""
    assert refused(sql, NOW, NOW, place.clerk.user.pk, step.pk)

    do_step(step, Done(files=[screen(place.clerk)]), by=place.clerk, now=NOW)
    assert IncidentEvidence.objects.get().step == step


def test_what_came_with_the_first_report_proves_it_too(place):
    incident = rows.reported(place, files=[screen(place.clerk, note="DMの画面")])

    do_step(rows.step(incident, "evidence"), Done(), by=place.clerk, now=NOW)

    assert rows.step(incident, "evidence").is_done


@pytest.mark.integrity
def test_evidence_is_only_added_and_withdrawn_by_a_further_row(place, bare):
    [evidence] = saved(bare, screen(place.clerk), by=place.clerk)

    withdraw_evidence(evidence, reason="別の事案だった", by=place.clerk, now=NOW)

    assert EvidenceWithdrawal.objects.get().reason == "別の事案だった"
    assert EvidenceFile.objects.count() == 1
    for sql in (
        "DELETE FROM incidents_incidentevidence",
        "UPDATE incidents_incidentevidence SET note = 'x'",
        "DELETE FROM incidents_evidencewithdrawal",
        "UPDATE incidents_evidencewithdrawal SET reason = 'x'",
    ):
        assert refused(sql)
    with pytest.raises(ValidationError, match="もう取り下げ"):
        withdraw_evidence(evidence, reason="また", by=place.clerk, now=NOW)
    assert len(saved(bare, screen(place.clerk), by=place.clerk)) == 1  # brought once more: 証2


@pytest.mark.integrity
def test_what_a_done_step_rests_on_is_not_withdrawn(place, bare):
    [evidence] = saved(bare, screen(place.clerk), by=place.clerk)
    do_step(rows.step(bare, "evidence"), Done(), by=place.clerk, now=NOW)
    by_sql = """INSERT INTO incidents_evidencewithdrawal (evidence_id, reason, withdrawn_by_id,
        withdrawn_at) VALUES (%s, 'x', %s, %s)"""

    with pytest.raises(ValidationError, match="この証拠で済んでいます"):
        withdraw_evidence(evidence, reason="ちがう", by=place.clerk, now=NOW)
    assert refused(by_sql, evidence.pk, place.clerk.user.pk, NOW)

    saved(bare, screen(place.clerk, "もう一つ"), by=place.clerk)
    withdraw_evidence(evidence, reason="ちがう", by=place.clerk, now=NOW)


@pytest.mark.integrity
def test_after_closing_nothing_is_added(place):
    incident = rows.finished(place)
    ending.resolve(incident, outcome="取り戻した", by=place.head, now=NOW)
    ending.close(incident, conclusion="", by=place.ciso, now=NOW)
    incident = rows.fresh(incident)
    evidence = incident.evidence.first()

    with pytest.raises(WrongStatus):
        saved(incident, screen(place.clerk, "あと"), by=place.clerk)
    with pytest.raises(WrongStatus):
        withdraw_evidence(evidence, reason="x", by=place.clerk, now=NOW)
    values = (incident.pk, 99, evidence.file_id, "SCREEN", "", NOW, place.clerk.user.pk)
    assert refused(
        """INSERT INTO incidents_incidentevidence (incident_id, number, file_id, kind, note,
        saved_at, saved_by_id) VALUES (%s, %s, %s, %s, %s, %s, %s)""",
        *values,
    )


@pytest.mark.integrity
def test_a_step_of_another_incident_is_not_proved(place, bare):
    other = rows.reported(place, "wrong_post")
    [evidence] = saved(bare, screen(place.clerk, "ここ"), by=place.clerk)
    values = (bare.pk, 99, evidence.file_id, "SCREEN", "", NOW, place.clerk.user.pk)

    assert refused(
        """INSERT INTO incidents_incidentevidence (incident_id, number, file_id, kind, note,
        saved_at, saved_by_id, step_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)""",
        *values,
        rows.step(other, "evidence").pk,
    )


def test_another_section_brings_nothing(place, bare):
    other = rows.office("図書課")

    with pytest.raises(PermissionDenied):
        saved(bare, screen(other.clerk), by=other.clerk)


# -- on the page


def test_a_file_comes_as_a_download_to_whoever_sees_the_incident_and_to_nobody_else(
    place, bare, client
):
    [evidence] = saved(bare, screen(place.clerk), by=place.clerk)
    address = reverse("incidents:evidence-file", args=[bare.pk, evidence.pk])
    other = rows.office("図書課")
    answers = {}

    for name, actor in (("own", place.clerk), ("other", other.head), ("vendor", other.vendor)):
        client.force_login(actor.user)
        answers[name] = client.get(address)

    assert answers["own"].content == "画面".encode()
    assert answers["own"]["Content-Disposition"].startswith("attachment")
    assert [answers[name].status_code for name in ("other", "vendor")] == [404, 404]


def test_of_another_incident_no_file_is_to_be_had(place, bare, client):
    other = rows.office("図書課")
    theirs = rows.reported(other, files=[screen(other.clerk)])
    client.force_login(place.clerk.user)

    address = reverse("incidents:evidence-file", args=[bare.pk, theirs.evidence.get().pk])

    assert client.get(address).status_code == 404


def test_files_sent_with_the_form_are_saved_without_scripts(place, bare, client):
    client.force_login(place.clerk.user)
    page = reverse("incidents:evidence-add", args=[bare.pk])
    typed = {"submission_id": proofs.SUBMISSION, "kind": "SCREEN", "note": "画面"}

    def send():
        files = [proofs.sent("a.txt", b"a"), proofs.sent("b.txt", b"b")]
        return client.post(page, typed | {"files": files})

    answers = [send(), send()]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert [e.note for e in bare.evidence.all()] == ["画面", "画面"]


def test_nothing_chosen_is_said_at_the_field(place, bare, client):
    client.force_login(place.clerk.user)
    page = reverse("incidents:evidence-add", args=[bare.pk])

    answer = client.post(page, {"submission_id": proofs.SUBMISSION, "kind": "SCREEN"})

    assert "ファイルを選ぶか、画面を貼りつけてください" in answer.content.decode()


def test_the_page_asks_the_same_of_the_database_however_much_there_is(place, bare, client):
    client.force_login(place.secretariat.user)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(bare.get_absolute_url()).status_code == 200
        return len(asked)

    saved(bare, screen(place.clerk, "0"), by=place.clerk)
    queries()  # what a session asks once
    few = queries()
    saved(bare, *(screen(place.clerk, f"{n}") for n in range(1, 20)), by=place.clerk)

    assert queries() == few
