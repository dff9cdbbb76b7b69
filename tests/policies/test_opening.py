"""PREPARING → RUNNING: only when nothing is missing any more."""

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts import checklist
from accounts.services import confirm_check, opening_gaps, withdraw_check
from accounts.status import AccountStatus
from komae_sns.audit.models import Entry
from komae_sns.lives import WrongStatus
from komae_sns.notices.models import Notice
from komae_sns.staff.models import Appointment
from komae_sns.staff.posts import Post
from policies import services
from tests import factories
from tests.policies.conftest import NOW


@pytest.fixture
def ready(account, in_force, head):
    """Everything but what a test takes away."""
    facts = {
        "url": "https://x.com/komae_koho",
        "manager": Appointment.objects.get(user=head.user),
        "registered_email": "koho@city.komae.lg.jp",
        "profile_text": "狛江市秘書広報室の公式アカウントです。市政情報をお知らせします。",
        "purpose": "市政情報の発信",
        "topics": "市政情報",
        "audience": "市民",
        "frequency": "毎日",
        "tone": "やわらかい",
    }
    type(account).objects.filter(pk=account.pk).update(**facts)
    account.refresh_from_db()
    for item in checklist.items():
        confirm_check(account, item.key, by=head, now=NOW)
    account.refresh_from_db()
    return account


@pytest.mark.clause("4(2)ウ")
def test_the_head_opens_a_prepared_account(ready, head):
    account = services.open_account(ready, by=head, now=NOW)

    assert (account.status, account.opened_on) == (AccountStatus.RUNNING, head.today)
    assert Entry.objects.about(account).newest_first()[0].action == "policies.open_account"
    assert Notice.objects.filter(kind="account_opened", person=head.user).exists()


@pytest.mark.clause("4(2)イ")
def test_without_a_policy_in_force_it_stays_closed(account, head):
    with pytest.raises(services.NotReady) as refused:
        services.open_account(account, by=head, now=NOW)

    sentences = [gap.sentence for gap in refused.value.gaps]
    assert "運用ポリシーが、まだ施行されていません。" in sentences
    account.refresh_from_db()
    assert account.status == AccountStatus.PREPARING


@pytest.mark.parametrize(
    ("fact", "word"),
    [
        ({"url": ""}, "アドレス"),
        ({"manager": None}, "管理者"),
        ({"registered_email": "koho@example.com"}, "登録メールアドレス"),
        ({"profile_text": ""}, "プロフィール"),
    ],
)
def test_whatever_is_missing_keeps_it_closed(ready, head, fact, word):
    type(ready).objects.filter(pk=ready.pk).update(**fact)

    with pytest.raises(services.NotReady, match=word):
        services.open_account(ready, by=head, now=NOW)


def test_a_confirmation_withdrawn_closes_the_way(ready, head):
    withdraw_check(ready, checklist.items()[0].key, by=head, now=NOW)

    with pytest.raises(services.NotReady):
        services.open_account(ready, by=head, now=NOW)


def test_only_the_head_of_its_section_opens_it(ready, clerk):
    for nobody in (clerk, factories.actor(Post.HEAD, factories.department("環境課"))):
        with pytest.raises(PermissionDenied, match="所属長"):
            services.open_account(ready, by=nobody, now=NOW)


def test_twice_is_once(ready, head):
    services.open_account(ready, by=head, now=NOW)

    with pytest.raises(WrongStatus):
        services.open_account(ready, by=head, now=NOW)


def test_the_page_says_what_is_missing_and_opens_when_nothing_is(ready, head, client):
    client.force_login(head.user)
    page = reverse("policies:account-open", args=[ready.pk])
    with time_machine.travel("2026-11-22T10:00:00+09:00", tick=False):
        assert opening_gaps(ready, head.today) == ()
        assert "運用をはじめる" in client.get(page).content.decode()
        assert client.post(page).url == ready.get_absolute_url()
        assert client.get(page).url == ready.get_absolute_url()

    ready.refresh_from_db()
    assert ready.status == AccountStatus.RUNNING
