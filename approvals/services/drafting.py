"""Writing a draft: every field is saved as typed, by several people and machines at once."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import Service
from approvals.models import Application
from approvals.permissions import filing as may
from approvals.services import readiness, rounds
from approvals.services.filing import filed_title, locked
from komae_sns.drafts import Saved, merge
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from policies import services as policies
from policies.records import record_of


@transaction.atomic
def save_answers(
    application: Application, typed: Mapping[str, Any], *, seen: int, by: Actor, page: str = ""
) -> Saved:
    """Store the typed fields; see komae_sns.drafts."""
    application = locked(application)
    require(may.can_edit, by, application)
    application.require_editable()
    clashes, is_changed = merge(application, typed, seen=seen, page=page)
    if is_changed:
        _store(application)
    return Saved(application.edit_number, clashes)


def _store(application: Application) -> None:
    # Not in the trail: a draft is a working paper. What is filed is frozen in its round, and the
    # submission records every field that differs from the round before.
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
