"""The reminder sweep beside a bare INSERT … SELECT and beside a loop, in one run.

    python -m tests.bench.reminders [ACCOUNTS [DUE]]

Real PostgreSQL. Of ACCOUNTS the posts of DUE are to be read through; everybody else is in time.
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.bench.city import seeded

DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
LOOPED = 300  # of those due; the loop's time is reckoned up from them


def main(accounts: int = 100_000, due: int = 10_000) -> None:
    with seeded(accounts):
        import django

        django.setup()
        print(f"{'accounts':>9}{'due':>8}{'bare':>9}{'sweep':>9}{'again':>9}{'loop':>10}  ms")
        for exist, late in ((accounts // 10, due), (accounts, due), (accounts, due // 10)):
            measure(exist, late)
        measure_each_kind()


def measure(exist: int, late: int) -> None:
    from komae_sns.notices.kinds import Kind
    from komae_sns.notices.reminders import reminding_of
    from komae_sns.notices.reminders.planning import plan
    from komae_sns.notices.reminders.rules import by_the_city

    reminding = reminding_of(Kind.CONTENT_CHECK_DUE)
    rhythm = by_the_city(Kind.CONTENT_CHECK_DUE).rhythm
    _only(exist, late)

    def sweep() -> int:
        return plan(reminding, rhythm, now=NOW)

    bare = _median(lambda: _bare(late), _undo)
    found = _median(sweep, _undo)
    sweep()
    assert _count() == late, (_count(), late)
    _run("VACUUM ANALYZE notices_reminder")  # as the database does by itself before the next run
    again = _median(sweep, lambda: None)
    _undo()
    started = time.perf_counter()
    _loop(min(LOOPED, late))
    loop = (time.perf_counter() - started) * late / min(LOOPED, late)
    _undo()
    times = "".join(f"{seconds * 1000:>9.1f}" for seconds in (bare, found, again))
    print(f"{exist:>9,}{late:>8,}{times}{loop * 1000:>10.0f}", flush=True)


def measure_each_kind() -> None:
    """All accounts there are, and nothing of them new: what every run costs."""
    from komae_sns.notices.reminders import all_remindings
    from komae_sns.notices.reminders.planning import plan
    from komae_sns.notices.reminders.rules import by_the_city

    _only(10**9, 0)
    _run("VACUUM ANALYZE")
    for reminding in all_remindings():
        rhythm = by_the_city(reminding.kind).rhythm

        def sweep(reminding: object = reminding, rhythm: object = rhythm) -> int:
            return plan(reminding, rhythm, now=NOW)

        new = sweep()
        again = _median(sweep, lambda: None)
        print(f"{reminding.kind.value:>24}{new:>8,} new{again * 1000:>9.1f} ms again", flush=True)


def _median(job: Callable[[], object], undo: Callable[[], None], times: int = 7) -> float:
    taken = []
    for _ in range(times):
        undo()
        started = time.perf_counter()
        job()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def _only(exist: int, late: int) -> None:
    """The rest is read through far ahead, as if it were not there."""
    due, fine = DAY - timedelta(days=31), DAY - timedelta(days=3)
    _run("UPDATE accounts_officialaccount SET content_read_on = %s", [DAY + timedelta(days=999)])
    _run(
        """WITH chosen AS (
            SELECT a.id, row_number() OVER (ORDER BY a.id) AS n FROM accounts_officialaccount a
            JOIN staff_appointment p ON p.id = a.manager_id JOIN staff_user u ON u.id = p.user_id
            WHERE a.status = 'RUNNING' AND u.is_active AND p.starts_on <= %s
            AND (p.ends_on IS NULL OR p.ends_on >= %s)
            AND NOT EXISTS (SELECT 1 FROM accounts_operator o WHERE o.account_id = a.id)
            AND NOT EXISTS (SELECT 1 FROM staff_deputy d WHERE d.appointment_id = a.manager_id))
        UPDATE accounts_officialaccount a
        SET content_read_on = CASE WHEN n <= %s THEN CAST(%s AS date) ELSE CAST(%s AS date) END
        FROM chosen WHERE chosen.id = a.id AND n <= %s""",
        [DAY, DAY, late, due, fine, exist],
    )
    _run("VACUUM ANALYZE accounts_officialaccount")


def _bare(late: int) -> None:
    """The least that could be written by hand: account and manager of what is due."""
    _run(
        """INSERT INTO notices_reminder (kind, subject_id, counted_from, stage, person_id,
            from_above, status, planned_at)
        SELECT 'content_check_due', a.id, a.content_read_on, 0, p.user_id, FALSE, 'WAITING', %s
        FROM accounts_officialaccount a JOIN staff_appointment p ON p.id = a.manager_id
        WHERE a.status IN ('RUNNING', 'PAUSED', 'STOPPING') AND a.content_read_on <= %s
        ON CONFLICT DO NOTHING""",
        [NOW, DAY - timedelta(days=31)],
    )


def _loop(late: int) -> None:
    """One by one, as it is often done."""
    from accounts.models import OfficialAccount
    from komae_sns.notices.models import Reminder

    due = OfficialAccount.objects.content_unread_since(DAY - timedelta(days=31))
    for account in due.select_related("manager__user")[:late]:
        Reminder.objects.get_or_create(
            kind="content_check_due",
            subject_id=account.pk,
            counted_from=account.content_read_on,
            stage=0,
            person=account.manager.user,
            defaults={"planned_at": NOW},
        )


def _undo() -> None:
    _run("SET session_replication_role = replica")
    _run("TRUNCATE notices_reminder")
    _run("SET session_replication_role = DEFAULT")


def _count() -> int:
    from komae_sns.notices.models import Reminder

    return Reminder.objects.count()


def _run(sql: str, values: list[object] | None = None) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
