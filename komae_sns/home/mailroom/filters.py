"""Filters of notices and of mails: addresses that can be shared."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet

from komae_sns.audit.filters import DateFilter
from komae_sns.filters import ListFilter
from komae_sns.notices.kinds import in_order, kinds_for
from komae_sns.notices.models import Mail, Notice, Reminder
from komae_sns.notices.reminders import all_remindings
from komae_sns.notices.status import MailStatus, ReminderStatus
from komae_sns.staff.actors import Actor

ALL = "すべて"
DIGEST = "digest"


class NoticeFilter(ListFilter):
    unread = filters.ChoiceFilter(
        label="読んだか",
        choices=[("yes", "まだ読んでいないもの")],
        empty_label=ALL,
        method="by_unread",
    )
    kind = filters.ChoiceFilter(label="種類", empty_label=ALL)

    class Meta(ListFilter.Meta):
        model = Notice

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = kinds_for({a.post for a in actor.appointments})
        self.filters["kind"].extra["choices"] = [(kind.value, kind.label) for kind in kinds]

    def by_unread(self, notices: QuerySet, name: str, value: str) -> QuerySet:
        return notices.unread()


class MailFilter(ListFilter):
    status = filters.ChoiceFilter(label="状態", choices=MailStatus.choices, empty_label=ALL)
    kind = filters.ChoiceFilter(
        label="種類",
        choices=[(DIGEST, "1日1回のまとめ"), *((k.value, k.label) for k in in_order())],
        empty_label=ALL,
        method="by_kind",
    )
    person = filters.CharFilter(label="宛名・宛先", method="by_person", max_length=100)
    since = DateFilter(label="この日から", field_name="created_at", lookup_expr="date__gte")
    until = DateFilter(label="この日まで", field_name="created_at", lookup_expr="date__lte")

    class Meta(ListFilter.Meta):
        model = Mail

    def by_kind(self, mails: QuerySet, name: str, value: str) -> QuerySet:
        return mails.filter(notice=None) if value == DIGEST else mails.filter(notice__kind=value)

    def by_person(self, mails: QuerySet, name: str, value: str) -> QuerySet:
        return mails.filter(
            Q(person__name__icontains=value)
            | Q(person__kana__icontains=value)
            | Q(person__email__icontains=value)
            | Q(sent_to__icontains=value)
        )


class ReminderFilter(ListFilter):
    kind = filters.ChoiceFilter(label="種類", empty_label=ALL)
    status = filters.ChoiceFilter(label="状態", choices=ReminderStatus.choices, empty_label=ALL)
    mail = filters.ChoiceFilter(
        label="メール",
        choices=[("none", "届いていないもの")],
        empty_label=ALL,
        method="by_mail",
    )
    person = filters.CharFilter(label="知らせる人", method="by_person", max_length=100)
    since = DateFilter(label="この日から", field_name="planned_at", lookup_expr="date__gte")
    until = DateFilter(label="この日まで", field_name="planned_at", lookup_expr="date__lte")

    class Meta(ListFilter.Meta):
        model = Reminder

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [each.kind for each in all_remindings()]
        self.filters["kind"].extra["choices"] = [(kind.value, kind.label) for kind in kinds]

    def by_mail(self, reminders: QuerySet, name: str, value: str) -> QuerySet:
        return reminders.without_mail()

    def by_person(self, reminders: QuerySet, name: str, value: str) -> QuerySet:
        return reminders.filter(
            Q(person__name__icontains=value)
            | Q(person__kana__icontains=value)
            | Q(person__email__icontains=value)
        )
