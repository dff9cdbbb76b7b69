from django.db import migrations

from komae_sns.searching import AddBigramIndex


class Migration(migrations.Migration):
    dependencies = [("incidents", "0003_evidence")]
    operations = [
        AddBigramIndex("incidents_impostor"),
        AddBigramIndex("incidents_publicwarning"),
    ]
