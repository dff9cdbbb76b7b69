"""Keep a table, settle its columns, take it whole or not at all."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from komae_sns.audit import services as audit
from komae_sns.home.intake import looking
from komae_sns.home.intake.kinds import KINDS, Kind
from komae_sns.home.intake.looking import Look
from komae_sns.home.intake.models import Intake
from komae_sns.home.intake.status import IntakeStatus
from komae_sns.intake import Layout, Plan, Unreadable, Verdict, read
from komae_sns.staff.actors import Actor
from komae_sns.staff.intake.taking import Overtaken
from komae_sns.staff.permissions import require

KEPT_FOR = timedelta(days=7)
TAKEN, DISCARDED = "home.intake_taken", "home.intake_discarded"
LABELS = {TAKEN: "表を取り込んだ", DISCARDED: "表の取込みをやめた"}


class MovedOn(Exception):
    """The register is no longer as the person saw it; nothing was taken."""


@transaction.atomic
def receive(kind: Kind, name: str, content: bytes, *, by: Actor, now: datetime) -> Intake:
    """Raises ValidationError with what to do about a file that is no table."""
    require(kind.may, by)
    try:
        sheets = read(content)
    except Unreadable as fault:
        raise ValidationError({"file": str(fault)}) from fault
    place, layout = looking.first_layout(kind, sheets, _remembered(kind, by))
    return Intake.objects.create(
        owner=by.user,
        kind=kind.code,
        status=IntakeStatus.LOOKED_AT,
        file_name=name[-255:],
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content=content,
        sheet=place,
        heading=layout.heading,
        headings_key=looking.headings_key(sheets[place], layout.heading),
        places=dict(layout.places),
        defaults=looking.first_defaults(kind, by.today),
        created_at=now,
        expires_at=now + KEPT_FOR,
    )


def _remembered(kind: Kind, by: Actor) -> dict[str, dict[str, int]]:
    """How the columns of tables with the same headings were settled, the last one counting."""
    settled = Intake.objects.taken() | Intake.objects.visible_to(by)
    last = settled.filter(kind=kind.code).order_by("-pk")[:100]
    return dict(reversed(last.values_list("headings_key", "places")))


@transaction.atomic
def settle(
    intake: Intake,
    *,
    sheet: int,
    heading: int,
    places: Mapping[str, int],
    defaults: Mapping[str, str],
    by: Actor,
) -> None:
    """Another sheet or line of headings: the columns are proposed anew."""
    intake = _own(intake, by)
    kind = KINDS[intake.kind]
    sheets = read(bytes(intake.content))
    if (sheet, heading) != (intake.sheet, intake.heading):
        layout = (
            looking.layout_of(kind.columns, sheets[sheet])
            if sheet != intake.sheet
            else looking.layout_at(kind, sheets[sheet], heading)
        )
        heading, places = layout.heading, layout.places
    intake.sheet, intake.heading, intake.places = sheet, heading, dict(places)
    intake.headings_key = looking.headings_key(sheets[sheet], heading)
    intake.defaults = dict(defaults)
    intake.save(update_fields=["sheet", "heading", "headings_key", "places", "defaults"])


def look_at(intake: Intake, *, by: Actor) -> Look:
    return looking.look(
        KINDS[intake.kind],
        read(bytes(intake.content)),
        Layout(intake.heading, intake.places),
        sheet=intake.sheet,
        defaults=intake.defaults,
        by=by,
        today=by.today,
    )


@transaction.atomic
def take(intake: Intake, *, seen: str, only_good: bool = False, by: Actor, now: datetime) -> Plan:
    """All rows in one transaction. `seen`: the digest of the plan that was on the page."""
    intake = _own(intake, by)
    kind = KINDS[intake.kind]
    require(kind.may, by)
    intake.require_move(IntakeStatus.TAKEN)
    plan = look_at(intake, by=by).plan
    if plan.digest != seen:
        raise MovedOn
    take_plan(kind, plan, only_good=only_good, by=by, today=by.today)
    counts = plan.counts
    intake.move_to(
        IntakeStatus.TAKEN,
        content=b"",
        counts=counts,
        left_out=counts[Verdict.WRONG],
        ended_at=now,
    )
    changes = {v.label: (None, counts[v]) for v in Verdict if counts[v]}
    audit.record(
        TAKEN, intake, by=by, changes=changes, note=f"{kind.title}　SHA-256 {intake.sha256}"
    )
    return plan


def take_plan(kind: Kind, plan: Plan, *, only_good: bool, by: Actor | None, today: date) -> None:
    if plan.wrong and not only_good:
        raise ValidationError(
            {"only_good": "誤りのある行を直すか、除いて取り込むことを選んでください。"}
        )
    if not plan.writes:
        raise ValidationError("取り込む行がありません。")
    try:
        with transaction.atomic():
            kind.take(plan, by, today)
    except Overtaken as fault:
        raise MovedOn from fault


@transaction.atomic
def discard(intake: Intake, *, by: Actor | None, now: datetime) -> None:
    """by=None: it became too old."""
    intake = _own(intake, by)
    intake.move_to(IntakeStatus.DISCARDED, content=b"", ended_at=now)
    audit.record(DISCARDED, intake, by=by, note=f"SHA-256 {intake.sha256}")


def _own(intake: Intake, by: Actor | None) -> Intake:
    locked = Intake.objects.select_for_update().get(pk=intake.pk)
    if by is not None and locked.owner_id != by.user.pk:
        raise PermissionDenied("取り込めるのは、ファイルを選んだご本人だけです。")
    return locked
