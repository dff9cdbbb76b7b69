"""What went wrong, in plain Japanese, with what to do next; whoever asks."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import path

from komae_sns import errors
from komae_sns.urls import handler400, handler403, handler404, handler500, urlpatterns  # noqa: F401 - Django reads the handlers from this module
from tests import factories


def refuse(request):
    raise PermissionDenied("事務局だけができます。")


def break_down(request):
    raise RuntimeError


urlpatterns = [*urlpatterns, path("refuse/", refuse), path("break/", break_down)]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def person(client):
    user = factories.person()
    client.force_login(user)
    return user


def test_a_refusal_says_why(client, person):
    response = client.get("/refuse/")

    assert response.status_code == 403
    assert "事務局だけができます。" in response.text


def test_an_unknown_address_is_explained(client, person):
    response = client.get("/zzz/")

    assert (response.status_code, "ページが見つかりません" in response.text) == (404, True)


@pytest.mark.parametrize("address", ["/logout/", "/notices/read/"])
def test_a_buttons_own_address_opened_by_hand_is_explained(client, person, address):
    response = client.get(address)

    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert "ボタンを押したときだけ使うアドレスです" in response.text


@pytest.mark.parametrize("address", ["/?q=%00", "/%00/", "/login/?next=%ED%A0%80"])
def test_unstorable_text_is_refused_for_everybody(client, address):
    response = client.get(address)

    assert (response.status_code, "読み取れない内容です" in response.text) == (400, True)


def test_a_stale_form_says_that_nothing_was_stored():
    strict = Client(enforce_csrf_checks=True)

    response = strict.post("/login/", {"username": "a"})

    assert response.status_code == 403
    assert "登録していません" in response.text


def test_too_much_is_refused_with_a_sentence(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10

    response = client.post("/login/", {"username": "a" * 100})

    assert response.status_code == 413


def test_a_breakdown_is_explained_without_asking_the_database(
    client, person, django_assert_num_queries, rf
):
    client.raise_request_exception = False
    assert client.get("/break/").status_code == 500

    with django_assert_num_queries(0, connection=connection):
        page = errors.server_error(rf.get("/break/")).text

    assert "あなたの操作のせいではありません" in page
