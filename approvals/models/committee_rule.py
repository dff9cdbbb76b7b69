"""採決の定め by date, only added to. Each meeting keeps the one that was applied to it."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from approvals.models.meeting import Meeting
from approvals.tally import Rule
from komae_sns import city
from komae_sns.staff.models import User


class CommitteeRuleQuerySet(models.QuerySet["CommitteeRule"]):
    def begun_on(self, day: date) -> Self:
        return self.filter(valid_from__lte=day)

    def with_names(self) -> Self:
        return self.select_related("set_by")


class CommitteeRule(models.Model):
    """A later row for the same day takes the place of the earlier: that is how one is mended."""

    valid_from = models.DateField("この日から")
    rule = models.JSONField("採決の定め", help_text="approvals.tally.Rule")
    basis = models.CharField("根拠", max_length=200, blank=True)
    set_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="登録した人"
    )
    set_at = models.DateTimeField("登録日時", auto_now_add=True, null=True)

    objects = CommitteeRuleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "採決の定め"
        ordering = ["-valid_from", "-pk"]

    def __str__(self) -> str:
        return self.as_rule.summary

    @property
    def as_rule(self) -> Rule:
        return Rule.from_json(self.rule)


def rule_on(day: date) -> Rule:
    """The rule in force on `day`; before the first row, the city's own (city.toml)."""
    row = CommitteeRule.objects.begun_on(day).first()
    return row.as_rule if row else first_rule()


def first_rule() -> Rule:
    return Rule.from_json(city.facts()["committee_rule"])


def meetings_touched(valid_from: date) -> models.QuerySet[Meeting]:
    """Planned ones to which a rule set from that day would apply.

    持ち回り takes the rule of the day on which it is sent, any day until its deadline.
    """
    later = CommitteeRule.objects.filter(valid_from__gt=valid_from).last()
    sittings = Q(kind=Meeting.Kind.SITTING, held_on__gte=valid_from)
    if later:
        sittings &= Q(held_on__lt=later.valid_from)
    circulations = Q(kind=Meeting.Kind.CIRCULATION, answers_until__date__gte=valid_from)
    return Meeting.objects.planned().filter(sittings | circulations).order_by("held_on", "pk")


def replaced(rows: Iterable[CommitteeRule]) -> frozenset[int]:
    """Of rows in order: those whose place another of the same day took."""
    seen: set[date] = set()
    gone: set[int] = set()
    for row in rows:
        if row.valid_from in seen:
            gone.add(row.pk)
        seen.add(row.valid_from)
    return frozenset(gone)
