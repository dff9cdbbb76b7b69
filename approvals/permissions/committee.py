"""Who may prepare, run, vote, decide, waive. The docstring is the sentence on the 403 page."""

from approvals import committee
from approvals.models import AgendaItem, Application
from komae_sns.staff import people as staff
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Department
from komae_sns.staff.posts import Post


def can_read_meetings(actor: Actor) -> bool:
    """委員会の会議を読めるのは、委員会・事務局・監査と統括責任者だけです。"""
    return actor.on_committee or actor.holds(Post.SECRETARIAT, Post.CISO, Post.AUDITOR)


def can_read_follow_ups(actor: Actor) -> bool:
    """会議のあとに残っていることを読めるのは、委員会・事務局・監査と統括責任者だけです。"""
    return can_read_meetings(actor)


def can_prepare(actor: Actor) -> bool:
    """会議の準備と議題の整理ができるのは、事務局だけです。"""
    return actor.holds(Post.SECRETARIAT)


def can_write_minutes(actor: Actor) -> bool:
    """議事録を直して委員長へ回せるのは、事務局だけです。"""
    return actor.holds(Post.SECRETARIAT)


def can_confirm_minutes(actor: Actor) -> bool:
    """議事録を確定できるのは、委員長（委員長がいないときは副委員長）だけです。"""
    return actor.holds(Post.CHAIR) or (
        actor.holds(Post.VICE_CHAIR) and not staff.holding(Post.CHAIR, today=actor.today).exists()
    )


def can_return_minutes(actor: Actor) -> bool:
    """議事録を直しに戻せるのは、委員長と事務局だけです。"""
    return can_confirm_minutes(actor) or can_write_minutes(actor)


def can_set_rule(actor: Actor) -> bool:
    """採決の定めを登録できるのは、事務局だけです。"""
    return actor.holds(Post.SECRETARIAT)


def can_read_rules(actor: Actor) -> bool:
    """採決の定めを読めるのは、委員会・事務局・監査と統括責任者だけです。"""
    return can_read_meetings(actor)


def can_run(actor: Actor) -> bool:
    """会議を開いたり閉じたりできるのは、委員長・副委員長と事務局だけです。"""
    return actor.holds(Post.CHAIR, Post.VICE_CHAIR, Post.SECRETARIAT)


def can_open_voting(actor: Actor, item: AgendaItem) -> bool:
    """採決をはじめられるのは、議長と事務局だけです。"""
    return actor.holds(Post.SECRETARIAT) or _presides(actor, item)


def can_vote(actor: Actor, item: AgendaItem) -> bool:
    """投票できるのは、採決をはじめたときに出席していて、除斥されない委員か代理者だけです。"""
    return actor.on_committee and bool(committee.seats_of(item, actor))


def can_decide(actor: Actor, item: AgendaItem) -> bool:
    """決定できるのは、議長をつとめる委員長（不在や除斥のときは副委員長）だけです。"""
    return _presides(actor, item)


def can_set_aside(actor: Actor, item: AgendaItem) -> bool:
    """継続審議や差戻しにできるのは議長です。議長がいないときは、事務局ができます。"""
    chair = committee.presiding(item, actor.today)
    return chair.member_id == actor.user.pk if chair else actor.holds(Post.SECRETARIAT)


def _presides(actor: Actor, item: AgendaItem) -> bool:
    chair = committee.presiding(item, actor.today)
    return chair is not None and chair.member_id == actor.user.pk


def can_waive(actor: Actor, application: Application) -> bool:
    """特認できるのは委員長だけです。自分の部課の申請や、自分が起案した申請は特認できません。"""
    return (
        can_waive_for(actor, application.department)
        and application.drafted_by_id not in actor.persons
        and not application.was_filed_by(actor.persons)
    )


def can_waive_for(actor: Actor, department: Department) -> bool:
    """特認できるのは委員長だけです。自分の部課のアカウントは特認できません。"""
    return actor.holds(Post.CHAIR) and not actor.has_interest_in(department)


def is_chair(actor: Actor) -> bool:
    """特認できるのは、委員長だけです。"""
    return actor.holds(Post.CHAIR)


def can_see_waivers(actor: Actor) -> bool:
    """委員長特認の一覧を読めるのは、委員会・事務局・監査と統括責任者だけです。"""
    return can_read_meetings(actor)


def can_report_waivers(actor: Actor) -> bool:
    """報告済みにできるのは、事務局だけです。"""
    return actor.holds(Post.SECRETARIAT)
