"""Answers as people read them: codes become names, lists become lines, dates become 和暦."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.address import read
from accounts.models import OfficialAccount, Service
from approvals import plan_form
from approvals.models import Application
from komae_sns.documents import wareki
from komae_sns.staff.models import Appointment


@dataclass(frozen=True)
class Names:
    """What the codes in an application's answers stand for."""

    services: Mapping[str, str]
    accounts: Mapping[str, str]
    managers: Mapping[str, str]
    service_name: str
    address: str

    @classmethod
    def of(cls, application: Application) -> "Names":
        return cls.of_answers(application.answers)

    @classmethod
    def of_answers(cls, answers: Mapping[str, Any]) -> "Names":
        named = {*answers.get("considered", ()), answers.get("fallback_account", "")}
        wanted = [int(pk) for pk in named if pk.isdecimal() and len(pk) <= 18]
        accounts = OfficialAccount.objects.select_related("service").in_bulk(wanted)
        services = dict(Service.objects.values_list("code", "name"))
        managers = Appointment.objects.with_people().filter(pk=answers.get("manager") or None)
        return cls(
            services=services,
            accounts={str(pk): str(account) for pk, account in accounts.items()},
            managers={str(a.pk): str(a) for a in managers},
            service_name=services.get(answers.get("service", ""), ""),
            address=_read_address(answers),
        )


def _read_address(answers: Mapping[str, Any]) -> str:
    """The handle and the canonical address, where what was pasted tells the account."""
    typed, service = answers.get("address", ""), answers.get("service") or None
    found = read(typed, Service.objects.rules(), service=service) if typed else None
    return f"{found.handle}　{found.url}" if found and found.ok else ""


def values(answers: Mapping[str, Any], names: Names) -> dict[str, str]:
    """Field key → text, for the fields that are asked."""
    return {
        f.key: _text(f, answers.get(f.key), names)
        for f in plan_form.fields()
        if f.is_asked(answers)
    }


def _text(field: plan_form.Field, value: Any, names: Names) -> str:
    if not value:
        return ""
    match field.kind:
        case "accounts":
            return "\n".join(names.accounts.get(pk, pk) for pk in value)
        case "choices":
            return "、".join(value)
        case "account":
            return names.accounts.get(value, value)
        case "service":
            return names.services.get(value, value)
        case "address":
            return names.address or value
        case "manager":
            return names.managers.get(value, value)
        case "date":
            return wareki.long(date.fromisoformat(value))
        case _:
            return str(value)


@dataclass(frozen=True)
class Row:
    """One line of the form to read: its number on the paper, its name and what was written."""

    key: str
    number: str
    label: str
    text: str
    step: plan_form.Step


def rows(answers: Mapping[str, Any], names: Names) -> list[Row]:
    return _rows(values(answers, names))


def filed_rows(snapshot: Mapping[str, Any]) -> list[Row]:
    """The rows of a frozen round."""
    return _rows(snapshot["shown"])


def _rows(shown: Mapping[str, str]) -> list[Row]:
    """In the order of the paper: 件名, then by number."""
    rows = [
        Row(f.key, f.number, f.label, shown[f.key], f.step)
        for f in plan_form.fields()
        if f.key in shown
    ]
    return sorted(rows, key=lambda row: int(row.number) if row.number.isdecimal() else 0)
