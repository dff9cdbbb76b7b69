"""Sections, people and appointments: kept by the secretariat, audited, never deleted."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from komae_sns.audit.models import Entry
from komae_sns.staff import services
from komae_sns.staff.models import Appointment, Department, User
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)
APRIL = date(2027, 4, 1)
Kind = Department.Kind


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
        lambda: services.change_department(section, {}, successors=[], by=somebody),
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

    services.change_department(section, {"ends_on": APRIL}, successors=[heir], by=office)

    assert Entry.objects.get().changes == {
        "最後の日": [None, "2027-04-01"],
        "引きつぐ部課": ["", "市民広報課"],
    }


def test_no_section_succeeds_itself(office, section):
    with pytest.raises(ValidationError, match="自分自身を"):
        services.change_department(section, {}, successors=[section], by=office)


UNIT, DIVISION, OFFICE = Kind.UNIT, Kind.DIVISION, Kind.OFFICE


@pytest.mark.parametrize(
    ("kind", "above", "fits"),
    [
        (Kind.SECTION, None, True),
        (Kind.SECTION, DIVISION, True),
        (Kind.SECTION, OFFICE, False),
        (Kind.SECTION, UNIT, False),
        (DIVISION, None, True),
        (DIVISION, Kind.SECTION, False),
        (UNIT, None, False),
        (UNIT, DIVISION, False),
        (UNIT, OFFICE, True),
        (UNIT, UNIT, False),
    ],
)
def test_a_unit_stands_in_a_section_and_the_rest_in_a_division(office, kind, above, fits):
    parent = factories.department("上", kind=above) if above else None
    facts = {"code": "9", "kind": kind, "name": "下", "kana": "した", "starts_on": APRIL}

    if fits:
        assert services.create_department(facts | {"parent": parent}, by=office).parent == parent
    else:
        with pytest.raises(ValidationError, match="上位は"):
            services.create_department(facts | {"parent": parent}, by=office)


def test_what_stands_below_must_still_fit_when_the_kind_changes(office, section):
    factories.department("広報係", kind=UNIT, parent=section)

    with pytest.raises(ValidationError, match="「広報係」は係"):
        services.change_department(section, {"kind": DIVISION}, by=office)


@pytest.mark.parametrize("length", [1, 2, 3])
def test_nothing_stands_above_itself_by_however_long_a_way(office, length):
    top = lowest = factories.division("部1")
    for number in range(2, length + 1):
        lowest = factories.division(f"部{number}", parent=lowest)

    with pytest.raises(ValidationError, match="上位にはできません"):
        services.change_department(top, {"parent": lowest}, by=office)


def test_a_ring_that_came_in_by_another_way_has_an_end():
    one = factories.division("甲部")
    two = factories.division("乙部", parent=one)
    Department.objects.filter(pk=one.pk).update(parent=two)
    section = factories.department("課", parent=Department.objects.get(pk=one.pk))

    read = Department.objects.get(pk=section.pk)

    assert (read.division_name, read.full_name) == ("甲部", "乙部甲部課")


@pytest.mark.integrity
def test_the_database_lets_no_row_stand_above_itself(section):
    with pytest.raises(IntegrityError), transaction.atomic():
        Department.objects.filter(pk=section.pk).update(parent=section)


def test_every_row_is_locked_before_the_trail_is(office, section, monkeypatch):
    """The trail's lock comes last and once: after it nothing is left to wait for."""
    heir, steps = factories.department("市民広報課"), []
    written = services.master_data.audit.record
    monkeypatch.setattr(
        services.master_data.audit,
        "record",
        lambda *a, **k: (steps.append("trail"), written(*a, **k))[1],
    )

    def note(execute, sql, params, many, context):
        if "staff_department" in sql and not sql.startswith("SAVEPOINT"):
            steps.append("rows")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        services.change_department(section, {"name": "広報室"}, successors=[heir], by=office)

    assert steps[-1] == "trail"
    assert steps.count("trail") == 1


def test_full_width_letters_in_a_log_in_name_are_the_plain_ones(office, client):
    password = "たまがわのみずとみどり2026"
    facts = {"username": "ｓａｔｏ０１", "name": "佐藤", "kana": "さとう"}
    user = services.create_user(facts, password=password, by=office)
    assert user.username == "sato01"

    services.change_user(user, {"username": "ＳＡＴＯ"}, by=office)
    factories.appoint(user, Post.MEMBER)
    entered = client.post("/login/", {"username": "ＳＡＴＯ", "password": password})

    assert entered.status_code == 302
    assert User.objects.get(pk=user.pk).username == "SATO"


def test_a_log_in_name_that_is_taken_is_told_in_a_sentence(office):
    factories.person(username="sato")
    other = factories.person(username="ito")

    with pytest.raises(ValidationError, match="もう使われています"):
        services.create_user({"username": "ｓａｔｏ", "name": "佐藤"}, password="x", by=office)
    with pytest.raises(ValidationError, match="もう使われています"):
        services.change_user(other, {"username": "sato"}, by=office)
    assert not Entry.objects.exists()
