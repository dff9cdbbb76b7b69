"""On the day, or late: accounts, policies, open applications and incidents go to successors."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from accounts.models import OfficialAccount, SectionMove
from accounts.services import follow_posts
from accounts.services.locking import store
from approvals.models import Application
from incidents.models import Incident
from komae_sns.audit import services as audit
from komae_sns.audit.services import Event
from komae_sns.documents import wareki
from komae_sns.home.reorganisation.actions import (
    DONE,
    MOVED_ACCOUNT,
    MOVED_APPLICATION,
    MOVED_INCIDENT,
    MOVED_POLICY,
)
from komae_sns.home.reorganisation.belongings import Belongings, belongings, key_of
from komae_sns.home.reorganisation.models import Reorganisation
from komae_sns.home.reorganisation.status import ReorganisationStatus
from komae_sns.home.reorganisation.successors import Successors
from komae_sns.staff.models import Department
from policies.models import Policy


def carry_out_due(today: date, now: datetime) -> int:
    """Late and twice without harm: each is carried out once, by whoever moves its status first."""
    due = Reorganisation.objects.due(today).order_by("takes_effect_on", "pk")
    return sum(carry_out(one, today=today, now=now) for one in due)


@transaction.atomic
def carry_out(reorganisation: Reorganisation, *, today: date, now: datetime) -> bool:
    """Everything the section has by now, also what came since the reorganisation was entered."""
    locked = Reorganisation.objects.select_for_update().get(pk=reorganisation.pk)
    if not locked.is_planned or locked.takes_effect_on > today:
        return False
    section = Department.objects.select_for_update().get(pk=locked.section_id)
    chosen = Department.objects.in_bulk([locked.heir_id, *set(locked.elsewhere.values())])
    elsewhere = {key: chosen[pk] for key, pk in locked.elsewhere.items()}
    successors = Successors(chosen[locked.heir_id], elsewhere)
    found = belongings(section, locked.takes_effect_on)
    moved = [
        *_move_accounts(section, found.accounts, successors, locked),
        *_move_policies(section, found, successors, locked),
        *_move_applications(section, found.applications, successors, locked),
        *_move_incidents(section, found.incidents, successors, locked),
    ]
    locked.move_to(ReorganisationStatus.DONE, ended_at=now)
    counts = {
        "アカウント": (None, len(found.accounts)),
        "運用ポリシー": (None, len(found.policies)),
        "手続中の申請": (None, len(found.applications)),
        "終わっていない事案": (None, len(found.incidents)),
    }
    done = Event(DONE, locked, "4(5)エ", counts, locked.basis, [section, *successors.all()])
    audit.record_all([*moved, done], by=None)
    follow_posts(today)
    return True


def _move_accounts(
    section: Department,
    accounts: Iterable[OfficialAccount],
    successors: Successors,
    of: Reorganisation,
) -> list[Event]:
    events = []
    wanted = [account.pk for account in accounts]
    locked = OfficialAccount.objects.with_names().select_for_update(of=("self",))
    for account in locked.filter(pk__in=wanted).order_by("pk"):
        heir = successors.of(key_of(account))
        SectionMove.objects.create(
            account=account, old=section, new=heir, moved_on=of.takes_effect_on
        )
        account.department = heir
        store(account, "department")
        events.append(_moved(MOVED_ACCOUNT, account, "運用主体", section, heir, of))
    return events


def _move_policies(
    section: Department, found: Belongings, successors: Successors, of: Reorganisation
) -> list[Event]:
    """With its accounts; where these part, or it has none, to the heir."""
    events = []
    for policy in (
        Policy.objects.select_for_update()
        .filter(pk__in=[p.pk for p in found.policies])
        .order_by("pk")
    ):
        to = {successors.of(key_of(account)) for account in policy.accounts.all()}
        heir = to.pop() if len(to) == 1 else successors.heir
        Policy.objects.filter(pk=policy.pk).update(department=heir)
        events.append(_moved(MOVED_POLICY, policy, "所管", section, heir, of))
    return events


def _move_applications(
    section: Department,
    applications: Iterable[Application],
    successors: Successors,
    of: Reorganisation,
) -> list[Event]:
    """Those that are not ended; the ended ones keep the name under which they were decided."""
    events = []
    wanted = [application.pk for application in applications]
    for application in (
        Application.objects.open().select_for_update().filter(pk__in=wanted).order_by("pk")
    ):
        heir = successors.of(key_of(application))
        Application.objects.filter(pk=application.pk).update(department=heir)
        events.append(_moved(MOVED_APPLICATION, application, "提出部課", section, heir, of))
    return events


def _move_incidents(
    section: Department,
    incidents: Iterable[Incident],
    successors: Successors,
    of: Reorganisation,
) -> list[Event]:
    """With its account, if any: else nobody could receive it or say that it is over. Those closed
    keep the section that answered to them.
    """
    events = []
    wanted = [incident.pk for incident in incidents]
    rows = Incident.objects.open().with_names().select_for_update(of=("self",))
    for incident in rows.filter(pk__in=wanted).order_by("pk"):
        account = incident.account
        heir = successors.of(key_of(account)) if account else successors.heir
        Incident.objects.filter(pk=incident.pk).update(department=heir)
        events.append(_moved(MOVED_INCIDENT, incident, "対応する課", section, heir, of))
    return events


def _moved(
    action: str,
    thing: OfficialAccount | Policy | Application | Incident,
    name: str,
    old: Department,
    new: Department,
    of: Reorganisation,
) -> Event:
    changes = {name: (old.full_name, new.full_name)}
    note = f"{wareki.long(of.takes_effect_on)}　{of.basis}"
    clause = "4(3)オ" if isinstance(thing, Incident) else "4(5)エ"
    return Event(action, thing, clause, changes, note)
