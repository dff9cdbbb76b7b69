"""Who may, in the register. The docstring is the sentence on the 403 page."""

from datetime import date

from accounts.change_rules import ADDRESS, Decider, decider
from accounts.models import (
    AnnualReview,
    Handover,
    OfficialAccount,
    PermittedContact,
    StatusCheck,
    Suspension,
    SuspensionNotice,
)
from accounts.review_confirmers import INSTEAD, is_left_to_chair, waits_for_chair
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post


def can_register_existing(actor: Actor) -> bool:
    """既存のアカウントを登録できるのは、事務局だけです。"""
    return actor.holds(Post.SECRETARIAT)


def can_keep(actor: Actor, account: OfficialAccount) -> bool:
    """アカウントの記録を直せるのは、運用する課の所属長・担当者と事務局だけです。"""
    return actor.works_in(account.department) or actor.holds(Post.SECRETARIAT)


def can_confirm_opening(actor: Actor, account: OfficialAccount) -> bool:
    """開設前の確認ができるのは、運用する課の所属長・担当者だけです。"""
    return actor.works_in(account.department)


def can_correct_address(actor: Actor, account: OfficialAccount) -> bool:
    """開設したあとのアドレスを直せるのは、事務局だけです。"""
    return actor.holds(Post.SECRETARIAT)


def can_decide_changes(actor: Actor, account: OfficialAccount) -> bool:
    """運用中のアカウントの内容を変えられるのは、運用する課の所属長と事務局だけです。"""
    return actor.heads(account.department) or actor.holds(Post.SECRETARIAT)


def can_rename(actor: Actor, account: OfficialAccount) -> bool:
    """ユーザー名の変更を記録できるのは、定めにより、事務局か運用する課の所属長だけです。"""
    by_head = decider(ADDRESS) == Decider.HEAD and actor.heads(account.department)
    return by_head or actor.holds(Post.SECRETARIAT)


def can_name_operators(actor: Actor, account: OfficialAccount) -> bool:
    """担当者を決められるのは、運用する課の所属長と事務局だけです。"""
    return actor.heads(account.department) or actor.holds(Post.SECRETARIAT)


def can_record_figures(actor: Actor, account: OfficialAccount) -> bool:
    """数字を記録できるのは、運用する課の所属長・担当者、そのアカウントの担当者と事務局だけです。"""
    return can_keep(actor, account) or account.is_operated_by(actor)


def can_import_figures(actor: Actor) -> bool:
    """数字の表を取り込めるのは、事務局と、課の所属長・担当者だけです。"""
    return actor.holds(Post.SECRETARIAT) or bool(actor.section_ids)


def can_see_acknowledgements(actor: Actor) -> bool:
    """まだ遵守事項を確認していない人を見られるのは、事務局・統括責任者・監査だけです。"""
    return actor.holds(Post.SECRETARIAT, Post.CISO, Post.AUDITOR)


def can_read_consents(actor: Actor, account: OfficialAccount) -> bool:
    """了解の記録を読めるのは、運用する課・そのアカウントの担当者・事務局・監査だけです。"""
    return actor.holds(Post.SECRETARIAT, Post.AUDITOR) or can_record_consents(actor, account)


def can_record_consents(actor: Actor, account: OfficialAccount) -> bool:
    """了解を記録できるのは、運用する課の所属長・担当者と、そのアカウントの担当者だけです。"""
    return actor.works_in(account.department) or account.is_operated_by(actor)


def can_ask_contacts(actor: Actor, account: OfficialAccount) -> bool:
    """フォロー・返信を台帳に足せるのは、運用する課の所属長・担当者と、そのアカウントの担当者だけです。"""
    return actor.works_in(account.department) or account.is_operated_by(actor)


def can_decide_contacts(actor: Actor, account: OfficialAccount) -> bool:
    """フォロー・返信を認められるのは、運用する課の所属長だけです。"""
    return actor.heads(account.department)


def can_decide_contact(actor: Actor, contact: PermittedContact) -> bool:
    """フォロー・返信を認められるのは、運用する課の所属長だけです。届け出たご本人は決められません。"""
    if contact.asked_by_id in actor.persons:
        return contact.asked_by_id == actor.user.pk and permits_by_entering(actor, contact.account)
    return can_decide_contacts(actor, contact.account)


def can_withdraw_contact(actor: Actor, contact: PermittedContact) -> bool:
    """フォロー・返信の届出を取り下げられるのは、届け出たご本人と、運用する課の所属長・担当者だけです。"""
    return contact.asked_by_id == actor.user.pk or actor.works_in(contact.account.department)


def permits_by_entering(actor: Actor, account: OfficialAccount) -> bool:
    """届け出ると同時に認められるのは、所属長ご本人だけです。代決する人の届出は、所属長が決めます。"""
    return actor.in_person.heads(account.department)


