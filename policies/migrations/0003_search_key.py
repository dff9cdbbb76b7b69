"""The words of a version are found by pairs of characters."""

from django.db import migrations

from komae_sns.searching import AddBigramIndex, SearchKeyField, search_key
from policies.articles import text_of


def fill(apps, editor):
    rows = apps.get_model("policies", "PolicyVersion").objects
    for version in rows.only("title", "articles").iterator(chunk_size=500):
        key = "\n".join(map(search_key, (version.title, text_of(version.articles))))
        rows.filter(pk=version.pk).update(search_key=key)


class Migration(migrations.Migration):
    dependencies = [("policies", "0002_filing_and_record")]

    operations = [
        migrations.AddField(
            model_name="policyversion",
            name="search_key",
            field=SearchKeyField(default="", editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        AddBigramIndex("policies_policyversion"),
    ]
