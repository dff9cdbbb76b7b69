"""One row per kind, person, subject and occasion: the row is the notice, so none comes twice."""

from typing import Self

from django.db import models
from django.db.models import Q

from komae_sns.notices import kinds
from komae_sns.notices.kinds import Delivery, effect_of
from komae_sns.staff.models import User


class NoticeQuerySet(models.QuerySet["Notice"]):
    def for_person(self, user: User) -> Self:
        return self.filter(person=user)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def for_digest(self) -> Self:
        """Told by no daily mail yet, and not read in the portal meanwhile."""
        return self.unread().filter(delivery=Delivery.DIGEST, digest=None)


class Notice(models.Model):
    kind = models.CharField("種類", max_length=40, choices=kinds.choices)
    person = models.ForeignKey(User, models.PROTECT, related_name="notices")
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=40)
    occasion = models.CharField(max_length=60)
    title = models.CharField("件名", max_length=300)
    body = models.TextField("本文")
    url = models.CharField("リンク", max_length=500)
    created_at = models.DateTimeField("日時", auto_now_add=True)
    read_at = models.DateTimeField("読んだ日時", null=True)
    delivery = models.CharField(
        "メール", max_length=10, choices=Delivery, default=Delivery.NONE, db_default=Delivery.NONE
    )
    digest = models.ForeignKey("Mail", models.PROTECT, null=True, related_name="notices")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "お知らせ"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "person", "subject_type", "subject_id", "occasion"],
                name="notice_once",
            )
        ]
        indexes = [
            models.Index(fields=["person", "read_at", "id"], name="notice_person"),
            models.Index(
                fields=["person"],
                condition=Q(delivery=Delivery.DIGEST, digest=None, read_at=None),
                name="notice_for_digest",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def effect(self) -> str:
        return effect_of(self.kind)