def can_check_content(actor: Actor, account: OfficialAccount) -> bool:
    """発言内容を確認できるのは、運用する課の所属長・担当者と、そのアカウントの担当者だけです。"""
    return actor.works_in(account.department) or account.is_operated_by(actor)


def can_confirm_content(actor: Actor, account: OfficialAccount) -> bool:
    """発言内容の確認を確かめられるのは、そのアカウントの管理者だけです。"""
    return any(a.pk == account.manager_id for a in actor.appointments)


def can_begin_suspension(actor: Actor, account: OfficialAccount) -> bool:
    """運用停止の手続をはじめられるのは、運用する課の所属長だけです。"""
    return actor.heads(account.department)


def can_confirm_reviews(actor: Actor, account: OfficialAccount) -> bool:
    """効果測定を確認できるのは、運用する課にいない事務局、それがいないときは委員長か副委員長だけです。"""
    if actor.has_interest_in(account.department):
        return False
    return actor.holds(Post.SECRETARIAT) or (
        actor.holds(*INSTEAD) and is_left_to_chair(account, actor.today)
    )


def can_answer_review(actor: Actor, review: AnnualReview) -> bool:
    """効果測定に答えられるのは、運用する課の所属長・担当者だけです。"""
    return actor.works_in(review.account.department)


def can_submit_review(actor: Actor, review: AnnualReview) -> bool:
    """効果測定を提出できるのは、運用する課の所属長だけです。"""
    return actor.heads(review.account.department)


def can_pass_review(actor: Actor, review: AnnualReview) -> bool:
    """課長へ回せるのは、運用する課の担当者だけです。"""
    return can_answer_review(actor, review) and not can_submit_review(actor, review)


def can_read_review_draft(actor: Actor, review: AnnualReview) -> bool:
    """書きかけの効果測定を読めるのは、運用する課と事務局だけです。"""
    return can_answer_review(actor, review) or actor.holds(Post.SECRETARIAT)


def can_decide_review(actor: Actor, review: AnnualReview) -> bool:
    """効果測定を確認し、差し戻せるのは、運用する課にいない事務局、それがいないときは委員長か副委員長だけです。自分が出したもの、自分の名で出されたものは確認できません。"""
    if actor.has_interest_in(review.account.department) or review.was_filed_by(actor.persons):
        return False
    return actor.holds(Post.SECRETARIAT) or (
        actor.holds(*INSTEAD) and waits_for_chair(review, actor.today)
    )


def can_begin_after_review(actor: Actor, account: OfficialAccount) -> bool:
    """判定「停止・集約」で停止の手続をはじめられるのは、効果測定を確認する人だけです。"""
    confirms = actor.holds(Post.SECRETARIAT, *INSTEAD)
    return confirms and not actor.has_interest_in(account.department)


def can_close_review_year(actor: Actor) -> bool:
    """年度の効果測定を終えられるのは、事務局だけです。"""
    return actor.holds(Post.SECRETARIAT)


def can_mark_city_pr(actor: Actor, account: OfficialAccount) -> bool:
    """市広報アカウントを決められるのは、事務局だけです。"""
    return actor.holds(Post.SECRETARIAT)


def is_city_staff(actor: Actor) -> bool:
    """申請や審議の経過を読めるのは、職員だけです。"""
    return any(a.post != Post.CONTRACTOR for a in actor.appointments)


def can_read_procedure(actor: Actor, account: OfficialAccount) -> bool:
    """申請や審議の経過を読めるのは、運用する課とその部の部長・事務局・委員会・統括責任者・監査だけです。"""
    readers = (Post.SECRETARIAT, Post.CISO, Post.AUDITOR)
    own = actor.works_in(account.department) or actor.oversees(account.department)
    return own or actor.on_committee or actor.holds(*readers)


def can_check_status(actor: Actor, account: OfficialAccount) -> bool:
    """停止後の状態を確認できるのは、運用していた課の所属長・担当者と管理者、課に人がいないときは事務局だけです。"""
    if actor.works_in(account.department) or can_confirm_content(actor, account):
        return True
    return actor.holds(Post.SECRETARIAT) and is_left_alone(account, actor.today)


def is_left_alone(account: OfficialAccount, day: date) -> bool:
    """Nobody works in its section any more."""
    return not people.workers_of(account.department, day).exists()


def can_decide_service_end(actor: Actor, check: StatusCheck) -> bool:
    """サービスの終了を確かめるのは、状態確認をした人とは別の、事務局の人だけです。"""
    return actor.holds(Post.SECRETARIAT) and check.done_by_id not in actor.persons


def can_answer_alarms(actor: Actor) -> bool:
    """異常を受け取り、対応を終えられるのは、統括情報セキュリティ責任者だけです。"""
    return actor.holds(Post.CISO)


