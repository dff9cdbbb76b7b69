"""効果測定 are found by pairs of characters: by what is being answered, and by what was submitted."""

from django.db import migrations

from accounts import review_form
from komae_sns.searching import AddBigramIndex, SearchKeyField, search_key

MODELS = ("annualreview", "reviewround")
VERDICTS = {"CONTINUE": "継続", "IMPROVE": "改善", "STOP": "停止・集約"}


def _shown(model, row):
    if model == "annualreview":
        return review_form.shown(row.answers, VERDICTS)
    return row.snapshot.get("shown", ())


def fill(apps, editor):
    """Of closed 年度 too, whose guard lets nothing through: their words stay as they are."""
    on_postgresql = editor.connection.vendor == "postgresql"
    for model in MODELS:
        if on_postgresql:
            editor.execute(f"ALTER TABLE accounts_{model} DISABLE TRIGGER USER")
        rows = apps.get_model("accounts", model).objects
        for row in rows.iterator(chunk_size=500):
            text = "\n".join(each["text"] for each in _shown(model, row) if each["text"])
            rows.filter(pk=row.pk).update(search_key=search_key(text))
        if on_postgresql:
            editor.execute(f"ALTER TABLE accounts_{model} ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0027_notice_on_the_page_alone")]

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
        *(AddBigramIndex(f"accounts_{model}") for model in MODELS),
    ]
