"""Filters of the application list: addresses that can be shared."""

from typing import Any, Self

import django_filters

from accounts.models import OfficialAccount
from approvals.models import Application, PostDraft
from approvals.models.application import ApplicationQuerySet
from approvals.status import ApplicationStatus, PostStatus
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


class PostFilter(ListFilter):
    account = django_filters.ModelChoiceFilter(
        label="アカウント", queryset=OfficialAccount.objects.none(), empty_label="すべて"
    )
    status = django_filters.ChoiceFilter(
        label="状態", choices=PostStatus.choices, empty_label="すべて"
    )

    class Meta(ListFilter.Meta):
        model = PostDraft

    @classmethod
    def of(cls, asked: Any, actor: Actor) -> Self:
        """To choose from: accounts of which one sees a draft."""
        seen = PostDraft.objects.visible_to(actor)
        found = cls(asked, queryset=seen)
        accounts = OfficialAccount.objects.filter(pk__in=seen.order_by().values("account"))
        found.filters["account"].queryset = accounts.select_related("service").order_by("name")
        return found
