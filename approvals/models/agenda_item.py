"""One application before the committee: who takes part, how they voted, what came of it."""

from datetime import datetime
from functools import cached_property
from typing import Self

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from accounts.models import Decision
from approvals.models.application import Application, ApplicationRound
from approvals.models.meeting import Attendance, Meeting
from approvals.status import ITEM_ENDED, ITEM_STARTS, ITEM_TRANSITIONS, ItemStatus
from approvals.tally import Tally
from komae_sns.addresses import address_of
from komae_sns.lives import Life
from komae_sns.staff import people as staff
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment, User
from komae_sns.staff.posts import Post


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def running(self) -> Self:
        return self.exclude(status__in=ITEM_ENDED)

    def waiting(self) -> Self:
        return self.filter(status=ItemStatus.WAITING)

    def voting(self) -> Self:
        return self.filter(status=ItemStatus.VOTING)

    def in_a_room(self) -> Self:
        return self.filter(meeting__kind=Meeting.Kind.SITTING)

    def circulated(self) -> Self:
        return self.filter(meeting__kind=Meeting.Kind.CIRCULATION)

    def overdue(self, now: datetime) -> Self:
        """Of 持ち回り: past the deadline, and not closed to answers yet."""
        return self.voting().circulated().filter(meeting__answers_until__lt=now)

    def voted(self) -> Self:
        """Every vote is in; the presiding chair closes the item."""
        return self.filter(status=ItemStatus.VOTED)

    def in_vote(self) -> Self:
        """The vote has begun, and the chair has not closed the item."""
        return self.filter(status__in=[ItemStatus.VOTING, ItemStatus.VOTED])

    def to_close_by(self, actor: Actor) -> Self:
        """Voted, and theirs to close: who presided, else the chair, else the vice chair.

        As approvals.committee.presiding says for one item.
        """
        kept_out = Participant.objects.unable_to_preside().filter(
            item=OuterRef(OuterRef("pk")), member=OuterRef("member")
        )
        able = Attendance.objects.able_to_preside(actor.today).filter(
            ~Exists(kept_out), meeting=OuterRef("meeting")
        )
        # Two questions: SQLite knows no column of the outer query in a subquery's ORDER BY.
        still_there = able.filter(member=OuterRef("presided_by")).values("member")[:1]
        chair_first = Case(When(appointment__post=Post.CHAIR, then=0), default=1)
        next_able = able.order_by(chair_first, "pk").values("member")[:1]
        presiding = Coalesce(Subquery(still_there), Subquery(next_able))
        return self.voted().alias(presiding=presiding).filter(presiding=actor.user.pk)

    def sent_to_a_meeting(self) -> Self:
        """Of 持ち回り: put off because a member wanted a meeting, in the round still standing."""
        wishes = Vote.objects.filter(item=OuterRef("pk"), wants_meeting=True)
        put_off = self.filter(status=ItemStatus.CARRIED_OVER, round__number=F("application__round"))
        return put_off.filter(Exists(wishes), meeting__rule__circulation_objection="to_meeting")

    def carried_over(self) -> Self:
        """Put off in the round still standing, and on no agenda since; the last time only."""
        waiting = Application.objects.not_on_an_agenda()
        put_off = self.filter(status=ItemStatus.CARRIED_OVER, round__number=F("application__round"))
        again = AgendaItem.objects.filter(
            status=ItemStatus.CARRIED_OVER,
            application=OuterRef("application"),
            pk__gt=OuterRef("pk"),
        )
        return put_off.filter(~Exists(again), application__in=waiting)

    def on_paper(self) -> Self:
        """What the agenda shows: everything but what was taken off it."""
        return self.exclude(status=ItemStatus.REMOVED)

    def awaiting_vote_of(self, actor: Actor) -> Self:
        """Open for voting, with a seat without a vote: theirs, or one they may answer for."""
        seats = Participant.objects.voters().not_yet_voted().answered_by(actor)
        return self.voting().filter(Exists(seats.filter(item=OuterRef("pk"))))

    def with_progress(self) -> Self:
        """`voter_count` who may vote and have not left, `vote_count` who did."""
        voters = Participant.objects.voters().filter(item=OuterRef("pk"))
        cast = Vote.objects.filter(item=OuterRef("pk"))
        return self.annotate(voter_count=_count(voters), vote_count=_count(cast))

    def with_names(self) -> Self:
        return self.with_case().select_related("meeting", "decision")

    def with_case(self) -> Self:
        """What was filed, by whom; the key that searches it is longer than it is."""
        rows = self.select_related("application__department__parent", "round", "presided_by")
        return rows.defer("application__search_key", "round__search_key")


def _count(rows: models.QuerySet) -> Coalesce:
    counted = rows.order_by().values("item").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


