"""A database made before the function was quicker and the indexes took every row at once."""

from django.db import migrations

from komae_sns.searching import TuneBigramIndexes


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0015_steps_back"),
        ("policies", "0003_search_key"),
        ("accounts", "0004_search_by_pairs"),
    ]

    operations = [
        TuneBigramIndexes(
            "accounts_officialaccount",
            "policies_policyversion",
            "approvals_application",
            "approvals_applicationround",
            "approvals_meeting",
            "approvals_waiver",
            "approvals_minutes",
        )
    ]
