"""The hash chain: what it holds, and what it notices."""

import fcntl
import json
import threading
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from komae_sns.audit import checkpoints, export, signing
from komae_sns.audit.models import ChainHead, Entry
from komae_sns.audit.services import changed, record
from komae_sns.audit.verification import verify_stored
from komae_sns.staff.posts import Post
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.integrity]
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.AUDIT_KEY_FILE = tmp_path / "audit.pem"
    settings.AUDIT_CHECKPOINT_FILE = tmp_path / "checkpoints.jsonl"


@pytest.fixture
def trail():
    """Three entries on one department."""
    section, clerk = factories.department(), factories.actor(Post.SECRETARIAT)
    for number in range(3):
        with transaction.atomic():
            record("test.step", section, by=clerk, changes={"名": (number, "あ\u3000𠮷")})
    return section


def _report():
    key = signing.read_public(signing.public_pem())
    return verify_stored(checkpoints.stored(), key)


def _tamper(sql: str) -> None:
    """As somebody with the database's own superuser would."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(sql)
            cursor.execute("SET session_replication_role = DEFAULT")
        else:
            for name in ("audit_entry", "audit_mention", "audit_chainhead"):
                cursor.execute(
                    "SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name=%s", [name]
                )
                for (trigger,) in cursor.fetchall():
                    cursor.execute(f'DROP TRIGGER "{trigger}"')
            cursor.execute(sql)


def test_entries_are_numbered_without_gaps_and_chained(trail):
    first, second, third = Entry.objects.in_order()

    assert [first.seq, second.seq, third.seq] == [1, 2, 3]
    assert second.previous_hash == first.hash
    assert ChainHead.objects.get().hash == third.hash
    assert _report().is_sound


def test_a_step_that_fails_leaves_no_entry(trail):
    def step_that_fails() -> None:
        with transaction.atomic():
            record("test.step", trail, by=None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        step_that_fails()

    assert Entry.objects.count() == 3
    assert ChainHead.objects.get().seq == 3


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused():
    section = factories.department()

    with pytest.raises(transaction.TransactionManagementError):
        record("test.step", section, by=None)


def test_an_entry_says_who_did_it_in_which_post(trail):
    entry = Entry.objects.in_order().first()

    assert entry.actor == "事務局 山田太郎"
    assert entry.changes == {"名": [0, "あ\u3000𠮷"]}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_entry SET note = 'x' WHERE seq = 2",
        "DELETE FROM audit_entry WHERE seq = 3",
        "DELETE FROM audit_mention",
        "DELETE FROM audit_chainhead",
        "UPDATE audit_chainhead SET seq = 1",
        "UPDATE audit_chainhead SET seq = seq + 2",
    ],
)
def test_raw_sql_cannot_change_the_trail(trail, sql):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert _report().is_sound


def test_the_trail_cannot_be_emptied_or_overwritten(trail):
    sql = {
        "postgresql": "TRUNCATE audit_entry CASCADE",
        "sqlite": """INSERT OR REPLACE INTO audit_entry
            SELECT seq, at, action, clause, subject_type, subject_id, subject, actor_id, 'だれか',
            on_behalf_of_id, on_behalf_of, changes, note, previous_hash, hash, mentioned
            FROM audit_entry WHERE seq = 2""",
    }[connection.vendor]

    connection.check_constraints()
    if connection.vendor == "postgresql":
        sql = f"SET CONSTRAINTS ALL IMMEDIATE; {sql}"

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert Entry.objects.filter(actor="事務局 山田太郎").count() == 3


def test_a_changed_row_is_named(trail):
    _tamper("UPDATE audit_entry SET actor = '別人' WHERE seq = 2")

    assert [fault.seq for fault in _report().faults] == [2]


def test_a_missing_row_is_named(trail):
    _tamper("DELETE FROM audit_mention WHERE entry_id = 2")
    _tamper("DELETE FROM audit_entry WHERE seq = 2")

    assert {fault.seq for fault in _report().faults} == {3}


def test_a_cut_tail_is_seen_by_the_checkpoint_alone(trail):
    checkpoints.write(NOW)
    _tamper("DELETE FROM audit_mention WHERE entry_id = 3")
    _tamper("DELETE FROM audit_entry WHERE seq = 3")
    _tamper("DELETE FROM audit_chainhead")

    assert 3 in {fault.seq for fault in _report().faults}


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM audit_mention WHERE entry_id = 3",
        "UPDATE audit_mention SET object_id = '77' WHERE entry_id = 3",
        "UPDATE audit_chainhead SET seq = 2",
    ],
)
def test_a_tampered_time_line_or_end_is_seen_without_a_checkpoint(trail, sql):
    _tamper(sql)

    assert 3 in {fault.seq for fault in _report().faults}


def test_a_chain_computed_anew_is_seen_by_the_checkpoint(trail):
    checkpoints.write(NOW)
    last = Entry.objects.get(seq=3)
    last.note = "書き換え"
    from komae_sns.audit.models import digest

    _tamper(f"UPDATE audit_entry SET note='書き換え', hash='{digest(last.as_row())}' WHERE seq=3")

    assert {fault.seq for fault in _report().faults} == {3}


def test_a_forged_checkpoint_is_reported(trail, settings):
    checkpoints.write(NOW)
    line = settings.AUDIT_CHECKPOINT_FILE.read_text()
    settings.AUDIT_CHECKPOINT_FILE.write_text(line.replace('"seq": 3', '"seq": 2') + "だめな行\n")

    assert len(_report().faults) == 2


def test_a_checkpoint_is_written_only_when_something_was_added(trail):
    assert checkpoints.write(NOW).seq == 3
    assert checkpoints.write(NOW) is None


def test_an_auditor_verifies_with_the_export_and_the_public_key_alone(trail, tmp_path, settings):
    file, key = tmp_path / "trail.jsonl", tmp_path / "public.pem"
    call_command("export_audit", file, public_key=key, stdout=StringIO())
    settings.AUDIT_KEY_FILE = tmp_path / "not there" / "x.pem"

    out = StringIO()
    call_command("verify_audit", export=file, key=key, json=True, stdout=out)

    assert json.loads(out.getvalue()) == {"entries": 3, "checkpoints": 1, "faults": []}


@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_change_in_any_line_of_the_export_is_found(trail, tmp_path, line):
    file, key = tmp_path / "trail.jsonl", tmp_path / "public.pem"
    call_command("export_audit", file, public_key=key, stdout=StringIO())
    lines = file.read_text().splitlines()
    lines[line] = lines[line].replace("山田太郎", "別人")
    file.write_text("\n".join(lines))

    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit", export=file, key=key, stdout=StringIO(), stderr=StringIO())

    assert ended.value.code == 1


def test_a_file_that_is_no_export_is_a_clear_error(trail, tmp_path):
    file, key = tmp_path / "x.jsonl", tmp_path / "public.pem"
    file.write_text('{"entry": 5}\n')
    key.write_bytes(signing.public_pem())

    with pytest.raises(CommandError, match="1行目を読めません"):
        call_command("verify_audit", export=file, key=key, stdout=StringIO())


def test_the_export_reads_back_as_it_was_written(trail):
    checkpoints.write(NOW)
    lines = [line.decode() for line in export.lines()]

    assert [row["seq"] for row in export.entries(lines)] == [1, 2, 3]
    assert [checkpoint.seq for checkpoint in export.checkpoints(lines)] == [3]


def test_changed_gives_only_what_differs():
    assert changed({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}) == {"b": (2, 3), "c": (None, 4)}


def test_two_programs_at_once_write_one_checkpoint(trail, settings):
    """Beat and a command, say: the second looks for the last one when the first has written."""
    file = settings.AUDIT_CHECKPOINT_FILE
    with file.open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        waiting = threading.Thread(target=_write_and_hang_up)
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        assert file.read_text() == ""

    waiting.join(10)
    assert not waiting.is_alive()


def _write_and_hang_up():
    checkpoints.write(NOW)
    connection.close()


def test_writing_a_file_for_the_auditor_writes_no_checkpoint(trail, client, settings):
    client.force_login(factories.actor(Post.AUDITOR).user)

    response = client.get("/audit/trail.jsonl")

    assert len(list(response)) == 3
    assert not settings.AUDIT_CHECKPOINT_FILE.exists()
