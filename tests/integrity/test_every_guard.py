"""DESIGN 10: nothing the city did is deleted or moved wrongly, by any path, on either database."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import OfficialAccount
from accounts.services import annual_reviews, contacts, handovers, status_alarms
from accounts.status import AccountStatus
from approvals.services import agenda, conditions, decisions, filing, meetings, minutes
from komae_sns.audit import triggers
from komae_sns.audit.models import Verification
from komae_sns.audit.services import record
from komae_sns.documents import services as documents
from komae_sns.documents.models import (
    EvidenceCheck,
    EvidenceFault,
    EvidenceFile,
    Export,
    Paper,
)
from komae_sns.documents.services import exports
from komae_sns.lives import Life
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Reminder
from komae_sns.notices.reminders import reminding_of
from komae_sns.notices.reminders.planning import plan
from komae_sns.notices.reminders.rules import by_the_city
from komae_sns.notices.status import ReminderStatus
from komae_sns.staff.models import AfterReview
from policies import services as policies
from policies.models import PolicyVersion
from tests import factories
from tests.approvals import filed, rows
from tests.approvals.rows import APPROVE, NOW, REJECT
from tests.factories import TODAY
from tests.reviews import rows as review_rows
from tests.trust import happened, posted, watched
from tests.trust import world as city
from tests.trust.conftest import MORNING, kept_for_many
from tests.trust.test_structure import MODELS

pytestmark = [pytest.mark.django_db, pytest.mark.integrity]

# table → why its rows may go
MAY_GO = {
    "documents_upload": "a file of a form not sent yet, gone in a day",
    "home_heartbeat": "a sign of life, worth nothing a minute later",
    "home_calendaraddress": "a secret of one person, theirs to take away",
    "home_savedview": "a note of one person to themselves, theirs to take away",
    "home_sampledata": "says that the portal is a demonstration",
    "incidents_publicwarning_impostors": "whom a draft names; what was public is in its version",
    "staff_formsubmission": "a note of which clicks were seen, needed for hours",
    "staff_department_successors": "a statement about departments; each change is in the trail",
    "notices_notice": "tells what the trail holds",
    "notices_mailserver": "says whether the mail server answers",
    "notices_preference": "a choice of one's own; each change is in the trail",
    "notices_reminderrule": "a setting; each change is in the trail",
}
KEPT_AS_IS = ("keep", "UPDATE")


def guarded() -> set[str]:
    return {t.table for t in triggers.declared() if (t.purpose, t.event) == ("keep", "DELETE")}


def refused(sql: str, *values: object) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    except IntegrityError:
        return True
    return False


@pytest.fixture(scope="module")
def _filled(django_db_setup, django_db_blocker, tmp_path_factory):
    with kept_for_many(django_db_blocker, tmp_path_factory.mktemp("world"), _fill) as world:
        yield world


@pytest.fixture
def filled(_filled, db, time_machine):
    """A row in every guarded table."""
    time_machine.move_to(MORNING, tick=False)
    return deepcopy(_filled)


def _fill() -> city.World:
    world = city.build()
    rows.with_rule()
    _after_review(world)
    Verification.objects.create(finished_at=NOW, entries=1, checkpoints=0)
    Paper.objects.create(
        kind="x", subject_type="x", subject_id="1", edition=1, size=1, pages=1, created_at=NOW
    )
    by = {"kept_by": world.own.clerk.user, "kept_at": NOW}
    made = EvidenceFile.objects.create(name="画面.png", media_type="image/png", size=1, **by)
    EvidenceCheck.objects.create(finished_at=NOW, files=1, damaged=1, strangers=0)
    EvidenceFault.objects.create(file=made, part="KEPT", problem="MISSING", found_at=NOW)
    return world


def _after_review(world: city.World) -> None:
    entry = record("test", world.own.department, by=world.own.clerk, on_behalf_of=world.own.head)
    AfterReview.objects.create(entry=entry, read_by=world.own.head.user, read_at=NOW)


def test_every_table_is_guarded_or_said_to_be_free():
    ours = {model._meta.db_table for model in MODELS}

    assert ours - guarded() == set(MAY_GO)


def test_no_row_is_deleted_by_sql(filled, subtests):
    for table in sorted(guarded()):
        with subtests.test(table):
            assert _count(table)

            assert refused(f'DELETE FROM "{table}"')


def test_no_table_is_emptied(filled, subtests):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite には TRUNCATE がありません")
    connection.check_constraints()  # what is pending would refuse the TRUNCATE by itself
    for table in sorted(guarded()):
        with subtests.test(table):
            assert refused(f'TRUNCATE "{table}" CASCADE')


def test_no_row_is_replaced_by_itself(filled, subtests):
    """SQLite's REPLACE deletes without a DELETE that a trigger sees."""
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL には REPLACE がありません")
    for table in sorted(guarded()):
        with subtests.test(table):
            assert refused(f'INSERT OR REPLACE INTO "{table}" SELECT * FROM "{table}"')


