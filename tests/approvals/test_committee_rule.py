"""採決の定め is set ahead in the master data, and read as the meetings will read it (4(2)ウ)."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from approvals.models import CommitteeRule
from approvals.models.committee_rule import rule_on
from approvals.services.committee_rules import set_rule
from komae_sns.audit.models import Entry
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals.rows import NOW
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
ADD = "admin:approvals_committeerule_add"


def changed(**facts):
    return rule_on(TODAY).to_json() | facts


@pytest.fixture
def office(client):
    """The secretariat, logged in on TODAY."""
    actor = factories.actor(Post.SECRETARIAT)
    actor.user.set_password(PASSWORD)
    actor.user.save()
    with time_machine.travel(NOW):
        client.force_login(actor.user, "django.contrib.auth.backends.ModelBackend")
        yield client


def add(client, rule, **typed):
    facts = {"valid_from": TODAY + timedelta(days=1), "basis": "要綱", "own_password": PASSWORD}
    return client.post(reverse(ADD), {"rule": rule} | facts | typed)


@pytest.mark.clause("4(2)ウ")
def test_the_secretariat_sets_the_rule_from_a_day_on(office):
    add(office, json.dumps(changed(ties="rejected")))

    assert rule_on(TODAY).ties == "chair_decides"
    assert rule_on(TODAY + timedelta(days=1)).ties == "rejected"
    entry = Entry.objects.get(action="approvals.set_rule")
    assert (entry.clause, entry.note) == ("4(2)ウ", "要綱")


def test_the_page_begins_with_the_rule_of_today_and_shows_what_was_set(office):
    page = office.get(reverse(ADD))
    assert json.loads(page.context["adminform"].form["rule"].value()) == rule_on(TODAY).to_json()
    add(office, json.dumps(changed(ties="rejected")))
    row = CommitteeRule.objects.get()

    listed = office.get(reverse("admin:approvals_committeerule_changelist"))
    shown = office.get(reverse("admin:approvals_committeerule_change", args=[row.pk]))

    assert "可否同数のときは、否決とする。" in listed.content.decode()
    assert "要綱" in shown.content.decode()
    assert 'name="_save"' not in shown.content.decode()


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("[1]", "項目と値の組"),
        ('"more than 1/2"', "項目と値の組"),
        (json.dumps({"version": 99}), "採決の定めの版"),
        (json.dumps({"version": 1}), "足りない項目"),
        ("{version", "JSON"),
    ],
)
def test_what_is_no_rule_is_told_and_not_kept(office, rule, sentence):
    page = add(office, rule)

    assert sentence in str(page.context["adminform"].form.errors)
    assert not CommitteeRule.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [{"own_password": "something else"}, {"valid_from": TODAY - timedelta(days=1)}],
)
def test_neither_without_the_password_nor_for_a_day_gone_by(office, typed):
    page = add(office, json.dumps(changed(ties="rejected")), **typed)

    assert page.status_code == 200
    assert not CommitteeRule.objects.exists()


def test_one_rule_begins_on_a_day():
    actor = factories.actor(Post.SECRETARIAT)
    set_rule(changed(ties="rejected"), valid_from=TODAY, by=actor)

    with pytest.raises(ValidationError):
        set_rule(changed(ties="rejected"), valid_from=TODAY, by=actor)


@pytest.mark.parametrize("post", [p for p in Post if p != Post.SECRETARIAT])
def test_nobody_but_the_secretariat_sets_it(post):
    with pytest.raises(PermissionDenied, match="事務局だけ"):
        set_rule(changed(ties="rejected"), valid_from=TODAY, by=factories.actor(post))