def can_read_suspension(actor: Actor, suspension: Suspension) -> bool:
    """停止の手続を読めるのは、運用する課とその部の部長・集約先の課・事務局・委員会・統括責任者・監査だけです。"""
    successor = suspension.successor
    takes_over = successor is not None and actor.works_in(successor.department)
    return takes_over or can_read_procedure(actor, suspension.account)


def can_plan_suspension(actor: Actor, suspension: Suspension) -> bool:
    """停止の計画を書けるのは、運用する課の所属長・担当者だけです。"""
    return actor.works_in(suspension.account.department)


def can_submit_suspension(actor: Actor, suspension: Suspension) -> bool:
    """停止の計画を事務局へ出せるのは、運用する課の所属長だけです。"""
    return actor.heads(suspension.account.department)


def can_confirm_suspension(actor: Actor, suspension: Suspension) -> bool:
    """停止の計画を確認できるのは、その課にいない、計画を出していない事務局の人だけです。"""
    own = suspension.submitted_by_id in actor.persons
    return can_confirm_reviews(actor, suspension.account) and not own


def can_announce_suspension(actor: Actor, suspension: Suspension) -> bool:
    """停止の周知を記録できるのは、運用する課と、集約先の課の所属長・担当者だけです。"""
    successor = suspension.successor
    takes_over = successor is not None and actor.works_in(successor.department)
    return takes_over or can_plan_suspension(actor, suspension)


def can_announce_there(actor: Actor, suspension: Suspension, kind: str) -> bool:
    """集約先の課が記録できるのは、市広報アカウントでの案内と、市ホームページの知らせだけです。アカウントに書けないことを決められるのは、運用する課の所属長だけです。"""
    if kind == SuspensionNotice.Kind.PAGE_ONLY:
        return can_stop(actor, suspension)
    of_the_city = kind in {SuspensionNotice.Kind.GUIDANCE, SuspensionNotice.Kind.CITY_PAGE}
    return can_plan_suspension(actor, suspension) or (
        of_the_city and can_announce_suspension(actor, suspension)
    )


def can_stop(actor: Actor, suspension: Suspension) -> bool:
    """アカウントを停止できるのは、運用する課の所属長だけです。"""
    return actor.heads(suspension.account.department)


def can_cancel_suspension(actor: Actor, suspension: Suspension) -> bool:
    """停止を取りやめられるのは運用する課の所属長、効果測定ではじまった停止では事務局だけです。"""
    if suspension.origin == Suspension.Origin.REVIEW:
        return can_confirm_reviews(actor, suspension.account)
    return actor.heads(suspension.account.department)


def can_pause(actor: Actor, account: OfficialAccount) -> bool:
    """一時停止と再開を決められるのは、運用する課の所属長と事務局だけです。"""
    return actor.heads(account.department) or actor.holds(Post.SECRETARIAT)


def can_read_access(actor: Actor, account: OfficialAccount) -> bool:
    """ログインできる人や連携アプリを見られるのは、運用する課・そのアカウントの担当者・事務局・統括責任者・監査だけです。"""
    readers = (Post.SECRETARIAT, Post.CISO, Post.AUDITOR)
    return can_keep_access(actor, account) or actor.holds(*readers)


def can_keep_access(actor: Actor, account: OfficialAccount) -> bool:
    """ログインできる人・連携アプリ・機器・パスワードの変更を記録できるのは、運用する課の所属長・担当者と、そのアカウントの担当者だけです。"""
    return actor.works_in(account.department) or account.is_operated_by(actor)


def can_work_on_handover(actor: Actor, handover: Handover) -> bool:
    """引継ぎを進められるのは、離れるご本人と、運用する課の所属長・担当者、引きつぐ人だけです。"""
    theirs = {handover.leaver_id, handover.successor_id}
    return actor.user.pk in theirs or actor.works_in(handover.account.department)


def can_receive_handover(actor: Actor, handover: Handover) -> bool:
    """引継ぎを受け取れるのは、引きつぐ人か所属長で、離れる人でも引き渡した人でもない人だけです。そのような人がいないときは、事務局です。"""
    if actor.persons & {handover.leaver_id, handover.handed_by_id}:
        return False
    is_theirs = actor.user.pk == handover.successor_id or actor.heads(handover.account.department)
    if is_theirs or not actor.holds(Post.SECRETARIAT):
        return is_theirs
    alone = is_left_alone(handover.account, actor.today)
    return alone or not _receivers(handover, actor.today)


def _receivers(handover: Handover, day: date) -> set[int]:
    """Who of the section may."""
    heads = people.heads_of(handover.account.department, day).values_list("pk", flat=True)
    theirs = {*heads, handover.successor_id} - {None}
    return theirs - {handover.leaver_id, handover.handed_by_id}