def test_what_is_only_added_to_is_not_rewritten(filled, subtests):
    append_only = {t.table for t in triggers.declared() if (t.purpose, t.event) == KEPT_AS_IS}
    assert {"audit_entry", "accounts_decision", "approvals_remark"} <= append_only
    for table in sorted(append_only):
        with subtests.test(table):
            key = next(m for m in MODELS if m._meta.db_table == table)._meta.pk.column

            assert refused(f'UPDATE "{table}" SET "{key}" = "{key}"')


LIVES = [model for model in MODELS if issubclass(model, Life)]


@pytest.mark.parametrize("model", LIVES, ids=lambda m: m.__name__)
def test_the_database_holds_the_declared_table_of_moves(model):
    declared = [t for t in triggers.declared() if t.table == model._meta.db_table]
    moves, births = triggers.legal_moves(model._meta.db_table, model.TRANSITIONS, starts=())

    assert set(model.TRANSITIONS) == set(model.STATUS)
    assert moves in declared
    assert births.purpose in {t.purpose for t in declared}


def test_no_move_but_the_declared_ones(filled, subtests):
    """Every pair of statuses, for every life there is."""
    _more_statuses(filled)
    for model in LIVES:
        for status in model.STATUS:
            row = model.objects.filter(status=status).values_list("pk", flat=True).first()
            assert row, f"no {model.__name__} is {status}"
            for new in _illegal(model, status):
                with subtests.test(f"{model.__name__}: {status} → {new or 'nothing'}"):
                    sql = f"UPDATE {model._meta.db_table} SET status = %s WHERE id = %s"

                    assert refused(sql, str(new), row)


def _illegal(model: type[Life], old: str) -> list[str]:
    return [
        new
        for new in [*model.STATUS, "DELETED", "", old.lower()]
        if new != old and new not in model.TRANSITIONS[old]
    ]


def _more_statuses(world: city.World) -> None:
    """Those that the city of tests/trust does not already show."""
    sitting, own = world.sitting, world.own
    for status in AccountStatus:
        factories.account(f"口座{status}", status=status, department=own.department)
    _suspensions(own)
    _alarm_settled(world)
    happened.in_every_state(world)
    posted.in_every_state(world)
    _handovers(world)
    _contacts(world)
    _reminders()
    _reviews(world)
    _applications(sitting, own)
    _exports(own)
    _minutes(sitting)
    item = rows.open_meeting(sitting, rows.application()).items.get()
    decisions.carry_over(item, reason="調べる", by=sitting.chair, now=NOW)
    item = rows.open_meeting(sitting, rows.application()).items.get()
    decisions.return_item(item, remarks={}, answer="直す", by=sitting.chair, now=NOW)
    planned = rows.meeting(sitting, rows.application())
    agenda.remove(planned.items.get(), reason="取り違え", by=sitting.secretariat, now=NOW)
    meetings.cancel(planned, reason="台風", by=sitting.secretariat, now=NOW)
    policies.new_version(policy := PolicyVersion.objects.in_force().get().policy, by=own.clerk)
    draft = policy.versions.drafts().get()
    policies.put_in_force(draft, enacted_on=TODAY, by=own.head, now=NOW)


def _suspensions(own: filed.Section) -> None:
    """One of each status; an account 停止手続中 has the one just begun."""
    for end in (factories.planned, factories.cancelled, factories.done):
        account = factories.account(end.__name__, status="STOPPING", department=own.department)
        end(account.suspensions.get())


