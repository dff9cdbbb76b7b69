"""The committee: rule by date, who takes part in an item, how an item ended."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0001_initial"),
        ("staff", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CommitteeRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(unique=True, verbose_name="この日から")),
                (
                    "rule",
                    models.JSONField(help_text="approvals.tally.Rule", verbose_name="採決の定め"),
                ),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="根拠")),
            ],
            options={
                "verbose_name": "採決の定め",
                "verbose_name_plural": "採決の定め",
                "ordering": ["-valid_from"],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("VOTES", "表決"),
                            ("PRESIDES", "議長（表決に加わらない）"),
                            ("EXCLUDED", "除斥"),
                        ],
                        max_length=8,
                        verbose_name="役割",
                    ),
                ),
                ("left_at", models.DateTimeField(null=True, verbose_name="表決の前に退席した日時")),
            ],
            options={
                "verbose_name": "議題の出席者",
                "verbose_name_plural": "議題の出席者",
                "ordering": ["pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="agendaitem",
            options={
                "ordering": ["meeting", "position", "pk"],
                "verbose_name": "議題",
                "verbose_name_plural": "議題",
            },
        ),
        migrations.RemoveConstraint(
            model_name="agendaitem",
            name="agenda_item_once",
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="closed_for",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="ended_because",
            field=models.TextField(blank=True, verbose_name="理由"),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="presided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="議長",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="arrived_at",
            field=models.DateTimeField(null=True, verbose_name="着席した日時"),
        ),
        migrations.AddField(
            model_name="attendance",
            name="left_at",
            field=models.DateTimeField(null=True, verbose_name="退席した日時"),
        ),
        migrations.AlterField(
            model_name="agendaitem",
            name="status",
            field=models.CharField(
                choices=[
                    ("WAITING", "審議前"),
                    ("VOTING", "採決中"),
                    ("VOTED", "投票終了"),
                    ("DECIDED", "決定"),
                    ("CARRIED_OVER", "継続審議"),
                    ("RETURNED", "差戻し"),
                    ("REMOVED", "議題から除外"),
                ],
                max_length=12,
                verbose_name="状態",
            ),
        ),
        migrations.AlterField(
            model_name="attendance",
            name="present",
            field=models.BooleanField(verbose_name="出席"),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="status",
            field=models.CharField(
                choices=[
                    ("PLANNED", "準備中"),
                    ("OPEN", "開会中"),
                    ("CLOSED", "閉会"),
                    ("CANCELLED", "取りやめ"),
                ],
                max_length=10,
                verbose_name="状態",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["VOTING", "VOTED", "DECIDED"]), _negated=True),
                    ("presided_by__isnull", False),
                    _connector="OR",
                ),
                name="agenda_item_vote_has_its_chair",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("opened_at", None), ("status__in", ["PLANNED", "CANCELLED"])),
                    models.Q(("opened_at__isnull", False), ("status__in", ["OPEN", "CLOSED"])),
                    _connector="OR",
                ),
                name="meeting_open_has_its_time",
            ),
        ),
        migrations.AddField(
            model_name="participant",
            name="appointment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="staff.appointment",
            ),
        ),
        migrations.AddField(
            model_name="participant",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="participants",
                to="approvals.agendaitem",
            ),
        ),
        migrations.AddField(
            model_name="participant",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.UniqueConstraint(fields=("item", "member"), name="participant_once"),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("part__in", ["VOTES", "EXCLUDED"]), ("left_at", None), _connector="OR"
                ),
                name="participant_chair_stays",
            ),
        ),
    ]
