"""The Django admin: master data only, the secretariat only, the password again for every change."""

import pytest
from django.contrib import admin

from komae_sns.audit.models import Entry
from komae_sns.staff.models import Appointment, Department, User
from komae_sns.staff.posts import Post
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "たまがわのみずとみどり2026"


@pytest.fixture
def office(client):
    user = factories.person("事務 局子", username="office", password=PASSWORD)
    factories.appoint(user, Post.SECRETARIAT)
    client.force_login(user)
    return user


def appointment_form(user, **typed):
    facts = {
        "user": user.pk,
        "post": "MEMBER",
        "department": "",
        "title": "",
        "starts_on": "2027-04-01",
        "ends_on": "",
        "own_password": PASSWORD,
    }
    return facts | typed


ADD = "/admin/staff/appointment/add/"


@pytest.mark.parametrize("post", [p for p in Post if p != Post.SECRETARIAT])
@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/admin/staff/user/", ADD])
def test_nobody_but_the_secretariat_enters(client, post, path):
    client.force_login(factories.actor(post).user)

    response = client.get(path, follow=True)

    assert response.status_code == 403
    assert "事務局だけです" in response.text


def test_a_visitor_logs_in_on_the_portals_own_page(client):
    response = client.get("/admin/staff/user/?q=a", follow=True)

    assert response.redirect_chain[-1] == ("/login/?next=/admin/staff/user/%3Fq%3Da", 302)


def test_the_technical_administrator_of_an_empty_portal_enters(client):
    client.force_login(User.objects.create_superuser("root", PASSWORD, name="保守", kana="ほしゅ"))

    assert client.get(ADD).status_code == 200


def test_an_appointment_is_made_through_the_audited_step(client, office):
    member = factories.person("佐藤花子")

    response = client.post(ADD, appointment_form(member))

    assert response.status_code == 302
    assert Appointment.objects.get(user=member).post == Post.MEMBER
    assert Entry.objects.get().action == "staff.appointed"


@pytest.mark.parametrize("password", ["", "ちがうパスワード"])
def test_without_the_own_password_nothing_happens(client, office, password):
    member = factories.person()

    response = client.post(ADD, appointment_form(member, own_password=password))

    assert response.status_code == 200
    assert not member.appointments.exists()


def test_a_refusal_of_the_step_is_shown_in_the_form(client, office):
    member = factories.person()
    client.post(ADD, appointment_form(member))

    response = client.post(ADD, appointment_form(member))

    assert "期間の重なる任命がすでにあります。" in response.text
    assert member.appointments.count() == 1


def test_nobody_appoints_themselves_here_either(client, office):
    response = client.post(ADD, appointment_form(office, post="CHAIR"))

    assert response.status_code == 403
    assert office.appointments.count() == 1


def test_of_a_running_appointment_only_title_and_end_may_be_typed(client, office):
    section = factories.department()
    held = factories.appoint(factories.person(), Post.CLERK, section)
    typed = appointment_form(office, title="主任", ends_on="2027-03-31")

    client.post(f"/admin/staff/appointment/{held.pk}/change/", typed)

    held.refresh_from_db()
    assert (held.post, held.title, str(held.ends_on)) == (Post.CLERK, "主任", "2027-03-31")
    assert held.user != office


def user_form(**typed):
    facts = {
        "username": "sato",
        "name": "佐藤花子",
        "kana": "さとうはなこ",
        "email": "",
        "extension": "",
        "is_active": "on",
        "new_password": "むいからみんかえんのいろりばた",
        "new_password_again": "むいからみんかえんのいろりばた",
        "own_password": PASSWORD,
    }
    return facts | typed


def test_a_new_person_can_log_in_with_the_password_given(client, office):
    client.post("/admin/staff/user/add/", user_form())

    assert User.objects.get(username="sato").check_password("むいからみんかえんのいろりばた")
    assert Entry.objects.get().action == "staff.user_created"


@pytest.mark.parametrize(
    "typed",
    [
        {"new_password": "", "new_password_again": ""},
        {"new_password_again": "べつのもの"},
        {"new_password": "satosatosatosato", "new_password_again": "satosatosatosato"}
        | {"username": "satosatosatosato"},
        {"username": ""},
    ],
)
def test_a_person_without_a_sound_password_is_not_made(client, office, typed):
    client.post("/admin/staff/user/add/", user_form(**typed))

    assert User.objects.count() == 1


def test_editing_a_person_leaves_the_password_alone(client, office):
    user = factories.person(username="sato", password=PASSWORD)
    typed = user_form(name="佐藤 花", new_password="", new_password_again="")

    client.post(f"/admin/staff/user/{user.pk}/change/", typed)

    user.refresh_from_db()
    assert user.name == "佐藤 花"
    assert user.check_password(PASSWORD)


def test_a_section_gets_its_successors(client, office):
    old, new = factories.department("広報課"), factories.department("秘書広報室")
    typed = {
        "code": "D-1",
        "kind": "SECTION",
        "name": "広報課",
        "kana": "こうほうか",
        "parent": "",
        "document_symbol": "",
        "starts_on": "2020-04-01",
        "ends_on": "2027-03-31",
        "successors": [new.pk],
        "own_password": PASSWORD,
    }

    client.post(f"/admin/staff/department/{old.pk}/change/", typed)

    old.refresh_from_db()
    assert list(old.successors.all()) == [new]
    assert str(old.ends_on) == "2027-03-31"
    assert Entry.objects.count() == 1


def test_a_wrong_place_is_told_in_the_form(client, office):
    section = factories.department("広報課")
    typed = {
        "code": section.code,
        "kind": "SECTION",
        "name": "広報課",
        "kana": "こうほうか",
        "parent": section.pk,
        "document_symbol": "",
        "starts_on": "2020-04-01",
        "ends_on": "",
        "own_password": PASSWORD,
    }

    response = client.post(f"/admin/staff/department/{section.pk}/change/", typed)

    assert response.status_code == 200
    assert "上位にはできません" in response.text


def test_a_log_in_name_typed_in_full_width_letters_is_found_taken(client, office):
    factories.person(username="sato")

    response = client.post("/admin/staff/user/add/", user_form(username="ｓａｔｏ"))

    assert response.status_code == 200
    assert not User.objects.filter(name="佐藤花子").exists()


@pytest.mark.parametrize("model", [Department, User, Appointment])
def test_nothing_can_be_deleted(client, office, model):
    row = model.objects.first() or factories.department()
    name = model._meta.model_name

    page = client.post(f"/admin/staff/{name}/{row.pk}/delete/", {"post": "yes"})

    assert page.status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


def test_the_admin_holds_master_data_only_and_offers_no_actions():
    for model, registered in admin.site._registry.items():
        assert model._meta.app_label in {"staff", "accounts", "approvals"}, model
        assert registered.actions is None or not registered.actions, model
