"""Of what the applicants, the committee and its secretariat are reminded (DESIGN 9)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest, TruncDate

from approvals.models import AgendaItem, Application, Condition, Participant, PostDraft, Waiver
from komae_sns.notices.kinds import Kind
from komae_sns.notices.reminders import Reminding, routes
from komae_sns.staff.posts import Post

ACCOUNT_SECTION = "application__account__department"
SECTION = (Post.HEAD, Post.CLERK)


def answers_awaited(now: datetime) -> QuerySet[AgendaItem]:
    """4(2)ウ: with the members, and the deadline has not passed."""
    items = AgendaItem.objects.voting().circulated().filter(meeting__answers_until__gte=now)
    return items.annotate(counted_from=TruncDate("meeting__answers_until")).with_names()


def returned(now: datetime) -> QuerySet[Application]:
    """4(2)イ: counted from the day on which somebody last had it in hand."""
    touched = TruncDate(Greatest("waiting_since", "updated_at"))
    return Application.objects.returned().annotate(counted_from=touched).with_names()


def conditions(now: datetime) -> QuerySet[Condition]:
    with_date = Condition.objects.to_report().exclude(due_on=None)
    return with_date.annotate(counted_from=F("due_on")).with_names()


def unreported_waivers(now: datetime) -> QuerySet[Waiver]:
    waivers = Waiver.objects.unreported()
    return waivers.annotate(counted_from=TruncDate("granted_at")).with_names()


def waivers_in_use(now: datetime) -> QuerySet[Waiver]:
    """4(2)イ・ウ ただし書: while the account is being prepared or used."""
    kept_on = Waiver.objects.kept_on()
    return kept_on.annotate(counted_from=F("expires_on")).with_names()


def silent_voters(items: QuerySet[AgendaItem], day: date) -> Iterable[QuerySet]:
    """Whose answer is missing; where the rule lets deputies answer, who stands in for them."""
    seats = Participant.objects.voters().not_yet_voted()
    waiting = seats.filter(item__in=items.order_by().values("pk"), member__is_active=True)
    day_of = {"counted_from": TruncDate("item__meeting__answers_until"), "subject": "item"}
    yield routes.told(waiting, "member", **day_of)
    standing_in = Q(
        appointment__deputies__starts_on__lte=day,
        appointment__deputies__ends_on__gte=day,
        appointment__deputies__ended_at=None,
        appointment__deputies__user__is_active=True,
        item__meeting__rule__deputies_vote=True,
    )
    deputed = seats.filter(standing_in, item__in=items.order_by().values("pk"))
    yield routes.told(deputed, "appointment__deputies__user", in_place_of="appointment", **day_of)


def posts_waiting(now: datetime) -> QuerySet[PostDraft]:
    """4(4)ア: nobody has decided, and the day on which it is to go out comes near."""
    waiting = PostDraft.objects.waiting().exclude(planned_on=None)
    return waiting.annotate(counted_from=F("planned_on")).with_names()


REMINDERS = (
    Reminding(
        Kind.VOTE_CLOSING,
        "4(2)ウ",
        answers_awaited,
        to=(silent_voters,),
        calendar="持ち回りの回答の締切",
    ),
    Reminding(
        Kind.RETURNED_UNTOUCHED,
        "4(2)イ",
        returned,
        to=(
            routes.heads_of(),
            routes.clerks_of(),
            routes.secretariat_without("department", *SECTION),
        ),
    ),
    Reminding(
        Kind.CONDITION_DUE,
        "4(2)ウ",
        conditions,
        to=(
            routes.heads_of(ACCOUNT_SECTION),
            routes.clerks_of(ACCOUNT_SECTION),
            routes.secretariat_without(ACCOUNT_SECTION, *SECTION),
        ),
        above=(routes.director_of(ACCOUNT_SECTION), routes.SECRETARIAT),
        calendar="承認の条件の期限",
    ),
    Reminding(
        Kind.POST_DUE,
        "4(4)ア",
        posts_waiting,
        to=(
            routes.heads_of("account__department"),
            routes.secretariat_without("account__department", Post.HEAD),
        ),
        urgent=True,
        calendar="決裁待ちの投稿の日",
    ),
    Reminding(
        Kind.WAIVER_UNREPORTED,
        "4(2)ウ",
        unreported_waivers,
        to=(routes.SECRETARIAT, routes.CHAIR),
    ),
    Reminding(
        Kind.WAIVER_EXPIRING,
        "4(2)イ・ウ",
        waivers_in_use,
        to=(
            routes.heads_of(ACCOUNT_SECTION),
            routes.clerks_of(ACCOUNT_SECTION),
            routes.CHAIR,
            routes.secretariat_without(ACCOUNT_SECTION, *SECTION),
        ),
        calendar="委員長特認の期限",
    ),
)
