"""For members, chair and vice chair, and what the secretariat sends them."""

from django.urls import reverse

from approvals.models import AgendaItem, Meeting, Minutes
from approvals.permissions import committee as may_committee
from komae_sns.documents import wareki
from komae_sns.home.work.lists import Task, WorkList, meetings_page, work_list
from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post


def to_vote(actor: Actor) -> WorkList | None:
    if not actor.on_committee:
        return None
    items = AgendaItem.objects.awaiting_vote_of(actor).in_a_room().with_names()
    return work_list("投票する", items.order_by("waiting_since"), _item, meetings_page())


def to_answer(actor: Actor) -> WorkList | None:
    """持ち回り: their own answers, and those of the members they stand in for."""
    if not actor.on_committee:
        return None
    items = AgendaItem.objects.awaiting_vote_of(actor).circulated().with_names()
    rows = items.order_by("meeting__answers_until", "waiting_since")
    return work_list("持ち回りに回答する", rows, _item, meetings_page())


def to_close(actor: Actor) -> WorkList | None:
    """Those over which the person presides, or in the place of one who has left."""
    if not actor.holds(Post.CHAIR, Post.VICE_CHAIR):
        return None
    items = AgendaItem.objects.to_close_by(actor).with_names()
    return work_list(
        "投票がそろった議題を決定する", items.order_by("waiting_since"), _item, meetings_page()
    )


def meetings_ahead(actor: Actor) -> WorkList | None:
    if not (actor.on_committee or actor.holds(Post.SECRETARIAT)):
        return None
    return work_list(
        "委員会に出る",
        Meeting.objects.ahead().sittings().order_by("held_on", "pk"),
        _meeting,
        meetings_page(),
    )


def to_send(actor: Actor) -> WorkList | None:
    """持ち回り that is planned and not yet with the members."""
    if not actor.holds(Post.SECRETARIAT):
        return None
    rows = Meeting.objects.planned().circulations().order_by("answers_until", "pk")
    return work_list("持ち回りを委員に回付する", rows, _circulation, meetings_page())


def minutes_to_write(actor: Actor) -> WorkList | None:
    if not actor.holds(Post.SECRETARIAT):
        return None
    rows = Meeting.objects.without_minutes().order_by("closed_at")

    def task(meeting: Meeting) -> Task:
        url = reverse("approvals:minutes-detail", args=[meeting.pk])
        return Task(f"{meeting}の議事録", url, "閉会してから", meeting.closed_at)

    return work_list("議事録をととのえ、委員長の確認へ回す", rows, task, meetings_page())


def minutes_to_confirm(actor: Actor) -> WorkList | None:
    if not may_committee.can_confirm_minutes(actor):
        return None
    rows = Minutes.objects.presented().select_related("meeting").order_by("waiting_since")

    def task(minutes: Minutes) -> Task:
        why = "事務局から回ってきました"
        return Task(str(minutes), minutes.get_absolute_url(), why, minutes.waiting_since)

    return work_list("議事録を確かめて、確定する", rows, task, meetings_page())


def answers_awaited(actor: Actor) -> WorkList | None:
    """For chair and secretariat: how far 持ち回り has come."""
    if not actor.holds(Post.CHAIR, Post.VICE_CHAIR, Post.SECRETARIAT):
        return None
    items = AgendaItem.objects.voting().circulated()
    rows = items.with_names().with_progress().order_by("meeting__answers_until", "pk")
    return work_list("持ち回りの回答を待つ", rows, _answers, meetings_page())


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


def _answers(item: AgendaItem) -> Task:
    cast = f"{item.vote_count} / {item.voter_count}名が回答"
    why = f"{cast}・締切 {item.meeting.deadline}・{item.meeting}"
    return Task(str(item.application), item.get_absolute_url(), why, item.waiting_since)
