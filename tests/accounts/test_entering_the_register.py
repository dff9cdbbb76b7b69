"""既存登録 and 開設準備: how an account enters the register."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Decision, OfficialAccount
from accounts.services import AddressTaken, prepare, register_existing
from accounts.status import AccountStatus
from komae_sns.audit.models import Entry
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def existing(secretariat, section):
    head = factories.appoint(factories.person(), Post.HEAD, section)

    def register(**facts):
        defaults = {
            "by": secretariat,
            "service": factories.service("x"),
            "department": section,
            "name": "狛江市安心安全課",
            "address": "https://twitter.com/Komae_Anshin?s=20",
            "status": AccountStatus.RUNNING,
            "opened_on": date(2012, 4, 1),
            "evidence": "平成24年3月1日決裁",
            "facts": {"purpose": "防災情報の発信", "manager": head},
        }
        return register_existing(**(defaults | facts))

    return register


@pytest.mark.clause("4(2)ウ")
def test_an_existing_account_enters_with_its_evidence_as_the_decision(existing, secretariat):
    account = existing()

    assert account.decision.outcome == Decision.Outcome.EXISTING
    assert account.decision.basis == "平成24年3月1日決裁"
    assert account.decision.decided_by == secretariat.user
    assert (account.status, account.handle, account.url) == (
        AccountStatus.RUNNING,
        "Komae_Anshin",
        "https://x.com/Komae_Anshin",
    )


def test_the_trail_says_who_registered_it_and_on_what_evidence(existing):
    account = existing()

    entry = Entry.objects.about(account).get()
    assert (entry.label, entry.note) == ("既存登録をした", "平成24年3月1日決裁")
    assert entry.changes["アドレス"] == [None, "https://x.com/Komae_Anshin"]


def test_an_account_already_stopped_enters_as_suspended(existing):
    account = existing(status=AccountStatus.SUSPENDED)

    assert account.status == AccountStatus.SUSPENDED


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"evidence": "　"}, "evidence"),
        ({"evidence": "\u200b"}, "evidence"),
        ({"opened_on": TODAY + timedelta(days=1)}, "opened_on"),
        ({"status": AccountStatus.PREPARING}, "status"),
        ({"status": AccountStatus.SERVICE_ENDED}, "status"),
        ({"name": "　"}, "name"),
        ({"name": "狛江市\u202e防災"}, "name"),
        ({"name": "狛" * 101}, "name"),
    ],
)
def test_what_is_unfounded_is_refused_at_its_field(existing, facts, field):
    with pytest.raises(ValidationError) as refused:
        existing(**facts)

    assert list(refused.value.error_dict) == [field]
    assert not OfficialAccount.objects.exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"purpose": "　"}, "purpose"),
        ({"registered_email": "anshin@gmail.com"}, "registered_email"),
        ({"registered_email": "a@evil.city.komae.lg.jp"}, "registered_email"),
        ({"registered_email": "a@notcity.komae.lg.jp"}, "registered_email"),
        ({"contractor_until": TODAY}, "contractor_until"),
    ],
)
def test_facts_that_the_register_does_not_take_are_refused(existing, section, facts, field):
    head = section.appointments.get()

    with pytest.raises(ValidationError) as refused:
        existing(facts={"purpose": "防災", "manager": head, **facts})

    assert list(refused.value.error_dict) == [field]


def test_the_manager_is_the_head_of_the_section_that_runs_it(existing):
    elsewhere = factories.appoint(factories.person(), Post.HEAD, factories.department("図書館"))

    with pytest.raises(ValidationError, match="管理者は、運用する課の"):
        existing(facts={"purpose": "防災", "manager": elsewhere})


def test_a_past_head_is_no_manager(existing, section):
    past = factories.appoint(
        factories.person(), Post.HEAD, section, ends_on=TODAY - timedelta(days=1)
    )

    with pytest.raises(ValidationError, match="管理者は、運用する課の"):
        existing(facts={"purpose": "防災", "manager": past})


@pytest.mark.parametrize("post", [p for p in Post if p != Post.SECRETARIAT])
def test_only_the_secretariat_registers_existing_accounts(existing, post):
    with pytest.raises(PermissionDenied, match="事務局だけ"):
        existing(by=factories.actor(post, factories.department("別の課")))


@pytest.mark.clause("見本第4条")
@pytest.mark.parametrize(
    "again",
    [
        "@komae_anshin",
        "https://x.com/KOMAE_ANSHIN",
        "http://mobile.twitter.com/Komae_Anshin/status/1",
    ],
)
def test_the_same_account_is_refused_naming_the_one_that_has_it(existing, again):
    existing()

    with pytest.raises(AddressTaken, match=r"狛江市安心安全課（X）.*安心安全課・運用中"):
        existing(address=again)

    assert Decision.objects.count() == 1


@pytest.mark.clause("4(5)エ")
def test_the_handle_of_a_stopped_account_stays_taken(existing):
    account = existing(status=AccountStatus.SUSPENDED)
    check = account.status_checks.get()
    factories.ended(check)
    account.move_to(AccountStatus.SERVICE_ENDED)

    with pytest.raises(AddressTaken, match="サービス終了"):
        existing()


def test_the_same_handle_on_another_service_is_another_account(existing):
    existing()

    other = existing(service=factories.service("instagram"), address="@komae_anshin")

    assert other.url == "https://www.instagram.com/komae_anshin/"


def test_an_address_of_another_service_is_refused_in_words(existing):
    factories.service("instagram")

    with pytest.raises(ValidationError, match="Instagramのアドレス"):
        existing(address="https://www.instagram.com/komae_anshin/")


@pytest.mark.clause("4(2)ウ")
def test_a_granting_decision_starts_the_preparation(secretariat, section):
    account = prepare(
        factories.decision(),
        by=secretariat,
        service=factories.service("x"),
        department=section,
        name="狛江市安心安全課",
        purpose="防災",
        handle="KomaeAnshin",
        url="https://x.com/KomaeAnshin",
    )

    assert account.status == AccountStatus.PREPARING
    assert account.handle_key == "komaeanshin"
    assert [entry.label for entry in Entry.objects.about(account)] == ["開設の準備をはじめた"]
