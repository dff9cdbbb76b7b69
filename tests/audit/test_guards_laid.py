"""Guards that a migration lost, or a new version declares, are laid by the next `migrate`."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from komae_sns.audit import apps, triggers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.integrity]


def test_migrate_lays_a_guard_that_is_missing():
    lost = next(name for name in triggers.installed_names() if "audit_entry_keep_delete" in name)
    with connection.cursor() as cursor:
        triggers._drop(cursor, connection.vendor, lost)
    assert [trigger.name for trigger in triggers.missing()] == [lost]
    assert [found.id for found in triggers.check_installed(None, ["default"])] == ["audit.W001"]

    call_command("migrate", verbosity=0, stdout=StringIO())

    assert triggers.missing() == []


def test_a_guard_that_is_declared_no_longer_is_taken_away():
    old = triggers.Trigger("audit_entry", "old", "UPDATE", "古い守り")
    with connection.cursor() as cursor:
        for sql in old.create_sql(connection.vendor):
            cursor.execute(sql)

    triggers.install()

    assert old.name not in triggers.installed_names()


def test_a_migration_on_sqlite_rebuilds_its_tables_under_no_guard_that_reads_them():
    """SQLite renames no table that another table's trigger reads."""
    before = triggers.installed_names()

    apps._lift_guards(using="default", plan=[])
    assert triggers.installed_names() == before
    apps._lift_guards(using="default", plan=["a migration"])

    on_sqlite = connection.vendor == "sqlite"
    assert triggers.installed_names() == (set() if on_sqlite else before)
    call_command("migrate", verbosity=0, stdout=StringIO())
    assert triggers.installed_names() == before
