"""期限の知らせ: the row is the reminder, once for each matter, stage and person (DESIGN 9)."""

from typing import Self

from django.db import models
from django.db.models import Q

from komae_sns.lives import Life
from komae_sns.notices import kinds
from komae_sns.notices.kinds import Delivery, Kind
from komae_sns.notices.models.notice import Notice
from komae_sns.notices.stages import stage_in_words
from komae_sns.notices.status import REMINDER_STARTS, REMINDER_TRANSITIONS, ReminderStatus
from komae_sns.staff.models import Appointment, User


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def waiting(self) -> Self:
        return self.filter(status=ReminderStatus.WAITING)

    def told(self) -> Self:
        return self.filter(status=ReminderStatus.TOLD)

    def for_digest(self) -> Self:
        """Told in the portal, not read there, and in no daily mail yet."""
        pending = {"notice__delivery": Delivery.DIGEST, "notice__digest": None}
        return self.told().filter(**pending, notice__read_at=None)

    def without_mail(self) -> Self:
        """In the portal alone, for want of an address that takes mail."""
        dead = Q(notice__mail__status="UNDELIVERABLE") | Q(notice__digest__status="UNDELIVERABLE")
        return self.told().filter(Q(person__email="") | dead)

    def with_names(self) -> Self:
        return self.select_related(
            "person", "in_place_of__user", "notice__mail", "notice__digest", "notice"
        )


class Reminder(Life):
    """Of `subject_id`, a row of the kind's own table. Never changed but when it is told."""

    STATUS, TRANSITIONS, STARTS = ReminderStatus, REMINDER_TRANSITIONS, REMINDER_STARTS

    kind = models.CharField("種類", max_length=40, choices=kinds.choices)
    subject_id = models.BigIntegerField("対象の番号")
    counted_from = models.DateField("数えはじめる日")
    # Days from the day on which it is due; before that day less than 0.
    stage = models.IntegerField("段階")
    person = models.ForeignKey(
        User, models.PROTECT, related_name="reminders", verbose_name="知らせる人"
    )
    in_place_of = models.ForeignKey(
        Appointment,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name="だれの代わりか",
    )
    from_above = models.BooleanField("上への知らせ", default=False)
    status = models.CharField(
        "状態", max_length=8, choices=ReminderStatus, default=ReminderStatus.WAITING
    )
    planned_at = models.DateTimeField("予定した日時")
    told_at = models.DateTimeField("知らせた日時", null=True)
    notice = models.OneToOneField(
        Notice, models.PROTECT, null=True, related_name="reminder", verbose_name="お知らせ"
    )

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "期限の知らせ"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id", "person", "counted_from", "stage"],
                name="reminder_once",
            ),
            models.CheckConstraint(
                condition=Q(status=ReminderStatus.TOLD, told_at__isnull=False, notice__isnull=False)
                | Q(~Q(status=ReminderStatus.TOLD), told_at=None, notice=None),
                name="reminder_told_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["kind", "id"],
                condition=Q(status=ReminderStatus.WAITING),
                name="reminder_waiting",
            ),
            models.Index(fields=["kind", "-id"], name="reminder_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.person.name}）"

    @property
    def stage_label(self) -> str:
        return stage_in_words(self.stage)

    @property
    def mail_label(self) -> str:
        """Whether it went out by mail too, as far as is known."""
        notice = self.notice
        if notice is None:
            return ""
        if mail := getattr(notice, "mail", None) or notice.digest:
            return f"{'まとめの' if mail.digest_on else ''}メール：{mail.get_status_display()}"
        if not self.person.email:
            return "アドレスがないので、画面だけ"
        if notice.delivery == Delivery.DIGEST:
            return "画面で読んだ" if notice.read_at else "次のまとめのメール"
        return "メールしない受けとり方"

    @property
    def occasion(self) -> str:
        """Names the notice: one for each stage of each matter."""
        return f"{self.counted_from}:{self.stage}"


class ReminderRule(models.Model):
    """When a kind is told, where the secretariat chose otherwise than the city's data say."""

    kind = models.CharField("種類", max_length=40, choices=kinds.choices, unique=True)
    is_on = models.BooleanField("知らせる", default=True)
    stages = models.JSONField("知らせる日", help_text="期限からの日数。期限の前は負の数")
    repeat = models.PositiveIntegerField("そのあと何日ごとに", default=0)
    escalate = models.IntegerField("部長と事務局にも知らせる日", null=True)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField("変えた日時")

    class Meta:
        verbose_name = verbose_name_plural = "期限の知らせの定め"

    def __str__(self) -> str:
        return Kind(self.kind).label
