"""What hangs on the accounts of a chunk: the same few questions whatever its length."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.timezone import localdate

from accounts.models import (
    FormerHandle,
    LinkCheck,
    OfficialAccount,
    Pause,
    RelatedDomain,
    StatusCheck,
    Suspension,
    SuspensionNotice,
)
from accounts.status import AccountStatus, SuspensionStatus
from komae_sns.home.registry.among import among
from komae_sns.home.registry.doubts import doubted, doubted_domains
from komae_sns.home.registry.entries.row import Domain, InForce
from policies.models import PolicyVersion

_KIND = SuspensionNotice.Kind
_TOLD = (_KIND.ACCOUNT, _KIND.CITY_PAGE, _KIND.PAGE_ONLY)


@dataclass
class Around:
    """By account; what citizens were `told` of a stop, by suspension."""

    confirmed: Mapping[int, dict[str, date]]
    doubted: frozenset[int]
    pauses: Mapping[int, Pause]
    suspensions: Mapping[int, Suspension]
    told: Mapping[int, str]
    former: Mapping[int, list[FormerHandle]]
    domains: Mapping[int, list[Domain]]
    policies: Mapping[int, list[InForce]]


def around(accounts: Sequence[OfficialAccount]) -> Around:
    ids = [account.pk for account in accounts]
    leaving = [
        a.pk for a in accounts if a.status not in {AccountStatus.RUNNING, AccountStatus.PAUSED}
    ]
    stopping = [a.pk for a in accounts if a.status == AccountStatus.STOPPING]
    paused = [a.pk for a in accounts if a.status == AccountStatus.PAUSED]
    suspensions = _suspensions(leaving)
    return Around(
        confirmed=_confirmed(ids),
        doubted=doubted(ids),
        pauses=_pauses(paused, {pk: suspensions[pk] for pk in stopping if pk in suspensions}),
        suspensions=suspensions,
        told=_told(suspensions.values()),
        former=_by_account(FormerHandle.objects.filter(**among(ids))),
        domains=_domains(ids),
        policies=_policies(ids),
    )


def _confirmed(ids: Sequence[int]) -> Mapping[int, dict[str, date]]:
    found: defaultdict[int, dict[str, date]] = defaultdict(dict)
    links = LinkCheck.objects.filter(page_lists_it=True, profile_leads_home=True, **among(ids))
    checks = StatusCheck.objects.filter(result=StatusCheck.Result.FINE, **among(ids))
    for pk, day in links.order_by().values_list("account").annotate(Max("checked_on")):
        found[pk]["link_check"] = day
    for pk, day in checks.order_by().values_list("account").annotate(Max("done_on")):
        found[pk]["status_check"] = day
    return found


def _suspensions(ids: Sequence[int]) -> dict[int, Suspension]:
    """The one under way, or the one that ended in the stop."""
    if not ids:
        return {}
    rows = Suspension.objects.filter(**among(ids)).exclude(status=SuspensionStatus.CANCELLED)
    rows = rows.select_related("successor").order_by("pk")
    return {row.account_id: row for row in rows}


def _pauses(paused: Sequence[int], under_way: Mapping[int, Suspension]) -> dict[int, Pause]:
    """Those that last; and those that went over into a stop of which nobody was told yet."""
    if not paused and not under_way:
        return {}
    rows = Pause.objects.filter(**among([*paused, *under_way])).order_by("pk")
    return {row.account_id: row for row in rows if _shows(row, under_way.get(row.account_id))}


def _shows(pause: Pause, suspension: Suspension | None) -> bool:
    if suspension is None:
        return pause.is_lasting
    return pause.ended_as == Pause.End.STOPPING and pause.ended_at >= suspension.begun_at


def _told(suspensions: Iterable[Suspension]) -> dict[int, str]:
    """What citizens were told last, by suspension; blank where it was not on the account."""
    ids = [suspension.pk for suspension in suspensions]
    if not ids:
        return {}
    rows = SuspensionNotice.objects.standing().filter(**among(ids, "suspension"))
    told: dict[int, str] = {}
    for pk, kind, text in rows.order_by("posted_on", "pk").values_list(
        "suspension", "kind", "text"
    ):
        told[pk] = text if kind in _TOLD else told.get(pk, "")
    return told


def _by_account(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.account_id].append(row)
    return found


def _domains(ids: Sequence[int]) -> dict[int, list[Domain]]:
    found: defaultdict[int, list[Domain]] = defaultdict(list)
    rows = RelatedDomain.objects.filter(**among(ids)).order_by("ascii_name")
    if rows := list(rows):
        wrong = doubted_domains(ids)
        today = localdate()
        for row in rows:
            is_doubted = row.pk in wrong or row.is_over_on(today)
            found[row.account_id].append(Domain(row.name, row.purpose, is_doubted))
    return found


def _policies(ids: Sequence[int]) -> dict[int, list[InForce]]:
    found: defaultdict[int, list[InForce]] = defaultdict(list)
    rows = PolicyVersion.objects.in_force().filter(**among(ids, "policy__accounts"))
    columns = ("policy__accounts", "policy_id", "number", "title", "enacted_on")
    for pk, *facts in rows.order_by("policy_id").values_list(*columns):
        found[pk].append(InForce(*facts))
    return found
