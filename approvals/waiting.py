"""Who an application waits for, and since when: seen by everybody who may see it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from approvals.models import AgendaItem, Application
from approvals.status import ApplicationStatus, ItemStatus


@dataclass(frozen=True)
class Waiting:
    """`who` is blank when nobody is waited for; `item`: where it runs on an agenda."""

    who: str
    what: str
    since: datetime
    item: AgendaItem | None = None


def waiting_for(application: Application) -> Waiting:
    return waiting_for_each([application])[application.pk]


def waiting_for_each(applications: Collection[Application]) -> dict[int, Waiting]:
    """By application, in one query for all of them; only what is in review stands on an agenda."""
    in_review = [a for a in applications if a.status == ApplicationStatus.IN_REVIEW]
    items = AgendaItem.objects.running().filter(application__in=in_review)
    on_agenda = {item.application_id: item for item in items.select_related("meeting")}
    return {
        a.pk: Waiting(*_who_and_what(a, item), (item or a).waiting_since, item)
        for a, item in ((a, on_agenda.get(a.pk)) for a in applications)
    }


def _who_and_what(application: Application, item: AgendaItem | None) -> tuple[str, str]:
    match application.status:
        case ApplicationStatus.DRAFT | ApplicationStatus.RETURNED if application.passed_to_head_at:
            return f"{application.department.name}の課長", "内容の確認と提出"
        case ApplicationStatus.DRAFT:
            return application.department.name, "記入"
        case ApplicationStatus.SUBMITTED:
            return "事務局", "受付"
        case ApplicationStatus.RETURNED:
            return application.department.name, "指摘への対応と再提出"
        case ApplicationStatus.IN_REVIEW:
            return _on_agenda(item) if item else ("事務局", "委員会の議題にのせること")
        case _:
            return "", ""


def _on_agenda(item: AgendaItem) -> tuple[str, str]:
    from komae_sns.documents import wareki

    match item.status:
        case ItemStatus.WAITING if item.meeting.is_circulation:
            return "事務局", "持ち回りで委員に回付すること"
        case ItemStatus.VOTING if item.meeting.is_circulation:
            return "委員", f"持ち回りの回答（締切 {item.meeting.deadline}）"
        case ItemStatus.WAITING:
            return "委員会", f"{wareki.long(item.meeting.held_on)}の会議での審議"
        case ItemStatus.VOTING:
            return "委員", "採決"
        case _:
            return "委員長", "決定"
