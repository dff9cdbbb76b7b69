"""The incidents by kind, status, account, 課, drill and words: every selection is an address."""

from collections.abc import Iterable
from typing import Any, Self

import django_filters as filters
from django.db.models import Q

from accounts.filters import ALL, department_choices
from accounts.models import OfficialAccount
from incidents import cards
from incidents.models import Incident
from incidents.models.incident import IncidentQuerySet
from incidents.status import IncidentStatus
from komae_sns.filters import ListFilter
from komae_sns.searching import LONGEST_QUERY, words_of
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Department

NEWEST = 200  # incidents; their accounts are offered
LONGEST_NUMBER = 18  # digits


class IncidentFilter(ListFilter):
    q = filters.CharFilter(label="ことば", method="by_words", max_length=LONGEST_QUERY)
    kind = filters.ChoiceFilter(label="種類", empty_label=ALL)
    state = filters.ChoiceFilter(
        label="状態",
        choices=[("open", "終わっていないもの"), *IncidentStatus.choices],
        empty_label=ALL,
        method="by_state",
    )
    account = filters.ChoiceFilter(label="アカウント", empty_label=ALL, method="by_account")
    department = filters.ChoiceFilter(label="部課", empty_label=ALL, method="by_department")
    drill = filters.ChoiceFilter(
        label="訓練",
        choices=[("no", "訓練を除く"), ("yes", "訓練だけ")],
        empty_label="どちらも",
        method="by_drill",
    )

    class Meta(ListFilter.Meta):
        model = Incident

    @classmethod
    def of(cls, asked: Any, actor: Actor, departments: Iterable[Department] | None = None) -> Self:
        seen = Incident.objects.visible_to(actor)
        found = cls(asked, seen)
        found.filters["kind"].extra["choices"] = cards.choices()
        found.filters["account"].extra["choices"] = _accounts(seen, asked.get("account", ""))
        found.filters["department"].extra["choices"] = department_choices(departments)
        return found

    def by_words(self, incidents: IncidentQuerySet, name: str, value: str) -> IncidentQuerySet:
        return incidents.holding(words_of(value))

    def by_state(self, incidents: IncidentQuerySet, name: str, value: str) -> IncidentQuerySet:
        return incidents.open() if value == "open" else incidents.filter(status=value)

    def by_account(self, incidents: IncidentQuerySet, name: str, value: str) -> IncidentQuerySet:
        return incidents.filter(account=int(value))

    def by_department(self, incidents: IncidentQuerySet, name: str, value: str) -> IncidentQuerySet:
        return incidents.under(Department(pk=int(value)))

    def by_drill(self, incidents: IncidentQuerySet, name: str, value: str) -> IncidentQuerySet:
        return incidents.filter(is_drill=value == "yes")


def _accounts(seen: IncidentQuerySet, asked: str) -> list[tuple[int, str]]:
    """Those that the newest incidents are about, as this person sees them; and the one asked for,
    however long ago that was."""
    newest = seen.exclude(account=None).order_by("-pk").values("account")[:NEWEST]
    about = Q(pk__in=newest)
    if asked.isdecimal() and len(asked) <= LONGEST_NUMBER:
        about |= Q(pk__in=seen.filter(account=int(asked)).values("account"))
    accounts = OfficialAccount.objects.filter(about).order_by("name", "pk")
    rows = accounts.values_list("pk", "name", "service__name")
    return [(pk, f"{name}（{service}）") for pk, name, service in rows]
