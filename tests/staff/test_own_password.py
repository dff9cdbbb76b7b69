import pytest
from django.test import Client

from komae_sns.audit.models import Entry
from tests import factories

pytestmark = pytest.mark.django_db
OLD, NEW = "たまがわのみずとみどり2026", "むいからみんかえんのいろりばた"


@pytest.fixture
def person():
    return factories.person("山田太郎", username="yamada-taro-komae", password=OLD)


def change(client, old=OLD, new=NEW, again=NEW):
    typed = {"password": old, "new_password": new, "new_password_again": again}
    return client.post("/me/password/", typed)


def test_the_new_password_is_taken_and_other_log_ins_end(client, person):
    elsewhere = Client()
    elsewhere.force_login(person)
    client.force_login(person)

    assert change(client).headers["Location"] == "/me/"

    assert client.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302
    person.refresh_from_db()
    assert person.check_password(NEW)


def test_the_trail_says_that_it_changed_and_not_to_what(client, person):
    client.force_login(person)

    change(client)

    entry = Entry.objects.get()
    assert (entry.action, entry.subject, entry.changes) == ("staff.password_set", "山田太郎", {})


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"old": "ちがうパスワード"}, "パスワードがちがいます。"),
        ({"again": NEW + "x"}, "2つの新しいパスワードがちがいます。"),
        ({"new": "みじかい", "again": "みじかい"}, "最低 15 文字"),
        ({"new": "yamada-taro-komae", "again": "yamada-taro-komae"}, "似すぎ"),
        ({"new": " " * 20, "again": " " * 20}, "入力してください。"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(client, person, typed, sentence):
    client.force_login(person)

    page = change(client, **typed)

    assert sentence in page.text
    person.refresh_from_db()
    assert person.check_password(OLD)
