"""続報, what the first report got wrong, and steps that no card foresaw."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from accounts.models import OfficialAccount
from incidents import actions, cards, permissions
from incidents.cards import Act, Doer, Proof
from incidents.models import Incident, IncidentStep, TimelineEntry
from incidents.services import receiving, steps
from incidents.services.evidence import keep_evidence, tell_evidence
from incidents.services.locking import locked
from incidents.services.recording import Entry, record, write_down
from incidents.status import IncidentStatus
from komae_sns.documents.evidence.several import Waiting
from komae_sns.lives import WrongStatus
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank


@transaction.atomic
def add_follow_up(
    incident: Incident,
    *,
    text: str,
    happened_at: datetime | None = None,
    is_about: bool = False,
    files: Sequence[Waiting] = (),
    by: Actor,
    now: datetime,
) -> TimelineEntry:
    """続報: only added, until the incident is closed."""
    incident = locked(incident)
    require(permissions.can_add, by, incident)
    if incident.is_closed:
        raise WrongStatus(IncidentStatus.CLOSED, IncidentStatus.RESPONDING, incident)
    wrong = {}
    if is_blank(text):
        wrong["text"] = "わかったことを書いてください。"
    if happened_at and happened_at > now:
        wrong["happened_at"] = "いまより前の日時にしてください。"
    if wrong:
        raise ValidationError(wrong)
    added = keep_evidence(incident, files, by=by, now=now)
    entry = write_down(
        incident,
        Entry.FOLLOW_UP,
        text,
        by=by,
        now=now,
        happened_at=happened_at,
        is_about=is_about and happened_at is not None,
    )
    record(actions.ADD_FOLLOW_UP, incident, by=by, note=text)
    tell_evidence(incident, added, by=by, now=now)
    told = receiving.section_of(incident, by)
    if incident.ciso_received_by and incident.ciso_received_by != by.user:
        told.add(incident.ciso_received_by)
    enqueue(Kind.INCIDENT_FOLLOWED, told, about=incident, occasion=entry.pk)
    return entry


@transaction.atomic
def correct(
    incident: Incident,
    *,
    kind: str,
    account: OfficialAccount | None,
    reason: str,
    by: Actor,
    now: datetime,
) -> Incident:
    """It turned out to be something else: the steps of the new card are added to the old ones."""
    incident = locked(incident)
    require(permissions.can_correct, by, incident)
    incident.require_under_way()
    _refuse_wrong(incident, kind, account, reason)
    before = (incident.kind_name, str(incident.account or ""))
    card = cards.card(kind)
    may_be_in = incident.steps.waiting().of_act(Act.PASSWORD).exists()
    if may_be_in and not card.tells_of_intruders:
        require(permissions.can_say_nobody_was_in, by, incident)
    if account != incident.account:
        incident.warnings.once_published().update(account_changed_at=now)
    incident.kind, incident.kind_name, incident.account = card.key, card.name, account
    if account:
        incident.department = account.department
    incident.save(update_fields=["kind", "kind_name", "account", "department"])
    steps.lay_out(incident, card, now=now)
    after = (incident.kind_name, str(incident.account or ""))
    pairs = dict(zip(("種類", "アカウント"), zip(before, after, strict=True), strict=True))
    changes = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    said = "、".join(f"{n}を「{old}」から「{new}」に直した" for n, (old, new) in changes.items())
    write_down(incident, Entry.CORRECTED, f"{said}。{reason}", by=by, now=now)
    record(actions.CORRECT, incident, by=by, changes=changes, note=reason)
    return incident


def _refuse_wrong(
    incident: Incident, kind: str, account: OfficialAccount | None, reason: str
) -> None:
    wrong = {}
    card = cards.cards().get(kind)
    if card is None:
        wrong["kind"] = "選んでください。"
    elif card.concerns_account and account is None:
        wrong["account"] = f"「{card.name}」は、どのアカウントのことかを選びます。"
    if (kind, account) == (incident.kind, incident.account):
        wrong["kind"] = "いまの記録と同じです。"
    if account and account.department_id != incident.department_id and incident.head_received_at:
        wrong["account"] = (
            "ほかの課のアカウントです。もう所属長が受領しているので、新しい事案として報告してください。"
        )
    if is_blank(reason):
        wrong["reason"] = "直す理由を書いてください。"
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def add_step(
    incident: Incident,
    *,
    title: str,
    who: str = Doer.SECTION,
    hours: int | None = None,
    by: Actor,
    now: datetime,
) -> IncidentStep:
    """What no card foresaw; it may be said not to apply later."""
    incident = locked(incident)
    require(permissions.can_correct, by, incident)
    incident.require_under_way()
    if is_blank(title):
        raise ValidationError({"title": "することを書いてください。"})
    number = (incident.steps.aggregate(last=Max("number"))["last"] or 0) + 1
    step = IncidentStep.objects.create(
        incident=incident,
        number=number,
        key=f"added-{number}",
        act=Act.OTHER,
        title=title,
        who=who,
        proof=Proof.NOTE,
        may_not_apply=True,
        due_at=now + timedelta(hours=hours) if hours else None,
    )
    words = f"手順を足した：{title}（{step.get_who_display()}）"
    write_down(incident, Entry.STEP, words, by=by, now=now, step=step)
    record(actions.ADD_STEP, incident, by=by, changes={"手順": (None, title)})
    told = receiving.section_of(incident, by)
    enqueue(Kind.INCIDENT_STEP_ADDED, told, about=incident, occasion=step.pk)
    return step
