"""承認の条件: laid with the decision, reported by the section, confirmed by others (4(2)ウ)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.checklist import Gap
from accounts.models import Decision, OfficialAccount
from approvals.models import Application, Condition
from approvals.permissions import conditions as may
from approvals.services.refusals import Refused, refuse_unprintable
from approvals.status import ConditionStatus
from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

CLAUSE = "4(2)ウ"


@dataclass(frozen=True)
class Term:
    """A condition as the chair states it. `who` is blank where the section itself is meant."""

    text: str
    due_on: date | None = None
    before_opening: bool = False
    who: str = ""

    @property
    def written(self) -> str:
        """As it stands on papers."""
        facts = (
            self.who,
            f"{wareki.long(self.due_on)}まで" if self.due_on else "",
            "開設の前に" if self.before_opening else "",
        )
        told = "・".join(filter(None, facts))
        return f"{self.text}（{told}）" if told else self.text


def stated(terms: Iterable[Term], today: date) -> tuple[Term, ...]:
    """Those that say something. Raises Refused for what cannot be kept."""
    kept = tuple(term for term in terms if not is_blank(term.text))
    for term in kept:
        refuse_unprintable({"承認の条件": term.text, "だれが": term.who})
        if term.due_on and term.due_on < today:
            raise Refused("条件の期限は、今日か、今日より後の日にしてください。")
    return kept


def as_text(terms: Sequence[Term]) -> str:
    """The decision's own words: numbered where there are several."""
    if len(terms) == 1:
        return terms[0].written
    return "\n".join(f"{number}　{term.written}" for number, term in enumerate(terms, 1))


def lay_down(application: Application, terms: Sequence[Term], *, now: datetime) -> None:
    """Rows only: part of deciding, which records and tells."""
    Condition.objects.bulk_create(
        Condition(
            application=application,
            number=number,
            text=term.text,
            who=term.who,
            due_on=term.due_on,
            before_opening=term.before_opening,
            status=ConditionStatus.OPEN,
            waiting_since=now,
        )
        for number, term in enumerate(terms, 1)
    )


@transaction.atomic
def report(condition: Condition, text: str, *, by: Actor, now: datetime) -> None:
    """満たしたと報告する, with the words or the evidence."""
    condition = _locked(condition)
    require(may.can_report, by, condition)
    if is_blank(text):
        raise Refused("どのように満たしたかを書いてください。")
    condition.move_to(
        ConditionStatus.REPORTED,
        report=text,
        reported_by=by.user,
        reported_at=now,
        waiting_since=now,
    )
    _record("approvals.report_condition", condition, ConditionStatus.OPEN, text, by)
    _tell(Kind.CONDITION_REPORTED, condition, people.secretariat(by.today), now)


@transaction.atomic
def confirm(condition: Condition, *, by: Actor, now: datetime, note: str = "") -> None:
    """確認する: the condition is met, for good."""
    condition = _locked(condition)
    require(may.can_confirm, by, condition)
    _answer(condition, ConditionStatus.MET, note, by, now)
    _record("approvals.confirm_condition", condition, ConditionStatus.REPORTED, note, by)
    _tell(Kind.CONDITION_CONFIRMED, condition, _section(condition, by), now)


@transaction.atomic
def send_back(condition: Condition, *, reason: str, by: Actor, now: datetime) -> None:
    """まだ満たしていない: back to the section, which reports again."""
    condition = _locked(condition)
    require(may.can_confirm, by, condition)
    if is_blank(reason):
        raise Refused("何が足りないかを書いてください。")
    _answer(condition, ConditionStatus.OPEN, reason, by, now)
    _record("approvals.send_back_condition", condition, ConditionStatus.REPORTED, reason, by)
    _tell(Kind.CONDITION_SENT_BACK, condition, _section(condition, by), now)


def _answer(
    condition: Condition, status: ConditionStatus, answer: str, by: Actor, now: datetime
) -> None:
    condition.move_to(
        status, answer=answer, answered_by=by.user, answered_at=now, waiting_since=now
    )


def _locked(condition: Condition) -> Condition:
    rows = Condition.objects.select_for_update(of=("self",))
    names = ("application__department", "application__account__department")
    return rows.select_related(*names).get(pk=condition.pk)


def _record(action: str, condition: Condition, old: ConditionStatus, note: str, by: Actor) -> None:
    application = condition.application
    audit.record(
        action,
        condition,
        by=by,
        clause=CLAUSE,
        changes={"状態": (old.label, condition.get_status_display())},
        note=note,
        mentions=[application, *filter(None, [application.account])],
    )


def _section(condition: Condition, by: Actor) -> Any:
    application = condition.application
    return people.workers_of((application.account or application).department, by.today)


def _tell(kind: Kind, condition: Condition, told: Any, now: datetime) -> None:
    enqueue(kind, told, about=condition, occasion=now.isoformat())


def condition_gaps(account: OfficialAccount, today: date) -> Iterator[Gap]:
    """Registered as a gap of opening (accounts.checklist)."""
    if account.decision.outcome != Decision.Outcome.APPROVED_WITH_CONDITIONS:
        return
    for condition in Condition.objects.keeping_closed(account).order_by("number"):
        sentence = f"開設の前に満たす条件が、まだ確認されていません：{condition.text}"
        yield Gap(sentence, CLAUSE, condition.get_absolute_url())
