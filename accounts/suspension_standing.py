"""How a 運用停止 stands: its stages, whose turn it is, and what the reader may do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from accounts import permissions
from accounts.models import Suspension, SuspensionNotice
from accounts.post_length import Posts, posts
from accounts.services.suspensions import plan_gaps
from accounts.services.suspensions.planning import BLANK
from accounts.suspension_rules import TEXTS
from komae_sns.documents import wareki
from komae_sns.staff.actors import Actor

Kind = SuspensionNotice.Kind
STAGES = ("影響度の確認", "計画の確認", "事前周知", "停止・保全")


@dataclass(frozen=True)
class Text:
    """`posts`: as it would go out on its service; None where it is no post."""

    label: str
    words: str
    posts: Posts | None = None
    warning: str = ""


@dataclass(frozen=True)
class Needed:
    """A notice without which nothing is stopped, or that the guideline's practice asks for."""

    kind: str
    label: str
    first: SuspensionNotice | None
    is_required: bool


@dataclass(frozen=True)
class Standing:
    stage: int
    turn: str
    gaps: tuple[str, ...]
    followers: str
    texts: tuple[Text, ...]
    notices: tuple[SuspensionNotice, ...]
    needed: tuple[Needed, ...]
    stop_from: date | None
    may_plan: bool
    may_submit: bool
    may_confirm: bool
    records: frozenset[str]  # kinds of notices that the actor may record and withdraw
    may_edit_texts: bool
    may_postpone: bool
    may_stop: bool
    may_cancel: bool

    @property
    def may_tell_on_page_alone(self) -> bool:
        announcing = {Kind.ACCOUNT, Kind.PAGE_ONLY}
        told = any(n.kind in announcing and not n.is_withdrawn for n in self.notices)
        return Kind.PAGE_ONLY in self.records and not told

    @property
    def says_something(self) -> bool:
        return any(text.words for text in self.texts)

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Label, and done | current | blank."""
        states = ["done"] * self.stage + ["current"] + [""] * len(STAGES)
        return list(zip(STAGES, states, strict=False))


def of(suspension: Suspension, actor: Actor) -> Standing:
    """Two queries at most."""
    notices = tuple(suspension.notices.with_names()) if suspension.confirmed_at else ()
    plans = suspension.is_assessing and permissions.can_plan_suspension(actor, suspension)
    writes = plans and not suspension.is_submitted
    notifies = suspension.is_notifying
    gaps = plan_gaps(suspension, actor.today) if writes else {}
    heads = permissions.can_submit_suspension(actor, suspension)
    return Standing(
        stage=_stage(suspension),
        turn=_turn(suspension, actor.today),
        gaps=tuple(_named(gaps)),
        followers=f"{suspension.followers:,}" if suspension.followers is not None else "",
        texts=texts_of(suspension),
        notices=notices,
        needed=_needed(notices),
        stop_from=_stop_from(suspension),
        may_plan=writes,
        may_submit=writes and heads,
        may_confirm=suspension.is_submitted
        and permissions.can_confirm_suspension(actor, suspension),
        records=recorded_by(actor, suspension) if notifies else frozenset(),
        may_edit_texts=notifies and permissions.can_plan_suspension(actor, suspension),
        may_postpone=notifies and heads,
        may_stop=suspension.may_stop_on(actor.today) and permissions.can_stop(actor, suspension),
        may_cancel=suspension.is_under_way and permissions.can_cancel_suspension(actor, suspension),
    )


def recorded_by(actor: Actor, suspension: Suspension) -> frozenset[str]:
    may = permissions.can_announce_there
    return frozenset(kind.value for kind in Kind if may(actor, suspension, kind))


def _stage(suspension: Suspension) -> int:
    if suspension.is_done:
        return len(STAGES)
    if suspension.confirmed_at:
        return 2
    return 1 if suspension.submitted_at else 0


def _stop_from(suspension: Suspension) -> date | None:
    """The first day on which nothing stands in the way any more."""
    days = (suspension.may_stop_from, suspension.guided_on, suspension.stop_on)
    return max(days) if suspension.is_notifying and all(days) else None


def _turn(suspension: Suspension, today: date) -> str:
    section = suspension.account.department.name
    if suspension.is_done:
        return f"{wareki.long(suspension.stopped_on)}に停止しました。アカウントは保全しています。"
    if suspension.is_cancelled:
        return "停止は取りやめになりました。アカウントは、運用を続けています。"
    if suspension.is_submitted:
        return "事務局が、影響度と周知の計画を確かめています。"
    if suspension.is_assessing:
        return f"{section}が、影響度を確かめて、周知の計画を作っています。"
    if suspension.announced_on is None:
        return (
            f"{section}が、アカウントで停止を知らせる番です。周知の日数は、知らせた日から数えます。"
        )
    if suspension.guided_on is None:
        return "市広報アカウントで案内する番です。案内を記録するまで、停止できません。"
    first = _stop_from(suspension)
    if first > today:
        ahead = f"{wareki.long(first)}（あと{(first - today).days}日）"
        return f"周知しています。停止できるのは、{ahead}からです。"
    return f"周知の期間が終わりました。{section}の所属長は、停止できます。"


def _named(gaps: dict[str, str]) -> Iterator[str]:
    """The texts come by themselves, with the rest."""
    waiting = [name for name in gaps if name not in TEXTS]
    for name in waiting or gaps:
        label = Suspension._meta.get_field(name).verbose_name
        yield str(label) if gaps[name] == BLANK else f"{label}：{gaps[name]}"


def texts_of(suspension: Suspension) -> tuple[Text, ...]:
    rule = suspension.account.service.rule
    successor = suspension.successor
    profile, most = suspension.profile_text, rule.profile_limit
    over = f"{rule.name}のプロフィール欄は{most}文字までです（いま{len(profile)}文字）。"
    return (
        Text(
            f"このアカウント（{rule.name}）での周知",
            suspension.notice_text,
            posts(suspension.notice_text, rule),
            _wrong_day(suspension, suspension.notice_text),
        ),
        Text(
            f"{successor}での案内" if successor else "市広報アカウントでの案内",
            suspension.guidance_text,
            posts(suspension.guidance_text, successor.service.rule) if successor else None,
            _wrong_day(suspension, suspension.guidance_text),
        ),
        Text(
            "市ホームページ",
            suspension.page_text,
            warning=_wrong_day(suspension, suspension.page_text),
        ),
        Text(
            "停止後のプロフィール文", profile, warning=over if most and len(profile) > most else ""
        ),
    )


def _wrong_day(suspension: Suspension, text: str) -> str:
    """A draft keeps the day that it was written with."""
    if not text or not suspension.stop_on or not suspension.is_under_way:
        return ""
    day = wareki.long(suspension.stop_on)
    return "" if day in text else f"停止する日（{day}）が、この文にありません。"


def _needed(notices: tuple[SuspensionNotice, ...]) -> tuple[Needed, ...]:
    standing = sorted((n for n in notices if not n.is_withdrawn), key=lambda n: n.posted_on)
    page_alone = Kind.PAGE_ONLY in {n.kind for n in standing}
    required = {Kind.PAGE_ONLY if page_alone else Kind.ACCOUNT, Kind.GUIDANCE}
    return tuple(
        Needed(
            kind.value,
            kind.label,
            next((n for n in standing if n.kind == kind), None),
            kind in required,
        )
        for kind in Kind
        if page_alone or kind != Kind.PAGE_ONLY
    )
