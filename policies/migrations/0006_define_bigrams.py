"""A database made before the function told what it costs."""

from django.db import migrations

from komae_sns.searching import DefineBigrams


class Migration(migrations.Migration):
    dependencies = [("policies", "0005_withdrawn"), ("accounts", "0004_search_by_pairs")]

    operations = [DefineBigrams()]
