"""A new version of the guideline: read without trust, compared, in force on its day."""

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from komae_sns import city
from komae_sns.audit.models import Entry
from komae_sns.city import guideline, guideline_file
from komae_sns.home.editions import memory, services
from komae_sns.home.editions.models import GuidelineVersion
from komae_sns.home.editions.services import load_guideline
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("1")]
NEXT_YEAR = date(2027, 4, 1)
NEW_WORDS = "運用の停止に当たっては、登録者の数を記録しなければならない。"


def revised() -> str:
    """The city's file with 4(5)イ changed, 4(4)オ taken out and 4(5)オ added."""
    text = (city.folder() / "guideline.toml").read_text(encoding="utf-8")
    text = text.replace("adopted_on = 2022-05-26", "adopted_on = 2027-03-01", 1)
    head, *clauses = text.split("[[clause]]\n")
    kept = [c for c in clauses if not c.startswith('name = "4(4)オ"')]
    place = next(i for i, c in enumerate(kept) if c.startswith('name = "4(5)イ"'))
    kept[place] = _clause("4(5)イ", "イ", "停止による影響度の確認", NEW_WORDS)
    last = next(i for i, c in enumerate(kept) if c.startswith('name = "4(5)エ"'))
    kept.insert(last + 1, _clause("4(5)オ", "オ", "公表", "停止したことを公表する。"))
    return "[[clause]]\n".join([head, *kept])


def _clause(name, number, heading, words):
    return (
        f'name = "{name}"\nunder = "4(5)"\nnumber = "{number}"\nheading = "{heading}"\n'
        f'paragraphs = ["{words}"]\n\n'
    )


@pytest.fixture
def secretariat():
    return factories.actor(Post.SECRETARIAT, name="石川 里奈")


def test_the_differences_are_told_clause_by_clause(secretariat):
    version = load_guideline(revised(), in_force_on=NEXT_YEAR, by=secretariat)

    edition = memory.edition_of(version)
    found = services.differences(edition, services.before(edition))
    assert {change.name: change.kind for change in found} == {
        "4(5)イ": "変更",
        "4(5)オ": "追加",
        "4(4)オ": "削除",
    }
    assert Entry.objects.newest_first().first().label == "ガイドラインの版を登録した"


def test_only_the_secretariat_loads(secretariat):
    head = factories.actor(Post.HEAD)

    with pytest.raises(PermissionDenied, match="事務局だけ"):
        load_guideline(revised(), in_force_on=NEXT_YEAR, by=head)


def test_the_page_shows_the_version_of_the_day_and_keeps_old_anchors(
    client, secretariat, time_machine, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        load_guideline(revised(), in_force_on=NEXT_YEAR, by=secretariat)
    client.force_login(secretariat.user)

    time_machine.move_to("2027-03-31T10:00:00+09:00", tick=False)
    before = client.get("/guideline/").text
    time_machine.move_to("2027-04-01T00:01:00+09:00", tick=False)
    client.force_login(secretariat.user)
    memory.forget()
    after = client.get("/guideline/").text

    assert (NEW_WORDS in before, NEW_WORDS in after) == (False, True)
    assert 'id="4(4)オ"' in after
    assert "いまの版にはない条項" in after
    assert 'id="4(5)オ"' in after


def test_a_form_still_finds_a_clause_that_is_gone(secretariat):
    version = load_guideline(revised(), in_force_on=TODAY, by=secretariat)

    with guideline.reading(lambda: (memory.edition_of(version), guideline.of_the_folder())):
        assert guideline.clause("4(4)オ").heading == "関係の強要"
        assert guideline.clause("4(5)イ").paragraphs == (NEW_WORDS,)
    assert guideline.clause("4(5)イ").paragraphs != (NEW_WORDS,)


def test_versions_follow_one_another_and_are_never_altered(secretariat):
    version = load_guideline(revised(), in_force_on=NEXT_YEAR, by=secretariat)

    with pytest.raises(ValidationError, match="より後の日"):
        load_guideline(revised(), in_force_on=NEXT_YEAR, by=secretariat)
    for change in (version.delete, lambda: GuidelineVersion.objects.update(note="x")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_same_words_are_no_new_version(secretariat):
    text = (city.folder() / "guideline.toml").read_text(encoding="utf-8")

    with pytest.raises(ValidationError, match="変わったところがありません"):
        load_guideline(text, in_force_on=NEXT_YEAR, by=secretariat)


HEAD = 'title = "x"\nadopted_on = 2027-01-01\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("これは文です", "TOML"),
        ("a = [" * 5000, "TOML"),
        (HEAD, "一つもありません"),
        ('title = "　"\nadopted_on = 2027-01-01', "題名"),
        ('title = "x"\nadopted_on = "きのう"', "策定日"),
        (HEAD + 'clause = "1"', "一つもありません"),
        (HEAD + "clause = [1]", "形が読めません"),
        (HEAD + '[[clause]]\nname = "1"\n[[clause]]\nname = "1"', "2回"),
        (HEAD + '[[clause]]\nname = "2"\nunder = "1"', "前にありません"),
        (HEAD + '[[clause]]\nname = "<b>"', "name"),
        (HEAD + '[[clause]]\nname = "1\\u200b"', "name"),
        (HEAD + '[[clause]]\nname = "1"\nparagraphs = "x"', "文の並び"),
        (HEAD + '[[clause]]\nname = "1"\nheading = 3', "文にして"),
        (HEAD + '[[clause]]\nname = "1"\nscript = "x"', "知らない項目"),
        ("x" * 1_000_001, "大きすぎ"),
    ],
)
def test_a_file_that_is_none_says_what_to_mend(text, says):
    with pytest.raises(guideline_file.BadFile, match=says):
        guideline_file.read(text)


def test_the_screen_shows_what_is_touched_before_it_keeps_anything(client, secretariat):
    client.force_login(secretariat.user)
    typed = {"in_force_on": NEXT_YEAR, "text": revised()}
    typed |= {"submission_id": "11111111-1111-4111-8111-111111111111"}

    shown = client.post("/guideline/versions/new/", typed | {"go": "check"}).text
    assert "見なおすところ" in shown
    assert "変わるところ（3条項）" in shown
    assert not GuidelineVersion.objects.exists()
    first = client.post("/guideline/versions/new/", typed | {"go": "load"})
    again = client.post("/guideline/versions/new/", typed | {"go": "load"})

    assert first.headers["Location"] == again.headers["Location"]
    page = client.get(first.headers["Location"]).text
    assert NEW_WORDS in page
    assert "4(5)イ" in page


def test_what_was_typed_wrong_is_told_at_its_field(client, secretariat):
    client.force_login(secretariat.user)
    typed = {"submission_id": "11111111-1111-4111-8111-111111111112", "go": "check"}

    page = client.post("/guideline/versions/new/", typed | {"text": "これは文です"}).text

    assert "入力してください。" in page
    assert "これは文です" in page


def test_the_command_compares_and_loads(tmp_path, capsys):
    file = tmp_path / "new.toml"
    file.write_text(revised(), encoding="utf-8")

    call_command("load_guideline", str(file), "--from", "2027-04-01", "--dry-run", "--json")
    rows = json.loads(capsys.readouterr().out)
    assert not GuidelineVersion.objects.exists()
    call_command("load_guideline", str(file), "--from", "2027-04-01")

    assert {row["clause"] for row in rows} == {"4(5)イ", "4(5)オ", "4(4)オ"}
    assert GuidelineVersion.objects.get().loaded_by is None
    with pytest.raises(CommandError, match="より後の日"):
        call_command("load_guideline", str(file), "--from", "2027-04-01")
