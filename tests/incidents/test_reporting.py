"""4(3)オ・カ: who is told when, who has received it, and what is said when it was."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Operator
from accounts.services import access
from incidents.models import Incident
from incidents.services import ending, receiving
from incidents.services.following import add_follow_up, add_step, correct
from incidents.services.reporting import FirstReport, report
from incidents.services.steps import Done, do_step
from incidents.status import IncidentStatus
from komae_sns.audit.models import Entry
from komae_sns.lives import WrongStatus
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Notice
from komae_sns.staff.models import Appointment, Deputy
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import NOW, TODAY
from tests.incidents import rows

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def place():
    return rows.office()


def names(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("person__name", flat=True))


@pytest.mark.clause("4(3)カ")
def test_a_report_goes_to_the_head_and_from_the_head_to_the_ciso(place):
    incident = rows.reported(place)

    assert names(Kind.INCIDENT_REPORTED) == ["受託一郎", "防災課長"]
    assert names(Kind.INCIDENT_FOR_CISO) == []

    receiving.receive_as_head(incident, by=place.head, now=NOW + HOUR)
    assert names(Kind.INCIDENT_FOR_CISO) == ["統括責子"]
    receiving.receive_as_ciso(incident, by=place.ciso, now=NOW + 2 * HOUR)

    found = rows.fresh(incident)
    assert found.status == IncidentStatus.WITH_CISO
    assert (found.head_received_at, found.ciso_received_at) == (NOW + HOUR, NOW + 2 * HOUR)


@pytest.mark.clause("4(3)オ")
def test_a_head_who_reports_has_received_it(place):
    incident = rows.reported(place, by=place.head)

    found = rows.fresh(incident)
    assert (found.status, found.head_received_by) == (IncidentStatus.WITH_HEAD, place.head.user)
    assert names(Kind.INCIDENT_FOR_CISO) == ["統括責子"]


def test_where_nobody_heads_the_section_it_goes_straight_up():
    section = factories.department("空席課")
    ciso = factories.actor(Post.CISO, name="統括責子")
    clerk = factories.actor(Post.CLERK, section)

    incident = report(FirstReport(kind="other", what="何か", department=section), by=clerk, now=NOW)

    assert incident.head_due_at is None
    assert names(Kind.INCIDENT_FOR_CISO) == ["統括責子"]
    receiving.receive_as_ciso(incident, by=ciso, now=NOW)
    assert rows.fresh(incident).status == IncidentStatus.WITH_CISO


def test_where_nobody_is_ciso_the_secretariat_receives(place):
    Appointment.objects.filter(post=Post.CISO).update(ends_on=TODAY - timedelta(days=1))
    incident = rows.reported(place, by=place.head)

    assert names(Kind.INCIDENT_FOR_CISO) == ["事務局員"]
    receiving.receive_as_ciso(incident, by=place.secretariat, now=NOW)

    assert rows.fresh(incident).ciso_received_by == place.secretariat.user


def test_the_ciso_may_take_it_before_the_head_who_may_still_receive(place):
    incident = rows.reported(place)

    receiving.receive_as_ciso(incident, instruction="すぐ消す", by=place.ciso, now=NOW)
    receiving.receive_as_head(incident, by=place.head, now=NOW + HOUR)

    found = rows.fresh(incident)
    assert (found.status, found.head_received_at) == (IncidentStatus.RESPONDING, NOW + HOUR)
    assert names(Kind.INCIDENT_INSTRUCTED) == ["受託一郎", "担当一子", "防災課長"]


def test_a_deputy_receives_and_both_names_stand(place):
    deputy = factories.actor(Post.CLERK, place.account.department, "代理花子")
    Deputy.objects.create(
        appointment=place.head.appointments[0],
        user=deputy.user,
        starts_on=TODAY,
        ends_on=TODAY,
        reason="休暇",
        entered_by=place.head.user,
    )
    incident = rows.reported(place)

    receiving.receive_as_head(incident, by=rows.again(deputy), now=NOW)

    found = rows.fresh(incident)
    assert found.head_received_by == deputy.user
    assert found.head_received_for == place.head.appointments[0]
    assert Entry.objects.last().on_behalf_of.endswith("防災課長")


def test_received_twice_is_received_once(place):
    incident = rows.reported(place)
    for hours in (1, 2):
        receiving.receive_as_head(incident, by=place.head, now=NOW + hours * HOUR)

    assert rows.fresh(incident).head_received_at == NOW + HOUR
    assert incident.entries.filter(kind="HEAD_RECEIVED").count() == 1


@pytest.mark.clause("4(3)オ")
def test_a_report_by_telephone_says_who_told_it_and_when(place):
    with pytest.raises(ValidationError) as refused:
        rows.reported(place, channel="TELEPHONE")
    assert set(refused.value.error_dict) == {"told_by", "told_at"}

    facts = {"told_by": "市民の方", "told_at": NOW - 2 * HOUR, "happened_at": NOW - 5 * HOUR}
    incident = rows.reported(place, channel="TELEPHONE", happened_when="ABOUT", **facts)

    assert (incident.known_at, incident.recorded_at) == (NOW - 2 * HOUR, NOW)
    assert incident.entries.get(kind="REPORT").is_about


@pytest.mark.parametrize("hours", [1, 1000])
def test_nothing_is_reported_that_has_yet_to_happen(place, hours):
    at = NOW + hours * HOUR
    with pytest.raises(ValidationError, match="いまより前"):
        rows.reported(place, happened_at=at, happened_when="EXACT")


def test_a_contractor_reports_for_an_account_they_operate_and_no_other(place):
    assert rows.reported(place, by=place.vendor).reported_by == place.vendor.user

    other = rows.office("図書館")
    with pytest.raises(PermissionDenied):
        rows.reported(other, by=place.vendor)
    told = FirstReport(kind="statement", what="噂", department=place.account.department)
    with pytest.raises(PermissionDenied):
        report(told, by=place.vendor, now=NOW)


def test_a_drill_says_so_wherever_it_is_named(place):
    with pytest.raises(PermissionDenied):
        rows.reported(place, is_drill=True, by=place.clerk)
    incident = rows.reported(place, is_drill=True)

    assert str(incident).startswith("【訓練】")
    assert Notice.objects.filter(kind=Kind.INCIDENT_REPORTED)[0].title.startswith("【訓練】")
    assert Entry.objects.get(action="incidents.report").subject.startswith("【訓練】")


def test_who_may_see_an_incident(place):
    other = rows.office("図書館")
    everybody = {
        "head": place.head,
        "clerk": place.clerk,
        "vendor": place.vendor,
        "ciso": place.ciso,
        "secretariat": place.secretariat,
        "auditor": factories.actor(Post.AUDITOR),
        "finder": factories.actor(Post.CLERK, factories.department("税務課")),
        "other head": other.head,
        "other vendor": other.vendor,
        "chair": factories.actor(Post.CHAIR),
    }
    rows.reported(place, by=everybody["finder"])

    seeing = {name for name, who in everybody.items() if Incident.objects.visible_to(who).exists()}

    assert seeing == everybody.keys() - {"other head", "other vendor", "chair"}
    Operator.objects.filter(user=place.vendor.user).update(ends_on=TODAY - timedelta(days=1))
    assert not Incident.objects.visible_to(place.vendor).exists()


def test_a_follow_up_is_added_with_the_time_it_speaks_of(place):
    incident = rows.received(place)

    entry = add_follow_up(
        incident, text="30件あった", happened_at=NOW - HOUR, is_about=True, by=place.vendor, now=NOW
    )

    assert (entry.happened_at, entry.is_about) == (NOW - HOUR, True)
    assert names(Kind.INCIDENT_FOLLOWED) == ["担当一子", "統括責子", "防災課長"]
    with pytest.raises(PermissionDenied):
        add_follow_up(incident, text="x", by=rows.office("図書館").head, now=NOW)


def test_doing_something_after_the_ciso_received_it_is_responding(place):
    incident = rows.received(place)

    rows.done(incident, "confirm", by=place.clerk)

    assert rows.fresh(incident).status == IncidentStatus.RESPONDING


@pytest.mark.clause("見本第5条2")
def test_a_wrong_post_is_deleted_corrected_and_posted_again_each_timed(place):
    incident = rows.received(place, "wrong_post")
    rows.done(incident, "confirm", "evidence", by=place.clerk)
    with pytest.raises(ValidationError, match="先に「発信した内容を削除する」"):
        do_step(rows.step(incident, "correct"), Done(url="x"), by=place.clerk, now=NOW)

    at = NOW - timedelta(minutes=5)
    do_step(rows.step(incident, "delete"), Done("消した", done_at=at), by=place.clerk, now=NOW)
    with pytest.raises(ValidationError, match="アドレス"):
        do_step(rows.step(incident, "correct"), Done(), by=place.clerk, now=NOW)
    url = "https://x.com/komae/2"
    do_step(rows.step(incident, "correct"), Done(url=url), by=place.clerk, now=NOW)

    assert rows.step(incident, "delete").done_at == at
    assert rows.step(incident, "correct").url == url


@pytest.mark.clause("4(3)カ")
def test_what_is_cut_and_changed_goes_to_the_accounts_ledgers_too(place):
    facts = {"kind": "APP", "name": "予約投稿", "purpose": "投稿", "starts_on": TODAY}
    app = access.connect(place.account, **facts, by=place.clerk, now=NOW)
    incident = rows.received(place)
    rows.done(incident, "confirm", "evidence", by=place.clerk)

    changed = Done("変えた", changed_by=place.clerk.user)
    do_step(rows.step(incident, "password"), changed, by=place.clerk, now=NOW)
    do_step(rows.step(incident, "apps"), Done("外した", cut=[app]), by=place.clerk, now=NOW)

    assert place.account.credential_changes.get().reason == "SUSPECTED"
    assert not place.account.connections.standing().exists()
    assert "予約投稿" in rows.step(incident, "apps").entries.get().text


def test_a_step_that_no_card_foresaw_is_added_and_told(place):
    incident = rows.received(place)

    step = add_step(incident, title="議会に知らせる", who="HEAD", hours=3, by=place.ciso, now=NOW)

    assert (step.number, step.due_at) == (9, NOW + 3 * HOUR)
    assert "防災課長" in names(Kind.INCIDENT_STEP_ADDED)
    with pytest.raises(PermissionDenied):
        rows.done(incident, step.key, by=place.clerk)


def test_an_account_of_another_section_is_another_incident_once_the_head_has_it(place):
    other, incident = rows.office("図書館"), rows.reported(place, "other", account=place.account)
    facts = {"kind": "hijack", "account": other.account, "reason": "取り違え"}

    receiving.receive_as_head(incident, by=place.head, now=NOW)
    with pytest.raises(ValidationError, match="ほかの課"):
        correct(incident, **facts, by=place.clerk, now=NOW)

    early = rows.reported(place, "other", account=place.account)
    correct(early, **facts, by=place.clerk, now=NOW)
    assert rows.fresh(early).department == other.account.department


def test_who_resolved_it_does_not_close_it(place):
    incident = rows.finished(place)
    both = factories.appoint(place.head.user, Post.CISO)
    head = rows.again(place.head)
    ending.resolve(incident, outcome="取り戻した", by=head, now=NOW)

    with pytest.raises(PermissionDenied):
        ending.close(incident, conclusion="", by=head, now=NOW)
    assert both
    ending.close(incident, conclusion="", by=place.ciso, now=NOW)
    with pytest.raises(WrongStatus):
        ending.resolve(incident, outcome="x", by=head, now=NOW)
