"""The secretariat keeps the words of 投稿前チェック; every change stays and is followed at once."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from approvals import post_findings
from approvals.models import PostWord
from approvals.services.post_words import set_word
from komae_sns.audit.models import Entry
from tests.approvals import filed
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(4)ウ")]


@pytest.fixture
def keeper():
    return filed.secretariat()


def kinds(text, by):
    return [f.finding.kind for f in post_findings.checked(text, by=by, day=TODAY).found]


def test_a_word_is_added_paused_and_taken_up_again_and_the_check_follows(keeper):
    def set_to(is_on):
        set_word("rumour", "風の便り", is_on=is_on, because="苦情", by=keeper, now=NOW)

    assert kinds("風の便りです。", keeper) == []
    set_to(True)
    assert kinds("風の便りです。", keeper) == ["rumour"]
    set_to(False)
    assert kinds("風の便りです。", keeper) == []
    set_to(True)

    actions = list(Entry.objects.order_by("seq").values_list("action", flat=True))
    assert actions == [f"approvals.{step}_post_word" for step in ("add", "pause", "resume")]


def test_a_word_of_the_citys_file_is_paused_and_a_known_number_taken_out(keeper):
    assert kinds("たぶん延期です。市民課03-3430-1111", keeper) == ["guess"]

    set_word("guess", "たぶん", is_on=False, by=keeper, now=NOW)
    set_word("phones", "０３－３４３０－１１１１", is_on=False, by=keeper, now=NOW)

    assert kinds("たぶん延期です。市民課03-3430-1111", keeper) == ["phone"]


@pytest.mark.parametrize(
    ("sort", "word", "is_on"),
    [
        ("rumour", "　", True),
        ("rumour", "噂", True),
        ("nowhere", "言葉", True),
        ("guess", "たぶん", True),
        ("guess", "ないことば", False),
        ("phones", "1234", True),
        ("mail_domains", "だめ", True),
        ("rumour", "あ\u200bい", True),
    ],
)
def test_what_would_change_nothing_or_find_everything_is_refused(keeper, sort, word, is_on):
    with pytest.raises(ValidationError):
        set_word(sort, word, is_on=is_on, by=keeper, now=NOW)


def test_nobody_but_the_secretariat_and_no_row_is_altered(keeper, client):
    office = filed.section()
    with pytest.raises(PermissionDenied):
        set_word("rumour", "風の便り", is_on=True, by=office.head, now=NOW)
    row = set_word("rumour", "<b>風</b>の便り", is_on=True, by=keeper, now=NOW)

    for sql in (
        "UPDATE approvals_postword SET is_on = NOT is_on",
        "DELETE FROM approvals_postword",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    client.force_login(keeper.user)
    page = client.get("/posts/words/").content.decode()
    assert "<b>風" not in page
    client.post("/posts/words/set/", {"sort": "rumour", "word": row.word, "use": "off"})
    assert PostWord.objects.count() == 2
