"""採決の定め by date. Each meeting keeps the one that was applied to it."""

from datetime import date

from django.db import models

from approvals.tally import Rule
from komae_sns import city


class CommitteeRule(models.Model):
    valid_from = models.DateField("この日から", unique=True)
    rule = models.JSONField("採決の定め", help_text="approvals.tally.Rule")
    basis = models.CharField("根拠", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "採決の定め"
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return Rule.from_json(self.rule).summary


def rule_on(day: date) -> Rule:
    """The rule in force on `day`; before the first row, the city's own (city.toml)."""
    row = CommitteeRule.objects.filter(valid_from__lte=day).first()
    return Rule.from_json(row.rule if row else city.facts()["committee_rule"])
