"""A draft with what was found in it now, and what people have answered."""

from dataclasses import dataclass
from datetime import date

from approvals.models import FindingAnswer, PostDraft, PostWord
from approvals.post_check import Finding, check
from approvals.post_check.marked import Piece, pieces
from approvals.post_check.rules import Rules, of_the_city
from approvals.post_context import context_for
from komae_sns.staff.actors import Actor


@dataclass(frozen=True)
class Found:
    number: int
    finding: Finding
    answer: FindingAnswer | None = None

    @property
    def is_open(self) -> bool:
        return self.answer is None and not self.finding.is_note


@dataclass(frozen=True)
class Checked:
    found: tuple[Found, ...]
    pieces: tuple[Piece, ...]

    @property
    def open(self) -> int:
        return sum(each.is_open for each in self.found)

    @property
    def grave(self) -> int:
        return sum(not each.finding.is_note for each in self.found)

    def finding(self, key: str) -> Finding | None:
        return next((f.finding for f in self.found if f.finding.key == key), None)


def rules_today() -> Rules:
    """The city's, with what the secretariat changed."""
    return of_the_city(PostWord.objects.changes())


def checked(text: str, *, by: Actor, day: date, **about: object) -> Checked:
    """Of a text that is not kept."""
    context = context_for(text, by=by, day=day, **about)
    return _checked(text, check(text, context, rules_today()), {})


def of_draft(draft: PostDraft, *, by: Actor) -> Checked:
    context = context_for(
        draft.text,
        account=draft.account,
        by=by,
        day=draft.day_of_posting(by.today),
        but=draft.pk,
        has_media=bool(draft.media_note),
        shows_people=draft.shows_people,
        people_agreed=draft.people_agreed,
    )
    answers = draft.answers.select_related("answered_by")
    latest = {answer.finding: answer for answer in answers}  # the last one wins
    return _checked(draft.text, check(draft.text, context, rules_today()), latest)


def _checked(
    text: str, findings: tuple[Finding, ...], answers: dict[str, FindingAnswer]
) -> Checked:
    found = (Found(n, f, answers.get(f.key)) for n, f in enumerate(findings, 1))
    return Checked(tuple(found), pieces(text, findings))
