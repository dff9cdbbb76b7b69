"""The warnings that somebody may see: chosen by state and words; as files."""

from datetime import datetime

import django_filters as filters
from django.http import QueryDict
from django.utils.timezone import localtime

from accounts.filters import ALL
from incidents.models import PublicWarning
from incidents.models.public_warning import PublicWarningQuerySet
from incidents.status import WarningStatus
from komae_sns.documents.listings import Column, Listing
from komae_sns.filters import ListFilter
from komae_sns.searching import LONGEST_QUERY, words_of
from komae_sns.staff.actors import Actor


class WarningFilter(ListFilter):
    q = filters.CharFilter(label="ことば", method="by_words", max_length=LONGEST_QUERY)
    status = filters.ChoiceFilter(label="状態", choices=WarningStatus.choices, empty_label=ALL)

    class Meta(ListFilter.Meta):
        model = PublicWarning

    def by_words(self, rows: PublicWarningQuerySet, name: str, value: str) -> PublicWarningQuerySet:
        return rows.holding(words_of(value))


def _chosen(asked: QueryDict, actor: Actor) -> WarningFilter:
    return WarningFilter(asked, PublicWarning.objects.visible_to(actor))


def _columns(_actor: Actor) -> tuple[Column, ...]:
    return (
        Column("事案番号", ("incident__number__text",), share=14),
        Column("題名", ("title",), share=34),
        Column("状態", ("status",), lambda status: WarningStatus(status).label, share=14),
        Column("版", ("public_version__number",), share=4),
        Column("公開している本文", ("public_version__body",)),
        Column("はじめて公開した日時", ("published_at",), _moment, share=17),
        Column("出した人", ("public_version__submitted_by__name",)),
        Column("公開した人", ("public_version__approved_by__name",)),
        Column("終えた日時", ("ended_at",), _moment, share=17),
        Column("終えた理由", ("ended_because",)),
    )


def _moment(at: datetime | None) -> datetime | None:
    return localtime(at) if at else None


WARNINGS = Listing(
    "warnings",
    "注意喚起",
    lambda asked, actor: _chosen(asked, actor).qs,
    _columns,
    lambda asked, actor: _chosen(asked, actor).said,
)
