"""The reviews of a 年度 by 部課, 状態, 判定 and lateness: every selection is an address."""

from typing import Any

import django_filters as filters

from accounts.filters import ALL, department_choices
from accounts.models import AnnualReview
from accounts.models.annual_review import AnnualReviewQuerySet
from accounts.status import ReviewStatus
from komae_sns.filters import ListFilter
from komae_sns.staff.actors import Actor
from komae_sns.staff.department_tree import department_tree
from komae_sns.staff.models import Department


class ReviewFilter(ListFilter):
    department = filters.ChoiceFilter(label="部課", empty_label=ALL, method="by_department")
    status = filters.ChoiceFilter(label="状態", choices=ReviewStatus.choices, empty_label=ALL)
    verdict = filters.ChoiceFilter(
        label="判定", choices=AnnualReview.Verdict.choices, empty_label=ALL
    )
    late = filters.ChoiceFilter(
        label="期限", choices=[("yes", "期限を過ぎた")], empty_label=ALL, method="by_lateness"
    )

    class Meta(ListFilter.Meta):
        model = AnnualReview

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        departments: dict[int, Department] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        tree = department_tree() if departments is None else departments
        self.filters["department"].extra["choices"] = department_choices(tree.values())

    def by_department(
        self, found: AnnualReviewQuerySet, name: str, value: str
    ) -> AnnualReviewQuerySet:
        return found.under(Department(pk=int(value)))

    def by_lateness(
        self, found: AnnualReviewQuerySet, name: str, value: str
    ) -> AnnualReviewQuerySet:
        return found.overdue_on(self.actor.today)
