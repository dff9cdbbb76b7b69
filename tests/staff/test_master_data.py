"""Sections, people and appointments: kept by the secretariat, audited, never deleted."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from komae_sns.audit.models import Entry
from komae_sns.staff import services
from komae_sns.staff.models import Appointment, User
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)
APRIL = date(2027, 4, 1)


@pytest.fixture
def office():
    return factories.actor(Post.SECRETARIAT, name="事務 局子")


@pytest.fixture
def section():
    return factories.department("秘書広報室")


def appoint(office, user, post=Post.CLERK, department=None, **facts):
    facts = {"starts_on": APRIL} | facts
    return services.appoint(user, post, department, by=office, **facts)


@pytest.mark.parametrize("post", [p for p in Post if p != Post.SECRETARIAT])
def test_only_the_secretariat_keeps_master_data(post, section):
    somebody, colleague = factories.actor(post), factories.person()

    for step in (
        lambda: services.create_user({"username": "x"}, password="y", by=somebody),
        lambda: services.change_user(colleague, {"name": "z"}, by=somebody),
        lambda: services.set_password(colleague, "p", by=somebody),
        lambda: services.create_department({"code": "x"}, by=somebody),
        lambda: services.change_department(section, {"name": "x"}, by=somebody),
        lambda: services.set_successors(section, [], by=somebody),
        lambda: appoint(somebody, colleague, department=section),
    ):
        with pytest.raises(PermissionDenied):
            step()
    assert not Entry.objects.exists()


def test_nobody_appoints_themselves(office):
    with pytest.raises(PermissionDenied, match="自分の任命は"):
        appoint(office, office.user, Post.CHAIR)


def test_an_appointment_entered_ahead_begins_by_itself(office, section):
    user = factories.person()

    appoint(office, user, Post.HEAD, section)

    assert not user.appointments.on(APRIL - timedelta(days=1)).exists()
    assert user.appointments.on(APRIL).exists()


def test_the_trail_names_person_post_and_period(office, section):
    appoint(office, factories.person("佐藤花子"), Post.HEAD, section, title="秘書広報室長")

    entry = Entry.objects.get()
    assert (entry.action, entry.actor) == ("staff.appointed", office.signature)
    assert entry.changes == {
        "職員": [None, "佐藤花子"],
        "職": [None, "所属長"],
        "部課": [None, "秘書広報室"],
        "職名": [None, "秘書広報室長"],
        "はじまる日": [None, "2027-04-01"],
    }


def test_a_second_post_or_section_is_allowed_but_the_same_post_twice_is_not(office, section):
    user = factories.person()
    appoint(office, user, Post.HEAD, section)
    appoint(office, user, Post.MEMBER)
    appoint(office, user, Post.HEAD, factories.department("政策室"))

    with pytest.raises(ValidationError, match="期間の重なる"):
        appoint(office, user, Post.HEAD, section, starts_on=APRIL + timedelta(days=30))


def test_the_same_post_may_be_held_again_later(office, section):
    user = factories.person()
    appoint(office, user, Post.HEAD, section, ends_on=APRIL)

    again = appoint(office, user, Post.HEAD, section, starts_on=APRIL + timedelta(days=1))

    assert again.pk


@pytest.mark.parametrize(
    ("post", "facts"),
    [(Post.HEAD, {}), (Post.MEMBER, {"ends_on": APRIL - timedelta(days=1)})],
)
def test_what_cannot_be_an_appointment_is_refused_with_a_sentence(office, post, facts):
    with pytest.raises(ValidationError, match=r"この職には部課が必要|はじまる日より後"):
        appoint(office, factories.person(), post, **facts)


def test_ending_an_appointment_keeps_it(office, section):
    held = factories.appoint(factories.person(), Post.CLERK, section)

    services.end_appointment(held, TODAY, by=office)

    assert Appointment.objects.on(TODAY).filter(pk=held.pk).exists()
    assert not Appointment.objects.on(TOMORROW).filter(pk=held.pk).exists()
    assert Entry.objects.get().changes == {"最後の日": [None, "2026-11-22"]}


@pytest.mark.parametrize("name", sorted(services.IDENTITY))
def test_what_has_begun_is_not_rewritten(office, section, name):
    held = factories.appoint(factories.person(), Post.CLERK, section)
    other = {
        "user": factories.person(),
        "post": Post.HEAD,
        "department": factories.department("政策室"),
        "starts_on": APRIL,
    }

    with pytest.raises(ValidationError, match="はじまった任命"):
        services.change_appointment(held, {name: other[name]}, by=office)


def test_what_lies_ahead_may_still_be_corrected(office, section):
    ahead = appoint(office, factories.person(), Post.CLERK, section)

    services.change_appointment(ahead, {"post": Post.HEAD}, by=office)

    ahead.refresh_from_db()
    assert ahead.post == Post.HEAD


def test_a_change_that_changes_nothing_leaves_no_trace(office):
    user = factories.person("山田太郎")

    services.change_user(user, {"name": "山田太郎"}, by=office)

    assert not Entry.objects.exists()


def test_the_trail_of_a_new_person_never_holds_the_password(office):
    services.create_user({"username": "sato", "name": "佐藤"}, password="ひみつ", by=office)

    assert "ひみつ" not in str(Entry.objects.values())
    assert User.objects.get(username="sato").check_password("ひみつ")


def test_successors_are_recorded_by_name(office, section):
    heir = factories.department("市民広報課")

    services.set_successors(section, [heir], by=office)

    assert Entry.objects.get().changes == {"引きつぐ部課": ["", "市民広報課"]}
