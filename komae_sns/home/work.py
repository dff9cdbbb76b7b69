"""わたしの仕事: one function per list, one query each, asked only of those who hold the post."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.duties import content_check_interval
from accounts.in_charge import yet_to_acknowledge
from accounts.models import ContentCheck, OfficialAccount
from approvals.models import AgendaItem, Application, Condition, Meeting, Minutes, Waiver
from approvals.permissions import committee as may_committee
from approvals.status import ApplicationStatus
from approvals.waiting import waiting_for_each
from komae_sns.audit.models import Entry
from komae_sns.documents import wareki
from komae_sns.notices.models import DeadAddress
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User
from komae_sns.staff.models.deputy import not_yet_reviewed_by
from komae_sns.staff.posts import Post

SHOWN = 10


@dataclass(frozen=True)
class Task:
    what: str
    url: str
    why: str
    since: date | datetime | None = None
    is_late: bool = False


@dataclass(frozen=True)
class WorkList:
    """`effect` says what is done with each; `has_more`: beyond the first SHOWN."""

    effect: str
    tasks: tuple[Task, ...]
    has_more: bool
    more_url: str

    @property
    def count_text(self) -> str:
        return f"{len(self.tasks)}件以上" if self.has_more else f"{len(self.tasks)}件"


@dataclass(frozen=True)
class Work:
    mine: tuple[WorkList, ...]
    others: tuple[WorkList, ...]


def work_of(actor: Actor) -> Work:
    return Work(_filled(MINE, actor), _filled(OTHERS, actor))


def _filled(
    lists: Iterable[Callable[[Actor], WorkList | None]], actor: Actor
) -> tuple[WorkList, ...]:
    found = (make(actor) for make in lists)
    return tuple(work for work in found if work and work.tasks)


def _first(rows: QuerySet) -> tuple[list, bool]:
    found = list(rows[: SHOWN + 1])
    return found[:SHOWN], len(found) > SHOWN


def _work(effect: str, rows: QuerySet, task: Callable[..., Task], more_url: str) -> WorkList:
    shown, has_more = _first(rows)
    return WorkList(effect, tuple(map(task, shown)), has_more, more_url)


def _applications(status: ApplicationStatus | str = "") -> str:
    return reverse("approvals:application-list") + (f"?status={status}" if status else "")


# 代決


def to_review_afterwards(actor: Actor) -> WorkList | None:
    """後閲: what others did in the person's name."""
    rows = not_yet_reviewed_by(actor.user).order_by("seq")

    def task(entry: Entry) -> Task:
        return Task(f"{entry.label}：{entry.subject}", url, f"代決 {entry.actor}", entry.at)

    url = reverse("staff:after-review")
    return _work("後閲する（あなたの代わりに行われたこと）", rows, task, url)


# To decide


def to_vote(actor: Actor) -> WorkList | None:
    if not actor.on_committee:
        return None
    items = AgendaItem.objects.awaiting_vote_of(actor).in_a_room().with_names()
    return _work("投票する", items.order_by("waiting_since"), _item, _meetings())


def to_answer(actor: Actor) -> WorkList | None:
    """持ち回り: their own answers, and those of the members they stand in for."""
    if not actor.on_committee:
        return None
    items = AgendaItem.objects.awaiting_vote_of(actor).circulated().with_names()
    rows = items.order_by("meeting__answers_until", "waiting_since")
    return _work("持ち回りに回答する", rows, _item, _meetings())


def to_close(actor: Actor) -> WorkList | None:
    """Those over which the person presides, or in the place of one who has left."""
    if not actor.holds(Post.CHAIR, Post.VICE_CHAIR):
        return None
    items = AgendaItem.objects.to_close_by(actor).with_names()
    return _work(
        "投票がそろった議題を決定する", items.order_by("waiting_since"), _item, _meetings()
    )


def meetings_ahead(actor: Actor) -> WorkList | None:
    if not (actor.on_committee or actor.holds(Post.SECRETARIAT)):
        return None
    return _work(
        "委員会に出る",
        Meeting.objects.ahead().sittings().order_by("held_on", "pk"),
        _meeting,
        _meetings(),
    )


