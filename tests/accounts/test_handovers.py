"""引継ぎ (4(3)カ, 見本第4条): known ahead, handed over by one, received by another, frozen."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.models import Handover, HandoverTick, Keeper, OfficialAccount, Operator
from accounts.services import access, follow_posts, handovers
from accounts.services.handover_state import matters_of, standing_of
from accounts.services.status_checks import schedule_first
from approvals.models import Application
from komae_sns.home.work.handing import (
    handovers_late,
    handovers_to_receive,
    managers_without_successor,
)
from komae_sns.notices.models import Notice
from komae_sns.staff.actors import actor_of
from komae_sns.staff.models import Appointment
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import rows
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(3)カ")]
LAST = TODAY + timedelta(days=20)
NEXT = LAST + timedelta(days=1)


@pytest.fixture
def running(section, head_post):
    return factories.account("狛江市安心安全課", department=section, manager=head_post)


@pytest.fixture
def leaving(running, head_post):
    Appointment.objects.filter(pk=head_post.pk).update(ends_on=LAST)
    return running


@pytest.fixture
def heir(section):
    """Heads the section from the day after the last one; entered ahead."""
    user = factories.person("後任花子")
    factories.appoint(user, Post.HEAD, section, starts_on=NEXT)
    return user


@pytest.fixture
def handover(leaving):
    handovers.open_for_leaving(TODAY, NOW)
    return Handover.objects.get()


def tick(handover, by, *keys):
    for key in keys:
        handovers.tick(handover, key, by=by, now=NOW)


def given(handover, head, successor, **facts):
    tick(handover, head, "linked_apps", "devices", "second_factor")
    words = {"matters": "8月の花火の告知", "successor": successor} | facts
    handovers.hand_over(handover, **words, by=head, now=NOW)
    return Handover.objects.get(pk=handover.pk)


def ready(handover, clerk):
    """What those who stay see to."""
    facts = {"changed_by": clerk.user, "reason": "HANDOVER", "unlike_others": True}
    account = handover.account
    access.record_credential_change(account, changed_on=TODAY, **facts, by=clerk, now=NOW)
    for user in (clerk.user, factories.person("二人目")):
        access.name_keeper(account, user, role="HOLDER", starts_on=TODAY, by=clerk, now=NOW)
    tick(handover, clerk, "sessions")


# -- known ahead


def test_a_leaving_known_ahead_opens_one_handover_for_each_account(leaving, section, head_post):
    factories.account("狛江市防災", department=section, manager=head_post)
    factories.account("終わった", status="SERVICE_ENDED", department=section, manager=head_post)

    assert [handovers.open_for_leaving(TODAY, NOW) for _ in range(3)] == [2, 0, 0]

    assert {h.last_day for h in Handover.objects.all()} == {LAST}
    assert Notice.objects.filter(person=head_post.user, kind="handover_opened").count() == 2


def test_a_leaving_far_ahead_waits_and_is_caught_up(running, head_post):
    far = TODAY + timedelta(days=31)
    Appointment.objects.filter(pk=head_post.pk).update(ends_on=far)

    assert handovers.open_for_leaving(TODAY, NOW) == 0
    assert handovers.open_for_leaving(TODAY + timedelta(days=1), NOW) == 1


def test_who_is_appointed_anew_to_the_same_section_does_not_leave(leaving, head_post, section):
    factories.appoint(head_post.user, Post.HEAD, section, starts_on=NEXT)

    assert handovers.open_for_leaving(TODAY, NOW) == 0


def test_a_leaving_put_off_or_called_off_is_followed(handover, head_post):
    later = LAST + timedelta(days=5)
    Appointment.objects.filter(pk=head_post.pk).update(ends_on=later)
    handovers.open_for_leaving(TODAY, NOW)
    assert Handover.objects.get().last_day == later

    Appointment.objects.filter(pk=head_post.pk).update(ends_on=None)
    handovers.open_for_leaving(TODAY, NOW)
    assert Handover.objects.get().status == "CANCELLED"


@pytest.mark.parametrize("by", ["operator", "post"])
def test_who_posts_and_leaves_hands_over_too(running, clerk, by):
    operator = Operator.objects.create(account=running, user=clerk.user, starts_on=TODAY)
    if by == "operator":
        Operator.objects.filter(pk=operator.pk).update(ends_on=LAST)
    else:
        Appointment.objects.filter(user=clerk.user).update(ends_on=LAST)

    assert handovers.open_for_leaving(TODAY, NOW) == 1

    found = Handover.objects.get()
    assert (found.leaver, found.last_day, found.duty) == (clerk.user, LAST, "担当者")


def test_a_manager_who_also_posts_has_one_handover(leaving, head):
    Operator.objects.create(account=leaving, user=head.user, starts_on=TODAY, ends_on=LAST)

    handovers.open_for_leaving(TODAY, NOW)

    assert [h.duty for h in Handover.objects.all()] == ["管理者"]


def test_a_manager_without_successor_is_seen_before_it_happens(leaving, secretariat, section):
    assert [task.what for task in managers_without_successor(secretariat).tasks] == [str(leaving)]
    before = LAST - timedelta(days=1)
    assert not OfficialAccount.objects.manager_leaving_without_successor(before).exists()

    factories.appoint(factories.person("後任"), Post.HEAD, section, starts_on=NEXT)

    assert managers_without_successor(secretariat).tasks == ()


# -- handing over


def test_nothing_is_handed_over_before_its_part_is_done(handover, head, clerk):
    with pytest.raises(ValidationError) as refused:
        handovers.hand_over(handover, matters="なし", successor=clerk.user, by=head, now=NOW)
    assert len(refused.value.messages) == 3

    with pytest.raises(ValidationError) as refused:
        given(handover, head, head.user, matters="　")
    assert set(refused.value.message_dict) == {"matters", "successor"}


def test_it_is_received_by_somebody_else_when_the_password_is_new_to_who_left(
    handover, head, clerk
):
    handed = given(handover, head, clerk.user)
    assert [t.what for t in handovers_to_receive(clerk).tasks] == [str(handover.account)]
    with pytest.raises(PermissionDenied):
        handovers.receive(handed, by=head, now=NOW)
    own = {"changed_by": head.user, "reason": "HANDOVER", "unlike_others": True}
    account = handover.account
    access.record_credential_change(account, changed_on=TODAY, **own, by=head, now=NOW)
    with pytest.raises(ValidationError) as refused:
        handovers.receive(handed, by=clerk, now=NOW)
    assert len(refused.value.messages) == 3

    ready(handed, clerk)
    handovers.receive(handed, by=clerk, now=NOW)

    done = Handover.objects.get()
    assert (done.status, done.received_by) == ("RECEIVED", clerk.user)
    assert all(item["shown_by"] for item in done.record["items"])
    assert handovers_to_receive(clerk).tasks == ()


def test_who_left_gets_in_no_more_once_it_is_received(handover, head, clerk):
    account = handover.account
    Operator.objects.create(account=account, user=head.user, starts_on=TODAY)
    facts = {"role": "HOLDER", "starts_on": TODAY, "by": clerk, "now": NOW}
    access.name_keeper(account, head.user, **facts)
    handed = given(handover, head, clerk.user)
    ready(handed, clerk)

    handovers.receive(handed, by=clerk, now=NOW)

    assert not Keeper.objects.standing().filter(user=head.user).exists()
    assert Operator.objects.get(user=head.user).ends_on == LAST


def test_the_leaver_cannot_tick_what_those_who_stay_see_to(handover, head):
    with pytest.raises(ValidationError):
        tick(handover, head, "sessions")
    with pytest.raises(ValidationError):
        tick(handover, head, "password")  # the ledger shows it, nobody ticks it


def test_what_is_missing_goes_back_and_comes_again(handover, head, clerk):
    handed = given(handover, head, clerk.user)

    handovers.give_back(handed, reason="機器の一覧が古い", by=clerk, now=NOW)

    assert Notice.objects.filter(person=head.user, kind="handover_given_back").exists()
    handovers.withdraw_tick(handed, "devices", by=head, now=NOW)
    assert not next(r for r in standing_of(handed) if r.item.key == "devices").is_done
    assert given(handover, head, clerk.user).status == "HANDED"


def test_a_handover_is_one_of_a_person_at_a_time(handover, head, clerk, leaving):
    with pytest.raises(ValidationError):
        handovers.open_by_hand(leaving, leaving.manager, last_day=LAST, by=head, now=NOW)

    handovers.cancel(handover, reason="異動が取りやめになった", by=head)
    handovers.open_by_hand(leaving, leaving.manager, last_day=LAST, by=head, now=NOW)
    assert Handover.objects.outstanding().count() == 1


@pytest.mark.parametrize("days", [-1, 400])
def test_a_last_day_typed_wrongly_lets_nobody_stay_in(running, head, clerk, days):
    """Before the first day nothing would end; a year too late the leaver would post on."""
    operator = Operator.objects.create(account=running, user=clerk.user, starts_on=TODAY)
    day = TODAY + timedelta(days=days)

    with pytest.raises(ValidationError) as refused:
        handovers.open_by_hand(running, operator, last_day=day, by=head, now=NOW)

    assert list(refused.value.message_dict) == ["last_day"]


def test_where_only_who_handed_over_is_left_the_secretariat_receives(
    running, head, secretariat, clerk
):
    """The leaver is away, the head hands over for them, and nobody else is there."""
    operator = Operator.objects.create(account=running, user=clerk.user, starts_on=TODAY)
    made = handovers.open_by_hand(running, operator, last_day=TODAY, by=head, now=NOW)
    colleague = factories.actor(Post.CLERK, running.department, "同僚五郎")
    ready(made, colleague)
    made = given(made, head, head.user)
    others = (head, clerk, colleague)

    for other in others:
        with pytest.raises(PermissionDenied):
            handovers.receive(made, by=other, now=NOW)
    handovers.receive(made, by=secretariat, now=NOW)

    assert Handover.objects.get().is_received


def test_the_secretariat_receives_nothing_that_the_section_can(handover, head, clerk, secretariat):
    made = given(handover, head, clerk.user)
    ready(made, clerk)

    with pytest.raises(PermissionDenied):
        handovers.receive(made, by=secretariat, now=NOW)


def test_what_is_late_is_before_head_and_secretariat(handover, secretariat):
    assert handovers_late(secretariat).tasks == ()

    later = actor_of(secretariat.user, NEXT)

    assert [task.is_late for task in handovers_late(later).tasks] == [True]


def test_what_goes_on_with_the_account_is_listed_by_itself(leaving, section):
    stopped = factories.account(status="SUSPENDED", department=section, manager=leaving.manager)
    schedule_first(stopped, today=TODAY)
    stopping = factories.account(status="STOPPING", department=section, manager=leaving.manager)
    sitting = rows.committee()
    item = rows.voted(sitting, *[rows.APPROVE] * 5)
    rows.decide(item, by=sitting.chair, conditions="顔を写さない")
    granted = Application.objects.get(pk=item.application_id).account

    assert matters_of(granted, TODAY) == ["承認の条件「顔を写さない」：履行待ち"]
    assert matters_of(leaving, TODAY)[0].startswith("発言内容の確認：次は")
    assert matters_of(stopped, TODAY) == ["停止後の状態確認（第1回）：令和9年2月20日まで"]
    assert "運用停止の手続：影響度確認" in matters_of(stopping, TODAY)


# -- what the database holds


@pytest.mark.integrity
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE accounts_handover SET matters = 'x'",
        "UPDATE accounts_handover SET record = '{}'",
        "UPDATE accounts_handover SET status = 'OPEN', received_at = NULL, received_by_id = NULL",
        "UPDATE accounts_handovertick SET withdrawn_at = done_at, withdrawn_by_id = done_by_id",
        "UPDATE accounts_handovertick SET note = 'x'",
        "INSERT INTO accounts_handovertick (handover_id, item, done_by_id, done_at, note) "
        "SELECT handover_id, 'x', done_by_id, done_at, '' FROM accounts_handovertick",
        "DELETE FROM accounts_handovertick",
        "DELETE FROM accounts_handover",
    ],
)
def test_what_was_received_is_not_rewritten_by_sql(handover, head, clerk, sql):
    handed = given(handover, head, clerk.user)
    ready(handed, clerk)
    handovers.receive(handed, by=clerk, now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.integrity
def test_nobody_receives_their_own_by_sql(handover, head, clerk):
    given(handover, head, clerk.user)

    for person in ("leaver_id", "handed_by_id"):
        sql = f"UPDATE accounts_handover SET status = 'RECEIVED', received_by_id = {person}"
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{sql}, received_at = handed_at")


@pytest.mark.integrity
@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_open_one_handover(leaving):
    start = threading.Barrier(2)

    def run():
        try:
            start.wait()
            handovers.open_for_leaving(TODAY, NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Handover.objects.count() == 1


# -- the pages


def test_others_see_nothing_of_a_handover(handover, log_in):
    other = log_in(factories.actor(Post.CLERK, name="よその課"))

    assert other.get(handover.get_absolute_url()).status_code == 404
    assert other.get(reverse("accounts:handover-list")).context["rows"] == []


def test_a_paper_that_is_gone_is_said_and_no_fault_of_the_page(
    handover, head, clerk, log_in, settings, tmp_path
):
    settings.PAPERS_ROOT = tmp_path
    given(handover, head, clerk.user)
    ready(handover, clerk)
    handovers.receive(handover, by=clerk, now=NOW)
    browser, address = log_in(clerk), f"{handover.get_absolute_url()}paper.pdf"
    assert browser.get(address)["Content-Type"] == "application/pdf"
    next(tmp_path.glob("*/*.pdf")).unlink()

    page = browser.get(address)

    assert (page.status_code, page["Location"]) == (302, handover.get_absolute_url())


def test_a_contractor_who_leaves_hands_over_their_account_alone(running, log_in):
    vendor = factories.actor(Post.CONTRACTOR, name="受託一郎")
    Operator.objects.create(account=running, user=vendor.user, starts_on=TODAY, ends_on=LAST)
    handovers.open_for_leaving(TODAY, NOW)

    page = log_in(vendor).get(Handover.objects.get().get_absolute_url())

    assert page.status_code == 200
    assert page.context["may_work"]


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_for_one_and_for_thirty(
    leaving, section, head, head_post, log_in, django_assert_max_num_queries, number
):
    for n in range(number - 1):
        factories.account(f"口座{n}", department=section, manager=head_post)
    handovers.open_for_leaving(TODAY, NOW)
    browser, address = log_in(head), reverse("accounts:handover-list")
    browser.get(address)

    with django_assert_max_num_queries(10):
        page = browser.get(address)
    assert len(page.context["rows"]) == number


def test_one_handover_costs_no_more_with_all_ticked(
    handover, head, clerk, log_in, django_assert_max_num_queries
):
    tick(handover, head, "linked_apps", "devices", "second_factor")
    ready(handover, clerk)
    browser = log_in(clerk)
    browser.get(handover.get_absolute_url())

    with django_assert_max_num_queries(22):
        browser.get(handover.get_absolute_url())


def test_the_transfer_of_a_manager_on_the_first_of_april(
    section, head, head_post, clerk, heir, client, time_machine
):
    """From the entry made ahead to the paper, through the pages."""
    Appointment.objects.filter(pk=head_post.pk).update(ends_on=date(2027, 3, 31))
    Appointment.objects.filter(user=heir).update(starts_on=date(2027, 4, 1))
    elsewhere = factories.department("図書館")
    factories.appoint(head.user, Post.HEAD, elsewhere, starts_on=date(2027, 4, 1))
    account = factories.account("狛江市安心安全課", department=section, manager=head_post)
    handovers.open_for_leaving(date(2027, 3, 1), NOW)
    time_machine.move_to("2027-03-25T10:00:00+09:00", tick=False)
    handover = Handover.objects.get()
    here = handover.get_absolute_url()

    client.force_login(head.user)
    assert str(account) in client.get("/").content.decode()
    for key in ("linked_apps", "devices", "second_factor"):
        client.post(f"{here}items/{key}/tick/", {"note": ""})
    page = client.post(f"{here}give/", {"matters": "花火の告知", "successor": ""})
    assert "花火の告知" in page.content.decode()
    client.post(f"{here}give/", {"matters": "花火の告知", "successor": heir.pk})

    time_machine.move_to("2027-04-01T09:00:00+09:00", tick=False)
    assert follow_posts(date(2027, 4, 1)) == 1
    client.force_login(heir)
    page = client.post(f"{here}receive/")
    assert "まだです" in page.content.decode()
    ways_in = reverse("accounts:operator-list", args=[account.pk])
    password = {"changed_on": "2027-04-01", "changed_by": heir.pk, "reason": "HANDOVER"}
    client.post(f"{ways_in}credentials/new/", _once(1) | password | {"unlike_others": "on"})
    for n, user in enumerate((heir, clerk.user), 2):
        keeper = {"role": "HOLDER", "user": user.pk, "starts_on": "2027-04-01"}
        client.post(f"{ways_in}keepers/new/", _once(n) | keeper)
    client.post(f"{here}items/sessions/tick/", {"note": ""})
    assert client.post(f"{here}receive/").status_code == 302

    handover = Handover.objects.with_names().get()
    assert (handover.status, handover.account.manager.user) == ("RECEIVED", heir)
    assert HandoverTick.objects.count() == 4
    paper = client.get(f"{here}paper.pdf")
    assert paper.content.startswith(b"%PDF")
    assert client.get(f"{here}paper.pdf").content == paper.content
    client.force_login(head.user)
    assert client.get(here).status_code == 200


def _once(number):
    return {"submission_id": f"0f8fad5b-d9cb-469f-a165-70867728950{number}"}
