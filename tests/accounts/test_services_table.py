"""3(5): services are rows; load_city fills them, the secretariat keeps them."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse

from accounts.models import OfficialAccount, Service
from komae_sns.audit.models import Entry
from komae_sns.staff.posts import Post
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3(5)")]
PASSWORD = "long-enough-password-1"


def load(*options):
    out = StringIO()
    call_command("load_city", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def keeper(log_in):
    """The secretariat, who can type the password again."""
    actor = factories.actor(Post.SECRETARIAT)
    actor.user.set_password(PASSWORD)
    actor.user.save()
    return log_in(actor)


def typed(service, **facts):
    return {
        "code": service.code,
        "name": service.name,
        "sort": service.sort,
        "is_offered": "on",
        "ended_on": "",
        "rules": json.dumps(service.rules),
        "own_password": PASSWORD,
    } | facts


def test_the_city_is_loaded_and_loading_again_changes_nothing():
    first = load()
    entries = Entry.objects.count()

    second = load()

    assert "加えた媒体：X、Facebook、Instagram、LINE" in first
    assert "加えた" not in second
    assert (Service.objects.count(), Entry.objects.count()) == (entries, entries)


def test_what_the_secretariat_changed_stays_unless_asked():
    load()
    Service.objects.filter(code="x").update(name="エックス")

    assert "ちがうまま残した媒体" in load()
    assert Service.objects.get(code="x").name == "エックス"
    assert "ファイルに合わせた媒体：X" in load("--update")
    assert Service.objects.get(code="x").name == "X"


def test_every_loaded_rule_can_be_read():
    load()

    assert [rule.code for rule in Service.objects.rules()] == list(
        Service.objects.values_list("code", flat=True)
    )


def test_a_change_in_the_admin_is_in_the_trail(keeper):
    service = factories.service("x")

    keeper.post(f"/admin/accounts/service/{service.pk}/change/", typed(service, sort="77"))

    entry = Entry.objects.about(service).get()
    assert (entry.label, entry.changes) == ("媒体の設定を変えた", {"並び順": [10, 77]})


@pytest.mark.parametrize(
    "rules",
    [
        "{}",
        "[]",
        '"x"',
        "1",
        "null",
        '{"code": "x", "name": "X", "nonsense": 1}',
        '{"code": "other", "name": "X"}',
        '{"code": "x", "name": "X", "handle": {"characters": "z-a"}}',
        "not json",
    ],
)
def test_a_rule_that_cannot_be_read_is_refused(keeper, rules):
    service = factories.service("x")

    response = keeper.post(
        f"/admin/accounts/service/{service.pk}/change/", typed(service, rules=rules)
    )

    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    service.refresh_from_db()
    assert service.rule.code == "x"


@pytest.mark.clause("4(5)エ")
def test_the_admin_offers_no_way_to_delete(keeper):
    service = factories.service("x")

    page = keeper.get(f"/admin/accounts/service/{service.pk}/change/")
    deleting = keeper.post(f"/admin/accounts/service/{service.pk}/delete/", {"post": "yes"})
    keeper.post(
        "/admin/accounts/service/",
        {"action": "delete_selected", "_selected_action": service.pk, "post": "yes"},
    )

    assert "/delete/" not in page.text
    assert deleting.status_code == 403
    assert Service.objects.filter(pk=service.pk).exists()


@pytest.mark.clause("4(5)エ")
def test_accounts_are_not_in_the_admin_at_all():
    model = OfficialAccount._meta.model_name

    with pytest.raises(NoReverseMatch):
        reverse(f"admin:accounts_{model}_changelist")


def test_the_admin_is_closed_to_others(log_in, section):
    for post in set(Post) - {Post.SECRETARIAT}:
        browser = log_in(factories.actor(post, section))
        assert browser.get("/admin/accounts/service/").status_code != 200
