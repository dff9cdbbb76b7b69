"""DESIGN 12 "Granting key": account → decision by a composite foreign key.

Only a row with grants = true satisfies it. SQLite cannot add a foreign key to a table; there
accounts/triggers.py says the same.
"""

from django.db import migrations

NAME = "account_granting_decision"


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"""ALTER TABLE accounts_officialaccount ADD CONSTRAINT {NAME}
            FOREIGN KEY (decision_id, decision_grants)
            REFERENCES accounts_decision (id, grants)"""
        )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE accounts_officialaccount DROP CONSTRAINT {NAME}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
