"""As the words of each account suggest; the section may choose another."""

from django.db import migrations

from accounts.areas import suggested

AT_ONCE = 1000


def fill(apps, schema_editor):
    accounts = apps.get_model("accounts", "OfficialAccount").objects.order_by("pk")
    seen = 0
    while found := list(accounts.filter(pk__gt=seen).only("name", "purpose", "topics")[:AT_ONCE]):
        for account in found:
            account.area = suggested(account.name, account.purpose, account.topics)
        accounts.bulk_update(found, ["area"])
        seen = found[-1].pk


class Migration(migrations.Migration):
    dependencies = [("accounts", "0024_area")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
