"""議事録 are found by pairs of characters."""

from django.db import migrations

from komae_sns.documents.fiscal_year import label
from komae_sns.searching import AddBigramIndex, SearchKeyField, search_key


def _title(meeting):
    circulated = "（持ち回り）" if meeting.kind == "CIRCULATION" else ""
    return f"{label(meeting.fiscal_year)}第{meeting.number}回委員会{circulated}議事録"


def fill(apps, editor):
    """Confirmed minutes too, whose guard lets nothing through: their words stay as they are."""
    minutes = apps.get_model("approvals", "Minutes").objects
    on_postgresql = editor.connection.vendor == "postgresql"
    if on_postgresql:
        editor.execute("ALTER TABLE approvals_minutes DISABLE TRIGGER USER")
    for row in minutes.select_related("meeting").iterator(chunk_size=500):
        written = row.written.order_by("edition", "pk").values_list("section", "text")
        text = "\n".join(dict(written).values())
        key = "\n".join(map(search_key, (_title(row.meeting), text)))
        minutes.filter(pk=row.pk).update(search_key=key)
    if on_postgresql:
        editor.execute("ALTER TABLE approvals_minutes ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("approvals", "0013_changes_of_running_accounts")]

    operations = [
        migrations.AddField(
            model_name="minutes",
            name="search_key",
            field=SearchKeyField(default="", editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        AddBigramIndex("approvals_minutes"),
    ]
