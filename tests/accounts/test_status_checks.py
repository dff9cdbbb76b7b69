"""4(5)エ: what is stopped is looked at again and again, until its service ends."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.models import OfficialAccount, StatusAlarm, StatusCheck
from accounts.models.status_check import unwatched
from accounts.services import register_existing, status_alarms
from accounts.services.status_checks import (
    confirm_service_end,
    keep_watching,
    record_check,
    schedule_first,
    schedule_missing,
)
from accounts.status_questions import Answer, allowed, questions, result_of
from komae_sns.audit.models import Entry
from komae_sns.documents.evidence import SHELF
from komae_sns.documents.evidence.reading import read
from komae_sns.home.work.incidents import for_the_ciso
from komae_sns.home.work.watching import status_checks_due
from komae_sns.lives import WrongStatus
from komae_sns.notices.models import Mail, Notice
from komae_sns.staff.actors import actor_of
from komae_sns.staff.models import Appointment
from komae_sns.staff.posts import Post
from tests import factories
from tests.accounts.suspended import screen
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(5)エ")]
ROUND, FIRST = timedelta(days=90), timedelta(days=30)
WRONG = {"note": "他人の写真になっている", "evidence_text": "画面の保存（課の共有フォルダー）"}


@pytest.fixture
def stopped(section, head_post):
    return factories.account(
        "狛江市の花火", status="SUSPENDED", department=section, manager=head_post
    )


@pytest.fixture
def due(stopped):
    """Ten days late."""
    return schedule_first(stopped, today=TODAY - ROUND - timedelta(days=10))


def said(**answers):
    """Everything as it was left, but for these."""
    return {q.key: Answer("YES") for q in questions()} | {
        key: Answer(word, "書いたとおり") for key, word in answers.items()
    }


def done(check, by, result="FINE", **facts):
    answers = facts.pop("answers", said())
    return record_check(check, answers, result=result, by=by, now=NOW, **facts)


# -- when


def test_an_account_that_stops_gets_one_check_one_interval_later(stopped):
    check = schedule_first(stopped, today=TODAY)

    assert schedule_first(stopped, today=TODAY + ROUND) == check
    assert (check.number, check.due_on) == (1, TODAY + ROUND)
    assert Entry.objects.about(stopped).filter(action="accounts.schedule_status_check").count() == 1


@pytest.mark.parametrize("status", ["RUNNING", "STOPPING", "SERVICE_ENDED"])
def test_nothing_is_scheduled_for_what_is_not_stopped(section, status):
    account = factories.account(status=status, department=section)

    assert schedule_first(account, today=TODAY) is None
    assert schedule_missing(TODAY) == 0


def test_an_account_registered_as_stopped_is_looked_at_soon(section, head_post, secretariat):
    account = register_existing(
        by=secretariat,
        service=factories.service(),
        department=section,
        name="狛江市の花火",
        address="https://x.com/komae_hanabi",
        status="SUSPENDED",
        opened_on=factories.LONG_AGO,
        evidence="令和2年決裁",
        facts={"manager": head_post, "purpose": "花火大会のお知らせ"},
    )

    assert account.status_checks.get().due_on == TODAY + FIRST


def test_stopped_accounts_without_a_check_are_found_once(stopped, section):
    watched = factories.account(status="SUSPENDED", department=section)
    schedule_first(watched, today=TODAY)

    assert [schedule_missing(TODAY), schedule_missing(TODAY + ROUND)] == [1, 0]

    assert stopped.status_checks.get().due_on == TODAY + FIRST
    assert not unwatched().exists()


def test_what_is_due_is_found_on_its_day_and_later(stopped):
    check = schedule_first(stopped, today=TODAY)

    assert not StatusCheck.objects.due_by(check.due_on - timedelta(days=1)).exists()
    assert list(StatusCheck.objects.due_by(check.due_on)) == [check]
    assert not check.is_late_on(check.due_on)
    assert check.is_late_on(check.due_on + timedelta(days=1))


def test_the_next_round_counts_from_the_day_it_was_done(due, clerk):
    done(due, clerk)

    following = StatusCheck.objects.due().get()
    assert (following.number, following.due_on) == (2, TODAY + ROUND)


def test_a_round_is_done_once(due, clerk):
    done(due, clerk)

    with pytest.raises(WrongStatus):
        done(due, clerk)
    assert StatusCheck.objects.count() == 2


# -- what it comes to


@pytest.mark.parametrize(
    ("answers", "result", "possible"),
    [
        ({}, "FINE", {"FINE", "WRONG"}),
        ({"picture": "NO"}, "WRONG", {"WRONG"}),
        ({"log_in": "NO"}, "LOCKED_OUT", {"LOCKED_OUT", "WRONG"}),
        ({"log_in": "NO", "ours": "NO"}, "WRONG", {"WRONG"}),
        ({"service": "NO", "ours": "NO"}, "SERVICE_ENDED", {"SERVICE_ENDED"}),
        ({"log_in": "UNKNOWN"}, None, {"FINE", "WRONG"}),
    ],
)
def test_what_the_answers_come_to(answers, result, possible):
    assert result_of(said(**answers)) == result
    assert allowed(said(**answers)) == possible


@pytest.mark.parametrize(
    ("answers", "facts", "fields"),
    [
        (said(ours="NO"), {"result": "FINE"}, {"result"}),
        (said(), {"result": "SERVICE_ENDED", **WRONG}, {"result"}),
        (said(), {"result": "nonsense", **WRONG}, {"result"}),
        (said(ours="NO"), {"result": "WRONG"}, {"note", "evidence_text"}),
        ({**said(), "ours": Answer("NO", "　")}, {"result": "WRONG", **WRONG}, {"ours_remark"}),
        ({"ours": Answer("YES")}, {}, {q.key for q in questions()} - {"ours"}),
    ],
)
def test_what_is_missing_is_said_at_its_field(due, clerk, answers, facts, fields):
    with pytest.raises(ValidationError) as refused:
        done(due, clerk, answers=answers, **facts)

    assert set(refused.value.message_dict) == fields
    assert StatusCheck.objects.get().is_due


def test_who_looks_after_a_stopped_account(due, head, clerk, secretariat):
    with pytest.raises(PermissionDenied):
        done(due, secretariat)
    with pytest.raises(PermissionDenied):
        done(due, factories.actor(Post.CLERK, name="よその課"))

    done(due, head)


def test_where_nobody_is_left_in_the_section_the_secretariat_looks(due, clerk, head, secretariat):
    assert status_checks_due(secretariat).tasks == ()
    assert [task.what for task in status_checks_due(clerk).tasks] == [str(due.account)]
    Appointment.objects.filter(user__in=[clerk.user, head.user]).update(ends_on=factories.LONG_AGO)

    assert [task.what for task in status_checks_due(secretariat).tasks] == [str(due.account)]
    done(due, secretariat)


# -- what is found wrong


@pytest.fixture
def ciso():
    actor = factories.actor(Post.CISO, name="統括責子")
    actor.user.email = "ciso@city.komae.lg.jp"
    actor.user.save()
    return actor


@pytest.mark.clause("4(3)カ")
@pytest.mark.parametrize(
    ("answers", "result"), [({"ours": "NO"}, "WRONG"), ({"log_in": "NO"}, "LOCKED_OUT")]
)
def test_trouble_goes_to_the_ciso_at_once_with_everything_filled_in(
    due, clerk, ciso, answers, result
):
    done(due, clerk, result, answers=said(**answers), **WRONG)

    alarm = StatusAlarm.objects.get()
    assert [task.url for task in for_the_ciso(ciso).tasks] == [alarm.incident.get_absolute_url()]
    assert Notice.objects.filter(person=ciso.user, kind="status_alarm_raised").count() == 1
    assert Mail.objects.filter(person=ciso.user).count() == 1
    for part in (due.account.url, WRONG["note"], WRONG["evidence_text"], "書いたとおり"):
        assert part in alarm.what
    assert StatusCheck.objects.due().get().due_on == TODAY + ROUND


@pytest.mark.clause("4(3)カ")
def test_the_ciso_receives_instructs_and_settles(due, clerk, ciso, secretariat):
    done(due, clerk, "WRONG", answers=said(ours="NO"), **WRONG)
    alarm = StatusAlarm.objects.get()
    with pytest.raises(PermissionDenied):
        status_alarms.receive(alarm, instruction="保存する", by=secretariat, now=NOW)
    with pytest.raises(WrongStatus):
        status_alarms.settle(alarm, outcome="終わった", by=ciso, now=NOW)

    status_alarms.receive(alarm, instruction="保存する", by=ciso, now=NOW)
    with pytest.raises(WrongStatus):
        status_alarms.receive(alarm, instruction="もう一度", by=ciso, now=NOW)
    status_alarms.settle(alarm, outcome="不具合だった", by=ciso, now=NOW)

    alarm = StatusAlarm.objects.get()
    assert (alarm.received_by, alarm.received_at, alarm.settled_by) == (ciso.user, NOW, ciso.user)
    assert Notice.objects.filter(person=clerk.user, kind="status_alarm_received").exists()


def test_what_was_found_in_one_section_is_not_shown_to_another(due, clerk, ciso, log_in):
    done(due, clerk, "WRONG", answers=said(ours="NO"), **WRONG)
    other = log_in(factories.actor(Post.CLERK, name="よその課"))

    assert other.get(StatusAlarm.objects.get().get_absolute_url()).status_code == 404
    assert not other.get(reverse("accounts:status-alarm-list")).context["page"].rows


# -- the end


@pytest.fixture
def over(due, clerk):
    return done(due, clerk, "SERVICE_ENDED", answers=said(service="NO"), **WRONG)


def test_the_end_of_a_service_waits_for_the_secretariat(over, secretariat):
    assert over.account.status == "SUSPENDED"
    assert not StatusCheck.objects.due().exists()
    assert schedule_missing(TODAY) == 0

    confirm_service_end(over, reason="告知を読んだ", by=secretariat, now=NOW)

    assert OfficialAccount.objects.get(pk=over.account_id).status == "SERVICE_ENDED"
    assert schedule_missing(TODAY) == 0
    with pytest.raises(ValidationError):
        keep_watching(over, reason="続いていた", by=secretariat, now=NOW)


def test_a_service_that_goes_on_is_looked_at_the_same_day(over, secretariat):
    keep_watching(over, reason="まだ開ける", by=secretariat, now=NOW)

    assert StatusCheck.objects.due().get().due_on == TODAY
    assert OfficialAccount.objects.get(pk=over.account_id).status == "SUSPENDED"


def test_nobody_confirms_the_end_they_found(due, clerk, head):
    Appointment.objects.filter(user__in=[clerk.user, head.user]).update(ends_on=factories.LONG_AGO)
    finder = factories.actor(Post.SECRETARIAT, name="事務局二郎")
    over = done(due, finder, "SERVICE_ENDED", answers=said(service="NO"), **WRONG)

    with pytest.raises(PermissionDenied):
        confirm_service_end(over, reason="告知を読んだ", by=finder, now=NOW)


# -- what the database holds


@pytest.mark.integrity
def test_an_account_has_one_check_ahead(stopped):
    schedule_first(stopped, today=TODAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        StatusCheck.objects.create(account=stopped, number=2, due_on=TODAY)


@pytest.mark.integrity
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE accounts_statuscheck SET result = 'FINE' WHERE number = 1",
        "UPDATE accounts_statuscheck SET note = 'x' WHERE number = 1",
        "UPDATE accounts_statuscheck SET answers = '[]' WHERE number = 1",
        "UPDATE accounts_statuscheck SET done_on = '2020-01-01' WHERE number = 1",
        "UPDATE accounts_statuscheck SET number = 9",
        "UPDATE accounts_statuscheck SET due_on = '2099-01-01' WHERE number = 2",
        "UPDATE accounts_statuscheck SET status = 'DONE' WHERE number = 2",
        "UPDATE accounts_officialaccount SET status = 'SERVICE_ENDED'",
        "UPDATE accounts_statusalarm SET what = 'x'",
        "UPDATE accounts_statusalarm SET status = 'SETTLED', outcome = 'x'",
        "DELETE FROM accounts_statuscheck WHERE number = 2",
        "DELETE FROM accounts_statusalarm",
    ],
)
def test_a_round_is_not_rewritten_and_no_service_ends_by_sql(due, clerk, sql):
    done(due, clerk, "WRONG", answers=said(ours="NO"), **WRONG)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.integrity
def test_nobody_confirms_the_end_they_found_by_sql(over):
    """`over` was found by the clerk."""
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_statuscheck SET service_has_ended = TRUE,"
            " end_decided_at = done_at, end_decided_by_id = done_by_id"
        )


@pytest.mark.integrity
@pytest.mark.django_db(transaction=True)
def test_two_people_do_a_round_at_once_and_one_next_round_is_made(due, clerk, head):
    start, results = threading.Barrier(2), []

    def run(by):
        try:
            start.wait()
            done(due, by)
            results.append("done")
        except WrongStatus:
            results.append("second")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[by]) for by in (clerk, head)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["done", "second"]
    assert list(StatusCheck.objects.order_by("number").values_list("number", "status")) == [
        (1, "DONE"),
        (2, "DUE"),
    ]


# -- the pages


def typed(**answers):
    words = {q.key: "YES" for q in questions()} | answers
    return {"submission_id": "0f8fad5b-d9cb-469f-a165-70867728950e", **words}


def test_the_answers_are_shown_as_a_result_before_anything_is_recorded(due, clerk, log_in):
    browser, address = log_in(clerk), due.get_absolute_url()
    page = browser.get(address)
    assert due.account.url in page.content.decode()

    page = browser.post(address, typed(ours="NO", ours_remark="他人の名前"))
    assert page.context["form"]["result"].value() == "WRONG"
    assert StatusCheck.objects.get().is_due

    page = browser.post(address, typed(ours="NO", ours_remark="他人の名前", result="WRONG"))
    assert set(page.context["form"].errors) == {"note", "evidence_text"}
    assert "他人の名前" in page.content.decode()

    facts = typed(ours="NO", ours_remark="他人の名前", result="WRONG", **WRONG)
    assert browser.post(address, facts, follow=True).redirect_chain
    assert browser.post(address, facts).status_code in {302, 409}
    assert [c.result for c in StatusCheck.objects.order_by("number")] == ["WRONG", ""]


def test_a_picture_that_is_gone_is_said_and_no_fault_of_the_page(due, clerk, log_in):
    found = WRONG | {"evidence": read("画面.png", screen(77))}
    check = done(due, clerk, "WRONG", answers=said(ours="NO"), **found)
    SHELF.path_of(check.evidence.sha256).unlink()

    page = log_in(clerk).get(
        reverse("accounts:status-check-evidence", args=[check.account_id, check.pk])
    )

    assert page.status_code == 302
    assert page.url == check.get_absolute_url()


@pytest.mark.parametrize("number", [1, 30])
def test_the_lists_cost_the_same_for_one_and_for_thirty(
    section, clerk, log_in, django_assert_max_num_queries, number
):
    for _ in range(number):
        account = factories.account(status="SUSPENDED", department=section)
        schedule_first(account, today=TODAY - 2 * ROUND)
    browser, address = log_in(clerk), reverse("accounts:status-check-list")
    browser.get(address)

    with django_assert_max_num_queries(10):
        page = browser.get(address)
    assert [late for _, late in page.context["rows"]] == [True] * number
    file = b"".join(browser.get(f"{address}?as=csv").streaming_content).decode()
    assert file.count("90日") == number


def test_from_the_stop_to_the_third_round(stopped, clerk, client, time_machine):
    """A year of a stopped account, day by day where something is to be done."""
    check, day = schedule_first(stopped, today=TODAY), TODAY
    for number in (1, 2, 3):
        day = check.due_on
        time_machine.move_to(f"{day}T10:00:00+09:00", tick=False)
        client.force_login(clerk.user)
        assert str(stopped) in client.get("/").content.decode()
        words = typed(result="FINE", submission_id=f"0f8fad5b-d9cb-469f-a165-7086772895{number:02}")
        client.post(check.get_absolute_url(), words)
        assert str(stopped) not in client.get("/").content.decode()
        check = StatusCheck.objects.due().get()

    assert check.number == 4
    assert check.due_on == TODAY + 4 * ROUND
    assert actor_of(clerk.user, day).works_in(stopped.department)
