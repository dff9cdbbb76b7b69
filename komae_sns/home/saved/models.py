from typing import Self

from django.db import models
from django.urls import reverse

from komae_sns.home.saved.lists import LISTS
from komae_sns.staff.models import User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def of(self, person: User) -> Self:
        return self.filter(person=person)


class SavedView(models.Model):
    """A person's own name for a selection of a list; nothing else depends on it."""

    LONGEST_NAME, LONGEST_QUERY = 40, 1000

    person = models.ForeignKey(User, models.PROTECT, related_name="saved_views")
    place = models.CharField("一覧", max_length=60, help_text="the name of its address")
    name = models.CharField("名前", max_length=LONGEST_NAME)
    query = models.CharField("条件", max_length=LONGEST_QUERY, blank=True)
    created_at = models.DateTimeField("残した日時")

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "残した条件"
        constraints = [
            models.UniqueConstraint(fields=["person", "place", "name"], name="saved_view_name_once")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse(self.place)}?{self.query}"

    @property
    def place_name(self) -> str:
        return LISTS.get(self.place, "")
