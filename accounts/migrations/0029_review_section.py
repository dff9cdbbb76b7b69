import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0028_review_search_keys"),
        ("staff", "0003_deputies"),
    ]

    operations = [
        migrations.AddField(
            model_name="annualreview",
            name="department",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="staff.department",
                verbose_name="答えた部課",
            ),
        ),
        migrations.AddField(
            model_name="annualreview",
            name="department_name",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="答えた課"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="annualreview",
            name="division_name",
            field=models.CharField(blank=True, default="", max_length=100, verbose_name="答えた部"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="annualreview",
            name="first_due_on",
            field=models.DateField(null=True, verbose_name="はじめの期限"),
        ),
    ]