class AgendaItem(Life):
    STATUS, TRANSITIONS, STARTS = ItemStatus, ITEM_TRANSITIONS, ITEM_STARTS

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    application = models.ForeignKey(Application, models.PROTECT, related_name="agenda_items")
    round = models.ForeignKey(ApplicationRound, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField("議題番号")
    status = models.CharField("状態", max_length=12, choices=ItemStatus)
    waiting_since = models.DateTimeField("いまの段階になった日時")
    presided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="議長"
    )
    # As counted when the chair closed the item: approvals.tally.Tally without its rule.
    tally = models.JSONField("集計", null=True)
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, related_name="agenda_item")
    ended_because = models.TextField("理由", blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # 職務代理: the chair in whose place the item was closed.
    closed_for = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField("決定日時", null=True)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "議題"
        ordering = ["meeting", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(status__in=["WAITING", "VOTING", "VOTED"]),
                name="agenda_item_one_running",
            ),
            models.CheckConstraint(
                condition=Q(status=ItemStatus.DECIDED, decision__isnull=False, tally__isnull=False)
                | (~Q(status=ItemStatus.DECIDED) & Q(decision__isnull=True)),
                name="agenda_item_decided_has_decision",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["VOTING", "VOTED", "DECIDED"])
                | Q(presided_by__isnull=False),
                name="agenda_item_vote_has_its_chair",
            ),
        ]

    def __str__(self) -> str:
        return f"議題{self.position} {self.application}"

    def get_absolute_url(self) -> str:
        return address_of("approvals:item-detail", self.meeting_id, self.pk)

    @property
    def is_waiting(self) -> bool:
        return self.status == ItemStatus.WAITING

    @property
    def is_voting(self) -> bool:
        return self.status == ItemStatus.VOTING

    @property
    def is_voted(self) -> bool:
        return self.status == ItemStatus.VOTED

    @property
    def shows_votes(self) -> bool:
        """Who voted how is read once every vote is in."""
        return not (self.is_waiting or self.is_voting)

    @property
    def is_running(self) -> bool:
        return self.status not in ITEM_ENDED

    @property
    def final_tally(self) -> Tally | None:
        """The count the decision rests on, read under the rule stored with the meeting."""
        return Tally.from_json(self.tally, self.meeting.applied_rule) if self.tally else None

    @cached_property
    def sitting(self) -> list["Participant"]:
        """Who takes part in this item, chair first; empty before the voting opens."""
        rows = self.participants.select_related("member", "appointment__department")
        return sorted(rows, key=lambda p: p.pk)

    @cached_property
    def applicants_side(self) -> frozenset[int]:
        """User ids: the section's head and clerks with their deputies, who drafted, who filed."""
        section = staff.workers_of(self.application.department, self.meeting.held_on)
        filed = {self.round.submitted_by_id, self.round.submitted_for_id}
        people = {*section.values_list("pk", flat=True), self.application.drafted_by_id, *filed}
        return frozenset(people - {None})


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def voters(self) -> Self:
        """Those who may vote and have not left."""
        return self.filter(part=Participant.Part.VOTES, left_at=None)

    def excluded(self) -> Self:
        return self.filter(part=Participant.Part.EXCLUDED)

    def answered_by(self, actor: Actor) -> Self:
        """Whose seat it is; in 持ち回り, where the rule says so, who stands in for them."""
        by_deputy = Q(
            item__meeting__kind=Meeting.Kind.CIRCULATION,
            item__meeting__rule__deputies_vote=True,
            appointment__in=[a.pk for a in actor.deputed],
        )
        own = Q(member=actor.user)
        return self.filter(own | by_deputy if actor.deputed else own)

    def not_yet_voted(self) -> Self:
        cast = Vote.objects.filter(item=OuterRef("item"), member=OuterRef("member"))
        return self.exclude(Exists(cast))

    def unanswered(self) -> Self:
        """Of 持ち回り: whose answer did not come in time."""
        return self.exclude(left_at=None).filter(item__meeting__kind=Meeting.Kind.CIRCULATION)

    def unable_to_preside(self) -> Self:
        return self.excluded() | self.unanswered()


class Participant(models.Model):
    """A member present when the voting opened, and their part in it. Later comers have none.

    In 持ち回り: every member in office when the papers were sent.
    """

    class Part(models.TextChoices):
        VOTES = "VOTES", "表決"
        PRESIDES = "PRESIDES", "議長（表決に加わらない）"
        EXCLUDED = "EXCLUDED", "除斥"

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="participants")
    member = models.ForeignKey(User, models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    part = models.CharField("役割", max_length=8, choices=Part)
    # Of 持ち回り: when the answers were closed without theirs.
    left_at = models.DateTimeField("表決の前に退席した日時", null=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "議題の出席者"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "member"], name="participant_once"),
            models.CheckConstraint(
                condition=Q(part__in=["VOTES", "EXCLUDED"]) | Q(left_at=None),
                name="participant_chair_stays",
            ),
        ]


class Vote(models.Model):
    class Choice(models.TextChoices):
        APPROVE = "APPROVE", "可"
        REJECT = "REJECT", "否"
        ABSTAIN = "ABSTAIN", "棄権"

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="votes")
    member = models.ForeignKey(User, models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField("提出の回")
    choice = models.CharField("表決", max_length=8, choices=Choice)
    reason = models.TextField("理由", blank=True)
    wants_meeting = models.BooleanField("会議での審議を求める", default=False)
    # 代理: who answered for the member; the vote is the member's, one for each seat.
    cast_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="代理で回答した人"
    )
    cast_at = models.DateTimeField("投票日時")

    class Meta:
        verbose_name = verbose_name_plural = "表決"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "member", "round"], name="one_vote_per_member"),
            models.CheckConstraint(
                condition=Q(wants_meeting=False) | ~Q(reason=""), name="vote_objection_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.get_choice_display()
