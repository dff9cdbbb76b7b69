"""区分「変更」: an application that starts from the present facts of a running account."""

from datetime import datetime

from django.db import transaction

from accounts.change_rules import POLICY, needs_committee
from accounts.models import OfficialAccount
from accounts.services.locking import locked as locked_account
from approvals import changes, plan_form
from approvals.models import Application
from approvals.permissions import filing as may
from approvals.services.filing import CLAUSE, locked
from approvals.services.refusals import Refused
from approvals.status import ApplicationStatus
from komae_sns.audit import services as audit
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from policies import services as policies
from policies.models import Policy, PolicyVersion

# Said anew in every application.
OF_THE_DAY = frozenset({"title", "planned_on", "attachments", "change_reason"})


@transaction.atomic
def start_change(account: OfficialAccount, *, by: Actor, now: datetime) -> Application:
    """One at a time for an account: the second would not know what the first will change."""
    account = locked_account(account)
    require(may.can_start, by, account.department)
    if not account.is_in_use:
        status = account.get_status_display()
        raise Refused(f"アカウントが「{status}」なので、変更を申請できません。")
    if Application.objects.changing(account).open().exists():
        raise Refused("このアカウントの変更の申請が、もう進んでいます。")
    application = Application.objects.create(
        department=account.department,
        drafted_by=by.user,
        status=ApplicationStatus.DRAFT,
        waiting_since=now,
        changed_account=account,
        title=(title := f"「{account.name}」の変更について"),
        answers=_filed_before(account) | changes.answers_of(account) | {"title": title},
    )
    audit.record("approvals.start_change", application, by=by, clause=CLAUSE, mentions=[account])
    return application


def _filed_before(account: OfficialAccount) -> dict:
    """What the founding application said of cost, effects and people; 既存登録 has none."""
    founding = Application.objects.filter(account=account).first()
    filed = founding.latest_round if founding else None
    answers = filed.snapshot["answers"] if filed else {}
    asked = {f.key for f in plan_form.fields() if f.is_for({"category": plan_form.CHANGE})}
    known = asked - OF_THE_DAY
    return {key: value for key, value in answers.items() if key in known}


def policy_to_revise(application: Application) -> Policy | None:
    """The policy in force of the account that is to change."""
    if not application.is_change:
        return None
    covering = Policy.objects.covering(application.changed_account)
    return covering.filter(versions__in=PolicyVersion.objects.in_force()).first()


@transaction.atomic
def attach_revision(application: Application, *, by: Actor) -> PolicyVersion:
    """改正案: the draft there is, or a new one from the version in force."""
    application = locked(application)
    require(may.can_edit, by, application)
    application.require_editable()
    policy = policy_to_revise(application)
    if policy is None:
        raise Refused("施行中の運用ポリシーがないので、改正案はつけられません。")
    version = policy.versions.drafts().first() or policies.new_version(policy, by=by)
    if version.is_filed:
        raise Refused("運用ポリシーの改正案は、ほかの申請に出ています。")
    application.revision = version
    application.save(update_fields=["revision"])
    audit.record(
        "approvals.attach_revision",
        application,
        by=by,
        clause=CLAUSE,
        changes={"運用ポリシーの改正案": (None, str(version))},
        mentions=[policy],
    )
    return version


@transaction.atomic
def leave_revision(application: Application, *, by: Actor) -> None:
    """The draft stays with its policy; the application goes without it."""
    application = locked(application)
    require(may.can_edit, by, application)
    application.require_editable()
    version = application.revision
    if version is None:
        return
    application.revision = None
    application.save(update_fields=["revision"])
    audit.record(
        "approvals.leave_revision",
        application,
        by=by,
        clause=CLAUSE,
        changes={"運用ポリシーの改正案": (str(version), None)},
        mentions=[version.policy],
    )


def revision_condition(version: PolicyVersion) -> str:
    """Registered with policies: a revision before the committee waits for it, and where the
    city's table says so none goes without it."""
    filed = Application.objects.filter(revision=version)
    if filed.open().exists():
        return "変更の申請に出しているので、決定までは施行できません。"
    if version.number > 1 and needs_committee(POLICY) and not filed.granted().exists():
        return "運用ポリシーの改正には、委員会の承認がいります。変更の申請につけてください。"
    return ""
