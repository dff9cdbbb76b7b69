"""The list of policies by 部課, 媒体, 版の状態 and words: every selection is an address."""

from typing import Any

import django_filters as filters

from accounts.filters import ALL, department_choices
from accounts.models import Service
from komae_sns.filters import ListFilter
from komae_sns.searching import LONGEST_QUERY, words_of
from policies.models import Policy, PolicyQuerySet


class PolicyFilter(ListFilter):
    q = filters.CharFilter(
        label="ことば（題名・条文）", method="by_words", max_length=LONGEST_QUERY
    )
    department = filters.ChoiceFilter(label="部課", empty_label=ALL, method="by_department")
    service = filters.ChoiceFilter(label="媒体", empty_label=ALL, method="by_service")
    state = filters.ChoiceFilter(
        label="状態",
        empty_label=ALL,
        method="by_state",
        choices=[
            ("in_force", "施行中の版がある"),
            ("draft", "案がある"),
            ("never", "まだ施行していない"),
        ],
    )

    class Meta(ListFilter.Meta):
        model = Policy

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.filters["department"].extra["choices"] = department_choices()
        self.filters["service"].extra["choices"] = list(Service.objects.values_list("pk", "name"))

    def by_words(self, policies: PolicyQuerySet, name: str, value: str) -> PolicyQuerySet:
        return policies.holding(words_of(value), actor=self.actor)

    def by_department(self, policies: PolicyQuerySet, name: str, value: str) -> PolicyQuerySet:
        return policies.under(int(value))

    def by_service(self, policies: PolicyQuerySet, name: str, value: str) -> PolicyQuerySet:
        return policies.on_service(int(value))

    def by_state(self, policies: PolicyQuerySet, name: str, value: str) -> PolicyQuerySet:
        if value == "draft":
            return policies.with_draft_for(self.actor)
        promulgated = policies.promulgated()
        if value == "in_force":
            return promulgated
        return policies.exclude(pk__in=promulgated.values("pk"))
