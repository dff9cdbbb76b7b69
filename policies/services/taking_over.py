"""A policy that exists on paper: read into articles, kept as a draft or as in force already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import OfficialAccount
from komae_sns.audit import services as audit
from komae_sns.city.sample_policy import sample
from komae_sns.documents import wareki
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from policies import actions, articles, permissions
from policies.articles.gaps import unprintable
from policies.check import check_articles
from policies.models import Policy, PolicyVersion
from policies.permitted import register_of_accounts
from policies.recognise import recognise
from policies.recognise.sample_match import matched
from policies.records import record_of_accounts
from policies.services.drafting import CLAUSE
from policies.services.locking import locked_draft, locked_policy
from policies.services.refusals import NotReady, Refused
from policies.services.versions import refuse_undecided
from policies.status import VersionStatus


@dataclass(frozen=True)
class Existing:
    """In force already: since when, and by which paper one can tell."""

    enacted_on: date
    evidence: str


@transaction.atomic
def take_over(
    accounts: Sequence[OfficialAccount],
    text: str,
    *,
    title: str,
    by: Actor,
    now: datetime,
    notice_number: str = "",
    existing: Existing | None = None,
    seen: str = "",
) -> PolicyVersion:
    """Into a new policy, or as the draft of the one the accounts have.

    `seen`: the `mark` of the draft that gives way, as it was when the person was told of it.
    """
    covered = _locked_accounts(accounts)
    require(permissions.can_take_over, by, covered[0].department)
    version = _draft_of(covered, by, seen)
    _write(version, text, title, notice_number, record_of_accounts(covered))
    mentions = [version.policy, *covered]
    found = _findings(version, covered)
    changes = {"条": (None, len(version.contents)), "点検の指摘": (None, found)}
    audit.record(
        actions.TAKE_OVER, version, by=by, clause=CLAUSE, changes=changes, mentions=mentions
    )
    if existing:
        _keep_existing(version, existing, covered, by=by, now=now)
    return version


def _locked_accounts(accounts: Sequence[OfficialAccount]) -> list[OfficialAccount]:
    wanted = [account.pk for account in accounts]
    rows = OfficialAccount.objects.with_names().select_for_update(of=("self",))
    held = list(rows.filter(pk__in=wanted).order_by("pk"))
    if not held:
        raise Refused("対象のアカウントを選んでください。")
    if len({account.department_id for account in held}) > 1:
        raise Refused("ほかの課のアカウントは、対象にできません。")
    return held


def mark(draft: PolicyVersion | None) -> str:
    return f"{draft.pk}:{draft.edit_number}" if draft else ""


def _draft_of(covered: list[OfficialAccount], by: Actor, seen: str) -> PolicyVersion:
    found = list(Policy.objects.filter(accounts__in=covered).distinct())
    if not found:
        policy = Policy.objects.create(department=covered[0].department, title="")
        policy.accounts.set(covered)
        return _new_draft(policy, 1, by)
    policy = locked_policy(found[0])
    if len(found) > 1 or set(policy.accounts.all()) != set(covered):
        raise Refused(
            "対象のアカウントには、もう別の運用ポリシーがあります。その運用ポリシーと同じアカウントを選んでください。"
        )
    if draft := policy.versions.drafts().first():
        draft = locked_draft(draft, by)
        if mark(draft) != seen:
            raise Refused(
                "ほかの人が先に案をつくったか、直しました。この画面を開きなおしてください。"
            )
        return draft
    newest = policy.versions.order_by("-number").first()
    return _new_draft(policy, newest.number + 1, by)


def _new_draft(policy: Policy, number: int, by: Actor) -> PolicyVersion:
    return PolicyVersion.objects.create(
        policy=policy,
        number=number,
        status=VersionStatus.DRAFT,
        title=policy.title,
        created_by=by.user,
    )


def _write(
    version: PolicyVersion, text: str, title: str, number: str, record: dict[str, str]
) -> None:
    """Keys go on where the draft's numbering stands, so that none is used twice."""
    read = recognise(text, first=version.edit_number + 1)
    if not read.articles:
        raise Refused("条を読みとれませんでした。")
    contents = matched(articles.sample_for(sample(), record), read.articles, record)
    version.edit_number += 1 + len(read.places)
    contents = tuple(articles.stamped(article, version.edit_number) for article in contents)
    version.articles = articles.to_json(articles.checked(contents))
    version.title = articles.checked_title(title)
    version.notice_number = number
    version.record = record
    version.save()
    if version.number == 1:
        version.policy.title = version.title
        version.policy.save(update_fields=["title"])


def _findings(version: PolicyVersion, covered: Sequence[OfficialAccount]) -> str:
    register = register_of_accounts([a.pk for a in covered])
    found = check_articles(version.title, version.contents, register)
    mend = sum(finding.must_be_mended for finding in found)
    return f"直す必要がある{mend}件、確かめる{len(found) - mend}件"


def _keep_existing(
    version: PolicyVersion,
    existing: Existing,
    covered: list[OfficialAccount],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """As it was promulgated, findings and all: only what the paper cannot print is refused."""
    require(permissions.can_keep_existing, by, covered[0].department)
    refuse_undecided(covered)
    if version.policy.versions.promulgated().exists():
        raise Refused(
            "ポータルで施行した版があるので、既存の版は加えられません。改正案にしてください。"
        )
    if existing.enacted_on > by.today:
        raise Refused("制定日は、きょうまでの日にしてください。")
    if gaps := tuple(unprintable(version.title, version.contents)):
        raise NotReady(gaps)
    version.enacted_on, version.evidence = existing.enacted_on, existing.evidence
    version.is_existing = True
    version.save(update_fields=["enacted_on", "evidence", "is_existing"])
    version.move_to(VersionStatus.IN_FORCE, in_force_at=now)
    changes = {
        "状態": (VersionStatus.DRAFT.label, VersionStatus.IN_FORCE.label),
        "制定日": (None, wareki.long(existing.enacted_on)),
        "告示・訓令番号": (None, version.notice_number or "なし"),
        "既存の根拠": (None, existing.evidence),
    }
    audit.record(
        actions.KEEP_EXISTING,
        version,
        by=by,
        clause=CLAUSE,
        changes=changes,
        mentions=[version.policy, *covered],
    )
