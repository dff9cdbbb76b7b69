"""The accounts of each reorganisation that was carried out: those of which its step speaks."""

from django.db import migrations


def fill(apps, schema_editor):
    entries = apps.get_model("audit", "Entry").objects
    moves = apps.get_model("accounts", "SectionMove").objects
    accounts = apps.get_model("accounts", "OfficialAccount").objects
    done = apps.get_model("home", "Reorganisation").objects.filter(status="DONE")
    for one in done.order_by("ended_at", "pk"):
        step = entries.filter(
            action="home.reorganisation_done",
            subject_type="home.reorganisation",
            subject_id=str(one.pk),
        ).first()
        if step is None:
            continue
        spoken_of = entries.filter(action="home.account_moved", at=step.at).order_by("seq")
        for pk in spoken_of.values_list("subject_id", flat=True):
            account = accounts.get(pk=pk)
            moves.create(
                account=account,
                old_id=one.section_id,
                new_id=one.elsewhere.get(f"officialaccount:{pk}", one.heir_id),
                moved_on=one.takes_effect_on,
            )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0033_section_moves"),
        ("audit", "0004_in_whose_name"),
        ("home", "0008_annual_report"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
