"""The lives of an application, its conditions, a meeting and an agenda item (DESIGN 5)."""

from django.db import models


class ApplicationStatus(models.TextChoices):
    DRAFT = "DRAFT", "起案中"
    SUBMITTED = "SUBMITTED", "提出済"
    IN_REVIEW = "IN_REVIEW", "審査中"
    RETURNED = "RETURNED", "差戻し"
    APPROVED = "APPROVED", "承認"
    APPROVED_WITH_CONDITIONS = "APPROVED_WITH_CONDITIONS", "条件付承認"
    REJECTED = "REJECTED", "不承認"
    WAIVED = "WAIVED", "委員長特認"
    WITHDRAWN = "WITHDRAWN", "取下げ"


_A = ApplicationStatus
APPLICATION_TRANSITIONS: dict[ApplicationStatus, frozenset[ApplicationStatus]] = {
    _A.DRAFT: frozenset({_A.SUBMITTED, _A.WAIVED, _A.WITHDRAWN}),
    _A.SUBMITTED: frozenset({_A.IN_REVIEW, _A.RETURNED, _A.DRAFT, _A.WAIVED, _A.WITHDRAWN}),
    _A.IN_REVIEW: frozenset(
        {
            _A.SUBMITTED,
            _A.APPROVED,
            _A.APPROVED_WITH_CONDITIONS,
            _A.REJECTED,
            _A.RETURNED,
            _A.WAIVED,
            _A.WITHDRAWN,
        }
    ),
    _A.RETURNED: frozenset({_A.SUBMITTED, _A.WAIVED, _A.WITHDRAWN}),
    _A.APPROVED: frozenset(),
    _A.APPROVED_WITH_CONDITIONS: frozenset(),
    _A.REJECTED: frozenset(),
    _A.WAIVED: frozenset(),
    _A.WITHDRAWN: frozenset(),
}
APPLICATION_STARTS = frozenset({_A.DRAFT})
EDITABLE = frozenset({_A.DRAFT, _A.RETURNED})
DECIDED = frozenset({_A.APPROVED, _A.APPROVED_WITH_CONDITIONS, _A.REJECTED, _A.WAIVED})
ENDED = DECIDED | {_A.WITHDRAWN}


class ConditionStatus(models.TextChoices):
    OPEN = "OPEN", "履行待ち"
    REPORTED = "REPORTED", "確認待ち"
    MET = "MET", "確認済"


_C = ConditionStatus
CONDITION_TRANSITIONS: dict[ConditionStatus, frozenset[ConditionStatus]] = {
    _C.OPEN: frozenset({_C.REPORTED}),
    _C.REPORTED: frozenset({_C.MET, _C.OPEN}),
    _C.MET: frozenset(),
}
CONDITION_STARTS = frozenset({_C.OPEN})


class MeetingStatus(models.TextChoices):
    PLANNED = "PLANNED", "準備中"
    OPEN = "OPEN", "開会中"
    CLOSED = "CLOSED", "閉会"
    CANCELLED = "CANCELLED", "取りやめ"


_M = MeetingStatus
MEETING_TRANSITIONS: dict[MeetingStatus, frozenset[MeetingStatus]] = {
    _M.PLANNED: frozenset({_M.OPEN, _M.CANCELLED}),
    _M.OPEN: frozenset({_M.CLOSED}),
    _M.CLOSED: frozenset(),
    _M.CANCELLED: frozenset(),
}
MEETING_STARTS = frozenset({_M.PLANNED})


class ItemStatus(models.TextChoices):
    WAITING = "WAITING", "審議前"
    VOTING = "VOTING", "採決中"
    VOTED = "VOTED", "投票終了"
    DECIDED = "DECIDED", "決定"
    CARRIED_OVER = "CARRIED_OVER", "継続審議"
    RETURNED = "RETURNED", "差戻し"
    REMOVED = "REMOVED", "議題から除外"


_I = ItemStatus
ITEM_ENDED = frozenset({_I.DECIDED, _I.CARRIED_OVER, _I.RETURNED, _I.REMOVED})
_UNDECIDED = ITEM_ENDED - {_I.DECIDED}
ITEM_TRANSITIONS: dict[ItemStatus, frozenset[ItemStatus]] = {
    _I.WAITING: frozenset({_I.VOTING}) | _UNDECIDED,
    _I.VOTING: frozenset({_I.VOTED}) | _UNDECIDED,
    _I.VOTED: frozenset({_I.DECIDED}) | _UNDECIDED,
    **{ended: frozenset() for ended in sorted(ITEM_ENDED)},
}
ITEM_STARTS = frozenset({_I.WAITING})


class MinutesStatus(models.TextChoices):
    DRAFT = "DRAFT", "作成中"
    PRESENTED = "PRESENTED", "確認待ち"
    CONFIRMED = "CONFIRMED", "確定"


_P = MinutesStatus
MINUTES_TRANSITIONS: dict[MinutesStatus, frozenset[MinutesStatus]] = {
    _P.DRAFT: frozenset({_P.PRESENTED}),
    _P.PRESENTED: frozenset({_P.DRAFT, _P.CONFIRMED}),
    _P.CONFIRMED: frozenset(),
}
MINUTES_STARTS = frozenset({_P.DRAFT})


class PostStatus(models.TextChoices):
    """A draft of a post, 4(4)ア・イ・ウ."""

    DRAFT = "DRAFT", "下書き"
    WAITING = "WAITING", "決裁待ち"
    RETURNED = "RETURNED", "差戻し"
    APPROVED = "APPROVED", "承認"
    POSTED = "POSTED", "投稿済"
    WITHDRAWN = "WITHDRAWN", "取下げ"


_D = PostStatus
POST_TRANSITIONS: dict[PostStatus, frozenset[PostStatus]] = {
    _D.DRAFT: frozenset({_D.WAITING, _D.POSTED, _D.WITHDRAWN}),
    # Pulled back to be changed; posted first in an emergency.
    _D.WAITING: frozenset({_D.APPROVED, _D.RETURNED, _D.DRAFT, _D.POSTED, _D.WITHDRAWN}),
    _D.RETURNED: frozenset({_D.WAITING, _D.POSTED, _D.WITHDRAWN}),
    # A changed text loses its approval.
    _D.APPROVED: frozenset({_D.POSTED, _D.DRAFT, _D.WITHDRAWN}),
    _D.POSTED: frozenset(),
    _D.WITHDRAWN: frozenset(),
}
POST_STARTS = frozenset({_D.DRAFT})
POST_EDITABLE = frozenset({_D.DRAFT, _D.RETURNED, _D.APPROVED})
POST_OPEN = frozenset({_D.DRAFT, _D.WAITING, _D.RETURNED, _D.APPROVED})
