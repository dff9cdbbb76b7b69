"""Applications, meetings and waivers as files."""

from django.http import Http404, QueryDict

from approvals.filters import ApplicationFilter
from approvals.models import Application, Meeting, Waiver
from approvals.models.application import ApplicationQuerySet
from approvals.models.meeting import MeetingQuerySet
from approvals.models.waiver import WaiverQuerySet
from approvals.permissions import committee as may
from approvals.status import ApplicationStatus, MeetingStatus
from komae_sns.documents.fiscal_year import fiscal_year, label
from komae_sns.documents.listings import Column, Listing
from komae_sns.staff.actors import Actor
from komae_sns.staff.department_tree import department_tree
from komae_sns.staff.permissions import require


def _chosen(asked: QueryDict, actor: Actor) -> ApplicationFilter:
    seen = Application.objects.visible_to(actor)
    return ApplicationFilter(asked or None, queryset=seen, actor=actor)


def _applications(asked: QueryDict, actor: Actor) -> ApplicationQuerySet:
    return _chosen(asked, actor).qs


def _applications_said(asked: QueryDict, actor: Actor) -> list[str]:
    return _chosen(asked, actor).said


def _application_columns(actor: Actor) -> tuple[Column, ...]:
    departments = department_tree()
    return (
        Column("番号", ("pk",), share=5),
        Column("件名", ("title",), lambda title: title or "（件名未記入）", share=34),
        Column("部", ("department_id",), lambda pk: departments[pk].division_name, share=12),
        Column("課", ("department_id",), lambda pk: departments[pk].name, share=13),
        Column("状態", ("status",), lambda status: ApplicationStatus(status).label, share=10),
        Column("いまの段階になった日時", ("waiting_since",), share=12),
        Column("起案者", ("drafted_by__name",)),
        Column("起案日時", ("created_at",)),
        Column("提出の回", ("round",)),
        Column("提出日時", ("submitted_at",), share=12),
        Column("受付日時", ("accepted_at",)),
        Column("決定日時", ("decided_at",), share=12),
        Column("アカウント", ("account__name",)),
    )


def year_asked(asked: QueryDict, actor: Actor) -> int:
    """The 年度 of the address; this year's where it names none."""
    year = asked.get("year", "")
    if not year:
        return fiscal_year(actor.today)
    if not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise Http404
    return int(year)


def _meetings(asked: QueryDict, actor: Actor) -> MeetingQuerySet:
    require(may.can_read_meetings, actor)
    return Meeting.objects.visible_to(actor).of_year(year_asked(asked, actor)).with_counts()


def _meetings_said(asked: QueryDict, actor: Actor) -> list[str]:
    return [f"年度：{label(year_asked(asked, actor))}"]


def _meeting_columns(actor: Actor) -> tuple[Column, ...]:
    return (
        Column("年度", ("fiscal_year",), label, share=12),
        Column("回", ("number",), share=6),
        Column("開催日", ("held_on",), share=12),
        Column("開会時刻", ("starts_at",), lambda at: f"{at:%H:%M}" if at else ""),
        Column("場所", ("place",), share=26),
        Column("状態", ("status",), lambda status: MeetingStatus(status).label, share=10),
        Column("議題", ("item_count",), share=7),
        Column("うち終わったもの", ("ended_count",), share=12),
        Column("開会日時", ("opened_at",)),
        Column("閉会日時", ("closed_at",), share=14),
    )


def _waivers(asked: QueryDict, actor: Actor) -> WaiverQuerySet:
    require(may.can_see_waivers, actor)
    return Waiver.objects.all()


def _waiver_columns(actor: Actor) -> tuple[Column, ...]:
    departments = department_tree()

    def meeting(year: int | None, number: int | None) -> str:
        return f"{label(year)}第{number}回委員会" if year else ""

    return (
        Column("件名", ("application__title",), share=22),
        Column("課", ("application__department_id",), lambda pk: departments[pk].name, share=12),
        Column("ただし書", ("proviso",), lambda proviso: Waiver.Proviso(proviso).label, share=16),
        Column("特に必要と認める理由", ("reason",)),
        Column("認める範囲", ("scope",), share=26),
        Column("期限", ("expires_on",), share=9),
        Column("認めた人", ("granted_by__name",), share=10),
        Column("認めた日時", ("granted_at",)),
        Column(
            "報告した会議", ("reported_to__fiscal_year", "reported_to__number"), meeting, share=15
        ),
        Column("報告した日時", ("reported_at",)),
    )


APPLICATIONS = Listing(
    "applications", "申請", _applications, _application_columns, _applications_said
)
MEETINGS = Listing("meetings", "委員会", _meetings, _meeting_columns, _meetings_said)
WAIVERS = Listing("waivers", "委員長特認", _waivers, _waiver_columns)
