"""The impostors that somebody may see: chosen by state, service and words; as files."""

from datetime import datetime

import django_filters as filters
from django.http import QueryDict
from django.utils.timezone import localtime

from accounts.filters import ALL
from accounts.models import Service
from incidents.models import Impostor
from incidents.models.impostor import ImpostorQuerySet
from incidents.status import ImpostorStatus
from komae_sns.documents.listings import Column, Listing
from komae_sns.filters import ListFilter
from komae_sns.searching import LONGEST_QUERY, words_of
from komae_sns.staff.actors import Actor


class ImpostorFilter(ListFilter):
    q = filters.CharFilter(label="ことば", method="by_words", max_length=LONGEST_QUERY)
    state = filters.ChoiceFilter(
        label="状態",
        choices=[("left", "終わっていないもの"), *ImpostorStatus.choices],
        empty_label=ALL,
        method="by_state",
    )
    service = filters.ModelChoiceFilter(
        label="媒体", queryset=Service.objects.all(), empty_label=ALL
    )

    class Meta(ListFilter.Meta):
        model = Impostor

    def by_words(self, rows: ImpostorQuerySet, name: str, value: str) -> ImpostorQuerySet:
        return rows.holding(words_of(value))

    def by_state(self, rows: ImpostorQuerySet, name: str, value: str) -> ImpostorQuerySet:
        return rows.not_over() if value == "left" else rows.filter(status=value)


def _chosen(asked: QueryDict, actor: Actor) -> ImpostorFilter:
    return ImpostorFilter(asked, Impostor.objects.visible_to(actor))


def _columns(_actor: Actor) -> tuple[Column, ...]:
    return (
        Column("事案番号", ("incident__number__text",), share=14),
        Column("訓練", ("incident__is_drill",), lambda is_it: "訓練" if is_it else "", share=5),
        Column("媒体", ("service__name",), share=9),
        Column("ユーザー名", ("handle",), share=14),
        Column("アドレス", ("url",), share=24),
        Column("表示名", ("display_name",)),
        Column("固定ID", ("platform_id",)),
        Column("何をしているか", ("what",)),
        Column("状態", ("status",), lambda status: ImpostorStatus(status).label, share=10),
        Column("最初に見つけた日時", ("first_seen_at",), _moment),
        Column("記録した日時", ("found_at",), _moment, share=12),
        Column("記録した人", ("found_by__name",)),
        Column("判断の理由", ("judgement",)),
        Column("判断した日時", ("judged_at",), _moment),
        Column("判断した人", ("judged_by__name",)),
        Column("次に見る日", ("next_watch_on",), share=12),
    )


def _moment(at: datetime | None) -> datetime | None:
    return localtime(at) if at else None


IMPOSTORS = Listing(
    "impostors",
    "なりすましアカウント",
    lambda asked, actor: _chosen(asked, actor).qs,
    _columns,
    lambda asked, actor: _chosen(asked, actor).said,
)
