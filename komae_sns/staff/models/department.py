"""課・室・係・館・局, and the 部 above them, each with the period in which it existed."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q


class DepartmentQuerySet(models.QuerySet["Department"]):
    def on(self, day: date) -> Self:
        """Those that exist on `day`."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def sections(self) -> Self:
        """Those that file papers: neither 部 nor 係."""
        return self.exclude(kind__in=[Department.Kind.DIVISION, Department.Kind.UNIT])

    def by_kana(self) -> Self:
        """五十音 order: hiragana in code point order, the same on every database."""
        return self.order_by("kana", "pk")


class Department(models.Model):
    class Kind(models.TextChoices):
        DIVISION = "DIVISION", "部"
        SECTION = "SECTION", "課"
        OFFICE = "OFFICE", "室"
        FACILITY = "FACILITY", "館"
        BUREAU = "BUREAU", "局"
        UNIT = "UNIT", "係"

    code = models.CharField("部課コード", max_length=20, unique=True)
    kind = models.CharField("種類", max_length=10, choices=Kind)
    name = models.CharField("名称", max_length=50)
    kana = models.CharField("よみがな", max_length=100)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上位"
    )
    document_symbol = models.CharField("文書記号", max_length=10, blank=True)
    starts_on = models.DateField("設置日")
    ends_on = models.DateField("最後の日", null=True, blank=True)
    successors = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="predecessors",
        verbose_name="引きつぐ部課",
    )

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "部課"
        ordering = ["kana", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="department_period",
                violation_error_message="最後の日は、設置日より後にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")),
                name="department_not_above_itself",
                violation_error_message="自分自身の上位にはできません。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def above(self) -> list["Department"]:
        """Nearest first; ends where rows that go round come back to one already met."""
        found: list[Department] = []
        met, parent = {self.pk}, self.parent
        while parent and parent.pk not in met:
            found.append(parent)
            met.add(parent.pk)
            parent = parent.parent
        return found

    @property
    def division_name(self) -> str:
        """「企画財政部」, or blank where the section stands outside any 部 (議会事務局)."""
        return next((d.name for d in self.above if d.kind == self.Kind.DIVISION), "")

    @property
    def full_name(self) -> str:
        return "".join(d.name for d in [*reversed(self.above), self])

    @property
    def section_id(self) -> int:
        """The section that files papers for it: for a 係 the 課 above."""
        below = self.kind == self.Kind.UNIT and self.parent_id
        return self.parent_id if below else self.pk
