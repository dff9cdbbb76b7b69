"""The whole case of one application as the committee reads it, from what was frozen when filed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from approvals import plan_form, shown
from approvals.models import Application, ApplicationRound, Remark
from approvals.services import rounds
from approvals.snapshots import Difference, differences
from policies import comparison, papers
from policies.articles import Departure
from policies.check import Finding, check_rows
from policies.models import PolicyVersion
from policies.permitted import register_of_accounts


@dataclass(frozen=True)
class PastRound:
    round: ApplicationRound
    remarks: tuple[tuple[str, Remark], ...]


@dataclass(frozen=True)
class PolicyChange:
    """新旧対照 of the version filed against the one in force."""

    found: comparison.Comparison
    new_note: str
    old_note: str

    @property
    def table(self) -> tuple[comparison.Row, ...]:
        return comparison.rows(self.found)


@dataclass(frozen=True)
class CaseFile:
    rows: list[shown.Row]
    snapshot: dict[str, Any]
    changes: tuple[Difference, ...]
    past: tuple[PastRound, ...]
    # From the sample; None once the policy's text may have moved on from this round.
    departures: tuple[Departure, ...] | None
    findings: tuple[Finding, ...]
    policy_change: PolicyChange | None = None

    @property
    def articles(self) -> list[dict[str, Any]]:
        return self.snapshot.get("policy", {}).get("articles", [])


def of(application: Application, filed: ApplicationRound) -> CaseFile:
    """As filed in that round, with what it changed and what was said of the rounds before."""
    earlier = application.rounds.filter(number__lt=filed.number).order_by("number")
    past = list(earlier.on_the_page().select_related("answered_by"))
    version = _as_filed(application, filed)
    return CaseFile(
        rows=shown.filed_rows(filed.snapshot),
        snapshot=filed.snapshot,
        changes=differences(past[-1].snapshot, filed.snapshot) if past else (),
        past=tuple(PastRound(each, _remarks(each)) for each in past),
        departures=version.departures() if version else None,
        findings=policy_findings(application, filed.snapshot),
        policy_change=policy_change_of(version) if version else None,
    )


def policy_findings(application: Application, snapshot: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Of the policy as it was filed, against the guideline and, of a running account, its register
    of today: a new one has none yet.
    """
    policy = snapshot.get("policy", {})
    if not policy.get("articles"):
        return ()
    changed = application.changed_account_id
    register = register_of_accounts([changed]) if changed else None
    return check_rows(policy.get("title", ""), policy["articles"], register)


def _as_filed(application: Application, filed: ApplicationRound) -> PolicyVersion | None:
    """The version is locked while it is filed, so it still reads as it did."""
    version = rounds.draft_version(application)
    is_as_filed = version and version.is_filed and filed.number == application.round
    return version if is_as_filed else None


def policy_change_of(version: PolicyVersion) -> PolicyChange | None:
    """None for the first version of a policy."""
    if version.number == 1:
        return None
    old = PolicyVersion.objects.before(version).first()
    return old and PolicyChange(
        papers.compared(old, version), papers.edition(version), papers.edition(old)
    )


def _remarks(filed: ApplicationRound) -> tuple[tuple[str, Remark], ...]:
    return tuple((plan_form.label_of(remark.field), remark) for remark in filed.remarks.all())
