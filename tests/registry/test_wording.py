"""見本第7条: the secretariat says to citizens what the city has to say, and every change stays."""

import json
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from komae_sns.audit.models import Entry
from komae_sns.home.registry.city import words
from komae_sns.home.registry.copy.pages import Copy
from komae_sns.home.registry.wording.models import PublicWords
from komae_sns.home.registry.wording.services import Chosen, set_public_words
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import NOW
from tests.registry import rows

pytestmark = [pytest.mark.django_db, pytest.mark.clause("見本第7条")]
PAGE = "/registry-words/"
CHOSEN = Chosen("市の公式です。", "狛江市 広報課", "広報課へお知らせください。", ["hijack", "lost"])


@pytest.fixture
def keeper():
    return factories.actor(Post.SECRETARIAT, name="事務局員")


@pytest.fixture
def account():
    section = factories.department("防災課")
    head = factories.actor(Post.HEAD, section, "防災課長")
    return factories.account("狛江市防災", department=section, manager=head.appointments[0])


def change(by, chosen=CHOSEN, *, seen=0, because="課の名前が変わった"):
    return set_public_words(chosen, seen=seen, because=because, by=by, now=NOW)


def text(client, path):
    return client.get(path).content.decode()


def test_every_public_page_the_data_and_the_copy_say_it_at_once(client, keeper, account):
    tags = {p: client.get(p).headers["ETag"] for p in ("/registry/", "/registry/accounts.json")}

    change(keeper)

    assert "市の公式です。" in text(client, "/registry/")
    assert "広報課へお知らせください。" in text(client, "/registry/check/?q=@nobody_knows")
    data = json.loads(b"".join(client.get("/registry/accounts.json").streaming_content))
    assert data["contact"] == "狛江市 広報課"
    copied = dict(Copy("https://example.jp/").files())
    assert "市の公式です。" in copied["index.html"].decode()
    assert all(client.get(p).headers["ETag"] != tag for p, tag in tags.items())


@pytest.mark.clause("4(3)カ")
def test_for_which_incidents_an_account_is_not_vouched_for_is_the_citys_choice(keeper, account):
    rows.hijacked(account, kind="unknown_post")
    assert rows.entry_of(account).is_doubted

    change(keeper)
    assert not rows.entry_of(account).is_doubted

    rows.hijacked(account, kind="lost")
    assert rows.entry_of(account).is_doubted


@pytest.mark.clause("4(3)カ")
def test_a_hijacked_account_is_never_vouched_for(keeper):
    with pytest.raises(ValidationError, match="「乗っ取り」は外せません"):
        change(keeper, replace(CHOSEN, doubted_kinds=["lost"]))

    assert "hijack" in words()["doubted_kinds"]


@pytest.mark.parametrize(
    ("facts", "because", "field"),
    [
        ({"contact": "　"}, "改称", "contact"),
        ({"lead": ""}, "改称", "lead"),
        ({"contact_hint": "\u200b"}, "改称", "contact_hint"),
        ({}, " ", "because"),
        ({"doubted_kinds": ["hijack", "nothing"]}, "改称", "doubted_kinds"),
    ],
)
def test_what_is_left_out_is_said_at_the_field(keeper, facts, because, field):
    with pytest.raises(ValidationError) as refused:
        change(keeper, replace(CHOSEN, **facts), because=because)

    assert list(refused.value.message_dict) == [field]
    assert not PublicWords.objects.exists()


def test_nothing_new_is_no_change_and_what_was_not_read_is_not_replaced(keeper):
    change(keeper)

    with pytest.raises(ValidationError, match="変わったところがありません"):
        change(keeper, seen=1)
    with pytest.raises(ValidationError, match="先に変えました"):
        change(keeper, replace(CHOSEN, contact="別の課"))
    assert PublicWords.objects.count() == 1


@pytest.mark.integrity
def test_only_the_secretariat_changes_them_and_no_row_is_altered(keeper):
    with pytest.raises(PermissionDenied):
        change(factories.actor(Post.CISO, name="統括責子"))

    change(keeper)

    (entry,) = Entry.objects.filter(action="registry.set_words")
    assert entry.note == "課の名前が変わった"
    for sql in ("UPDATE home_publicwords SET contact = 'x'", "DELETE FROM home_publicwords"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_it_is_changed_on_its_page_which_keeps_what_was_typed(client, keeper):
    client.force_login(keeper.user)
    typed = {
        "seen": 0,
        "lead": "市の公式です。",
        "contact": "狛江市 広報課",
        "contact_hint": "お知らせください。",
        "doubted_kinds": ["lost"],
        "because": "改称",
    }

    wrong = client.post(PAGE, typed)
    assert "外せません" in wrong.text
    assert "市の公式です。" in wrong.text
    assert client.post(PAGE, typed | {"doubted_kinds": ["hijack"]}).status_code == 302

    page = client.get(PAGE).text
    assert "狛江市 広報課" in page.split("変えた記録")[1]
    assert "改称" in page
