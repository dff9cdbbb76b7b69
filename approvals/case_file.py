"""The whole case of one application as the committee reads it, from what was frozen when filed."""

from dataclasses import dataclass
from typing import Any

from approvals import plan_form, shown
from approvals.models import Application, ApplicationRound, Remark
from approvals.services import rounds
from approvals.snapshots import Difference, differences
from policies.articles import Departure


@dataclass(frozen=True)
class PastRound:
    round: ApplicationRound
    remarks: tuple[tuple[str, Remark], ...]


@dataclass(frozen=True)
class CaseFile:
    rows: list[shown.Row]
    snapshot: dict[str, Any]
    changes: tuple[Difference, ...]
    past: tuple[PastRound, ...]
    # From the sample; None once the policy's text may have moved on from this round.
    departures: tuple[Departure, ...] | None

    @property
    def articles(self) -> list[dict[str, Any]]:
        return self.snapshot.get("policy", {}).get("articles", [])


def of(application: Application, filed: ApplicationRound) -> CaseFile:
    """As filed in that round, with what it changed and what was said of the rounds before."""
    earlier = application.rounds.filter(number__lt=filed.number).order_by("number")
    past = list(earlier.select_related("submitted_by", "answered_by").prefetch_related("remarks"))
    return CaseFile(
        rows=shown.filed_rows(filed.snapshot),
        snapshot=filed.snapshot,
        changes=differences(past[-1].snapshot, filed.snapshot) if past else (),
        past=tuple(PastRound(each, _remarks(each)) for each in past),
        departures=_departures(application, filed),
    )


def _departures(application: Application, filed: ApplicationRound) -> tuple[Departure, ...] | None:
    """The version is locked while it is filed, so it still reads as it did."""
    version = rounds.draft_version(application)
    is_as_filed = version and version.is_filed and filed.number == application.round
    return version.departures() if is_as_filed else None


def _remarks(filed: ApplicationRound) -> tuple[tuple[str, Remark], ...]:
    return tuple((plan_form.label_of(remark.field), remark) for remark in filed.remarks.all())
