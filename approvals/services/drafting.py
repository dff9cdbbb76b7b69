"""Writing a draft: every field is saved as typed, by several people and machines at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import Service
from approvals.models import Application
from approvals.permissions import filing as may
from approvals.services import readiness, rounds
from approvals.services.filing import filed_title, locked
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from policies import services as policies
from policies.records import record_of


@dataclass(frozen=True)
class Clash:
    """Somebody else changed the field since this page was loaded; both texts are kept in sight."""

    field: str
    theirs: Any
    mine: Any


@dataclass(frozen=True)
class Saved:
    edit_number: int
    clashes: tuple[Clash, ...] = ()


@transaction.atomic
def save_answers(
    application: Application, typed: Mapping[str, Any], *, seen: int, by: Actor, page: str = ""
) -> Saved:
    """Store the typed fields. `seen` is the edit_number that `page` (an id) was loaded with.

    A field that another page changed after `seen` keeps its text and comes back as a Clash.
    """
    application = locked(application)
    require(may.can_edit, by, application)
    application.require_editable()
    changed = {k: v for k, v in typed.items() if v != application.answers.get(k, _empty_like(v))}
    clashes = tuple(
        Clash(field, application.answers.get(field), value)
        for field, value in changed.items()
        if _changed_elsewhere(application, field, seen, page)
    )
    for clash in clashes:
        del changed[clash.field]
    if changed:
        _store(application, changed, page)
    return Saved(application.edit_number, clashes)


def _empty_like(value: Any) -> Any:
    return type(value)()


def _changed_elsewhere(application: Application, field: str, seen: int, page: str) -> bool:
    number, last_page = application.field_edits.get(field, (0, ""))
    return number > seen and (not page or page != last_page)


def _store(application: Application, changed: Mapping[str, Any], page: str) -> None:
    # Not in the trail: a draft is a working paper. What is filed is frozen in its round, and the
    # submission records every field that differs from the round before.
    application.edit_number += 1
    application.answers |= changed
    application.field_edits |= dict.fromkeys(changed, (application.edit_number, page))
    if application.round == 0:  # afterwards everybody reads the title as filed
        application.title = filed_title(application)
    application.save(update_fields=["answers", "field_edits", "edit_number", "title", "updated_at"])


@transaction.atomic
def prepare_policy(application: Application, *, by: Actor) -> None:
    """見本第1–10条: the policy starts from the sample once the service is chosen, and its blanks
    follow what is written about the account.
    """
    application = locked(application)
    require(may.can_edit, by, application)
    if application.is_change:
        return
    service = Service.objects.filter(code=application.answers.get("service", "")).first()
    if service is None:
        return
    record = _record(application, service)
    version = rounds.draft_version(application)
    if version is None:
        application.policy = policies.start_policy(application.department, record, by=by)
        application.save(update_fields=["policy"])
    elif version.record != record:
        policies.refill(version, record, by=by)


def _record(application: Application, service: Service) -> dict[str, str]:
    found = readiness.address_of(application)
    return record_of(
        application.department,
        service,
        handle=found.handle if found.service == service.code else "",
        email=application.answers.get("registered_email", ""),
    )