def to_send(actor: Actor) -> WorkList | None:
    """持ち回り that is planned and not yet with the members."""
    if not actor.holds(Post.SECRETARIAT):
        return None
    rows = Meeting.objects.planned().circulations().order_by("answers_until", "pk")
    return _work("持ち回りを委員に回付する", rows, _circulation, _meetings())


def _meetings() -> str:
    return reverse("approvals:meeting-list")


def _item(item: AgendaItem) -> Task:
    application = item.application
    until = f"回答の締切 {item.meeting.deadline}・" if item.meeting.is_circulation else ""
    why = f"{until}{item.meeting} 議題{item.position}・{application.department.full_name}"
    return Task(str(application), item.get_absolute_url(), why, item.waiting_since)


def _meeting(meeting: Meeting) -> Task:
    day = wareki.long(meeting.held_on, weekday=True)
    time = f"{meeting.starts_at:%H:%M}" if meeting.starts_at else ""
    why = "　".join(filter(None, [day, time, meeting.place, meeting.get_status_display()]))
    return Task(str(meeting), meeting.get_absolute_url(), why)


def _circulation(meeting: Meeting) -> Task:
    why = f"回答の締切 {meeting.deadline}・{meeting.circulation_reason}"
    return Task(str(meeting), meeting.get_absolute_url(), why, meeting.opened_at)


# To file


def returned(actor: Actor) -> WorkList | None:
    return _of_my_sections(
        actor, "指摘に対応して、もう一度提出する", Application.objects.returned(), "RETURNED"
    )


def to_submit(actor: Actor) -> WorkList | None:
    """Drafts that the clerks passed up to their head."""
    sections = _headed(actor)
    passed = Application.objects.drafts().exclude(passed_to_head_at=None)
    rows = passed.of_sections(sections).with_names().order_by("waiting_since")
    return sections and _work("内容を確かめて、事務局へ提出する", rows, _application, _drafts())


def _headed(actor: Actor) -> frozenset[int]:
    return frozenset(a.department_id for a in actor.appointments if a.post == Post.HEAD)


def to_write(actor: Actor) -> WorkList | None:
    drafts = Application.objects.drafts().filter(passed_to_head_at=None)
    return _of_my_sections(actor, "下書きを書き上げる", drafts, "DRAFT")


def _drafts() -> str:
    return _applications(ApplicationStatus.DRAFT)


def _of_my_sections(
    actor: Actor, effect: str, applications: QuerySet, status: str
) -> WorkList | None:
    if not actor.section_ids:
        return None
    rows = applications.of_sections(actor.section_ids).with_names().order_by("waiting_since")
    return _work(effect, rows, _application, _applications(status))


def _application(application: Application) -> Task:
    why = f"{application.department.full_name}・起案 {application.drafted_by.name}"
    return Task(str(application), application.get_absolute_url(), why, application.waiting_since)


# For the secretariat


def to_accept(actor: Actor) -> WorkList | None:
    """Nobody accepts their own doing: those of one's own section wait for a colleague."""
    if not actor.holds(Post.SECRETARIAT):
        return None
    others = Application.objects.submitted().exclude(
        Q(department__in=actor.interested_section_ids) | Q(drafted_by__in=actor.persons)
    )
    rows = others.with_names().order_by("waiting_since")
    return _work("受け付けるか、差し戻す", rows, _application, _applications("SUBMITTED"))


def to_put_on_agenda(actor: Actor) -> WorkList | None:
    if not actor.holds(Post.SECRETARIAT):
        return None
    rows = Application.objects.not_on_an_agenda().with_names().order_by("waiting_since")
    return _work("委員会の議題にのせる", rows, _application, _meetings())


def minutes_to_write(actor: Actor) -> WorkList | None:
    if not actor.holds(Post.SECRETARIAT):
        return None
    rows = Meeting.objects.without_minutes().order_by("closed_at")

    def task(meeting: Meeting) -> Task:
        url = reverse("approvals:minutes-detail", args=[meeting.pk])
        return Task(f"{meeting}の議事録", url, "閉会してから", meeting.closed_at)

    return _work("議事録をととのえ、委員長の確認へ回す", rows, task, _meetings())


