from django.db import migrations

import accounts.models.keys


class Migration(migrations.Migration):
    dependencies = [("accounts", "0023_public_key_once")]

    operations = [
        migrations.AddField(
            "officialaccount",
            "area",
            accounts.models.keys.AreaField(
                verbose_name="分野", max_length=20, blank=True, default=""
            ),
            preserve_default=False,
        ),
    ]
