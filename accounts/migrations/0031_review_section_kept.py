from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("accounts", "0030_review_section_filled")]

    operations = [
        migrations.AlterField(
            model_name="annualreview",
            name="first_due_on",
            field=models.DateField(verbose_name="はじめの期限"),
        ),
        migrations.AddConstraint(
            model_name="annualreview",
            constraint=models.CheckConstraint(
                condition=Q(status__in=["OPEN", "RETURNED"], department=None)
                & Q(division_name="", department_name="")
                | ~Q(status__in=["OPEN", "RETURNED"])
                & Q(department__isnull=False)
                & ~Q(department_name=""),
                name="review_section_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="annualreview",
            constraint=models.CheckConstraint(
                condition=Q(due_on__gte=F("first_due_on")), name="review_due_never_sooner"
            ),
        ),
    ]
