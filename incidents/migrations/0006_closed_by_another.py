import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0032_contact_withdrawn_and_deputed"),
        ("documents", "0006_uploads"),
        ("incidents", "0005_reports_and_lessons"),
        ("staff", "0003_deputies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="resolved_for",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="staff.appointment",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_by", None),
                    models.Q(("closed_by", models.F("resolved_by")), _negated=True),
                    _connector="OR",
                ),
                name="incident_closed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("resolved_for", None), ("resolved_by__isnull", False), _connector="OR"
                ),
                name="incident_resolved_for_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="incidentstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("act", "EVIDENCE"), _negated=True), ("proof", "FILE"), _connector="OR"
                ),
                name="incident_step_of_evidence_keeps_a_file",
            ),
        ),
    ]
