"""A decision on an application, and the account it grants (4(2)イ・ウ).

Rows only: the step that decides holds the application's lock, records and tells.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from accounts import address
from accounts.models import Decision, OfficialAccount, Service
from accounts.services import register
from accounts.services.addresses import AddressTaken
from accounts.services.changes import apply_decided
from approvals import changes, plan_form
from approvals.models import Application
from approvals.services import filing, result_notices, rounds
from approvals.services.refusals import Refused
from approvals.status import ApplicationStatus
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment
from policies import services as policies
from policies.models import Policy

Outcome = Decision.Outcome
# The section writes on: to meet the conditions, or what was never before the committee.
REOPENING = frozenset({Outcome.APPROVED_WITH_CONDITIONS, Outcome.WAIVED})
# Without these an account cannot be told from another.
NEEDED = ("service", "display_name", "purpose")


def decide(
    application: Application,
    outcome: Decision.Outcome,
    *,
    basis: str,
    by: Actor,
    now: datetime,
    conditions: str = "",
    reason: str = "",
) -> Decision:
    """One decision per application; a granting one comes with an account in preparation.

    The applicant's notice is numbered and worded here.
    """
    number = result_notices.take_number(application, outcome, by=by, now=now)
    decision = Decision.objects.create(
        outcome=outcome,
        grants=outcome in Decision.GRANTING,
        decided_on=by.today,
        decided_by=by.user,
        basis=basis,
        conditions=conditions,
        reason=reason,
    )
    policy = _locked_policy(application)
    if application.is_change:
        _change(application, decision, by)
    elif policy and outcome in REOPENING:
        policies.unlock_after_filing(rounds.draft_version(application), by=by)
    founds = decision.grants and not application.is_change
    account = _account(application, decision, by) if founds else None
    application.move_to(
        ApplicationStatus(outcome),
        decision=decision,
        account=account,
        decided_at=now,
        waiting_since=now,
    )
    if account and policy:
        policy.accounts.add(account)
    result_notices.issue(application, decision, number, by=by, now=now)
    return decision


def _change(application: Application, decision: Decision, by: Actor) -> None:
    """区分「変更」: what was granted is true of the running account from this transaction on.

    Without a plain grant the section may write on in the policy's new version.
    """
    if decision.outcome != Outcome.APPROVED:
        filing.unlock_policy(application, by=by)
    if not decision.grants:
        return
    account, filed = application.changed_account, application.latest_round.snapshot
    keys = {row["key"] for row in filed["change"]}
    answers = filed["answers"]
    try:
        apply_decided(
            account,
            _changed_facts(answers, keys),
            changes.address_of(answers) if "address" in keys else None,
            decision=decision,
            by=by,
            reason=answers.get("change_reason", ""),
        )
    except ValidationError as refused:
        raise Refused(f"変更を認められません。{' '.join(refused.messages)}") from None


def _changed_facts(answers: Mapping[str, Any], keys: Collection[str]) -> dict[str, Any]:
    """Only what was to change: what the head has changed alone since then stays."""
    whole = {"contractor": "", "contractor_until": None} | _facts_of(answers)
    columns = {changes.COLUMNS[key] for key in keys if key in changes.COLUMNS}
    return {name: value for name, value in whole.items() if name in columns}


def _locked_policy(application: Application) -> Policy | None:
    """Before the trail's lock, which preparing the account takes."""
    return Policy.objects.select_for_update().filter(pk=application.policy_id).first()


def _account(application: Application, decision: Decision, by: Actor) -> OfficialAccount:
    """A user name that another account took in the meantime is asked for again in preparation."""
    answers = _decided_on(application)
    facts = _facts(answers) | {"decision": decision, "department": application.department}
    try:
        return register.prepare(by=by, **facts, **_address(answers, facts["service"]))
    except AddressTaken:
        return register.prepare(by=by, **facts)


def _decided_on(application: Application) -> Mapping[str, Any]:
    """As last filed: what its section wrote since then nobody has read. Never filed: as drafted."""
    filed = application.latest_round
    return filed.snapshot["answers"] if filed else application.answers


def _facts(answers: Mapping[str, Any]) -> dict[str, Any]:
    refuse_nameless(answers)
    service = Service.objects.filter(code=answers["service"]).first()
    if service is None:
        raise Refused("「利用するサービス」が、いまの一覧にありません。")
    return {"service": service} | _facts_of(answers)


def _facts_of(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": _fitting("name", answers["display_name"]),
        "purpose": answers["purpose"],
        "topics": answers.get("topics", ""),
        "audience": _fitting("audience", answers.get("audience", "")),
        "frequency": _fitting("frequency", answers.get("frequency", "")),
        "tone": _fitting("tone", answers.get("tone", "")),
        "profile_text": answers.get("profile_text", ""),
        "registered_email": _fitting("registered_email", answers.get("registered_email", "")),
        "needs_post_approval": answers.get("needs_post_approval") != "不要",
        "manager": _manager(answers),
        "devices": answers.get("devices", ""),
        "linked_apps": answers.get("linked_apps", ""),
        **_contract(answers),
    }


def refuse_nameless(answers: Mapping[str, Any]) -> None:
    empty = [key for key in NEEDED if not plan_form.field(key).is_answered(answers)]
    if empty:
        names = "・".join(f"「{plan_form.label_of(key)}」" for key in empty)
        raise Refused(f"{names}が書かれていないため、アカウントを登録できません。")


def _fitting(column: str, text: str) -> str:
    """A draft that is waived may hold more than its column; the paper keeps the whole."""
    return text[: OfficialAccount._meta.get_field(column).max_length]


def _manager(answers: Mapping[str, Any]) -> Appointment | None:
    chosen = str(answers.get("manager") or "")
    return Appointment.objects.filter(pk=chosen).first() if chosen.isdecimal() else None


def _contract(answers: Mapping[str, Any]) -> dict[str, Any]:
    """4(1): who is entrusted, until when."""
    contractor = _fitting("contractor", answers.get("contractor", ""))
    if answers.get("outsourced") != "有" or not contractor:
        return {}
    until = answers.get("contractor_until")
    return {
        "contractor": contractor,
        "contractor_until": date.fromisoformat(until) if until else None,
    }


def _address(answers: Mapping[str, Any], service: Service) -> dict[str, str]:
    """Blank when it cannot be read: it is mended in preparation, before the account runs."""
    typed = str(answers.get("address", ""))
    found = address.read(typed, Service.objects.rules(), service=service.code)
    if not found.ok or found.service != service.code:
        return {}
    return {"handle": found.handle, "url": found.url}


def tell(application: Application, by: Actor) -> None:
    """The section reads the result, and that the account may be prepared."""
    section = people.workers_of(application.department, by.today)
    enqueue(Kind.APPLICATION_DECIDED, section, about=application)
    if application.account:
        enqueue(Kind.ACCOUNT_TO_PREPARE, section, about=application.account)
