"""区分「変更」: what an application changes of a running account, now → new."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from accounts.address import Address, read
from accounts.change_rules import ADDRESS, needs_committee
from accounts.models import OfficialAccount, Service
from approvals import plan_form, shown
from approvals.models import Application
from approvals.plan_form import Step

# Field of the form → column of the account.
COLUMNS = {
    "purpose": "purpose",
    "topics": "topics",
    "audience": "audience",
    "frequency": "frequency",
    "display_name": "name",
    "registered_email": "registered_email",
    "profile_text": "profile_text",
    "manager": "manager",
    "tone": "tone",
    "needs_post_approval": "needs_post_approval",
    "devices": "devices",
    "linked_apps": "linked_apps",
    "contractor": "contractor",
    "contractor_until": "contractor_until",
}
MAY_BE_EMPTIED = frozenset({"linked_apps", "contractor", "contractor_until"})


@dataclass(frozen=True)
class Change:
    key: str
    label: str
    old: str
    new: str
    needs_committee: bool

    @property
    def step(self) -> Step:
        return plan_form.step_of(self.key)


def answers_of(account: OfficialAccount) -> dict[str, Any]:
    """The account's present facts, as its section would type them."""
    until = account.contractor_until
    return {
        "purpose": account.purpose,
        "topics": account.topics,
        "audience": account.audience,
        "frequency": account.frequency,
        "service": account.service.code,
        "display_name": account.name,
        "address": account.url,
        "registered_email": account.registered_email,
        "profile_text": account.profile_text,
        "manager": str(account.manager_id or ""),
        "tone": account.tone,
        "needs_post_approval": "要" if account.needs_post_approval else "不要",
        "devices": account.devices,
        "linked_apps": account.linked_apps,
        "outsourced": "有" if account.contractor else "無",
        "contractor": account.contractor,
        "contractor_until": until.isoformat() if until else "",
        "category": plan_form.CHANGE,
    }


def present(application: Application) -> dict[str, str]:
    """What stands in the register now, by field of the form."""
    return _shown(answers_of(application.changed_account))


def of(application: Application) -> tuple[Change, ...]:
    """What differs from the register as it stands, in the order of the form."""
    old, new = present(application), _shown(application.answers)
    followed = {**COLUMNS, "address": ADDRESS}
    return tuple(
        Change(f.key, f.label, old.get(f.key, ""), new.get(f.key, ""), needs_committee(column))
        for f in plan_form.fields()
        if (column := followed.get(f.key)) and old.get(f.key, "") != new.get(f.key, "")
    )


def frozen(application: Application) -> list[dict[str, Any]]:
    """As a round keeps it: with what was true on the day of filing."""
    return [asdict(change) for change in of(application)]


def _shown(answers: Mapping[str, Any]) -> dict[str, str]:
    read_as_typed = shown.values(answers, shown.Names.of_answers(answers))
    return {key: "\n".join(text.splitlines()) for key, text in read_as_typed.items()}


def address_of(answers: Mapping[str, Any]) -> Address:
    typed, service = str(answers.get("address", "")), str(answers.get("service", ""))
    return read(typed, Service.objects.rules(), service=service)
