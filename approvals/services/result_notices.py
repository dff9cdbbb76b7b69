"""4(2)ウ: the result on paper, numbered and worded in the step that decides.

Only the words are kept here; the paper is printed when somebody first asks for it
(approvals.papers), so that no press can hold up a decision.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import Decision
from approvals.models import Application, ResultNotice
from komae_sns import city
from komae_sns.documents import wareki
from komae_sns.documents.models import DocumentNumber
from komae_sns.documents.services import issue_number
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment
from komae_sns.staff.posts import Post

Outcome = Decision.Outcome


def take_number(
    application: Application, outcome: Decision.Outcome, *, by: Actor, now: datetime
) -> DocumentNumber:
    """The secretariat's next number, taken before the trail's lock.

    Where nobody of the secretariat sits in a section, that of the section which applied.
    """
    section = people.secretariat_section(by.today) or application.department
    title = f"{_titles()[outcome]}：{application}"[:200]
    return issue_number(section, title=title, now=now)


def issue(
    application: Application,
    decision: Decision,
    number: DocumentNumber,
    *,
    by: Actor,
    now: datetime,
) -> ResultNotice:
    """Part of deciding, which records and tells it."""
    return ResultNotice.objects.create(
        application=application,
        decision=decision,
        document_number=number,
        title=_titles()[decision.outcome],
        words=words(application, decision, number, by=by),
        issued_at=now,
    )


def _titles() -> dict[str, str]:
    return city.facts()["result_notice"]["titles"]


def words(
    application: Application, decision: Decision, number: DocumentNumber, *, by: Actor
) -> dict[str, Any]:
    facts = city.facts()["result_notice"]
    filed = application.latest_round
    return {
        "document_number": str(number),
        "date_line": wareki.long(decision.decided_on),
        "addressee": _addressee(application, by),
        "sender": _sender(by),
        "heading": facts["titles"][decision.outcome],
        "opening": _opening(application, filed),
        "rows": [[label, text] for label, text in _rows(application, decision) if text],
        "notes": facts[_notes_of(application)].get(decision.outcome, []),
    }


def _notes_of(application: Application) -> str:
    return "change_notes" if application.is_change else "notes"


def _addressee(application: Application, by: Actor) -> str:
    """Who filed it; where nobody did, the head of the section."""
    section = application.department
    filed = application.latest_round
    if filed and (submitter := filed.snapshot.get("submitter")):
        holder = submitter["office_and_name"].split("（代決")[0]
        lines = [submitter["division"], holder]
        return "　".join(filter(None, lines)) + "　様"
    heads = Appointment.objects.on(by.today).holding(Post.HEAD).in_section(section)
    head = heads.with_people().order_by("pk").first()
    named = [section.division_name, str(head) if head else f"{section.name}の長"]
    return "　".join(filter(None, named)) + "　様"


def _sender(by: Actor) -> list[str]:
    chair, holder = city.facts()["committee_chair"], by.on_behalf_of
    if holder and holder.post == Post.CHAIR:
        return [chair, f"{holder.user.name}（代決　{by.signature}）"]
    if by.in_person.holds(Post.CHAIR):
        return [chair, by.user.name]
    return [f"{chair}職務代理者", by.signature]


def _opening(application: Application, filed: Any) -> str:
    facts = city.facts()["result_notice"]
    if not (filed and application.document_number):
        return facts["opening_without_form"]
    return facts["opening"].format(
        date=wareki.long(timezone.localdate(filed.submitted_at)),
        number=application.document_number,
        form=city.facts()["plan_form"]["name"],
    )


def _rows(application: Application, decision: Decision) -> list[tuple[str, str]]:
    """Label and text; what is blank is left out."""
    granted, account = decision.grants, application.account or application.changed_account
    is_waived = decision.outcome == Outcome.WAIVED
    return [
        ("件名", application.title),
        ("決定", decision.get_outcome_display()),
        ("決定年月日", wareki.long(decision.decided_on)),
        ("根拠" if is_waived else "審議", decision.basis),
        ("アカウント", str(account) if account else ""),
        ("変更する内容", _change(application)),
        ("認める範囲及び期限" if is_waived else "承認の条件", decision.conditions),
        ("理由", "" if granted and not is_waived else decision.reason),
    ]


def _change(application: Application) -> str:
    """区分「変更」: as it was before the committee."""
    filed = application.latest_round
    if not (application.is_change and filed):
        return ""
    lines = [f"{row['label']}：{row['new'] or '（なし）'}" for row in filed.snapshot["change"]]
    return "\n".join([*lines, *(["運用ポリシーの改正"] if application.revision_id else [])])
