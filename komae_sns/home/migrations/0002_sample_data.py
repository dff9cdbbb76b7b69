from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("home", "0001_heartbeat")]

    operations = [
        migrations.CreateModel(
            name="SampleData",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("loaded_at", models.DateTimeField(verbose_name="見本のデータを入れた日時")),
            ],
            options={"verbose_name": "見本のデータ", "verbose_name_plural": "見本のデータ"},
        ),
    ]
