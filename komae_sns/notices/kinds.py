"""What people are told. Each kind has templates/notices/<kind>_subject.txt and _body.txt.

`MANNERS` says how each kind comes by mail until its reader chooses otherwise. A kind without a
row is only to be known, and waits for the daily mail.
"""

from dataclasses import dataclass

from django.db import models

from komae_sns.staff.posts import COMMITTEE, Post


class Kind(models.TextChoices):
    DRAFT_PASSED_TO_HEAD = "draft_passed_to_head", "下書きが回ってきた"
    DRAFT_GIVEN_BACK = "draft_given_back", "下書きが戻ってきた"
    APPLICATION_SUBMITTED = "application_submitted", "申請が提出された"
    APPLICATION_BACK_AT_CHECK = "application_back_at_check", "申請が受付に戻ってきた"
    APPLICATION_ACCEPTED = "application_accepted", "申請が受け付けられた"
    APPLICATION_RETURNED = "application_returned", "申請が差し戻された"
    APPLICATION_DECIDED = "application_decided", "申請が決定された"
    MEETING_OPENED = "meeting_opened", "委員会が開会した"
    VOTE_WANTED = "vote_wanted", "採決が始まった"
    ITEM_TO_CLOSE = "item_to_close", "投票がそろった"
    WAIVER_GRANTED = "waiver_granted", "委員長特認がされた"
    CONDITION_REPORTED = "condition_reported", "条件を満たしたと報告された"
    CONDITION_SENT_BACK = "condition_sent_back", "条件がまだ満たされていない"
    CONDITION_CONFIRMED = "condition_confirmed", "条件が確認された"
    ACCOUNT_TO_PREPARE = "account_to_prepare", "開設の準備ができる"
    MINUTES_TO_CONFIRM = "minutes_to_confirm", "議事録が確認に回ってきた"
    MINUTES_RETURNED = "minutes_returned", "議事録が直しに戻った"
    MINUTES_CONFIRMED = "minutes_confirmed", "議事録が確定した"
    EVIDENCE_DAMAGED = "evidence_damaged", "証拠のファイルが保存したままではない"
    EXPORT_READY = "export_ready", "まとめて作る文書が終わった"
    ACCOUNT_ABANDONED = "account_abandoned", "開設が取りやめられた"
    ACCOUNT_OPENED = "account_opened", "アカウントが開設された"
    HANDOVER_OPENED = "handover_opened", "引継ぎがはじまった"
    HANDOVER_HANDED = "handover_handed", "引き渡された"
    HANDOVER_GIVEN_BACK = "handover_given_back", "引継ぎが戻ってきた"
    HANDOVER_RECEIVED = "handover_received", "引継ぎが受け取られた"
    STATUS_ALARM_RAISED = "status_alarm_raised", "停止したアカウントに異常があった"
    STATUS_ALARM_RECEIVED = "status_alarm_received", "統括責任者が異常を受け取った"
    INCIDENT_REPORTED = "incident_reported", "事案が報告された"
    INCIDENT_FOR_CISO = "incident_for_ciso", "事案が統括責任者に上がった"
    INCIDENT_RECEIVED = "incident_received", "統括責任者が事案を受領した"
    INCIDENT_INSTRUCTED = "incident_instructed", "事案の指示が来た"
    INCIDENT_FOLLOWED = "incident_followed", "事案の続報があった"
    INCIDENT_STEP_ADDED = "incident_step_added", "事案の手順が足された"
    INCIDENT_HEAD_LATE = "incident_head_late", "事案の受領がまだ（所属長）"
    INCIDENT_CISO_LATE = "incident_ciso_late", "事案の受領がまだ（統括責任者）"
    INCIDENT_STEP_LATE = "incident_step_late", "事案の手順がおくれている"
    INCIDENT_TASK_GIVEN = "incident_task_given", "再発防止策の担当になった"
    INCIDENT_TASK_DUE = "incident_task_due", "再発防止策の期限"
    INCIDENT_REPORT_ISSUED = "incident_report_issued", "事案報告書が発行された"
    INCIDENT_RESOLVED = "incident_resolved", "事案が収束した"
    INCIDENT_CLOSED = "incident_closed", "事案が終結した"
    INCIDENT_REOPENED = "incident_reopened", "事案が再開した"
    IMPOSTOR_WATCH_DUE = "impostor_watch_due", "なりすましを見守る日"
    WARNING_STANDS_LONG = "warning_stands_long", "公開した注意喚起を確かめる日"
    IMPOSTOR_RECURRED = "impostor_recurred", "なくなったなりすましが、また現れた"
    WARNING_SUBMITTED = "warning_submitted", "注意喚起が決裁に出された"
    WARNING_RETURNED = "warning_returned", "注意喚起が差し戻された"
    WARNING_PUBLISHED = "warning_published", "注意喚起が公開された"
    WARNING_ENDED = "warning_ended", "注意喚起が終わった"
    SERVICE_END_FOUND = "service_end_found", "サービスが終わったと報告された"
    SERVICE_END_DECIDED = "service_end_decided", "サービスの終了が確かめられた"
    CONTACT_ASKED = "contact_asked", "フォロー・返信の届出が回ってきた"
    POST_SUBMITTED = "post_submitted", "投稿の下書きが回ってきた"
    POST_RETURNED = "post_returned", "投稿の下書きが差し戻された"
    POST_APPROVED = "post_approved", "投稿の下書きが承認された"
    POST_WENT_FIRST = "post_went_first", "決裁の前に、急いで投稿された"
    POST_DUE = "post_due", "決裁待ちの投稿の日が近い"
    CONTACT_DECIDED = "contact_decided", "フォロー・返信が決められた"
    MANAGER_FOLLOWED = "manager_followed", "アカウントの管理者になった"
    REVIEW_DUE = "review_due", "効果測定の期限"
    CONTENT_CHECK_DUE = "content_check_due", "発言内容の確認の時期"
    ACKNOWLEDGEMENT_DUE = "acknowledgement_due", "遵守事項の確認がまだ"
    STOP_MAY_PROCEED = "stop_may_proceed", "運用を停止できる日"
    HANDOVER_DUE = "handover_due", "引継ぎがまだ"
    STATUS_CHECK_DUE = "status_check_due", "停止後の状態確認の期日"
    DOMAIN_EXPIRING = "domain_expiring", "関連ドメインの期限"
    MANAGER_LEAVING = "manager_leaving", "管理者の任期の終わり"
    VOTE_CLOSING = "vote_closing", "持ち回りの回答の締切"
    RETURNED_UNTOUCHED = "returned_untouched", "差し戻された申請がそのまま"
    CONDITION_DUE = "condition_due", "承認の条件の期限"
    WAIVER_UNREPORTED = "waiver_unreported", "委員長特認の報告がまだ"
    WAIVER_EXPIRING = "waiver_expiring", "委員長特認の期限"
    REVIEW_PASSED_TO_HEAD = "review_passed_to_head", "効果測定が回ってきた"
    REVIEW_SUBMITTED = "review_submitted", "効果測定が提出された"
    REVIEW_RETURNED = "review_returned", "効果測定が差し戻された"
    REVIEW_CONFIRMED = "review_confirmed", "効果測定が確認された"
    SUSPENSION_BEGUN = "suspension_begun", "運用停止の手続がはじまった"
    SUSPENSION_SUBMITTED = "suspension_submitted", "停止の計画が出された"
    SUSPENSION_RETURNED = "suspension_returned", "停止の計画が差し戻された"
    SUSPENSION_CONFIRMED = "suspension_confirmed", "停止の計画が確認された"
    SUSPENSION_POSTPONED = "suspension_postponed", "停止する日が延びた"
    SUSPENSION_CANCELLED = "suspension_cancelled", "運用停止が取りやめられた"
    ACCOUNT_STOPPED = "account_stopped", "アカウントが停止された"
    ACCOUNT_PAUSED = "account_paused", "アカウントが一時停止した"
    ACCOUNT_RESUMED = "account_resumed", "アカウントが再開した"


