import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import komae_sns.notices.kinds
import komae_sns.notices.models.mail


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MailServer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("away_since", models.DateTimeField(null=True)),
                ("away_until", models.DateTimeField(null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("reply", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "verbose_name": "メールサーバー",
                "verbose_name_plural": "メールサーバー",
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=komae_sns.notices.kinds.choices, max_length=40, verbose_name="種類"
                    ),
                ),
                (
                    "delivery",
                    models.CharField(
                        choices=[
                            ("AT_ONCE", "すぐにメール"),
                            ("DIGEST", "1日1回まとめて"),
                            ("NONE", "メールしない"),
                        ],
                        max_length=10,
                        verbose_name="メール",
                    ),
                ),
            ],
            options={
                "verbose_name": "お知らせの受けとり方",
                "verbose_name_plural": "お知らせの受けとり方",
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="delivery",
            field=models.CharField(
                choices=[
                    ("AT_ONCE", "すぐにメール"),
                    ("DIGEST", "1日1回まとめて"),
                    ("NONE", "メールしない"),
                ],
                db_default="NONE",
                default="NONE",
                max_length=10,
                verbose_name="メール",
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=komae_sns.notices.kinds.choices, max_length=40, verbose_name="種類"
            ),
        ),
        migrations.CreateModel(
            name="DeadAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=254, verbose_name="メールアドレス")),
                ("reply", models.CharField(max_length=300, verbose_name="サーバーの返事")),
                ("found_at", models.DateTimeField(verbose_name="わかった日時")),
                ("cleared_at", models.DateTimeField(null=True)),
                (
                    "cleared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dead_addresses",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="職員",
                    ),
                ),
            ],
            options={
                "verbose_name": "届かない宛先",
                "verbose_name_plural": "届かない宛先",
            },
        ),
        migrations.CreateModel(
            name="Mail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest_on", models.DateField(null=True, verbose_name="まとめた日")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("WAITING", "送信待ち"),
                            ("SENT", "送信済"),
                            ("UNDELIVERABLE", "届かない"),
                        ],
                        default="WAITING",
                        max_length=13,
                        verbose_name="状態",
                    ),
                ),
                ("subject", models.CharField(max_length=300, verbose_name="件名")),
                ("text", models.TextField(verbose_name="本文")),
                ("link", models.CharField(max_length=500, verbose_name="リンク")),
                (
                    "message_id",
                    models.CharField(
                        default=komae_sns.notices.models.mail.new_message_id,
                        max_length=300,
                        unique=True,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="作成")),
                ("attempts", models.PositiveIntegerField(default=0, verbose_name="試した回数")),
                (
                    "next_attempt_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="次に送る日時"
                    ),
                ),
                ("lease", models.UUIDField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                (
                    "trouble",
                    models.CharField(blank=True, max_length=300, verbose_name="サーバーの返事"),
                ),
                ("sent_at", models.DateTimeField(null=True, verbose_name="送信")),
                ("sent_to", models.CharField(blank=True, max_length=254, verbose_name="宛先")),
                (
                    "notice",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mail",
                        to="notices.notice",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mails",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "お知らせのメール",
                "verbose_name_plural": "お知らせのメール",
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="digest",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="notices.mail",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("delivery", "DIGEST"), ("digest", None), ("read_at", None)),
                fields=["person"],
                name="notice_for_digest",
            ),
        ),
        migrations.AddField(
            model_name="preference",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="deadaddress",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cleared_at", None)),
                fields=("person", "address"),
                name="dead_address_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadaddress",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cleared_at", None), ("cleared_by", None)),
                    models.Q(("cleared_at__isnull", False), ("cleared_by__isnull", False)),
                    _connector="OR",
                ),
                name="dead_address_cleared",
            ),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                condition=models.Q(("status", "WAITING")),
                fields=["next_attempt_at", "id"],
                name="mail_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(fields=["status", "id"], name="mail_status"),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.UniqueConstraint(
                fields=("person", "digest_on"), name="mail_one_digest_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("digest_on__isnull", False), ("notice", None)),
                    models.Q(("digest_on", None), ("notice__isnull", False)),
                    _connector="OR",
                ),
                name="mail_of_a_notice_or_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at__isnull", False), ("status", "SENT")),
                    models.Q(models.Q(("status", "SENT"), _negated=True), ("sent_at", None)),
                    _connector="OR",
                ),
                name="mail_sent_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.UniqueConstraint(fields=("person", "kind"), name="preference_once"),
        ),
    ]
