"""Applications, what was filed, meetings and waivers are found by pairs of characters."""

from django.db import migrations

from approvals.search_text import answers_text, snapshot_text
from komae_sns.documents.fiscal_year import label
from komae_sns.searching import AddBigramIndex, SearchKeyField, search_key

MODELS = ("application", "applicationround", "meeting", "waiver")


def _texts(model, row):
    match model:
        case "application":
            return row.title, answers_text(row.answers)
        case "applicationround":
            return row.application.title, snapshot_text(row.snapshot)
        case "meeting":
            return f"{label(row.fiscal_year)}第{row.number}回委員会", row.place
        case "waiver":
            return row.application.title, row.reason, row.scope


def fill(apps, editor):
    for model in MODELS:
        rows = apps.get_model("approvals", model).objects
        for row in rows.iterator(chunk_size=500):
            key = "\n".join(map(search_key, _texts(model, row)))
            rows.filter(pk=row.pk).update(search_key=key)


class Migration(migrations.Migration):
    dependencies = [("approvals", "0005_circulation")]

    operations = [
        *(
            migrations.AddField(
                model_name=model,
                name="search_key",
                field=SearchKeyField(default="", editable=False),
            )
            for model in MODELS
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        *(AddBigramIndex(f"approvals_{model}") for model in MODELS),
    ]
