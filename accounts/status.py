"""The life of an official account (DESIGN 5). Nothing leads to a deleted state: 4(5)エ."""

from django.db import models


class AccountStatus(models.TextChoices):
    PREPARING = "PREPARING", "開設準備"
    RUNNING = "RUNNING", "運用中"
    PAUSED = "PAUSED", "一時停止"
    STOPPING = "STOPPING", "停止手続中"
    SUSPENDED = "SUSPENDED", "停止・保全"
    SERVICE_ENDED = "SERVICE_ENDED", "サービス終了"
    ABANDONED = "ABANDONED", "開設取りやめ"


_S = AccountStatus
TRANSITIONS: dict[AccountStatus, frozenset[AccountStatus]] = {
    _S.PREPARING: frozenset({_S.RUNNING, _S.ABANDONED}),
    _S.RUNNING: frozenset({_S.PAUSED, _S.STOPPING}),
    _S.PAUSED: frozenset({_S.RUNNING, _S.STOPPING}),
    _S.STOPPING: frozenset({_S.RUNNING, _S.SUSPENDED}),
    _S.SUSPENDED: frozenset({_S.SERVICE_ENDED}),
    _S.SERVICE_ENDED: frozenset(),
    _S.ABANDONED: frozenset(),
}

# 既存登録 enters an account as the city runs it, or as it was already stopped.
STARTS = frozenset({_S.PREPARING, _S.RUNNING, _S.SUSPENDED})
# Never existed on a platform: its handle and address are free for another.
NEVER_OPENED = frozenset({_S.PREPARING, _S.ABANDONED})
LIVE = frozenset({_S.RUNNING, _S.PAUSED, _S.STOPPING})


class SuspensionStatus(models.TextChoices):
    """運用停止, 4(5)イ・ウ・エ."""

    ASSESSING = "ASSESSING", "影響度確認"
    NOTIFYING = "NOTIFYING", "事前周知"
    DONE = "DONE", "停止"
    CANCELLED = "CANCELLED", "取りやめ"


_P = SuspensionStatus
SUSPENSION_TRANSITIONS: dict[SuspensionStatus, frozenset[SuspensionStatus]] = {
    _P.ASSESSING: frozenset({_P.NOTIFYING, _P.CANCELLED}),
    _P.NOTIFYING: frozenset({_P.DONE, _P.CANCELLED}),
    _P.DONE: frozenset(),
    _P.CANCELLED: frozenset(),
}
SUSPENSION_STARTS = frozenset({_P.ASSESSING})
UNDER_WAY = frozenset({_P.ASSESSING, _P.NOTIFYING})


class StatusCheckStatus(models.TextChoices):
    """停止後の状態確認 (4(5)エ)."""

    DUE = "DUE", "確認待ち"
    DONE = "DONE", "確認ずみ"


STATUS_CHECK_TRANSITIONS: dict[StatusCheckStatus, frozenset[StatusCheckStatus]] = {
    StatusCheckStatus.DUE: frozenset({StatusCheckStatus.DONE}),
    StatusCheckStatus.DONE: frozenset(),
}


class AlarmStatus(models.TextChoices):
    """異常・ログイン不能, before the CISO."""

    OPEN = "OPEN", "未対応"
    RECEIVED = "RECEIVED", "受領"
    SETTLED = "SETTLED", "対応済"


ALARM_TRANSITIONS: dict[AlarmStatus, frozenset[AlarmStatus]] = {
    AlarmStatus.OPEN: frozenset({AlarmStatus.RECEIVED}),
    AlarmStatus.RECEIVED: frozenset({AlarmStatus.SETTLED}),
    AlarmStatus.SETTLED: frozenset(),
}


class HandoverStatus(models.TextChoices):
    """引継ぎ (4(3)カ)."""

    OPEN = "OPEN", "引継ぎ中"
    HANDED = "HANDED", "引渡済"
    RECEIVED = "RECEIVED", "受領"
    CANCELLED = "CANCELLED", "取りやめ"


_H = HandoverStatus
HANDOVER_TRANSITIONS: dict[HandoverStatus, frozenset[HandoverStatus]] = {
    _H.OPEN: frozenset({_H.HANDED, _H.CANCELLED}),
    _H.HANDED: frozenset({_H.OPEN, _H.RECEIVED, _H.CANCELLED}),
    _H.RECEIVED: frozenset(),
    _H.CANCELLED: frozenset(),
}


class ReviewYearStatus(models.TextChoices):
    """効果測定の年度."""

    OPEN = "OPEN", "受付中"
    CLOSED = "CLOSED", "終了"


REVIEW_YEAR_TRANSITIONS: dict[ReviewYearStatus, frozenset[ReviewYearStatus]] = {
    ReviewYearStatus.OPEN: frozenset({ReviewYearStatus.CLOSED}),
    ReviewYearStatus.CLOSED: frozenset(),
}


class ReviewStatus(models.TextChoices):
    """年度末の効果測定 (4(5)ア)."""

    OPEN = "OPEN", "記入中"
    SUBMITTED = "SUBMITTED", "提出"
    RETURNED = "RETURNED", "差戻し"
    CONFIRMED = "CONFIRMED", "確認"
    EXCLUDED = "EXCLUDED", "対象外"


_R = ReviewStatus
REVIEW_TRANSITIONS: dict[ReviewStatus, frozenset[ReviewStatus]] = {
    _R.OPEN: frozenset({_R.SUBMITTED, _R.EXCLUDED}),
    _R.SUBMITTED: frozenset({_R.CONFIRMED, _R.RETURNED, _R.EXCLUDED}),
    _R.RETURNED: frozenset({_R.SUBMITTED, _R.EXCLUDED}),
    _R.CONFIRMED: frozenset(),
    # 停止の取りやめ: the account runs on, and is reviewed after all.
    _R.EXCLUDED: frozenset({_R.OPEN}),
}
WITH_SECTION = frozenset({_R.OPEN, _R.RETURNED})
SETTLED = frozenset({_R.CONFIRMED, _R.EXCLUDED})


class ContactStatus(models.TextChoices):
    """認めるフォロー・返信, 見本第6条."""

    WAITING = "WAITING", "所属長待ち"
    PERMITTED = "PERMITTED", "認めた"
    REFUSED = "REFUSED", "認めない"
    WITHDRAWN = "WITHDRAWN", "取下げ"
    ENDED = "ENDED", "終了"


_C = ContactStatus
CONTACT_TRANSITIONS: dict[ContactStatus, frozenset[ContactStatus]] = {
    _C.WAITING: frozenset({_C.PERMITTED, _C.REFUSED, _C.WITHDRAWN}),
    _C.PERMITTED: frozenset({_C.ENDED}),
    _C.REFUSED: frozenset(),
    _C.WITHDRAWN: frozenset(),
    _C.ENDED: frozenset(),
}
CONTACT_STARTS = frozenset({_C.WAITING, _C.PERMITTED})  # what the head enters is permitted
CONTACT_UNDER_WAY = frozenset({_C.WAITING, _C.PERMITTED})
CONTACT_STOOD = frozenset({_C.PERMITTED, _C.ENDED})  # once permitted
CONTACT_UNDECIDED = frozenset({_C.WAITING, _C.WITHDRAWN})
