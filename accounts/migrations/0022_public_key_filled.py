"""A key for every account that was there before."""

import secrets

from django.db import migrations

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
AT_ONCE = 1000


def fill(apps, schema_editor):
    accounts = apps.get_model("accounts", "OfficialAccount").objects.filter(public_key=None)
    while found := list(accounts.only("pk").order_by("pk")[:AT_ONCE]):
        for account in found:
            account.public_key = "".join(secrets.choice(LETTERS) for _ in range(10))
        accounts.model.objects.bulk_update(found, ["public_key"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0021_public_key")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
