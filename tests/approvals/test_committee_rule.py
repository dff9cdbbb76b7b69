"""採決の定め is set ahead in the master data, and read as the meetings will read it (4(2)ウ)."""

import json
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from approvals.forms.rules import typed_of
from approvals.models import CommitteeRule
from approvals.models.committee_rule import replaced, rule_on
from approvals.services import meetings
from approvals.services.committee_rules import set_rule
from komae_sns.audit.models import Entry
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import rows
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


def test_a_rule_set_again_for_the_same_day_takes_its_place_and_both_are_kept():
    actor = factories.actor(Post.SECRETARIAT)
    set_rule(changed(ties="rejected"), valid_from=TODAY, by=actor)

    set_rule(changed(ties="chair_decides", deputies_vote=False), valid_from=TODAY, by=actor)

    assert (rule_on(TODAY).ties, rule_on(TODAY).deputies_vote) == ("chair_decides", False)
    kept = list(CommitteeRule.objects.all())
    assert replaced(kept) == {kept[1].pk}


@pytest.mark.parametrize("post", [p for p in Post if p != Post.SECRETARIAT])
def test_nobody_but_the_secretariat_sets_it(post):
    with pytest.raises(PermissionDenied, match="事務局だけ"):
        set_rule(changed(ties="rejected"), valid_from=TODAY, by=factories.actor(post))


# On the secretariat's own pages

SET = "approvals:rule-set"


def typed(**facts):
    day = {"valid_from": TODAY + timedelta(days=1), "submission_id": uuid.uuid4()}
    return typed_of(rule_on(TODAY)) | day | facts


@pytest.mark.clause("4(2)ウ")
def test_what_a_change_comes_to_is_shown_before_it_is_set(office):
    sitting = rows.committee(4)
    rows.meeting(sitting)
    later = meetings.plan(
        held_on=TODAY + timedelta(days=3), starts_at=None, place="", by=sitting.secretariat
    )

    page = office.post(reverse(SET), typed(quorum="at least 2/3", circulation_answers="all"))

    assert page.context["changes"] == {
        "会議の定足数": ("在任委員の過半数の出席", "在任委員の3分の2以上の出席"),
        "持ち回りの成立": ("表決できる委員の過半数の回答", "表決できる委員全員の回答"),
    }
    assert page.context["touched"] == [later]
    assert page.context["example"] == (
        "委員が6名のとき、会議は4名の出席で成立し、全員が出席すると可4名で可決します。"
        "持ち回りは6名の回答で成立し、全員が回答すると可4名で可決します。"
    )
    assert not CommitteeRule.objects.exists()


def test_it_is_set_with_the_password_and_once(office):
    facts = typed(ties="rejected", basis="要綱の改正", set="on", password=PASSWORD)

    for _ in range(2):
        assert office.post(reverse(SET), facts).status_code == 302

    row = CommitteeRule.objects.get()
    assert (row.as_rule.ties, row.basis) == ("rejected", "要綱の改正")
    assert row.set_by == factories.User.objects.get(pk=int(office.session["_auth_user_id"]))
    listed = office.get(reverse("approvals:rule-list"))
    assert [state for _, state in listed.context["history"]] == ["これから"]


def test_a_wrong_password_keeps_what_was_typed(office):
    page = office.post(reverse(SET), typed(ties="rejected", set="on", password="ちがう"))

    assert page.context["confirmation"].errors["password"]
    assert page.context["form"]["ties"].value() == "rejected"
    assert not CommitteeRule.objects.exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"quorum_base": "seats"}, "seats"),
        ({"seats": "7"}, "seats"),
        ({"majority": "at least 2/3"}, "ties"),
        ({"valid_from": TODAY - timedelta(days=1)}, "valid_from"),
        ({"quorum": "more than 9/9"}, "quorum"),
        ({"chair_votes": "perhaps"}, "chair_votes"),
    ],
)
def test_what_cannot_be_is_told_at_its_question(office, facts, field):
    page = office.post(reverse(SET), typed(**facts, set="on", password=PASSWORD))

    assert list(page.context["form"].errors) == [field]
    assert not CommitteeRule.objects.exists()


def test_an_opened_meeting_keeps_its_rule_and_a_planned_one_shows_the_new(office):
    sitting = rows.committee(1)
    opened = rows.open_meeting(sitting)
    planned = rows.meeting(sitting)

    set_rule(changed(ties="rejected"), valid_from=TODAY, by=sitting.secretariat)

    shown = {
        meeting: office.get(meeting.get_absolute_url()).context["meeting"].applied_rule.ties
        for meeting in (opened, planned)
    }
    assert shown == {opened: "chair_decides", planned: "rejected"}
    assert Entry.objects.about(planned).filter(action="approvals.set_rule").exists()
    assert not Entry.objects.about(opened).filter(action="approvals.set_rule").exists()
