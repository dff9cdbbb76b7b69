"""The register by 媒体, 部課, 状態, 認証, 所管・担当 and words: every selection is an address."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Self

import django_filters as filters

from accounts.models import OfficialAccount, PermittedContact, Service, StatusCheck, Suspension
from accounts.models.official_account import OfficialAccountQuerySet
from accounts.models.status_check import StatusCheckQuerySet
from accounts.status import AccountStatus, ContactStatus, SuspensionStatus
from komae_sns.filters import ListFilter
from komae_sns.searching import LONGEST_QUERY, words_of
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Department

Choices = list[tuple[Any, Any]]
ALL = "すべて"


class AccountFilter(ListFilter):
    """Reads services and departments once each, so that the page's queries stay few."""

    q = filters.CharFilter(
        label="ことば（表示名・目的など）", method="by_words", max_length=LONGEST_QUERY
    )
    service = filters.ChoiceFilter(label="媒体", empty_label=ALL)
    department = filters.ChoiceFilter(label="部課", empty_label=ALL, method="by_department")
    status = filters.ChoiceFilter(label="状態", choices=AccountStatus.choices, empty_label=ALL)
    badge = filters.ChoiceFilter(
        label="認証", choices=OfficialAccount.Badge.choices, empty_label=ALL
    )
    silence = filters.ChoiceFilter(
        label="発信",
        choices=[("idle", "休眠（長く発信がない）"), ("unknown", "最後の発信がわからない")],
        empty_label=ALL,
        method="by_silence",
    )
    mine = filters.ChoiceFilter(
        label="自分のもの",
        choices=[("section", "自分の課が運用"), ("person", "自分が管理者・担当者")],
        empty_label=ALL,
        method="by_mine",
    )

    class Meta(ListFilter.Meta):
        model = OfficialAccount

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        services: Iterable[Service],
        departments: Iterable[Department],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.filters["service"].extra["choices"] = [(s.pk, s.name) for s in services]
        self.filters["department"].extra["choices"] = department_choices(departments)

    def filter_queryset(self, accounts: OfficialAccountQuerySet) -> OfficialAccountQuerySet:
        """What was given up before its opening is shown to whoever asks for it."""
        found = super().filter_queryset(accounts)
        return found if self.form.cleaned_data.get("status") else found.official()

    def by_words(
        self, accounts: OfficialAccountQuerySet, name: str, value: str
    ) -> OfficialAccountQuerySet:
        return accounts.holding(words_of(value))

    def by_department(
        self, accounts: OfficialAccountQuerySet, name: str, value: str
    ) -> OfficialAccountQuerySet:
        return accounts.under(Department(pk=int(value)))

    def by_silence(
        self, accounts: OfficialAccountQuerySet, name: str, value: str
    ) -> OfficialAccountQuerySet:
        today = self.actor.today
        return accounts.idle_on(today) if value == "idle" else accounts.silence_unknown_on(today)

    def by_mine(
        self, accounts: OfficialAccountQuerySet, name: str, value: str
    ) -> OfficialAccountQuerySet:
        if value == "section":
            return accounts.of_sections(self.actor.section_ids)
        return accounts.cared_for_by(self.actor)


class StatusCheckFilter(ListFilter):
    """Those ahead, unless somebody asks for what was found."""

    FOUND = "found"
    department = filters.ChoiceFilter(label="部課", empty_label=ALL, method="by_department")
    state = filters.ChoiceFilter(
        label="どの確認か",
        choices=[
            ("late", "期日を過ぎたもの"),
            ("soon", "30日のうちに期日が来るもの"),
            (FOUND, "済んだもの"),
            ("trouble", "異常・ログイン不能だったもの"),
        ],
        empty_label="これからのもの",
        method="by_state",
    )

    class Meta(ListFilter.Meta):
        model = StatusCheck

    @classmethod
    def of(cls, asked: Any, actor: Actor, departments: Iterable[Department]) -> Self:
        found = cls(asked, StatusCheck.objects.visible_to(actor))
        found.today = actor.today
        found.filters["department"].extra["choices"] = department_choices(departments)
        return found

    def filter_queryset(self, checks: StatusCheckQuerySet) -> StatusCheckQuerySet:
        found = super().filter_queryset(checks)
        return found if self.form.cleaned_data.get("state") else found.due()

    def by_department(
        self, checks: StatusCheckQuerySet, name: str, value: str
    ) -> StatusCheckQuerySet:
        within = OfficialAccount.objects.under(Department(pk=int(value)))
        return checks.filter(account__in=within)

    def by_state(self, checks: StatusCheckQuerySet, name: str, value: str) -> StatusCheckQuerySet:
        match value:
            case "late":
                return checks.due_by(self.today - timedelta(days=1))
            case "soon":
                return checks.due_by(self.today + timedelta(days=30))
            case "trouble":
                return checks.found_trouble()
            case _:
                return checks.done()


class SuspensionFilter(ListFilter):
    status = filters.ChoiceFilter(label="段階", choices=SuspensionStatus.choices, empty_label=ALL)
    level = filters.ChoiceFilter(label="影響度", choices=Suspension.Level.choices, empty_label=ALL)

    class Meta(ListFilter.Meta):
        model = Suspension


class ContactFilter(ListFilter):
    kind = filters.ChoiceFilter(
        label="種類", choices=PermittedContact.Kind.choices, empty_label=ALL
    )
    status = filters.ChoiceFilter(label="状態", choices=ContactStatus.choices, empty_label=ALL)

    class Meta(ListFilter.Meta):
        model = PermittedContact


def department_choices(departments: Iterable[Department] | None = None) -> Choices:
    """課 under their 部, both to choose, in 五十音 order; those outside any 部 come last."""
    below = defaultdict(list)
    for department in Department.objects.by_kana() if departments is None else departments:
        below[department.parent_id].append(department)
    top = below.pop(None, [])
    divisions = [d for d in top if d.kind == Department.Kind.DIVISION]
    grouped = [(d.name, [(d.pk, f"{d.name}のすべて"), *_names(below[d.pk])]) for d in divisions]
    return [*grouped, *_names([d for d in top if d not in divisions])]


def _names(departments: list[Department]) -> Choices:
    return [
        (d.pk, f"{d.name}（{d.ends_on.year}年まで）" if d.ends_on else d.name) for d in departments
    ]
