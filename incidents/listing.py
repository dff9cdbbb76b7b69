"""The incidents as files and on paper."""

from datetime import datetime

from django.http import QueryDict
from django.utils.timezone import localtime

from incidents.filters import IncidentFilter
from incidents.models import Incident
from incidents.status import IncidentStatus
from komae_sns.documents.listings import Column, Listing
from komae_sns.staff.actors import Actor
from komae_sns.staff.department_tree import department_tree


def _chosen(asked: QueryDict, actor: Actor) -> IncidentFilter:
    return IncidentFilter.of(asked, actor, department_tree().values())


def _columns(actor: Actor) -> tuple[Column, ...]:
    departments = department_tree()

    def moment(at: datetime | None) -> datetime | None:
        return localtime(at) if at else None

    return (
        Column("事案番号", ("number__text",), share=17),
        Column("訓練", ("is_drill",), lambda is_it: "訓練" if is_it else "", share=6),
        Column("種類", ("kind_name",), share=13),
        Column("状態", ("status",), lambda status: IncidentStatus(status).label, share=9),
        Column("アカウント", ("account__name",), share=17),
        Column("媒体", ("account__service__name",)),
        Column("部", ("department_id",), lambda pk: departments[pk].division_name),
        Column("課", ("department_id",), lambda pk: departments[pk].name, share=12),
        Column("何が起きているか", ("what",)),
        Column("どこで", ("where",)),
        Column("起きた日時", ("happened_at",), moment, share=13),
        Column("確かさ", ("happened_when",), lambda when: Incident.When(when).label),
        Column("記録した日時", ("recorded_at",), moment, share=13),
        Column("記録した人", ("reported_by__name",)),
        Column("知った方法", ("channel",), lambda channel: Incident.Channel(channel).label),
        Column("所属長の受領", ("head_received_at",), moment),
        Column("統括責任者の受領", ("ciso_received_at",), moment),
        Column("収束", ("resolved_at",), moment),
        Column("終結", ("closed_at",), moment),
    )


INCIDENTS = Listing(
    "incidents",
    "事案",
    lambda asked, actor: _chosen(asked, actor).qs,
    _columns,
    lambda asked, actor: _chosen(asked, actor).said,
)
