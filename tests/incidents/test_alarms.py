"""4(5)エ: a status check that finds something wrong opens an incident by itself."""

import pytest

from accounts.models import StatusAlarm
from accounts.services import status_checks
from accounts.status import AlarmStatus
from accounts.status_questions import Answer, questions
from incidents.models import Incident
from incidents.services import ending, receiving
from komae_sns.audit.models import Entry
from komae_sns.documents.evidence.reading import read
from komae_sns.notices.models import Notice
from tests import factories
from tests.factories import NOW, TODAY
from tests.incidents import rows

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(5)エ")]


@pytest.fixture
def place():
    return rows.office()


@pytest.fixture
def alarm(place):
    return found(place, "log_in", "LOCKED_OUT")


def _due(place):
    section = place.account.department
    stopped = factories.account("狛江市旧防災", status="SUSPENDED", department=section)
    return status_checks.schedule_first(stopped, today=TODAY)


def found(place, key, result, **shown):
    """The clerk's round of a stopped account finds something."""
    check = _due(place)
    answers = {q.key: Answer("NO" if q.key == key else "YES", "ちがう") for q in questions()}
    facts = {"note": "ログインできない", "evidence_text": "画面を印刷して綴った"} | shown
    status_checks.record_check(check, answers, result=result, **facts, by=place.clerk, now=NOW)
    return StatusAlarm.objects.get(account=check.account)


@pytest.mark.clause("4(3)カ")
def test_what_the_check_kept_is_the_first_evidence(place):
    alarm = found(place, "log_in", "LOCKED_OUT", evidence=read("画面.txt", b"a"))

    [evidence] = Incident.objects.get(alarm=alarm).evidence.all()

    assert evidence.file == alarm.check_found_by.evidence
    assert (evidence.label, evidence.note) == ("証1", "第1回の状態確認で保存したもの")


@pytest.mark.parametrize(
    ("key", "result", "kind"),
    [("log_in", "LOCKED_OUT", "乗っ取り"), ("ours", "WRONG", "心当たりのない投稿")],
)
def test_it_opens_with_everything_filled_in(place, key, result, kind):
    alarm = found(place, key, result)

    incident = Incident.objects.get(alarm=alarm)
    assert (incident.kind_name, incident.account) == (kind, alarm.account)
    assert (incident.what, incident.where) == (alarm.what, alarm.account.url)
    assert incident.reported_by == place.clerk.user
    assert incident.steps.count() >= 6
    told = Notice.objects.filter(subject_type="incidents.incident")
    assert [n.person.name for n in told] == ["防災課長"]


def test_its_alarm_is_received_and_settled_with_it(place, alarm):
    incident = alarm.incident
    receiving.receive_as_ciso(incident, by=place.ciso, now=NOW)
    alarm.refresh_from_db()
    assert (alarm.status, alarm.received_by) == (AlarmStatus.RECEIVED, place.ciso.user)

    for key in (
        "confirm",
        "evidence",
        "delete",
        "password",
        "sessions",
        "apps",
        "citizens",
        "watch",
    ):
        rows.done(incident, key, by=place.clerk)
    ending.resolve(incident, outcome="取り戻した", by=place.head, now=NOW)
    ending.close(incident, conclusion="", by=place.ciso, now=NOW)

    alarm.refresh_from_db()
    assert (alarm.status, alarm.outcome) == (AlarmStatus.SETTLED, "取り戻した")
    actions = set(Entry.objects.about(alarm.account).values_list("action", flat=True))
    assert {"incidents.report", "incidents.close", "accounts.settle_status_alarm"} <= actions


def test_the_alarms_page_leads_to_its_incident(client, place, alarm):
    client.force_login(place.ciso.user)

    for path in ("", "receive/"):
        send = client.post if path else client.get
        page = send(f"{alarm.get_absolute_url()}{path}", {"instruction": "x"})
        assert page.headers["Location"] == alarm.incident.get_absolute_url()
    alarm.refresh_from_db()
    assert alarm.is_open


def test_what_finds_nothing_opens_nothing(place):
    check = _due(place)
    answers = {q.key: Answer("YES") for q in questions()}
    facts = {"note": "", "evidence_text": "画面を見た"}
    status_checks.record_check(check, answers, result="FINE", **facts, by=place.clerk, now=NOW)

    assert not Incident.objects.exists()
