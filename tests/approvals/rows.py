"""The committee and its cases, each with the least a test needs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from approvals import plan_form
from approvals.models import (
    AgendaItem,
    Application,
    ApplicationRound,
    Attendance,
    CommitteeRule,
    Meeting,
    Vote,
)
from approvals.services import agenda, circulation, decisions, meetings, votes
from approvals.services.conditions import Term
from approvals.status import ApplicationStatus
from komae_sns import city
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Department, User
from komae_sns.staff.posts import Post
from policies.models import Policy, PolicyVersion
from policies.status import VersionStatus
from tests import factories
from tests.factories import TODAY

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)  # 令和8年11月22日 14時
APPROVE, REJECT, ABSTAIN = Vote.Choice.APPROVE, Vote.Choice.REJECT, Vote.Choice.ABSTAIN


@dataclass(frozen=True)
class Committee:
    secretariat: Actor
    chair: Actor
    vice_chair: Actor
    members: tuple[Actor, ...]

    @property
    def everybody(self) -> tuple[Actor, ...]:
        return (self.chair, self.vice_chair, *self.members)


def committee(members: int = 3) -> Committee:
    """A chair, a vice chair and so many members, with the secretariat beside them."""
    return Committee(
        factories.actor(Post.SECRETARIAT, name="事務 局子"),
        factories.actor(Post.CHAIR, name="委員 長太"),
        factories.actor(Post.VICE_CHAIR, name="副委 員長"),
        tuple(factories.actor(Post.MEMBER, name=f"委員 {n}郎") for n in range(1, members + 1)),
    )


def answers(**typed: Any) -> dict[str, Any]:
    factories.service("x")
    facts = {
        "service": "x",
        "display_name": "狛江市図書館",
        "address": "@komae_library",
        "registered_email": "toshokan@city.komae.lg.jp",
        "purpose": "図書館の催しと開館日を市民に知らせる",
        "topics": "おはなし会、展示、休館日",
        "audience": "市民",
        "frequency": "週に2回",
        "tone": "ふつう（です・ます）",
        "needs_post_approval": "要",
        "profile_text": "狛江市立図書館の公式アカウントです。催しと開館日をお知らせします。",
        "devices": "課のパソコン1台",
        "outsourced": "無",
        "title": "図書館Xの開設",
    }
    return facts | typed


def application(
    section: Department | None = None,
    *,
    status: ApplicationStatus = ApplicationStatus.IN_REVIEW,
    drafted_by: User | None = None,
    **typed: Any,
) -> Application:
    """As it stands after filing, without going through the steps of filing."""
    written = answers(**typed)
    section = section or factories.department("図書館")
    drafted = Application.objects.create(
        department=section,
        drafted_by=drafted_by or factories.person("起案 者子"),
        status=ApplicationStatus.DRAFT,
        title=written["title"],
        answers=written,
        waiting_since=NOW,
        policy=_policy(section, written),
    )
    if status != ApplicationStatus.DRAFT:
        _file(drafted, status)
    return drafted


def _policy(section: Department, written: dict[str, Any]) -> Policy:
    title = f"{written['display_name']}運用ポリシー"[:200]
    policy = Policy.objects.create(department=section, title=title)
    PolicyVersion.objects.create(
        policy=policy,
        number=1,
        status=VersionStatus.DRAFT,
        title=title,
        created_by=factories.person(),
        is_filed=True,
    )
    return policy


def _file(drafted: Application, status: ApplicationStatus) -> None:
    ApplicationRound.objects.create(
        application=drafted,
        number=1,
        snapshot={"answers": drafted.answers, "shown": _shown(drafted.answers)},
        submitted_by=drafted.drafted_by,
        submitted_at=NOW,
    )
    drafted.round = 1
    drafted.save(update_fields=["round"])
    drafted.move_to(ApplicationStatus.SUBMITTED, submitted_at=NOW)
    if status in {ApplicationStatus.IN_REVIEW, ApplicationStatus.RETURNED}:
        drafted.move_to(ApplicationStatus.IN_REVIEW, accepted_at=NOW)
    if status == ApplicationStatus.RETURNED:
        drafted.move_to(ApplicationStatus.RETURNED)


def _shown(written: dict[str, Any]) -> dict[str, str]:
    return {f.key: str(written.get(f.key, "")) for f in plan_form.fields()}


def meeting(sitting: Committee, *applications: Application) -> Meeting:
    planned = meetings.plan(
        held_on=TODAY, starts_at=None, place="4階特別会議室", by=sitting.secretariat
    )
    if applications:
        agenda.add(planned, applications, by=sitting.secretariat, now=NOW)
    return planned


def open_meeting(
    sitting: Committee, *applications: Application, present: Collection[Actor] | None = None
) -> Meeting:
    planned = meeting(sitting, *applications)
    there = sitting.everybody if present is None else present
    meetings.open_meeting(
        planned, present=[a.user.pk for a in there], by=sitting.secretariat, now=NOW
    )
    planned.refresh_from_db()
    return planned


def voting(
    sitting: Committee,
    case: Application | None = None,
    *,
    present: Collection[Actor] | None = None,
) -> AgendaItem:
    """An item of an open meeting whose voting has begun."""
    item = open_meeting(sitting, case or application(), present=present).items.get()
    votes.open_voting(item, by=sitting.secretariat, now=NOW)
    return reread(item)


def voted(sitting: Committee, *choices: Vote.Choice, case: Application | None = None) -> AgendaItem:
    """Everybody has voted: chair, vice chair, members, in this order."""
    item = voting(sitting, case, present=sitting.everybody[: len(choices)])
    for actor, choice in zip(sitting.everybody, choices, strict=False):
        cast(item, actor, choice)
    return reread(item)


def cast(item: AgendaItem, actor: Actor, choice: Vote.Choice = APPROVE, reason: str = "") -> Vote:
    why = reason or ("ほかの媒体で足りるため" if choice == REJECT else "")
    return votes.cast(item, choice, by=actor, now=NOW, reason=why)


def decide(item: AgendaItem, by: Actor, conditions: str | Collection[Term] = (), **facts: Any):
    terms = [Term(conditions)] if isinstance(conditions, str) else conditions
    return decisions.decide_item(item, by=by, now=NOW, conditions=terms, **facts)


def reread(item: AgendaItem) -> AgendaItem:
    return AgendaItem.objects.get(pk=item.pk)


def seat(meeting: Meeting, actor: Actor) -> Attendance:
    return meeting.attendances.get(member=actor.user)


def with_rule(**changes: Any) -> None:
    """The committee's rule with these facts changed, for meetings planned from now on."""

    rule = dict(city.facts()["committee_rule"]) | changes
    CommitteeRule.objects.create(valid_from=TODAY, rule=rule)


UNTIL = NOW + timedelta(days=3)
LATE = UNTIL + timedelta(minutes=1)


def circulation_planned(sitting: Committee, *applications: Application) -> Meeting:
    planned = circulation.plan(
        reason="急を要するため", answers_until=UNTIL, by=sitting.secretariat, now=NOW
    )
    if applications:
        agenda.add(planned, applications, by=sitting.secretariat, now=NOW)
    return planned


def circulating(sitting: Committee, case: Application | None = None) -> AgendaItem:
    """The one item of a 持ち回り that was sent to everybody in office."""
    planned = circulation_planned(sitting, case or application())
    circulation.send(planned, by=sitting.secretariat, now=NOW)
    return AgendaItem.objects.get(meeting=planned)


def answered(sitting: Committee, *choices: Vote.Choice, case: Application | None = None):
    """持ち回り past its deadline, answered by chair, vice chair, members, in this order."""
    item = circulating(sitting, case)
    for actor, choice in zip(sitting.everybody, choices, strict=False):
        cast(item, actor, choice)
    circulation.finish(item, now=LATE)
    return reread(item)
