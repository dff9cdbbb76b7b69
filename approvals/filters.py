"""Filters of the application list: addresses that can be shared."""

from typing import Any

import django_filters

from approvals.models import Application
from approvals.models.application import ApplicationQuerySet
from approvals.status import ApplicationStatus
from komae_sns.filters import ListFilter
from komae_sns.searching import LONGEST_QUERY, words_of
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Department


class ApplicationFilter(ListFilter):
    status = django_filters.ChoiceFilter(
        label="状態", choices=ApplicationStatus.choices, empty_label="すべて"
    )
    department = django_filters.ModelChoiceFilter(
        label="部課", queryset=Department.objects.sections(), empty_label="すべて"
    )
    q = django_filters.CharFilter(
        label="ことば（件名・内容）", method="by_words", max_length=LONGEST_QUERY
    )

    class Meta(ListFilter.Meta):
        model = Application
        fields = ("q", "status", "department")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def by_words(self, found: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        return found.holding(words_of(value), actor=self.actor)
