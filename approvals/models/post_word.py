"""Words of 投稿前チェック that the secretariat added, paused or excepted; only added to."""

from collections.abc import Iterable

from django.db import models

from approvals.post_check.rules import KNOWN_SORTS, Changes, known_of_the_city, words_of_the_city
from komae_sns.staff.models import User


class PostWordQuerySet(models.QuerySet["PostWord"]):
    def with_names(self) -> "PostWordQuerySet":
        return self.select_related("set_by")

    def changes(self) -> Changes:
        """What they come to: of one word the latest row holds."""
        rows = self.order_by("pk").values_list("sort", "word", "is_on")
        return changes_of(rows)


class PostWord(models.Model):
    """`sort` is a kind of post_check.toml, or one of KNOWN_SORTS (what is no finding)."""

    sort = models.CharField("一覧", max_length=20)
    word = models.CharField("言葉", max_length=100)
    is_on = models.BooleanField("使う")
    because = models.CharField("理由", max_length=200, blank=True)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="決めた人")
    set_at = models.DateTimeField("決めた日時")

    objects = PostWordQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "投稿前チェックの言葉"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.word


def changes_of(rows: Iterable[tuple[str, str, bool]]) -> Changes:
    latest = {(sort, word): is_on for sort, word, is_on in rows}
    on = {key for key, is_on in latest.items() if is_on}
    off = set(latest) - on
    return Changes(
        added=frozenset(key for key in on if key[0] not in KNOWN_SORTS),
        paused=frozenset(key for key in off if key[0] not in KNOWN_SORTS),
        known=frozenset(key for key in on if key[0] in KNOWN_SORTS),
        forgotten=frozenset(key for key in off if key[0] in KNOWN_SORTS),
    )


def of_the_city(sort: str) -> tuple[str, ...]:
    """As the city's file has them."""
    if sort in KNOWN_SORTS:
        return tuple(known_of_the_city()[sort])
    return words_of_the_city().get(sort, ())