def _contacts(world: city.World) -> None:
    """The city shows one that waits and one that is permitted."""
    account = OfficialAccount.objects.get(pk=world.places["asked"]["pk"])
    by, head = world.actor("clerk"), world.actor("head")
    facts = {
        "kind": "REPLY",
        "body": "OTHER",
        "target": "避難所の案内",
        "url": "",
        "reason": "案内",
    }
    refused = contacts.ask_contact(account, **facts, by=by, now=NOW)
    contacts.decide_contact(refused, permitted=False, answer="窓口で答える", by=head, now=NOW)
    contacts.withdraw_contact(contacts.ask_contact(account, **facts, by=by, now=NOW), by=by)
    ended = contacts.ask_contact(account, **facts, by=head, now=NOW)
    contacts.end_contact(ended, ended_on=TODAY, because="終わった", by=by)


def _alarm_settled(world: city.World) -> None:
    """The city shows one that is open and one that was received."""
    alarm = watched.checked(world, "狛江市旧図書", "ours", "WRONG").alarm
    by = world.actor("ciso")
    status_alarms.receive(alarm, instruction="調べる", by=by, now=NOW)
    status_alarms.settle(alarm, outcome="不具合だった", by=by, now=NOW)


def _handovers(world: city.World) -> None:
    """The city shows one that is open and one that was handed over."""
    for end in ("receive", "cancel"):
        found = watched.handed(world, f"狛江市{end}")
        if end == "receive":
            handovers.receive(found, by=world.actor("clerk"), now=NOW)
        else:
            handovers.cancel(found, reason="なくなった", by=world.actor("head"))


def _reminders() -> None:
    """A fortnight later: planned for some, of whom one has done it meanwhile."""
    kind = Kind.ACKNOWLEDGEMENT_DUE
    plan(reminding_of(kind), by_the_city(kind).rhythm, now=NOW + timedelta(days=20))
    Reminder.objects.waiting().first().move_to(ReminderStatus.SETTLED)


def _reviews(world: city.World) -> None:
    """The city has one of each status, and no 年度 that is closed."""
    account = factories.account("口座", department=world.own.department)
    opened = review_rows.opened(account, 2020)
    annual_reviews.exclude(opened, reason="停止", by=world.sitting.secretariat, now=NOW)
    annual_reviews.close_year(opened.year, by=world.sitting.secretariat, now=NOW)


def _minutes(sitting: rows.Committee) -> None:
    """One of each status; the city has one that is presented."""
    draft, confirmed = (rows.open_meeting(sitting) for _ in range(2))
    for meeting in (draft, confirmed):
        meetings.close(meeting, by=sitting.chair, now=NOW)
        minutes.present(meeting, by=sitting.secretariat, now=NOW)
    minutes.send_back(draft, reason="直す", by=sitting.chair, now=NOW)
    read = minutes.minutes_of(confirmed).presentation
    minutes.confirm(confirmed, presentation=read, by=sitting.chair, now=NOW)


def _exports(own: filed.Section) -> None:
    """One of each status; the city has the one that is done."""

    def ask() -> Export:
        return documents.request_export("nowhere", "x", {}, by=own.head, now=NOW)

    documents.cancel_export(ask(), by=own.head, now=NOW)
    ask()
    exports.make_waiting(lambda: NOW)  # nobody builds this kind
    ask()
    exports.claim_next(NOW)
    ask()


def _applications(sitting: rows.Committee, own: filed.Section) -> None:
    item = rows.voted(sitting, *[REJECT] * 5)
    rows.decide(item, by=sitting.chair)
    meetings.close(item.meeting, by=sitting.chair, now=NOW)
    item = rows.voted(sitting, *[APPROVE] * 5, case=rows.application(own.department))
    rows.decide(item, by=sitting.chair, conditions="顔を写さない")
    condition = item.application.conditions.get()
    conditions.report(condition, "写していない。", by=own.clerk, now=NOW)
    conditions.confirm(condition, by=sitting.chair, now=NOW)
    filing.withdraw(filed.submitted(own), reason="やめる", by=own.head, now=NOW)


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
        return cursor.fetchone()[0]
