"""開設取りやめ: a preparation that leads nowhere ends, and frees what it held (4(2)ウ, 4(5)エ)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import OfficialAccount
from accounts.services import set_address
from accounts.services.addresses import AddressTaken
from accounts.status import AccountStatus
from approvals import register
from approvals.models import Application
from approvals.services import abandonment, waivers
from approvals.services.conditions import Term
from approvals.services.waivers import Grounds
from approvals.status import ApplicationStatus
from komae_sns.audit.models import Entry
from komae_sns.home import work
from komae_sns.lives import WrongStatus
from komae_sns.notices.models import Notice
from komae_sns.staff.actors import actor_of
from tests import factories
from tests.approvals import filed, rows
from tests.approvals.rows import APPROVE, NOW
from tests.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(2)ウ"), pytest.mark.clause("4(5)エ")]


@pytest.fixture
def sitting():
    return rows.committee()


@pytest.fixture
def office():
    return filed.section("図書館", "図")


@pytest.fixture
def account(sitting, office):
    item = rows.voted(sitting, *[APPROVE] * 5, case=rows.application(office.department))
    rows.decide(item, by=sitting.chair, conditions=[Term("返信をしないこと")])
    return OfficialAccount.objects.get()


def abandon(account, by):
    abandonment.abandon(account, reason="担当する職員がいないため", by=by, now=NOW)
    account.refresh_from_db()


def another(office, handle="komae_library"):
    return factories.account(
        "狛江市図書館2", status="PREPARING", department=office.department, handle=handle
    )


def test_the_address_is_free_for_another_and_the_row_keeps_its_own(account, office):
    with pytest.raises(IntegrityError), transaction.atomic():
        another(office)

    abandon(account, office.head)

    assert (account.status, account.handle) == (AccountStatus.ABANDONED, "komae_library")
    newer = another(office, "")
    set_address(newer, "@komae_library", by=office.head)
    newer.refresh_from_db()
    assert newer.url == account.url
    with pytest.raises(AddressTaken):
        set_address(another(office, ""), "@komae_library", by=office.head)


def test_it_is_asked_of_nobody_any_more_and_not_listed(client, account, office, sitting):
    answers = {"purpose": account.purpose, "topics": account.topics}
    similar = lambda: {  # noqa: E731 - asked before and after
        c.account.pk for c in register.candidates(answers, department="x", service="X")
    }
    assert account.pk in similar()

    abandon(account, office.head)

    assert account.pk not in similar()
    assert work.work_of(office.head).mine == ()
    client.force_login(office.head.user)
    page = client.get(reverse("accounts:account-list")).content.decode()
    assert account.get_absolute_url() not in page
    asked = client.get(reverse("accounts:account-list"), {"status": "ABANDONED"})
    assert account.get_absolute_url() in asked.content.decode()
    assert "担当する職員がいないため" in client.get(account.get_absolute_url()).content.decode()


def test_the_draft_of_its_policy_is_put_away_and_stays_to_be_read(account, office):
    policy = account.policies.get()

    abandon(account, office.head)

    assert [v.status for v in policy.versions.all()] == ["WITHDRAWN"]
    assert policy.versions.visible_to(office.clerk).count() == 1
    assert policy.versions.visible_to(filed.section("公民館").head).count() == 0


def test_section_secretariat_and_chair_are_told(account, office, sitting):
    abandon(account, office.head)

    told = Notice.objects.filter(kind="account_abandoned").values_list("person", flat=True)
    assert set(told) == {
        a.user.pk for a in (office.head, office.clerk, sitting.secretariat, sitting.chair)
    }
    assert Entry.objects.about(Application.objects.get()).filter(action="accounts.abandon").exists()


def test_the_head_gives_it_up_and_nobody_else(account, office, sitting):
    for stranger in (
        office.clerk,
        sitting.secretariat,
        sitting.chair,
        filed.section("公民館").head,
    ):
        with pytest.raises(PermissionDenied, match="運用する課の所属長"):
            abandon(account, stranger)


def test_the_secretariat_ends_what_a_waiver_no_longer_reaches(office, sitting):
    case = rows.application(office.department)
    grounds = Grounds("台風", "災害ごみ", TODAY + timedelta(days=3))
    waivers.waive(case, grounds, by=sitting.chair, now=NOW)
    account = OfficialAccount.objects.get()
    later = actor_of(sitting.secretariat.user, TODAY + timedelta(days=4))
    with pytest.raises(PermissionDenied):
        abandon(account, sitting.secretariat)

    abandon(account, later)

    assert work.waivers.waivers_overrun(actor_of(sitting.chair.user, later.today)).tasks == ()


def test_what_was_opened_is_not_given_up(office):
    running = factories.account(department=office.department)

    with pytest.raises(WrongStatus):
        abandon(running, office.head)


@pytest.mark.integrity
def test_the_database_keeps_what_was_given_up_as_it_was(account, office):
    abandon(account, office.head)
    row = OfficialAccount.objects.filter(pk=account.pk)

    for change in (
        {"status": "PREPARING"},
        {"status": "RUNNING"},
        {"handle": "komae_other"},
        {"url": "https://x.com/komae_other"},
        {"name": "別の名前"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**change)
    with pytest.raises(ValidationError, match="開設を取りやめた"):
        set_address(account, "@komae_other", by=office.head)


def test_the_page_asks_whether_it_is_there_on_the_platform(client, account, office, time_machine):
    time_machine.move_to(f"{TODAY}T10:00:00+09:00", tick=False)
    client.force_login(office.head.user)
    url = reverse("approvals:account-abandon", args=[account.pk])

    page = client.post(url, {"reason": "担当がいない"})

    assert "媒体の側にないことを確かめて" in page.content.decode()
    assert "担当がいない" in page.content.decode()
    assert client.post(url, {"reason": "担当がいない", "is_not_there": "on"}).status_code == 302
    assert Application.objects.get().status == ApplicationStatus.APPROVED_WITH_CONDITIONS
