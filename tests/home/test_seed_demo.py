"""`seed_demo`: what it refuses, and on which days the story can be told."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from accounts.models import OfficialAccount
from approvals.models import Application
from approvals.status import ApplicationStatus
from komae_sns.home import demo
from komae_sns.home.demo import story
from komae_sns.home.templatetags import sample_data
from komae_sns.staff.models import User

pytestmark = pytest.mark.django_db


def test_a_portal_of_ones_own_says_nothing_of_samples(client, monkeypatch):
    monkeypatch.setattr(sample_data, "_known", set())

    assert "見本のデータ" not in client.get("/login/").content.decode()


def test_production_refuses_the_demo(settings):
    settings.FOR_TRIAL = False

    with pytest.raises(CommandError, match="本番"):
        call_command("seed_demo", verbosity=0)

    assert not User.objects.exists()


@pytest.mark.parametrize(("password", "number"), [("short", "0"), ("long enough to enter", "-1")])
def test_a_short_password_or_a_negative_number_is_refused(password, number, monkeypatch):
    monkeypatch.setenv("KOMAE_DEMO_PASSWORD", password)

    with pytest.raises(CommandError):
        call_command("seed_demo", "--accounts", number, verbosity=0)

    assert not User.objects.exists()


@pytest.mark.parametrize(
    "now",
    [
        datetime(2027, 3, 31, 15, 5, tzinfo=UTC),  # 4月1日0時5分
        pytest.param(datetime(2028, 2, 29, 3, 0, tzinfo=UTC), marks=pytest.mark.slow),
        pytest.param(datetime(2028, 5, 5, 14, 58, tzinfo=UTC), marks=pytest.mark.slow),
    ],
)
def test_the_story_holds_on_other_days_too(now):
    call_command("load_city", verbosity=0)

    story.tell(now, demo.PASSWORD_DEFAULT)

    assert set(Application.objects.values_list("status", flat=True)) == set(ApplicationStatus)


def test_more_accounts_are_made_when_asked_for():
    call_command("seed_demo", "--accounts", "20", verbosity=0)

    crowd = OfficialAccount.objects.filter(decision__basis__contains="試しに作ったアカウント")
    assert crowd.count() == 20
    assert crowd.exclude(search_key="").exclude(handle_key="").count() == 20