def minutes_to_confirm(actor: Actor) -> WorkList | None:
    if not may_committee.can_confirm_minutes(actor):
        return None
    rows = Minutes.objects.presented().select_related("meeting").order_by("waiting_since")

    def task(minutes: Minutes) -> Task:
        why = "事務局から回ってきました"
        return Task(str(minutes), minutes.get_absolute_url(), why, minutes.waiting_since)

    return _work("議事録を確かめて、確定する", rows, task, _meetings())


def addresses_to_correct(actor: Actor) -> WorkList | None:
    """Where mails come back from."""
    if not actor.holds(Post.SECRETARIAT):
        return None
    rows = DeadAddress.objects.in_use().select_related("person").order_by("found_at", "pk")
    url = reverse("notices:address-list")

    def task(dead: DeadAddress) -> Task:
        return Task(dead.person.name, url, f"{dead.address}・{dead.reply}", dead.found_at)

    return _work("メールの届かない宛先を直す", rows, task, url)


def waivers_to_report(actor: Actor) -> WorkList | None:
    if not actor.holds(Post.SECRETARIAT, Post.CHAIR):
        return None
    rows = Waiver.objects.unreported().with_names().order_by("granted_at")

    def task(waiver: Waiver) -> Task:
        why = f"特認の期限 {wareki.long(waiver.expires_on)}・まだ委員会へ報告していません"
        is_late = waiver.is_expired_on(actor.today)
        application = waiver.application
        url = application.get_absolute_url()
        return Task(str(application), url, why, waiver.granted_at, is_late)

    return _work("委員長特認を委員会へ報告する", rows, task, _meetings())


def waivers_overrun(actor: Actor) -> WorkList | None:
    """4(2)イ・ウ ただし書: all for the chair who gave them, its own for a section."""
    if not (actor.section_ids or actor.holds(Post.CHAIR)):
        return None
    rows, more_url = Waiver.objects.overrun_on(actor.today), reverse("approvals:waiver-list")
    if not actor.holds(Post.CHAIR):
        rows, more_url = rows.of_sections(actor.section_ids), reverse("accounts:account-list")
    rows = rows.with_names().order_by("expires_on", "pk")
    return _work("期限の過ぎた特認を、通常の手続か停止で終わらせる", rows, _overrun, more_url)


def _overrun(waiver: Waiver) -> Task:
    account = waiver.application.account
    ended = wareki.long(waiver.expires_on)
    why = f"特認の期限 {ended}・{account.department.full_name}・{account.get_status_display()}"
    return Task(str(account), waiver.get_absolute_url(), why, waiver.expires_on, is_late=True)


# 承認の条件


def conditions_to_meet(actor: Actor) -> WorkList | None:
    if not actor.section_ids:
        return None
    rows = Condition.objects.to_report().of_sections(actor.section_ids)
    return _conditions(actor, "承認の条件を満たして、報告する", rows)


def conditions_to_confirm(actor: Actor) -> WorkList | None:
    """Nobody confirms what their own section did."""
    if not actor.holds(Post.SECRETARIAT, Post.CHAIR):
        return None
    rows = Condition.objects.to_confirm().not_of(actor).exclude(reported_by__in=actor.persons)
    return _conditions(actor, "満たされた条件を確認する", rows)


def _conditions(actor: Actor, effect: str, rows: QuerySet) -> WorkList:
    def task(condition: Condition) -> Task:
        due = f"期限 {wareki.long(condition.due_on)}・" if condition.due_on else ""
        sent_back = "差し戻されました・" if condition.was_sent_back else ""
        why = f"{due}{sent_back}{condition.application}"
        late = condition.is_overdue_on(actor.today)
        since = condition.due_on if late else condition.waiting_since
        return Task(condition.text, condition.get_absolute_url(), why, since, late)

    more = reverse("approvals:application-list")
    return _work(effect, rows.with_names().soonest_first(), task, more)


# Accounts


def to_acknowledge(actor: Actor) -> WorkList | None:
    """4(3)イ: once a 年度, and on taking up a duty."""
    rows = yet_to_acknowledge(actor.today).filter(pk=actor.user.pk)
    address = reverse("accounts:acknowledgement")

    def task(user: User) -> Task:
        return Task("遵守事項を読む", address, "アカウントの管理者・担当者は、年度に一度確認します")

    return _work("遵守事項を確認する", rows, task, address)


