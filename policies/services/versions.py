"""A policy's versions: begun from the sample, filed, put in force, revised."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from accounts.models import OfficialAccount
from komae_sns.audit import services as audit
from komae_sns.city.sample_policy import sample
from komae_sns.documents import wareki
from komae_sns.lives import WrongStatus
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Department
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank
from policies import actions, articles, holds, permissions
from policies.conditions import objections
from policies.models import Policy, PolicyVersion
from policies.services.drafting import CLAUSE
from policies.services.locking import locked_draft, locked_policy, locked_version
from policies.services.refusals import NotReady, Refused
from policies.status import VersionStatus


@transaction.atomic
def start_policy(
    department: Department,
    record: Mapping[str, str],
    *,
    by: Actor,
    accounts: Iterable[OfficialAccount] = (),
) -> Policy:
    """見本第1–10条, the blanks filled from `record` (policies.records.record_of)."""
    require(permissions.can_start, by, department)
    covered = _locked_without_policy(accounts, department)
    title = sample().title.filled(record)[:200]
    policy = Policy.objects.create(department=department, title=title)
    policy.accounts.set(covered)
    version = PolicyVersion.objects.create(
        policy=policy,
        number=1,
        status=VersionStatus.DRAFT,
        title=title,
        articles=articles.to_json(
            articles.from_sample(articles.sample_for(sample(), record), record)
        ),
        record=dict(record),
        created_by=by.user,
    )
    audit.record(actions.START, version, by=by, clause=CLAUSE, mentions=[policy, *covered])
    return policy


def _locked_without_policy(
    accounts: Iterable[OfficialAccount], department: Department
) -> list[OfficialAccount]:
    wanted = [account.pk for account in accounts]
    held = list(OfficialAccount.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    if any(account.department_id != department.pk for account in held):
        raise Refused("ほかの課のアカウントは、対象にできません。")
    if Policy.objects.filter(accounts__in=held).exists():
        raise Refused("そのアカウントには、もう運用ポリシーがあります。")
    return held


@transaction.atomic
def new_version(policy: Policy, *, by: Actor) -> PolicyVersion:
    """改正案: begins as a copy of the version in force, or of a draft that was put away."""
    policy = locked_policy(policy)
    require(permissions.can_revise, by, policy)
    current = policy.versions.in_force().first() or _put_away(policy)
    if current is None:
        raise Refused("施行中の版がないので、改正案はつくれません。")
    if policy.versions.drafts().exists():
        raise Refused("改正案は、もうあります。")
    version = PolicyVersion.objects.create(
        policy=policy,
        number=policy.versions.order_by("-number").first().number + 1,
        status=VersionStatus.DRAFT,
        title=current.title,
        articles=current.articles,
        record=current.record,
        created_by=by.user,
    )
    audit.record(actions.REVISE, version, by=by, clause=CLAUSE, mentions=[policy])
    return version


def _put_away(policy: Policy) -> PolicyVersion | None:
    """The last one, where an account still waits for its policy."""
    rows = policy.versions.filter(status=VersionStatus.WITHDRAWN)
    return rows.last() if policy.accounts.official().exists() else None


@transaction.atomic
def withdraw_version(version: PolicyVersion, *, reason: str, by: Actor) -> None:
    """案を取り下げる: it stays to be read by those who could; a new draft may begin."""
    policy = locked_policy(version.policy)
    version = locked_draft(version, by)
    if is_blank(reason):
        raise Refused("取り下げる理由を書いてください。")
    if held := holds.held_by(policy):
        raise Refused(held)
    _put_version_away(version, reason, by)


def put_drafts_away(policies: Iterable[Policy], *, reason: str, by: Actor) -> None:
    """Part of a step that ends what they were for; the caller says who may."""
    for policy in policies:
        for draft in locked_policy(policy).versions.drafts().select_for_update():
            _put_version_away(draft, reason, by)


def _put_version_away(version: PolicyVersion, reason: str, by: Actor) -> None:
    version.move_to(VersionStatus.WITHDRAWN)
    changes = {"状態": (VersionStatus.DRAFT.label, VersionStatus.WITHDRAWN.label)}
    audit.record(
        actions.WITHDRAW,
        version,
        by=by,
        clause=CLAUSE,
        changes=changes,
        note=reason,
        mentions=[version.policy],
    )


def lock_for_filing(version: PolicyVersion, *, by: Actor) -> None:
    """Part of filing an application, which records it and says who may."""
    _set_filed(version, True)


def unlock_after_filing(version: PolicyVersion, *, by: Actor) -> None:
    """The application came back (差戻し, 引戻し) or asks for changes (条件付承認)."""
    _set_filed(version, False)


def _set_filed(version: PolicyVersion, is_filed: bool) -> None:
    held = locked_version(version)
    if not held.is_draft:
        raise WrongStatus(VersionStatus(held.status), VersionStatus.DRAFT)
    PolicyVersion.objects.filter(pk=held.pk).update(is_filed=is_filed)
    version.is_filed = is_filed


@transaction.atomic
def put_in_force(
    version: PolicyVersion, *, enacted_on: date, by: Actor, now: datetime, notice_number: str = ""
) -> PolicyVersion:
    """施行: the version is frozen for ever, the one before becomes 旧版."""
    policy = locked_policy(version.policy)
    version = locked_version(version)
    require(permissions.can_put_in_force, by, version)
    _refuse_unready(version, enacted_on, by.today)
    accounts = tuple(policy.accounts.select_related("decision"))
    refuse_undecided(accounts)
    for old in policy.versions.in_force().select_for_update():
        old.move_to(VersionStatus.SUPERSEDED, superseded_at=now)
    notice_number = notice_number or version.notice_number
    version.move_to(
        VersionStatus.IN_FORCE,
        enacted_on=enacted_on,
        notice_number=notice_number,
        in_force_at=now,
    )
    Policy.objects.filter(pk=policy.pk).update(title=version.title)
    departing = "、".join(d.place or d.clause for d in version.departures())
    changes = {
        "状態": (VersionStatus.DRAFT.label, VersionStatus.IN_FORCE.label),
        "制定日": (None, wareki.long(enacted_on)),
        "告示・訓令番号": (None, notice_number or "なし"),
        "見本とちがうところ": (None, departing or "なし"),
    }
    audit.record(
        actions.PUT_IN_FORCE,
        version,
        by=by,
        clause=CLAUSE,
        changes=changes,
        mentions=[policy, *accounts],
    )
    return version


def _refuse_unready(version: PolicyVersion, enacted_on: date, today: date) -> None:
    if not version.is_draft:
        raise WrongStatus(VersionStatus(version.status), VersionStatus.IN_FORCE)
    if enacted_on > today:
        raise Refused("制定日は、きょうまでの日にしてください。")
    if gaps := version.gaps():
        raise NotReady(gaps)
    if found := objections(version):
        raise Refused("".join(found))


def refuse_undecided(accounts: Iterable[OfficialAccount]) -> None:
    """4(2)イ・ウ: a policy comes into force for an account that may exist."""
    if not accounts or not all(account.decision.grants for account in accounts):
        raise Refused("開設を認める決定がまだないので、施行できません。")
