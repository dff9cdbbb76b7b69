"""What a submission freezes: the fields as typed and as read, the policy, the overlap list."""

from datetime import datetime
from typing import Any

from approvals import changes, register, shown
from approvals.models import Application, ApplicationRound
from approvals.snapshots import differences
from komae_sns.staff.actors import Actor
from policies.models import PolicyVersion, PolicyVersionQuerySet


def draft_version(application: Application) -> PolicyVersion | None:
    """The version that is filed with the application: its policy's newest, or the revision."""
    if application.is_change:
        return application.revision
    return _newest(PolicyVersion.objects.all(), application)


def presentation_of(application: Application) -> str:
    """Which text somebody has before them: the fields, and the policy that is filed with them."""
    version = draft_version(application)
    policy = f"{version.pk}-{version.edit_number}" if version else ""
    return f"{application.edit_number}-{policy}"


def readable_version(application: Application, actor: Actor) -> PolicyVersion | None:
    """Of what the actor may open; who may not, reads the text that was filed."""
    seen = PolicyVersion.objects.visible_to(actor)
    if application.is_change:
        return seen.with_policy().filter(pk=application.revision_id).first()
    return _newest(seen, application)


def _newest(versions: PolicyVersionQuerySet, application: Application) -> PolicyVersion | None:
    if application.policy_id is None:
        return None
    return versions.filter(policy=application.policy_id).with_policy().order_by("-number").first()


def freeze(
    application: Application, version: PolicyVersion | None, *, by: Actor, now: datetime
) -> ApplicationRound:
    holder = by.on_behalf_of
    return ApplicationRound.objects.create(
        application=application,
        number=application.round,
        snapshot=snapshot(application, version, by=by),
        submitted_by=by.user,
        submitted_for=holder.user if holder else None,
        submitted_at=now,
    )


def snapshot(
    application: Application, version: PolicyVersion | None, *, by: Actor
) -> dict[str, Any]:
    answers = application.answers
    names = shown.Names.of(application)
    listed = register.candidates(
        answers,
        department=application.department.name,
        service=names.service_name,
        besides=application.changed_account_id,
    )
    return {
        "answers": answers,
        "shown": shown.values(answers, names),
        "policy": _policy(version) if version else {},
        "change": changes.frozen(application) if application.is_change else [],
        "overlap": [candidate.as_filed() for candidate in listed],
        "submitter": {
            "division": application.department.division_name,
            "department": application.department.name,
            "office_and_name": by.signed(by.on_behalf_of),
        },
    }


def _policy(version: PolicyVersion) -> dict[str, Any]:
    return {"version": version.pk, "title": version.title, "articles": _articles(version)}


def _articles(version: PolicyVersion) -> list[dict[str, Any]]:
    """As printed, each with the key by which the next round finds it again."""
    rows = zip(version.contents, version.paper_rows(), strict=True)
    return [{"key": article.key, **row} for article, row in rows]


def changes_since_last(filed: ApplicationRound) -> dict[str, tuple[str, str]]:
    """For the trail and the reviewers: what differs from the round before, field by field."""
    before = filed.application.rounds.filter(number=filed.number - 1).first()
    if before is None:
        return {}
    found = differences(before.snapshot, filed.snapshot)
    return {difference.label: (difference.old, difference.new) for difference in found}


def touched_since(filed: ApplicationRound, application: Application) -> set[str]:
    """Fields (and the policy) that differ from what was filed."""
    before = filed.snapshot
    names = shown.Names.of(application)
    version = draft_version(application)
    now = {
        "shown": shown.values(application.answers, names),
        "policy": {"articles": _articles(version)} if version else {},
    }
    return {difference.key for difference in differences(before, now)}
