"""4(3)カ: the steps in their order, whoever asks and by whichever way."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from incidents import cards
from incidents.models import Incident, IncidentStep, Reopening, TimelineEntry
from incidents.services import ending, following, receiving
from incidents.services.reporting import FirstReport, report
from incidents.services.steps import Done, do_step, skip_step, take_step_back
from incidents.status import StepStatus
from komae_sns.lives import WrongStatus
from komae_sns.notices.models import Notice
from komae_sns.staff.models import Appointment
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import NOW, TODAY
from tests.incidents import rows

pytestmark = [pytest.mark.django_db, pytest.mark.integrity, pytest.mark.clause("4(3)カ")]
# What has to come first, as the guideline says it.
FIRST = {
    "confirm": set(),
    "evidence": set(),
    "delete": {"confirm", "evidence"},
    "password": {"evidence"},
    "sessions": {"password"},
    "apps": {"evidence"},
}
ENDS = ("evidence", "delete", "password", "sessions", "apps")


@pytest.fixture
def place():
    return rows.office()


@pytest.fixture
def hijack(place):
    return rows.received(place)


def by_service(place, step):
    try:
        do_step(IncidentStep.objects.get(pk=step.pk), Done(note="した"), by=place.clerk, now=NOW)
    except ValidationError:
        return False
    return True


def by_sql(place, step):
    return is_written(
        """UPDATE incidents_incidentstep SET status = 'DONE', done_at = %s, note = 'した',
        settled_at = %s, settled_by_id = %s WHERE id = %s""",
        *(NOW, NOW, place.clerk.user.pk, step.pk),
    )


def is_written(sql, *values):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            return bool(cursor.rowcount)
    except IntegrityError:
        return False


def tried(place, steps, do):
    """Every step after every set of others that can be reached: {(done, key): went}."""
    found = {}

    def go_on(done):
        for key in steps.keys() - done:
            if (done, key) in found:
                continue
            mark = transaction.savepoint()
            found[done, key] = do(place, steps[key])
            if found[done, key]:
                go_on(done | {key})
            transaction.savepoint_rollback(mark)

    go_on(frozenset())
    return found


@pytest.mark.parametrize("do", [by_service, by_sql])
def test_of_all_orders_of_a_hijacks_steps_only_the_allowed_ones_pass(place, hijack, do):
    steps = {step.key: step for step in hijack.steps.filter(key__in=FIRST)}

    went = tried(place, steps, do)

    passed = {order for order in permutations(FIRST) if _passes(order, went)}
    assert passed == {order for order in permutations(FIRST) if _is_allowed(order)}
    assert 0 < len(passed) < 720


def _passes(order, went):
    return all(went.get((frozenset(order[:n]), key), False) for n, key in enumerate(order))


def _is_allowed(order):
    return all(set(order[:n]) >= FIRST[key] for n, key in enumerate(order))


@pytest.mark.parametrize("kind", [key for key, card in cards.cards().items() if card.steps])
def test_no_card_lets_anything_be_deleted_before_the_evidence(place, kind):
    incident = rows.received(place, kind)
    for delete in incident.steps.filter(act="DELETE"):
        for other in incident.steps.exclude(act__in=["DELETE", "EVIDENCE"]):
            by_sql(place, other)

        assert not by_sql(place, delete)
        assert not incident.steps.filter(act="EVIDENCE", may_not_apply=True).exists()


@pytest.mark.parametrize("missing", ENDS)
def test_a_hijack_ends_only_with_all_five_steps(place, missing):
    """Even where the card had not asked for one of them."""
    incident = rows.reported(place, "other")
    rows.done(incident, "confirm", "evidence", "answer", by=place.head)
    receiving.receive_as_head(incident, by=place.head, now=NOW)
    receiving.receive_as_ciso(incident, by=place.ciso, now=NOW)
    Incident.objects.filter(pk=incident.pk).update(kind="hijack")
    for number, key in enumerate(ENDS, start=10):
        if key != missing:
            IncidentStep.objects.create(
                incident=incident,
                number=number,
                key=f"sql-{key}",
                act=key.upper(),
                title=key,
                who="SECTION",
                proof="FILE" if key == "evidence" else "NOTE",
            )
            by_sql(place, IncidentStep.objects.get(key=f"sql-{key}"))

    ended = is_written(
        """UPDATE incidents_incident SET status = 'RESOLVED', outcome = 'した', resolved_at = %s,
        resolved_by_id = %s WHERE id = %s""",
        *(NOW, place.head.user.pk, incident.pk),
    )

    assert ended == (missing == "evidence")  # the card of 「その他」 had that one


def test_nothing_ends_while_a_step_is_open(place, hijack):
    with pytest.raises(ValidationError, match="まだ済んでいません"):
        _force_responding_and_resolve(place, hijack)


def _force_responding_and_resolve(place, incident):
    receiving.instruct(incident, "急ぐこと", by=place.ciso, now=NOW)
    ending.resolve(rows.fresh(incident), outcome="した", by=place.head, now=NOW)


def test_a_step_does_not_apply_only_where_the_card_says_so(place, hijack):
    with pytest.raises(ValidationError, match="該当なし"):
        skip_step(rows.step(hijack, "evidence"), reason="ない", by=place.clerk, now=NOW)
    with pytest.raises(ValidationError, match="理由"):
        skip_step(rows.step(hijack, "citizens"), reason="　", by=place.clerk, now=NOW)

    skip_step(rows.step(hijack, "citizens"), reason="だれも見ていない", by=place.clerk, now=NOW)

    step = rows.step(hijack, "citizens")
    assert (step.note, step.settled_by) == ("だれも見ていない", place.clerk.user)
    assert not is_written(
        """UPDATE incidents_incidentstep SET status = 'NOT_APPLICABLE', note = 'x',
        settled_at = %s, settled_by_id = %s WHERE id = %s""",
        *(NOW, place.clerk.user.pk, rows.step(hijack, "evidence").pk),
    )


def test_the_evidence_is_not_taken_back_once_something_was_deleted(place, hijack):
    rows.done(hijack, "confirm", "evidence", "delete", by=place.clerk)
    evidence = rows.step(hijack, "evidence")

    with pytest.raises(ValidationError, match="削除"):
        take_step_back(evidence, reason="まちがい", by=place.clerk, now=NOW)
    assert not is_written(
        """UPDATE incidents_incidentstep SET status = 'WAITING', done_at = NULL, note = '',
        settled_at = NULL, settled_by_id = NULL WHERE id = %s""",
        evidence.pk,
    )

    take_step_back(rows.step(hijack, "delete"), reason="まだだった", by=place.clerk, now=NOW)
    take_step_back(evidence, reason="別の画面だった", by=place.clerk, now=NOW)
    assert rows.step(hijack, "evidence").is_waiting


def test_what_the_card_asked_for_stays(hijack):
    delete = rows.step(hijack, "delete")

    assert not is_written(
        "UPDATE incidents_incidentstep SET act = 'OTHER' WHERE id = %s", delete.pk
    )
    assert not is_written("DELETE FROM incidents_stepneed WHERE step_id = %s", delete.pk)


@pytest.fixture
def closed(place):
    incident = rows.finished(place)
    ending.resolve(incident, outcome="取り戻した", by=place.head, now=NOW)
    ending.close(incident, conclusion="", by=place.ciso, now=NOW)
    return rows.fresh(incident)


def test_after_closing_nothing_is_added_but_a_recorded_reopening(place, closed, subtests):
    step, by = rows.step(closed, "watch"), place.clerk.user.pk
    writes = {
        "step": ("UPDATE incidents_incidentstep SET note = 'x' WHERE id = %s", step.pk),
        "move": ("UPDATE incidents_incident SET status = 'RESPONDING' WHERE id = %s", closed.pk),
        "outcome": ("UPDATE incidents_incident SET outcome = 'x' WHERE id = %s", closed.pk),
        "kind": ("UPDATE incidents_incident SET kind = 'other' WHERE id = %s", closed.pk),
        "entry": (
            """INSERT INTO incidents_timelineentry (incident_id, kind, text, is_about,
            recorded_at, recorded_by_id) VALUES (%s, 'FOLLOW_UP', 'x', false, %s, %s)""",
            *(closed.pk, NOW, by),
        ),
        "another round": (
            """INSERT INTO incidents_reopening (incident_id, round, reason, reopened_at,
            reopened_by_id) VALUES (%s, 7, 'x', %s, %s)""",
            *(closed.pk, NOW, by),
        ),
    }
    for name, (sql, *values) in writes.items():
        with subtests.test(name):
            assert not is_written(sql, *values)
    with pytest.raises(WrongStatus):
        following.add_follow_up(closed, text="また", by=place.clerk, now=NOW)
    with pytest.raises(WrongStatus):
        take_step_back(step, reason="x", by=place.clerk, now=NOW)

    ending.reopen(closed, reason="また投稿された", by=place.head, now=NOW)

    again = rows.fresh(closed)
    assert (again.status, again.round, again.outcome) == ("RESPONDING", 2, "")
    assert Reopening.objects.get().reason == "また投稿された"
    following.add_follow_up(again, text="パスワードを変えた", by=place.clerk, now=NOW)


@pytest.mark.integrity
@pytest.mark.parametrize(
    "change",
    [
        "outcome = 'ほかの結果'",
        "resolved_at = '2026-11-01 00:00:00+00:00'",
        "resolved_by_id = reported_by_id",
        "resolved_by_id = reported_by_id, status = 'CLOSED'",
    ],
)
def test_what_the_head_reported_is_what_is_closed(place, change):
    incident = rows.finished(place)
    ending.resolve(incident, outcome="取り戻した", by=place.head, now=NOW)

    with pytest.raises(IntegrityError, match="確定した"), transaction.atomic():
        connection.cursor().execute(f"UPDATE incidents_incident SET {change}")


def test_what_was_written_on_the_time_line_stays(place, hijack):
    entry = TimelineEntry.objects.filter(incident=hijack).first()

    assert not is_written("UPDATE incidents_timelineentry SET text = 'x' WHERE id = %s", entry.pk)


def test_the_first_report_stays_as_it_was_made(hijack):
    for column in ("what", "recorded_at", "is_drill", "head_received_at"):
        assert not is_written(
            f"UPDATE incidents_incident SET {column} = {OTHERWISE[column]} WHERE id = %s", hijack.pk
        )


OTHERWISE = {
    "what": "'ちがうこと'",
    "recorded_at": "'2020-01-01 00:00:00+00:00'",
    "is_drill": "true",
    "head_received_at": "'2020-01-01 00:00:00+00:00'",
}


def test_another_card_adds_its_steps_and_keeps_those_that_are_done(place):
    incident = rows.received(place, "unknown_post")
    rows.done(incident, "confirm", "evidence", by=place.clerk)

    facts = {"kind": "hijack", "account": place.account, "reason": "ログインできない"}
    following.correct(incident, **facts, by=place.clerk, now=NOW)

    steps = {step.key: step.status for step in incident.steps.all()}
    assert set(FIRST) <= set(steps)
    assert steps["evidence"] == StepStatus.DONE
    assert rows.fresh(incident).kind_name == "乗っ取り"
    assert not by_service(place, rows.step(incident, "sessions"))


def test_a_clerk_alone_does_not_say_that_nobody_was_in_the_account(place):
    """The public page vouches for it again from that moment on."""
    incident = rows.received(place, "hijack")
    facts = {"kind": "wrong_post", "account": place.account, "reason": "課の者の投稿だった"}

    with pytest.raises(PermissionDenied):
        following.correct(incident, **facts, by=place.clerk, now=NOW)
    following.correct(incident, **facts, by=place.head, now=NOW)

    assert rows.fresh(incident).kind == "wrong_post"


def test_nothing_that_never_was_reported_has_a_number(place):
    for _ in range(2):
        with pytest.raises(ValidationError):
            report(FirstReport(kind="hijack", what="　"), by=place.clerk, now=NOW)
    first = rows.reported(place)
    drill = rows.reported(place, is_drill=True)
    second = rows.reported(place)

    assert [str(i.number) for i in (first, second)] == [
        "令和8年度事案第1号",
        "令和8年度事案第2号",
    ]
    assert str(drill.number) == "令和8年度訓練第1号"


def test_a_step_that_another_card_let_go_is_done_before_a_hijack_is_over(place):
    incident = rows.received(place, "lost")
    skip_step(rows.step(incident, "apps"), reason="連携はない", by=place.head, now=NOW)
    account = place.account
    following.correct(
        incident, kind="hijack", account=account, reason="投稿", by=place.head, now=NOW
    )
    rows.done(incident, *rows.waiting_keys(incident), by=place.head)

    with pytest.raises(ValidationError, match="連携を切る"):
        ending.resolve(incident, outcome="済", by=place.head, now=NOW)

    take_step_back(rows.step(incident, "apps"), reason="乗っ取り", by=place.head, now=NOW)
    rows.done(incident, "apps", by=place.head)
    ending.resolve(incident, outcome="済", by=place.head, now=NOW)


def test_who_had_it_resolved_by_a_deputy_does_not_close_it(place, client):
    incident = rows.finished(place)
    deputy = rows.deputy_of(place.head)
    ending.resolve(incident, outcome="済", by=deputy, now=NOW)
    client.force_login(place.ciso.user)
    page = client.get(incident.get_absolute_url()).content.decode()
    assert "代理二郎（防災課長の代決）" in page
    factories.appoint(place.head.user, Post.CISO)
    head = rows.again(place.head)

    with pytest.raises(PermissionDenied):
        ending.close(incident, conclusion="", by=head, now=NOW)
    closed = {"status": "CLOSED", "closed_at": NOW, "closed_by": deputy.user}
    with pytest.raises(IntegrityError, match="closed_by_another"), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(**closed)

    ending.close(incident, conclusion="", by=place.ciso, now=NOW)


def test_a_step_of_evidence_that_asks_for_no_file_cannot_be_laid(place, hijack):
    facts = {"number": 99, "key": "easy", "act": "EVIDENCE", "title": "見た", "who": "SECTION"}

    with pytest.raises(IntegrityError, match="keeps_a_file"), transaction.atomic():
        IncidentStep.objects.create(incident=hijack, proof="NONE", **facts)


def test_a_contract_that_is_over_shows_nothing_of_what_was_reported_under_it(place):
    incident = rows.finished(place, by=place.vendor)
    ending.resolve(incident, outcome="済", by=place.head, now=NOW)
    assert list(Incident.objects.visible_to(rows.again(place.vendor))) == [incident]

    yesterday = TODAY - timedelta(days=1)
    Appointment.objects.filter(user=place.vendor.user).update(ends_on=yesterday)
    place.account.operators.update(ends_on=yesterday)
    ending.close(incident, conclusion="", by=place.ciso, now=NOW)

    assert not Incident.objects.visible_to(rows.again(place.vendor)).exists()
    told = Notice.objects.filter(kind="incident_closed")
    assert place.vendor.user.pk not in {notice.person_id for notice in told}
