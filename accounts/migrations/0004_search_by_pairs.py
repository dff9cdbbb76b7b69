"""Two characters are found by an index, in everything that the page of an account tells."""

from django.db import migrations

from komae_sns.searching import AddBigramIndex, search_key

OF = (
    "name",
    "handle",
    "url",
    "purpose",
    "topics",
    "audience",
    "frequency",
    "profile_text",
    "registered_email",
    "contractor",
)


def fill(apps, editor):
    rows = apps.get_model("accounts", "OfficialAccount").objects
    for account in rows.only(*OF).iterator(chunk_size=500):
        key = "\n".join(search_key(getattr(account, name)) for name in OF)
        rows.filter(pk=account.pk).update(search_key=key)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_register_facts")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        AddBigramIndex("accounts_officialaccount"),
    ]
