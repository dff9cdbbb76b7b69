"""Who may, in an incident. The docstring is the sentence on the 403 page."""

from accounts.models import OfficialAccount
from incidents.cards import Doer
from incidents.models import Incident, IncidentStep, Prevention, PublicWarning
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post


def can_report(actor: Actor, account: OfficialAccount | None) -> bool:
    """事案の第一報は、だれでも出せます。受託業者は、自分が担当するアカウントについてだけです。"""
    if any(a.post != Post.CONTRACTOR for a in actor.appointments) or not actor.appointments:
        return True
    return account is not None and account.is_operated_by(actor)


def can_hold_drill(actor: Actor) -> bool:
    """訓練の事案を出せるのは、所属長・事務局・統括情報セキュリティ責任者だけです。"""
    return actor.holds(Post.HEAD, Post.SECRETARIAT, Post.CISO)


def can_receive_as_head(actor: Actor, incident: Incident) -> bool:
    """所属長として受領できるのは、対応する課の所属長だけです。"""
    return actor.heads(incident.department)


def can_answer_as_ciso(actor: Actor) -> bool:
    """統括情報セキュリティ責任者だけができます。任命がないあいだは、事務局ができます。"""
    if actor.holds(Post.CISO):
        return True
    return actor.holds(Post.SECRETARIAT) and not actor.cisos


def can_add(actor: Actor, incident: Incident) -> bool:
    """続報を書けるのは、対応する課、報告した人、そのアカウントの管理者・担当者、統括責任者、事務局だけです。"""
    return (
        can_work_on(actor, incident)
        or incident.reported_by_id == actor.user.pk
        or actor.holds(Post.CISO, Post.SECRETARIAT)
    )


def can_bring_evidence(actor: Actor, incident: Incident) -> bool:
    """証拠を保存し、取り下げられるのは、対応する課、報告した人、そのアカウントの管理者・担当者、統括責任者、事務局だけです。"""
    return can_add(actor, incident)


def can_bundle_evidence(actor: Actor, incident: Incident) -> bool:
    """証拠一式を作れるのは、対応する課の所属長・担当者、統括責任者、監査、事務局だけです。"""
    return actor.works_in(incident.department) or actor.holds(
        Post.CISO, Post.AUDITOR, Post.SECRETARIAT
    )


def can_work_on(actor: Actor, incident: Incident) -> bool:
    """手順を進められるのは、対応する課の所属長・担当者と、そのアカウントの管理者・担当者だけです。"""
    if actor.works_in(incident.department):
        return True
    account = incident.account
    if account is None:
        return False
    manages = any(a.pk == account.manager_id for a in actor.appointments)
    return manages or _operates(actor, incident)


def _operates(actor: Actor, incident: Incident) -> bool:
    """Asked once for an incident that a page shows; a step works on one just fetched."""
    key = (incident.account_id, actor.user.pk)
    if key not in incident.known_operators:
        incident.known_operators[key] = incident.account.is_operated_by(actor)
    return incident.known_operators[key]


def can_settle_step(actor: Actor, step: IncidentStep) -> bool:
    """この手順を記録できるのは、手順に書かれた人だけです。"""
    incident = step.incident
    match step.who:
        case Doer.SECTION:
            return can_work_on(actor, incident) or actor.holds(Post.CISO)
        case Doer.HEAD:
            return actor.heads(incident.department) or actor.holds(Post.CISO)
        case Doer.SECRETARIAT:
            return actor.holds(Post.SECRETARIAT, Post.CISO)
        case _:
            return can_answer_as_ciso(actor)


def can_correct(actor: Actor, incident: Incident) -> bool:
    """種類・アカウントを直し、手順を足せるのは、対応する課の所属長・担当者、統括責任者、事務局だけです。"""
    return actor.works_in(incident.department) or actor.holds(Post.CISO, Post.SECRETARIAT)


def can_say_nobody_was_in(actor: Actor, incident: Incident) -> bool:
    """乗っ取りなどではなかったと直せるのは、対応する課の所属長、統括責任者、事務局だけです。"""
    return actor.heads(incident.department) or actor.holds(Post.CISO, Post.SECRETARIAT)


def can_resolve(actor: Actor, incident: Incident) -> bool:
    """収束を報告できるのは、対応する課の所属長だけです。所属長がいないときは、事務局ができます。"""
    if actor.heads(incident.department):
        return True
    if not actor.holds(Post.SECRETARIAT):
        return False
    return not people.heads_of(incident.department, actor.today).exists()


def can_close(actor: Actor, incident: Incident) -> bool:
    """終結できるのは、収束を報告した人とは別の、統括情報セキュリティ責任者だけです。"""
    holder = incident.resolved_for.user_id if incident.resolved_for else None
    return can_answer_as_ciso(actor) and not {incident.resolved_by_id, holder} & actor.persons


def can_reopen(actor: Actor, incident: Incident) -> bool:
    """再開できるのは、対応する課の所属長、統括情報セキュリティ責任者、事務局だけです。"""
    return actor.heads(incident.department) or actor.holds(Post.CISO, Post.SECRETARIAT)


def can_issue_report(actor: Actor, incident: Incident) -> bool:
    """事案報告書を発行できるのは、対応する課の所属長だけです。所属長がいないときは、事務局ができます。"""
    return can_resolve(actor, incident)


def can_write_lessons(actor: Actor, incident: Incident) -> bool:
    """教訓と再発防止策を書けるのは、対応する課の所属長・担当者、統括責任者、事務局だけです。"""
    return can_correct(actor, incident)


def can_end_prevention(actor: Actor, task: Prevention) -> bool:
    """再発防止策を終えられるのは、その担当と、対応する課の所属長、事務局だけです。"""
    heads = actor.heads(task.lesson.incident.department)
    return task.owner_id == actor.user.pk or heads or actor.holds(Post.SECRETARIAT)


def can_record_impostors(actor: Actor, incident: Incident) -> bool:
    """なりすましアカウントを記録し、通報や見守りを書けるのは、対応する課、そのアカウントの管理者・担当者、統括責任者、事務局だけです。"""
    return can_work_on(actor, incident) or actor.holds(Post.CISO, Post.SECRETARIAT)


def can_judge_impostors(actor: Actor, incident: Incident) -> bool:
    """なりすましかどうかを判断できるのは、対応する課の所属長、統括責任者、事務局だけです。"""
    return actor.heads(incident.department) or actor.holds(Post.CISO, Post.SECRETARIAT)


def can_write_warnings(actor: Actor, incident: Incident) -> bool:
    """注意喚起を書けるのは、対応する課の所属長・担当者、統括責任者、事務局だけです。"""
    return actor.works_in(incident.department) or actor.holds(Post.CISO, Post.SECRETARIAT)


def can_approve_warnings(actor: Actor) -> bool:
    """注意喚起を公開し、差し戻し、終えられるのは、統括情報セキュリティ責任者と事務局だけです。"""
    return actor.holds(Post.CISO, Post.SECRETARIAT)


def is_own_warning(actor: Actor, warning: PublicWarning) -> bool:
    """Submitted by them, in their name, or last written by them."""
    theirs = actor.persons
    holder = warning.submitted_for.user_id if warning.submitted_for else None
    return bool({warning.submitted_by_id, warning.written_by_id, holder} & theirs)


def can_publish_warning(actor: Actor, warning: PublicWarning) -> bool:
    """自分が書いた、または出した注意喚起は、ほかの統括責任者か事務局の人が公開します。"""
    return can_approve_warnings(actor) and not is_own_warning(actor, warning)
