"""What a reader may see of an item's vote: their own choice, and the others' once all are in."""

from dataclasses import dataclass

from approvals.models import AgendaItem, Participant, Vote
from komae_sns.staff.actors import Actor


@dataclass(frozen=True)
class Line:
    """One person at the table. `vote` is there only for those who may see it."""

    participant: Participant
    state: str
    vote: Vote | None
    has_voted: bool

    @property
    def is_waited_for(self) -> bool:
        return self.state == "まだ"


@dataclass(frozen=True)
class Sheet:
    lines: tuple[Line, ...]

    @property
    def waited_for(self) -> list[str]:
        return [line.participant.member.name for line in self.lines if line.is_waited_for]

    @property
    def voted(self) -> frozenset[int]:
        """Members, by user id, whose vote is in."""
        return frozenset(line.participant.member_id for line in self.lines if line.has_voted)

    @property
    def voters(self) -> int:
        return sum(line.is_waited_for or line.has_voted for line in self.lines)

    @property
    def cast(self) -> int:
        return self.voters - len(self.waited_for)


def sheet(item: AgendaItem, reader: Actor) -> Sheet:
    votes = {vote.member_id: vote for vote in item.votes.select_related("cast_by")}

    def line(participant: Participant) -> Line:
        vote = votes.get(participant.member_id)
        shown = vote if item.shows_votes or _is_of(vote, reader) else None
        return Line(participant, _state(item, participant, vote), shown, vote is not None)

    return Sheet(tuple(line(participant) for participant in item.sitting))


def _is_of(vote: Vote | None, reader: Actor) -> bool:
    """Theirs, or cast by them for a member."""
    return vote is not None and reader.user.pk in {vote.member_id, vote.cast_by_id}


def _state(item: AgendaItem, participant: Participant, vote: Vote | None) -> str:
    if participant.part != Participant.Part.VOTES:
        return participant.get_part_display()
    if vote:
        return "回答済み" if item.meeting.is_circulation else "投票済み"
    if item.meeting.is_circulation and not item.is_voting:
        return "回答なし"
    return "表決の前に退席" if participant.left_at else "まだ"