def content_to_confirm(actor: Actor) -> WorkList | None:
    """4(3)ア: read through by somebody of the section, for the manager to confirm."""
    if not actor.section_ids:
        return None
    rows = ContentCheck.objects.to_confirm_by(actor).select_related(
        "account__service", "checked_by"
    )

    def task(check: ContentCheck) -> Task:
        why = f"{check.get_result_display()}・確認 {check.checked_by.name}"
        return Task(str(check.account), _content(check.account), why, check.checked_on)

    return _work("発言内容の確認を、管理者として確かめる", rows.order_by("pk"), task, _register())


def content_to_check(actor: Actor) -> WorkList | None:
    """4(3)ア: accounts whose posts nobody has read through for longer than the interval."""
    day = actor.today - content_check_interval()
    rows = _my_accounts(actor).content_unread_since(day).with_names().order_by("pk")

    def task(account: OfficialAccount) -> Task:
        return Task(str(account), _content(account), account.department.full_name)

    return _work("発言内容を確認する", rows, task, _register())


def _content(account: OfficialAccount) -> str:
    return reverse("accounts:content-check-list", args=[account.pk])


def _register() -> str:
    return reverse("accounts:account-list")


def to_open(actor: Actor) -> WorkList | None:
    rows = _my_accounts(actor).preparing().with_names().order_by("pk")

    def task(account: OfficialAccount) -> Task:
        why = f"{account.department.full_name}・開設準備"
        return Task(str(account), account.get_absolute_url(), why, account.registered_at)

    return _work("アカウントの開設を準備する", rows, task, reverse("accounts:account-list"))


def my_accounts(actor: Actor) -> tuple[list[OfficialAccount], bool]:
    """The first SHOWN, and whether there are more."""
    return _first(_my_accounts(actor).with_names().order_by("status", "pk"))


def _my_accounts(actor: Actor) -> QuerySet[OfficialAccount]:
    """Those of my sections, and those I manage or post."""
    accounts = OfficialAccount.objects.visible_to(actor).official()
    return accounts.filter(
        Q(pk__in=accounts.cared_for_by(actor).values("pk")) | Q(department__in=actor.section_ids)
    )


# Waiting for somebody else


def waiting(actor: Actor) -> WorkList | None:
    """Who has the papers of my sections, and since when."""
    if not actor.section_ids:
        return None
    ours = Application.objects.of_sections(actor.section_ids)
    passed_up = ours.drafts().exclude(passed_to_head_at=None)
    others = passed_up.exclude(department__in=_headed(actor))
    rows = ours.submitted() | ours.in_review() | others
    shown, has_more = _first(rows.with_names().order_by("waiting_since"))
    who = waiting_for_each(shown)
    tasks = tuple(
        Task(
            str(a),
            a.get_absolute_url(),
            f"{who[a.pk].who}の番です：{who[a.pk].what}",
            who[a.pk].since,
        )
        for a in shown
    )
    return WorkList("申請の返事を待つ", tasks, has_more, _applications())


def answers_awaited(actor: Actor) -> WorkList | None:
    """For chair and secretariat: how far 持ち回り has come."""
    if not actor.holds(Post.CHAIR, Post.VICE_CHAIR, Post.SECRETARIAT):
        return None
    items = AgendaItem.objects.voting().circulated()
    rows = items.with_names().with_progress().order_by("meeting__answers_until", "pk")
    return _work("持ち回りの回答を待つ", rows, _answers, _meetings())


def _answers(item: AgendaItem) -> Task:
    cast = f"{item.vote_count} / {item.voter_count}名が回答"
    why = f"{cast}・締切 {item.meeting.deadline}・{item.meeting}"
    return Task(str(item.application), item.get_absolute_url(), why, item.waiting_since)


MINE = (
    to_vote,
    to_answer,
    to_close,
    to_send,
    returned,
    to_submit,
    to_accept,
    to_put_on_agenda,
    conditions_to_confirm,
    conditions_to_meet,
    to_review_afterwards,
    to_open,
    minutes_to_write,
    minutes_to_confirm,
    to_acknowledge,
    content_to_confirm,
    content_to_check,
    waivers_to_report,
    waivers_overrun,
    addresses_to_correct,
    to_write,
    meetings_ahead,
)
OTHERS = (waiting, answers_awaited)
