from django.db import migrations, models

import accounts.models.official_account


class Migration(migrations.Migration):
    dependencies = [("accounts", "0022_public_key_filled")]

    operations = [
        migrations.AlterField(
            "officialaccount",
            "public_key",
            models.CharField(
                max_length=10,
                unique=True,
                editable=False,
                default=accounts.models.official_account.new_public_key,
            ),
        ),
    ]
