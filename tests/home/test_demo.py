"""The demo city: told by the services alone, so that it also tries the whole procedure."""

from collections import Counter

import pytest
from django.conf import global_settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from accounts.models import Handover, OfficialAccount, StatusCheck
from accounts.status import AccountStatus
from approvals.models import AgendaItem, Application, Meeting, Vote, Waiver
from approvals.register import candidates
from approvals.status import ApplicationStatus, ItemStatus, MeetingStatus
from komae_sns.home import demo
from komae_sns.home.templatetags import sample_data
from komae_sns.home.work import work_of
from komae_sns.staff.actors import Actor, actor_of
from komae_sns.staff.models import Appointment, Department, User
from komae_sns.staff.posts import Post
from policies.models import Policy, PolicyVersion
from policies.status import VersionStatus

# They read, or see only the accounts they operate: nothing waits for them yet.
READERS = {"auditor", "contractor"}
OTHERS = [login[1] for login in demo.LOGINS if login[1] not in READERS]


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """Made once for this file and rolled back: the steps take a few seconds."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_demo", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def city(seeded, db):
    return seeded


def login(username: str) -> Actor:
    return actor_of(User.objects.get(username=username), timezone.localdate())


def counted(rows, field="status"):
    return Counter(rows.values_list(field, flat=True))


def test_the_city_has_its_sections_people_and_accounts(city):
    assert Department.objects.sections().count() == 24
    assert User.objects.filter(is_active=True).count() == 58
    assert counted(OfficialAccount.objects) == {
        AccountStatus.RUNNING: 21,
        AccountStatus.PREPARING: 4,
        AccountStatus.PAUSED: 1,
        AccountStatus.STOPPING: 2,
        AccountStatus.SUSPENDED: 4,
    }
    assert OfficialAccount.objects.get(handle="KomaeCity").is_city_pr


def test_every_section_has_a_head_and_a_clerk(city):
    held = Appointment.objects.on(timezone.localdate())

    for section in Department.objects.sections():
        assert held.holding(Post.HEAD).in_section(section).count() == 1
        assert held.holding(Post.CLERK).in_section(section).exists()


def test_a_transfer_is_entered_ahead(city):
    today = timezone.localdate()
    ahead = Appointment.objects.filter(starts_on__gt=today)

    assert ahead.count() == 2
    for appointment in ahead:
        leaving = appointment.user.appointments.on(today).get()
        assert leaving.post == Post.HEAD
        assert leaving.department != appointment.department


def test_applications_stand_in_every_status(city):
    assert counted(Application.objects) == {
        ApplicationStatus.DRAFT: 4,
        ApplicationStatus.SUBMITTED: 3,
        ApplicationStatus.IN_REVIEW: 8,
        ApplicationStatus.RETURNED: 1,
        ApplicationStatus.APPROVED: 3,
        ApplicationStatus.APPROVED_WITH_CONDITIONS: 1,
        ApplicationStatus.REJECTED: 1,
        ApplicationStatus.WAIVED: 2,
        ApplicationStatus.WITHDRAWN: 1,
    }
    assert Application.objects.filter(round=2).count() == 2


def test_meetings_are_closed_open_and_planned(city):
    today = timezone.localdate()

    assert counted(Meeting.objects.sittings()) == {
        MeetingStatus.CLOSED: 2,
        MeetingStatus.OPEN: 1,
        MeetingStatus.PLANNED: 1,
    }
    assert Meeting.objects.sittings().get(status=MeetingStatus.OPEN).held_on == today
    assert Meeting.objects.sittings().get(status=MeetingStatus.PLANNED).held_on > today


def test_todays_meeting_has_an_item_of_each_stage(city):
    items = AgendaItem.objects.in_a_room().filter(meeting__status=MeetingStatus.OPEN)

    assert counted(items) == {ItemStatus.VOTED: 1, ItemStatus.VOTING: 1, ItemStatus.WAITING: 1}


def test_one_circulation_is_decided_and_one_is_being_answered(city):
    assert counted(Meeting.objects.circulations()) == {
        MeetingStatus.CLOSED: 1,
        MeetingStatus.OPEN: 1,
    }
    assert counted(AgendaItem.objects.circulated()) == {
        ItemStatus.DECIDED: 1,
        ItemStatus.VOTING: 1,
    }
    assert Vote.objects.exclude(cast_by=None).count() == 2


def test_one_waiver_of_each_proviso_and_one_still_to_report(city):
    assert counted(Waiver.objects, "proviso") == {
        Waiver.Proviso.WITHOUT_FORM: 1,
        Waiver.Proviso.WITHOUT_COMMITTEE: 1,
    }
    assert Waiver.objects.unreported().count() == 1


def test_policies_are_drafted_in_force_and_superseded(city):
    assert set(counted(PolicyVersion.objects)) == set(VersionStatus)
    assert any(policy.accounts.count() == 2 for policy in Policy.objects.all())


def test_no_moment_of_the_story_lies_ahead(city):
    now = timezone.now()

    assert not Application.objects.filter(waiting_since__gt=now).exists()
    assert not AgendaItem.objects.filter(waiting_since__gt=now).exists()


def test_the_trail_of_the_demo_is_sound(city, tmp_path, settings):
    settings.AUDIT_KEY_FILE = tmp_path / "audit.pem"
    settings.AUDIT_CHECKPOINT_FILE = tmp_path / "audit.jsonl"

    call_command("verify_audit", verbosity=0)


@pytest.mark.parametrize("username", OTHERS)
def test_everybody_who_decides_finds_something_to_do(city, username):
    assert work_of(login(username)).mine


@pytest.mark.parametrize("username", sorted(READERS))
def test_who_only_reads_is_told_that_nothing_waits(city, username):
    assert work_of(login(username)).mine == ()


def test_a_contractor_sees_only_the_two_accounts_they_operate(city):
    accounts = OfficialAccount.objects.visible_to(login("contractor"))

    assert {account.handle for account in accounts} == {"komae_sanpo"}
    assert accounts.count() == 2


@pytest.mark.clause("4(2)ア")
def test_the_overlap_list_finds_accounts_like_a_new_one_for_disasters(city):
    asked = {"purpose": "災害のとき避難所の開設を知らせる", "topics": "避難情報、防災訓練"}

    found = candidates(asked, department="安心安全課")

    assert found[0].account.handle == "komae_bousai"
    assert len(found) >= 3


def test_every_demo_login_enters_with_the_demo_password(city, settings):
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS

    users = User.objects.filter(username__in=[login[1] for login in demo.LOGINS])

    assert users.count() == len(demo.LOGINS)
    assert users.values("password").distinct().count() == 1
    assert users[0].check_password(demo.PASSWORD_DEFAULT)


def test_every_page_says_that_the_data_is_a_sample(city, client, monkeypatch):
    monkeypatch.setattr(sample_data, "_known", set())

    page = client.get("/login/").content.decode()

    assert "見本のデータで動いています" in page


def test_a_second_time_is_refused(city):
    before = User.objects.count()

    with pytest.raises(CommandError, match="空のデータベース"):
        call_command("seed_demo", verbosity=0)

    assert User.objects.count() == before


def test_what_is_stopped_is_looked_after_and_what_changes_hands_is_followed(city):
    """One round late, one that found no way in; handovers begun, handed over and received."""
    today = timezone.localdate()
    assert StatusCheck.objects.due().filter(due_on__lt=today).count() == 1
    assert counted(StatusCheck.objects.done(), "result") == {"FINE": 2, "LOCKED_OUT": 1}
    assert counted(Handover.objects) == {"OPEN": 1, "HANDED": 1, "RECEIVED": 1}
