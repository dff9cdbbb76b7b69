"""When each kind is told: the city's data ([reminders] of city.toml), or as it was chosen."""

from collections.abc import Mapping
from dataclasses import dataclass

from komae_sns import city
from komae_sns.notices.models.reminder import ReminderRule
from komae_sns.notices.reminders.rhythm import Rhythm
from komae_sns.notices.stages import AS_SOON_AS_OPEN, stage_in_words

OPENED = "opened"  # in the city's data: as soon as the matter is there


@dataclass(frozen=True)
class Rule:
    rhythm: Rhythm
    is_on: bool = True
    is_chosen: bool = False


def rules() -> Mapping[str, Rule]:
    """One query."""
    chosen = {row.kind: _chosen(row) for row in ReminderRule.objects.all()}
    return _Rules(chosen)


class _Rules(dict[str, Rule]):
    def __missing__(self, kind: str) -> Rule:
        return by_the_city(kind)


def by_the_city(kind: str) -> Rule:
    facts = city.facts()["reminders"][str(kind)]
    stages = sorted(AS_SOON_AS_OPEN if day == OPENED else day for day in facts["days"])
    rhythm = Rhythm(tuple(stages), facts.get("repeat", 0), facts.get("escalate"))
    return Rule(rhythm, facts.get("on", True))


def _chosen(row: ReminderRule) -> Rule:
    rhythm = Rhythm(tuple(sorted(row.stages)), row.repeat, row.escalate)
    return Rule(rhythm, row.is_on, is_chosen=True)


def earliest_hour() -> int:
    return city.facts()["reminders"]["hour"]


def rule_of(kind: str) -> Rule:
    return rules()[kind]


def in_words(rule: Rule) -> str:
    """「30日前、7日前、1日後。そのあと7日ごと。15日後から、部長と事務局にも」."""
    if not rule.is_on:
        return "知らせない"
    rhythm = rule.rhythm
    said = ["、".join(map(stage_in_words, rhythm.stages))]
    if rhythm.repeats:
        said.append(f"そのあと{rhythm.repeat}日ごと")
    if rhythm.escalate is not None:
        said.append(f"{stage_in_words(rhythm.escalate)}から、部長と事務局にも")
    return "。".join(said)
