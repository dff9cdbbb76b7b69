"""Guessing is slowed down per person and address, so that nobody can lock the chair out."""

import pytest

from komae_sns.staff.posts import Post
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "たまがわのみずとみどり2026"


@pytest.fixture
def chair(settings):
    settings.AXES_FAILURE_LIMIT = 3
    user = factories.person("委員長子", username="chair", password=PASSWORD)
    factories.appoint(user, Post.CHAIR)
    return user


def try_password(client, password, address="10.0.0.1", **more):
    return client.post(
        "/login/", {"username": "chair", "password": password, **more}, REMOTE_ADDR=address
    )


def lock_out(client, **more):
    for _ in range(3):
        response = try_password(client, "まちがいのパスワード", **more)
    return response


def test_the_page_says_how_long_and_what_to_do(client, chair):
    response = lock_out(client)

    assert response.status_code == 429
    assert "15分" in response.text
    assert "行政情報化推進委員会事務局へご連絡ください" in response.text


def test_the_right_password_is_not_taken_while_locked(client, chair):
    lock_out(client)

    assert try_password(client, PASSWORD).status_code == 429
    assert "_auth_user_id" not in client.session


def test_a_stranger_cannot_lock_the_chair_out(client, chair):
    lock_out(client, address="10.9.9.9")

    assert try_password(client, PASSWORD, address="10.0.0.1").status_code == 302


def test_a_form_on_its_way_is_still_there_on_the_locked_page(client, chair):
    response = lock_out(client, held="sealed-text")

    assert 'name="held" value="sealed-text"' in response.text


def test_wrong_passwords_before_a_decision_count_as_well(client, chair):
    client.force_login(chair)
    typed = {"password": "まちがい", "new_password": "a", "new_password_again": "a"}

    statuses = [client.post("/me/password/", typed).status_code for _ in range(3)]

    assert statuses == [200, 200, 429]
