"""見本第6条: follows and replies only by the head's leave, on a register that keeps everything."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts import permissions
from accounts.models import Operator, PermittedContact
from accounts.services import suspensions
from accounts.services.contacts import (
    ask_contact,
    decide_contact,
    end_contact,
    withdraw_contact,
)
from komae_sns.audit.models import Entry
from komae_sns.home.office.matters import MATTERS
from komae_sns.lives import WrongStatus
from komae_sns.notices.models import Notice
from komae_sns.staff.actors import actor_of
from komae_sns.staff.models import Deputy
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("見本第6条")]
NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.fixture
def running(section, head_post):
    factories.service("facebook")
    return factories.account("狛江市安心安全課", department=section, manager=head_post)


def ask(account, by, **facts):
    given = {
        "kind": "FOLLOW",
        "body": "PUBLIC",
        "target": "東京消防庁",
        "url": "https://x.com/Tokyo_Fire_D",
        "reason": "災害の情報を市民に伝えられる",
    }
    return ask_contact(account, **(given | facts), by=by, now=NOW)


def test_a_clerk_asks_and_the_head_permits_and_both_are_told(running, clerk, head):
    contact = ask(running, clerk)

    assert contact.is_waiting
    assert Notice.objects.get().person == head.user
    decide_contact(contact, permitted=True, by=head, now=NOW)
    contact.refresh_from_db()
    assert (contact.status, contact.decided_by) == ("PERMITTED", head.user)
    assert Notice.objects.filter(person=clerk.user).count() == 1
    entries = Entry.objects.about(running).filter(clause="見本第6条")
    assert entries.count() == 2


def test_what_the_head_enters_is_permitted_at_once(running, head):
    contact = ask(running, head)

    assert (contact.status, contact.decided_by) == ("PERMITTED", head.user)
    assert not Notice.objects.exists()


def test_a_refusal_needs_its_reason_and_stays(running, clerk, head):
    contact = ask(running, clerk)

    with pytest.raises(ValidationError, match="認めない理由"):
        decide_contact(contact, permitted=False, answer="　", by=head, now=NOW)
    decide_contact(contact, permitted=False, answer="市民の役に立たない", by=head, now=NOW)

    with pytest.raises(WrongStatus):
        decide_contact(contact, permitted=True, by=head, now=NOW)
    assert ask(running, clerk).is_waiting  # and may be asked for again


def test_nobody_decides_what_they_asked_for(running, clerk, head, section):
    contact = ask(running, clerk)
    Deputy.objects.create(
        appointment=head.appointments[0],
        user=clerk.user,
        starts_on=TODAY,
        ends_on=TODAY,
        reason="出張",
        entered_by=head.user,
    )
    stand_in = actor_of(clerk.user, TODAY)

    waiting = ask(running, stand_in, url="https://x.com/tocho_koho")
    assert waiting.is_waiting
    for by in (clerk, stand_in, factories.actor(Post.HEAD, name="他課長")):
        with pytest.raises(PermissionDenied):
            decide_contact(contact, permitted=True, by=by, now=NOW)
    decide_contact(waiting, permitted=True, by=head, now=NOW)


def test_who_asked_as_a_clerk_decides_as_the_head(running, clerk, section):
    contact = ask(running, clerk)
    factories.appoint(clerk.user, Post.HEAD, section)

    decide_contact(contact, permitted=True, by=actor_of(clerk.user, TODAY), now=NOW)

    contact.refresh_from_db()
    assert contact.is_permitted


def test_for_an_account_that_is_stopping_nothing_more_is_permitted(running, clerk, head):
    contact = ask(running, clerk)
    suspensions.begin(running, reason="統合", by=head, now=NOW)

    with pytest.raises(ValidationError):
        decide_contact(contact, permitted=True, by=head, now=NOW)
    decide_contact(contact, permitted=False, answer="停止するため", by=head, now=NOW)


def test_who_posts_for_the_account_asks_too_and_others_do_not(running):
    vendor, stranger = (factories.actor(Post.CONTRACTOR, name=n) for n in ("受託一郎", "受託二郎"))
    Operator.objects.create(account=running, user=vendor.user, starts_on=TODAY)

    assert ask(running, vendor).is_waiting
    with pytest.raises(PermissionDenied):
        ask(running, stranger, url="https://x.com/other")
    assert not PermittedContact.objects.visible_to(stranger).exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"url": ""}, "url"),
        ({"body": "OTHER"}, "body"),
        ({"target": "　"}, "target"),
        ({"reason": "\u200b"}, "reason"),
        ({"url": "東京消防庁"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://www.facebook.com/tokyofire"}, "url"),
        ({"url": "https://x.com/To\u200bkyo"}, "url"),
        ({"url": "https://"}, "url"),
        ({"url": "https://x.com/search?q=komae"}, "url"),
        ({"kind": "REPLY", "url": "https://"}, "url"),
        ({"kind": "REPLY", "url": "https://[1"}, "url"),
        ({"kind": "REPLY", "body": "CITY", "url": ""}, "url"),
        ({"body": "CITY"}, "url"),
    ],
)
def test_what_cannot_be_so_is_said_at_its_field(running, clerk, facts, field):
    with pytest.raises(ValidationError) as refused:
        ask(running, clerk, **facts)

    assert list(refused.value.message_dict) == [field]
    assert not PermittedContact.objects.exists()


def test_an_account_does_not_follow_itself_nor_anybody_twice(running, clerk):
    with pytest.raises(ValidationError):
        ask(running, clerk, url=running.url)
    ask(running, clerk)

    with pytest.raises(ValidationError, match="もう台帳にあります"):
        ask(running, clerk, url="https://twitter.com/tokyo_fire_d?lang=ja")


@pytest.mark.parametrize("status", ["STOPPING", "SUSPENDED"])
def test_an_account_that_stops_follows_nobody_new(section, head, status):
    account = factories.account("狛江市旧", department=section, status=status)

    with pytest.raises(ValidationError):
        ask(account, head)


def test_it_ends_within_its_time_and_once(running, clerk, head):
    contact = ask(running, head)

    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(ValidationError) as refused:
            end_contact(contact, ended_on=day, because="外した", by=clerk)
        assert list(refused.value.message_dict) == ["ended_on"]
    end_contact(contact, ended_on=TODAY, because="外した", by=clerk)

    with pytest.raises(WrongStatus):
        end_contact(contact, ended_on=TODAY, because="外した", by=clerk)


@pytest.mark.integrity
def test_it_stays_as_asked_and_decided_by_sql_too(running, head):
    end_contact(ask(running, head), ended_on=TODAY, because="外した", by=head)

    for sql in (
        "DELETE FROM accounts_permittedcontact",
        "UPDATE accounts_permittedcontact SET target = 'だれでも'",
        "UPDATE accounts_permittedcontact SET answer = 'よい'",
        "UPDATE accounts_permittedcontact SET ended_because = 'ちがう'",
        "UPDATE accounts_permittedcontact SET status = 'PERMITTED'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_the_head_finds_it_in_my_work_and_decides_it_there(running, clerk, head, log_in):
    contact = ask(running, clerk)
    browser = log_in(head)

    work = next(w for w in browser.get("/").context["work"].mine if w.effect.startswith("フォロー"))
    address = reverse("accounts:contact-decide", args=[running.pk, contact.pk])
    assert [task.url for task in work.tasks] == [address]
    kept = browser.post(address, {"permitted": "no", "answer": ""})
    assert list(kept.context["form"].errors) == ["answer"]
    browser.post(address, {"permitted": "yes", "answer": ""})

    assert PermittedContact.objects.get().is_permitted


def test_the_list_of_all_goes_out_as_a_table(running, head, log_in):
    ask(running, head)

    answer = log_in(head).get(
        reverse("accounts:contact-list"), {"as": "csv", "status": "PERMITTED"}
    )

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "東京消防庁" in text
    assert str(date(2026, 11, 22)) in text


def test_another_section_is_one_of_our_register_and_nobody_else_is(running, clerk):
    factories.account("図書館だより", handle="komae_library")

    contact = ask(running, clerk, body="CITY", url="https://twitter.com/Komae_Library")
    assert contact.url_key.endswith("komae_library")

    with pytest.raises(ValidationError, match="市の公式アカウントのアドレスです"):
        ask(running, clerk, url="https://x.com/komae_library")


def test_the_same_account_may_be_followed_and_answered(running, clerk):
    assert ask(running, clerk).is_waiting
    assert ask(running, clerk, kind="REPLY").is_waiting


def test_what_is_only_asked_for_or_refused_stays_with_its_section(running, clerk, head):
    other = factories.actor(Post.HEAD, name="他課長")
    waiting, refused, permitted = (
        ask(running, by, url=f"https://x.com/tokyo_{n}")
        for n, by in enumerate((clerk, clerk, head))
    )
    decide_contact(refused, permitted=False, answer="役に立たない", by=head, now=NOW)

    rows = PermittedContact.objects
    assert list(rows.visible_to(other)) == [permitted]
    for reader in (head, clerk, factories.actor(Post.SECRETARIAT), factories.actor(Post.AUDITOR)):
        assert set(rows.visible_to(reader)) == {waiting, refused, permitted}


def test_a_deputys_decision_names_both(running, clerk, head, log_in):
    contact = ask(running, clerk)
    stand_in = _stands_in("代理一郎", head)

    decide_contact(contact, permitted=True, by=stand_in, now=NOW)

    contact.refresh_from_db()
    assert contact.decided_as == f"{head.user.name}（代決　代理一郎）"
    page = log_in(clerk).get(contact.get_absolute_url()).content.decode()
    assert contact.decided_as in page
    with pytest.raises(IntegrityError), transaction.atomic():
        PermittedContact.objects.update(decided_for=None)


def _stands_in(name, head):
    deputy = factories.actor(Post.HEAD, factories.department("となりの課"), name).user
    Deputy.objects.create(
        appointment=head.appointments[0],
        user=deputy,
        starts_on=TODAY,
        ends_on=TODAY,
        reason="出張",
        entered_by=deputy,
    )
    return actor_of(deputy, TODAY)


def test_the_list_of_what_is_to_decide_is_what_may_be_decided(running, clerk, head, section):
    """Of the head, a deputy, the head of a 係 and who asked before they became the head."""
    unit = factories.department("係", kind="UNIT", parent=section)
    below = factories.account("係のアカウント", department=unit, manager=head.appointments[0])
    unit_head, stand_in = factories.actor(Post.HEAD, unit, "係長"), _stands_in("代理", head)
    promoted = factories.actor(Post.CLERK, section, "昇任")
    for n, by in enumerate((clerk, stand_in, promoted)):
        ask(running, by, url=f"https://x.com/tokyo_{n}")
    ask(below, clerk)
    factories.appoint(promoted.user, Post.HEAD, section)

    waiting = list(PermittedContact.objects.waiting().with_names())
    assert len(waiting) == 4
    for actor in (head, clerk, unit_head, stand_in, actor_of(promoted.user, TODAY)):
        may = {c for c in waiting if permissions.can_decide_contact(actor, c)}
        assert set(PermittedContact.objects.to_decide_by(actor)) == may, actor.user.name


def test_who_asked_withdraws_before_the_head_decides_and_asks_again(running, clerk, head, log_in):
    contact = ask(running, clerk)

    with pytest.raises(PermissionDenied):
        withdraw_contact(contact, by=factories.actor(Post.HEAD, name="他課長"))
    browser = log_in(clerk)
    address = reverse("accounts:contact-withdraw", args=[running.pk, contact.pk])
    assert address in browser.get(contact.get_absolute_url()).content.decode()
    withdraw_contact(contact, by=clerk)

    with pytest.raises(WrongStatus):
        decide_contact(contact, permitted=True, by=head, now=NOW)
    assert "取下げ" in browser.get(contact.get_absolute_url()).content.decode()
    assert ask(running, clerk).is_waiting


def test_the_secretariat_sees_what_waits_for_its_head(running, clerk):
    contact = ask(running, clerk)
    matter = next(m for m in MATTERS if m.code == "contacts")

    found = matter.found(factories.actor(Post.SECRETARIAT)).get()

    assert (found.pk, found.section, found.since) == (contact.pk, running.department_id, TODAY)
