from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                (
                    "name",
                    models.CharField(
                        max_length=40,
                        primary_key=True,
                        serialize=False,
                        verbose_name="プログラム",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="最後の合図")),
            ],
            options={"verbose_name": "稼働の合図", "verbose_name_plural": "稼働の合図"},
        ),
    ]
