"""Who an application waits for, and since when: seen by everybody who may see it."""

from dataclasses import dataclass
from datetime import datetime

from approvals.models import AgendaItem, Application
from approvals.status import ApplicationStatus, ItemStatus


@dataclass(frozen=True)
class Waiting:
    """`who` is blank when nobody is waited for."""

    who: str
    what: str
    since: datetime


def waiting_for(application: Application) -> Waiting:
    return Waiting(*_who_and_what(application), application.waiting_since)


def _who_and_what(application: Application) -> tuple[str, str]:
    match application.status:
        case ApplicationStatus.DRAFT if application.passed_to_head_at:
            return f"{application.department.name}の課長", "内容の確認と提出"
        case ApplicationStatus.DRAFT:
            return application.department.name, "記入"
        case ApplicationStatus.SUBMITTED:
            return "事務局", "受付"
        case ApplicationStatus.RETURNED:
            return application.department.name, "指摘への対応と再提出"
        case ApplicationStatus.IN_REVIEW:
            return _in_review(application)
        case _:
            return "", ""


def _in_review(application: Application) -> tuple[str, str]:
    item = application.agenda_items.running().select_related("meeting").first()
    if item is None:
        return "事務局", "委員会の議題にのせること"
    return _on_agenda(item)


def _on_agenda(item: AgendaItem) -> tuple[str, str]:
    from komae_sns.documents import wareki

    match item.status:
        case ItemStatus.WAITING:
            return "委員会", f"{wareki.long(item.meeting.held_on)}の会議での審議"
        case ItemStatus.VOTING:
            return "委員", "採決"
        case _:
            return "委員長", "決定"
