from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0020_permitted_contacts")]

    operations = [
        migrations.AddField(
            "officialaccount",
            "public_key",
            models.CharField(max_length=10, null=True, editable=False),
        ),
    ]