def choices() -> list[tuple[str, str]]:
    """For a column: named by this function in migrations, so that a new kind needs none."""
    return Kind.choices


class Delivery(models.TextChoices):
    """In the portal always; by mail as chosen."""

    AT_ONCE = "AT_ONCE", "すぐにメール"
    DIGEST = "DIGEST", "1日1回まとめて"
    NONE = "NONE", "メールしない"


@dataclass(frozen=True)
class Manner:
    """`effect`: what its reader is to do, blank when there is nothing but to know it.
    `urgent`: by mail at once. `posts`: whom it may reach; empty: every post of the city."""

    effect: str = ""
    urgent: bool = False
    posts: frozenset[Post] = frozenset()


TO_KNOW = "知っておく"
SECTION = frozenset({Post.HEAD, Post.CLERK})
OFFICE = frozenset({Post.SECRETARIAT})
CHAIR = frozenset({Post.CHAIR})
ABOVE = frozenset({Post.CISO, Post.SECRETARIAT})

# In the order in which the daily mail names them: first what others wait for.
MANNERS: dict[Kind, Manner] = {
    Kind.INCIDENT_REPORTED: Manner("事案を受領し、手順を進める", urgent=True),
    Kind.INCIDENT_FOR_CISO: Manner("事案を受領し、指示する", urgent=True, posts=ABOVE),
    Kind.STATUS_ALARM_RAISED: Manner(
        "停止したアカウントの異常を受け取り、指示する",
        urgent=True,
        posts=frozenset({Post.CISO, Post.SECRETARIAT, Post.HEAD}),
    ),
    Kind.STATUS_ALARM_RECEIVED: Manner("統括責任者の指示に従う", urgent=True, posts=SECTION),
    Kind.INCIDENT_HEAD_LATE: Manner(
        "事案を受領し、統括責任者に上げる", urgent=True, posts=SECTION | ABOVE
    ),
    Kind.INCIDENT_CISO_LATE: Manner("事案を受領し、指示する", urgent=True, posts=ABOVE),
    Kind.INCIDENT_STEP_LATE: Manner("おくれている手順を済ませる", urgent=True),
    Kind.INCIDENT_STEP_ADDED: Manner("足された手順を済ませる", urgent=True),
    Kind.INCIDENT_INSTRUCTED: Manner("統括責任者の指示に従う", urgent=True),
    Kind.INCIDENT_RESOLVED: Manner("収束を確かめ、終結するか再開する", urgent=True, posts=ABOVE),
    Kind.INCIDENT_REOPENED: Manner("再開した事案に対応する", urgent=True),
    Kind.IMPOSTOR_RECURRED: Manner("もう一度、運営会社へ通報する", urgent=True),
    Kind.WARNING_SUBMITTED: Manner("注意喚起を公開するか、差し戻す", urgent=True, posts=ABOVE),
    Kind.WARNING_RETURNED: Manner("注意喚起を直して、もう一度出す", urgent=True),
    Kind.IMPOSTOR_WATCH_DUE: Manner("なりすましアカウントを見守る"),
    Kind.WARNING_STANDS_LONG: Manner("注意喚起を続けるか確かめる", posts=ABOVE),
    Kind.WARNING_PUBLISHED: Manner(urgent=True),
    Kind.WARNING_ENDED: Manner(),
    Kind.INCIDENT_RECEIVED: Manner(urgent=True),
    Kind.INCIDENT_TASK_GIVEN: Manner("期限までに再発防止策を終える"),
    Kind.INCIDENT_TASK_DUE: Manner("再発防止策を終えて、記録する"),
    Kind.INCIDENT_REPORT_ISSUED: Manner(posts=ABOVE),
    Kind.INCIDENT_FOLLOWED: Manner(),
    Kind.INCIDENT_CLOSED: Manner(),
    Kind.EVIDENCE_DAMAGED: Manner(
        "証拠のファイルを控えから戻し、原因を調べる",
        urgent=True,
        posts=frozenset({Post.SECRETARIAT, Post.CISO}),
    ),
    Kind.VOTE_WANTED: Manner("投票する", urgent=True, posts=COMMITTEE),
    Kind.ITEM_TO_CLOSE: Manner("投票がそろった議題を決定する", urgent=True, posts=COMMITTEE),
    Kind.MEETING_OPENED: Manner("委員会に出る", urgent=True, posts=COMMITTEE),
    Kind.APPLICATION_RETURNED: Manner(
        "指摘に対応して、もう一度提出する", urgent=True, posts=SECTION
    ),
    Kind.VOTE_CLOSING: Manner("締切までに回答する", urgent=True, posts=COMMITTEE),
    Kind.DOMAIN_EXPIRING: Manner("関連ドメインの期限を延ばす", urgent=True, posts=SECTION | OFFICE),
    Kind.REVIEW_DUE: Manner("効果測定を書いて、事務局へ提出する", posts=SECTION | OFFICE),
    Kind.POST_DUE: Manner("投稿の下書きを、決裁する", urgent=True, posts=frozenset({Post.HEAD})),
    Kind.POST_SUBMITTED: Manner(
        "投稿の下書きを読み、承認するか差し戻す", urgent=True, posts=frozenset({Post.HEAD})
    ),
    Kind.POST_WENT_FIRST: Manner(
        "先に投稿されたものを、あとから読む", urgent=True, posts=frozenset({Post.HEAD})
    ),
    Kind.POST_RETURNED: Manner("投稿の下書きを直して、もう一度回す", urgent=True),
    Kind.POST_APPROVED: Manner("投稿して、アドレスを記録する", urgent=True),
    Kind.STOP_MAY_PROCEED: Manner("運用を停止し、停止・保全を記録する", posts=SECTION | OFFICE),
    Kind.HANDOVER_DUE: Manner("引き渡して、受け取る", posts=SECTION | OFFICE),
    Kind.STATUS_CHECK_DUE: Manner("停止したアカウントの状態を確認する", posts=SECTION | OFFICE),
    Kind.CONDITION_DUE: Manner("承認の条件を満たして、報告する", posts=SECTION | OFFICE),
    Kind.WAIVER_EXPIRING: Manner("期限までに、通常の手続か停止で終わらせる", posts=SECTION | CHAIR),
    Kind.WAIVER_UNREPORTED: Manner("委員会に報告する", posts=OFFICE | CHAIR),
    Kind.RETURNED_UNTOUCHED: Manner("指摘に対応して、もう一度提出する", posts=SECTION),
    Kind.MANAGER_LEAVING: Manner("次の管理者を決めて、引きつぐ", posts=SECTION | OFFICE),
    Kind.CONTENT_CHECK_DUE: Manner("発言内容を確認する"),
    Kind.ACKNOWLEDGEMENT_DUE: Manner("遵守事項を確認する"),
    Kind.DRAFT_PASSED_TO_HEAD: Manner(
        "内容を確かめて、事務局へ提出する", posts=frozenset({Post.HEAD})
    ),
    Kind.DRAFT_GIVEN_BACK: Manner(
        "下書きを直して、もう一度課長へ回す", posts=frozenset({Post.CLERK})
    ),
    Kind.APPLICATION_BACK_AT_CHECK: Manner(
        "もう一度確かめて、受け付けるか、差し戻す", posts=OFFICE
    ),
    Kind.APPLICATION_SUBMITTED: Manner("受け付けるか、差し戻す", posts=OFFICE),
    Kind.REVIEW_RETURNED: Manner("効果測定を直して、もう一度提出する", urgent=True, posts=SECTION),
    Kind.REVIEW_PASSED_TO_HEAD: Manner(
        "効果測定を確かめて、事務局へ提出する", posts=frozenset({Post.HEAD})
    ),
    Kind.REVIEW_SUBMITTED: Manner("効果測定を確認するか、差し戻す", posts=OFFICE),
    Kind.CONDITION_SENT_BACK: Manner("条件に、もう一度対応する", urgent=True, posts=SECTION),
    Kind.CONDITION_REPORTED: Manner("条件が満たされたかを確かめる", posts=OFFICE),
    Kind.WAIVER_GRANTED: Manner(
        "次の委員会で、特認の報告を受ける", urgent=True, posts=COMMITTEE | OFFICE
    ),
    Kind.MINUTES_TO_CONFIRM: Manner("議事録を確かめて、確定する", posts=COMMITTEE),
    Kind.MINUTES_RETURNED: Manner("議事録を直して、もう一度回す", posts=OFFICE),
    Kind.ACCOUNT_TO_PREPARE: Manner("アカウントの開設を準備する", posts=SECTION),
    Kind.SUSPENSION_RETURNED: Manner(
        "停止の計画を直して、もう一度出す", urgent=True, posts=SECTION
    ),
    Kind.SUSPENSION_SUBMITTED: Manner("停止の計画を確認するか、差し戻す", posts=OFFICE),
    Kind.SUSPENSION_CONFIRMED: Manner("停止を周知し、市広報アカウントへ案内する", posts=SECTION),
    Kind.SUSPENSION_POSTPONED: Manner(
        "周知した停止の日を直す", urgent=True, posts=SECTION | OFFICE
    ),
    Kind.SUSPENSION_BEGUN: Manner("停止の影響度を確認する", posts=SECTION | OFFICE),
    Kind.HANDOVER_GIVEN_BACK: Manner("足りないことを直して、もう一度引き渡す", urgent=True),
    Kind.HANDOVER_HANDED: Manner("引継ぎを確かめて、受け取る", posts=SECTION),
    Kind.HANDOVER_OPENED: Manner("引継ぎを進める"),
    Kind.HANDOVER_RECEIVED: Manner(),
    Kind.CONTACT_ASKED: Manner("フォロー・返信を認めるか決める", posts=frozenset({Post.HEAD})),
    Kind.SERVICE_END_FOUND: Manner("サービスが本当に終わったかを確かめる", posts=OFFICE),
    Kind.SERVICE_END_DECIDED: Manner(posts=SECTION),
    Kind.SUSPENSION_CANCELLED: Manner(posts=SECTION | OFFICE),
    Kind.ACCOUNT_STOPPED: Manner(posts=SECTION | OFFICE),
    Kind.ACCOUNT_PAUSED: Manner(urgent=True, posts=SECTION | OFFICE),
    Kind.ACCOUNT_RESUMED: Manner(posts=SECTION | OFFICE),
    Kind.MINUTES_CONFIRMED: Manner(posts=COMMITTEE | OFFICE),
    Kind.MANAGER_FOLLOWED: Manner(
        "引きついだアカウントの記録を確かめる", posts=frozenset({Post.HEAD})
    ),
    Kind.REVIEW_CONFIRMED: Manner(posts=SECTION),
    Kind.APPLICATION_DECIDED: Manner(posts=SECTION),
    Kind.APPLICATION_ACCEPTED: Manner(posts=SECTION),
    Kind.EXPORT_READY: Manner(),
    Kind.CONDITION_CONFIRMED: Manner(posts=SECTION),
    Kind.ACCOUNT_OPENED: Manner(posts=SECTION | OFFICE),
}
_UNSAID = Manner()


def manner_of(kind: str) -> Manner:
    """Also of a kind that is no more, whose notices are still there."""
    return MANNERS.get(kind, _UNSAID)


def default_delivery(kind: str) -> Delivery:
    return Delivery.AT_ONCE if manner_of(kind).urgent else Delivery.DIGEST


def effect_of(kind: str) -> str:
    return manner_of(kind).effect or TO_KNOW


def in_order() -> list[Kind]:
    return [*MANNERS, *(kind for kind in Kind if kind not in MANNERS)]


def kinds_for(posts: set[Post]) -> list[Kind]:
    """Those that may reach somebody in these posts; contractors hear only what names them."""
    inside = posts - {Post.CONTRACTOR}
    return [
        kind
        for kind in in_order()
        if (manner_of(kind).posts & posts if manner_of(kind).posts else inside)
    ]
