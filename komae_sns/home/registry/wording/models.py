"""What the secretariat chose to say to citizens, and when it vouches for no account; only added."""

from typing import Self

from django.db import models

from komae_sns.staff.models import User


class PublicWordsQuerySet(models.QuerySet["PublicWords"]):
    def newest_first(self) -> Self:
        return self.order_by("-number")


class PublicWords(models.Model):
    """All of it each time; the latest holds. Before the first, the city's registry.toml does."""

    number = models.PositiveIntegerField("番号", unique=True)
    lead = models.CharField("一覧のはじめの文", max_length=300)
    contact = models.CharField("連絡先", max_length=100)
    contact_hint = models.CharField("あやしいアカウントを見たときの文", max_length=300)
    # Keys of incidents.toml.
    doubted_kinds = models.JSONField("「現在確認中」と示す事案")
    because = models.CharField("変えた理由", max_length=200)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="決めた人")
    set_at = models.DateTimeField("決めた日時")

    objects = PublicWordsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "市民に見せる一覧の文"
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(lead="") & ~models.Q(contact="") & ~models.Q(contact_hint=""),
                name="public_words_are_said",
            )
        ]

    def __str__(self) -> str:
        return f"第{self.number}版"

    @property
    def chosen(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in CHOSEN}


CHOSEN = ("lead", "contact", "contact_hint", "doubted_kinds")
