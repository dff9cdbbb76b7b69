"""`run_due`: what beat would start, by hand, told one by one."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from komae_sns.home.management.commands import run_due
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Mail
from komae_sns.timetable import TIMETABLE
from tests import factories
from tests.notices.rows import application, pending, reader
from tests.reminders.rows import library, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.AUDIT_KEY_FILE = tmp_path / "audit.pem"
    settings.AUDIT_CHECKPOINT_FILE = tmp_path / "audit.jsonl"


def run(*words):
    out = StringIO()
    call_command("run_due", *words, stdout=out)
    return out.getvalue()


def test_every_task_of_the_timetable_is_run_and_says_what_it_did(mailoutbox):
    section = factories.department("図書館")
    pending(reader(section=section), Kind.APPLICATION_DECIDED, application(section=section))

    ran = json.loads(run("--today", "2026-11-24", "--json"))

    assert [one["name"] for one in ran] == list(TIMETABLE)
    assert all(one["ok"] and one["did"] for one in ran)
    did = {one["name"]: one["did"] for one in ran}
    assert did["daily mails"] == "まとめのメールを1通書いた"
    assert did["outbox"].startswith("1通を送り")
    assert len(mailoutbox) == Mail.objects.count() == 1


def test_run_a_second_time_nothing_comes_twice(mailoutbox):
    section = factories.department("図書館")
    pending(reader(section=section), Kind.APPLICATION_DECIDED, application(section=section))
    run("--today", "2026-11-24")

    assert "○ outbox: 0通を送り" in run("--today", "2026-11-24")
    assert len(mailoutbox) == 1


def test_who_is_to_be_reminded_that_day_is_reminded_once(mailoutbox):
    library()

    run("--today", "2027-04-01")
    assert "○ reminders: 0件を見つけ" in run("--today", "2027-04-01")
    assert "○ reminders: 0件を見つけ" in run("--today", "2027-04-03")  # a Saturday
    assert len(told(Kind.ACKNOWLEDGEMENT_DUE)) == 1


def test_one_that_fails_is_told_and_stops_none_of_the_others(settings, tmp_path):
    settings.AUDIT_CHECKPOINT_FILE = tmp_path / "audit.pem" / "no folder"
    (tmp_path / "audit.pem").write_text("not a key")

    with pytest.raises(SystemExit) as ended:
        run_due.Command(stdout=StringIO()).handle(today=None, json=False)

    assert ended.value.code == 1
    ran = {one.name: one.ok for one in run_due.run_all(None)}
    assert ran["audit checkpoint"] is False
    assert ran["outbox"] is True


def test_a_day_that_is_none_is_refused():
    with pytest.raises(CommandError, match="日付として読めません"):
        run("--today", "2026-02-30")
