"""わたしの仕事: one function per list, made only for those who hold the post."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from komae_sns.home.work import (
    accounts,
    committee,
    filing,
    handing,
    impostors,
    incidents,
    office,
    posts,
    reviews,
    stopping,
    waivers,
    watching,
)
from komae_sns.home.work.accounts import my_accounts
from komae_sns.home.work.lists import Task, WorkList, filled
from komae_sns.staff.actors import Actor

__all__ = ["Task", "Work", "WorkList", "my_accounts", "work_of"]

MINE = (
    incidents.to_receive,
    incidents.for_the_ciso,
    watching.alarms_to_receive,
    incidents.to_work_on,
    impostors.warnings_to_publish,
    impostors.to_judge,
    impostors.to_report,
    impostors.to_watch,
    impostors.warnings_to_finish,
    impostors.warnings_to_look_at,
    incidents.to_resolve,
    incidents.to_close,
    posts.posts_to_see,
    posts.posts_to_decide,
    posts.posts_returned,
    posts.posts_to_post,
    committee.to_vote,
    committee.to_answer,
    committee.to_close,
    committee.to_send,
    filing.returned,
    filing.given_back_to_me,
    filing.to_submit,
    reviews.returned,
    reviews.to_submit,
    reviews.to_answer,
    filing.to_accept,
    filing.to_put_on_agenda,
    reviews.to_confirm,
    filing.conditions_to_confirm,
    filing.conditions_to_meet,
    office.to_review_afterwards,
    accounts.to_open,
    stopping.to_stop,
    stopping.plans_to_confirm,
    stopping.to_assess,
    stopping.to_announce,
    stopping.paused,
    committee.minutes_to_write,
    committee.minutes_to_confirm,
    accounts.to_acknowledge,
    watching.status_checks_due,
    handing.handovers_to_give,
    handing.handovers_to_receive,
    watching.service_ends_to_confirm,
    handing.managers_without_successor,
    handing.handovers_late,
    watching.alarms_to_settle,
    accounts.content_to_confirm,
    accounts.contacts_to_decide,
    accounts.content_to_check,
    accounts.silent,
    incidents.preventions,
    waivers.waivers_to_report,
    waivers.waivers_overrun,
    office.addresses_to_correct,
    filing.to_write,
    committee.meetings_ahead,
)
OF_MY_ACCOUNTS = frozenset(
    {
        accounts.to_open,
        accounts.to_acknowledge,
        accounts.content_to_check,
        accounts.silent,
        stopping.to_stop,
        stopping.to_assess,
        stopping.to_announce,
    }
)
OTHERS = (filing.waiting, committee.answers_awaited)


@dataclass(frozen=True)
class Work:
    mine: tuple[WorkList, ...]
    others: tuple[WorkList, ...]


def work_of(actor: Actor, *, has_accounts: bool = True) -> Work:
    """`has_accounts`: whether my_accounts found any; if not, their lists are not asked for."""
    asked = MINE if has_accounts else [m for m in MINE if m not in OF_MY_ACCOUNTS]
    mine, others = _made(asked, actor), _made(OTHERS, actor)
    there = filled([*mine, *others], actor)
    return Work(*(tuple(work for work in lists if work in there) for lists in (mine, others)))


def _made(
    lists: Iterable[Callable[[Actor], WorkList | None]], actor: Actor
) -> tuple[WorkList, ...]:
    return tuple(filter(None, (make(actor) for make in lists)))
