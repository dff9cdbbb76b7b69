import pytest

from komae_sns.staff.posts import Post
from tests import factories

pytestmark = pytest.mark.django_db
LOGIN = "/login/"
PASSWORD = "たまがわのみずとみどり2026"


@pytest.fixture
def head():
    user = factories.person("山田太郎", username="yamada", password=PASSWORD)
    factories.appoint(user, Post.HEAD, factories.department(), title="秘書広報室長")
    return user


def log_in(client, username="yamada", password=PASSWORD, **more):
    return client.post(LOGIN, {"username": username, "password": password, **more})


def test_the_right_password_leads_to_my_work(client, head):
    response = log_in(client)

    assert response.headers["Location"] == "/"
    assert "秘書広報室長" in client.get("/").text


@pytest.mark.parametrize(
    ("username", "password"),
    [("yamada", "まちがったパスワードです123"), ("nobody", PASSWORD), ("", ""), ("yamada", "")],
)
def test_anything_else_says_nothing_about_which_was_wrong(client, head, username, password):
    response = log_in(client, username, password)

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_login_name_typed_full_width_is_the_same_name(client, head):
    assert log_in(client, "ｙａｍａｄａ").status_code == 302


def test_who_may_no_longer_log_in_is_told_the_same_as_for_a_wrong_password(client, head):
    head.is_active = False
    head.save()

    page = log_in(client).text

    assert "ログイン名またはパスワードがちがいます。" in page
    assert "_auth_user_id" not in client.session


def test_logging_in_changes_the_session_key(client, head):
    client.session["anything"] = 1
    client.session.save()
    before = client.session.session_key

    log_in(client)

    assert client.session.session_key != before


def test_after_logging_in_the_wanted_page_comes(client, head):
    assert log_in(client, next="/me/?a=1").headers["Location"] == "/me/?a=1"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "http:///evil.example",
        " //evil.example",
        "https:evil.example",
    ],
)
def test_no_address_outside_the_portal_is_gone_to(client, head, elsewhere):
    assert log_in(client, next=elsewhere).headers["Location"] == "/"
    assert client.get(LOGIN, {"next": elsewhere}).headers["Location"] == "/"


def test_an_anonymous_visitor_is_asked_to_log_in_and_comes_back(client, head):
    response = client.get("/me/")

    assert response.headers["Location"] == "/login/?next=/me/"


def test_logging_out_needs_a_button_and_ends_the_session(client, head):
    client.force_login(head)

    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").headers["Location"] == "/login/"
    assert client.get("/").status_code == 302


def test_logging_out_after_the_session_ended_is_no_error(client):
    assert client.post("/logout/").headers["Location"] == "/login/"


def test_a_person_without_a_post_is_told_whom_to_ask(client):
    client.force_login(factories.person("無職一郎"))

    page = client.get("/").text

    assert "いまの職が登録されていません。" in page
    assert "行政情報化推進委員会事務局" in page


def test_nobody_is_shown_the_log_in_twice(client, head):
    client.force_login(head)

    assert client.get(LOGIN).headers["Location"] == "/"
