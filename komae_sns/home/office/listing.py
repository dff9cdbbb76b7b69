"""The rows behind one number of the board, on screen and as a file; `matter` is in the address."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.http import Http404, QueryDict

from accounts.filters import ALL, department_choices
from komae_sns.documents.listings import Column, Listing
from komae_sns.filters import ListFilter
from komae_sns.home.office.board import NOWHERE, of_department
from komae_sns.home.office.matter import Matter
from komae_sns.home.office.matters import matters_of
from komae_sns.home.office.permissions import can_read_city
from komae_sns.staff.actors import Actor
from komae_sns.staff.department_tree import department_tree
from komae_sns.staff.models import Department


class MatterFilter(ListFilter):
    department = filters.ChoiceFilter(label="部課", empty_label=ALL, method="by_department")

    class Meta(ListFilter.Meta):
        model = Department

    def __init__(self, *args: Any, departments: dict[int, Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.departments = departments
        choices = [*department_choices(departments.values()), (NOWHERE, "部課のない職")]
        self.filters["department"].extra["choices"] = choices

    def by_department(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return of_department(rows, value, self.departments)


def matter_asked(code: str, actor: Actor) -> Matter:
    """Who may not read it, does not know of it."""
    found = {matter.code: matter for matter in matters_of(actor)}
    if not can_read_city(actor) or code not in found:
        raise Http404
    return found[code]


def chosen(asked: QueryDict, actor: Actor, departments: dict[int, Department]) -> MatterFilter:
    rows = matter_asked(asked.get("matter", ""), actor).found(actor)
    return MatterFilter(asked, rows, departments=departments)


def _rows(asked: QueryDict, actor: Actor) -> QuerySet:
    return chosen(asked, actor, department_tree()).qs


def _said(asked: QueryDict, actor: Actor) -> list[str]:
    matter = matter_asked(asked.get("matter", ""), actor)
    said = chosen(asked, actor, department_tree()).said
    return [f"事項：{matter.label}（日付は{matter.since_word}）", *said]


def _columns(actor: Actor) -> tuple[Column, ...]:
    departments = department_tree()

    def division(pk: int | None) -> str:
        return departments[pk].division_name if pk else ""

    def section(pk: int | None) -> str:
        return departments[pk].name if pk else ""

    return (
        Column("部", ("section",), division, share=18),
        Column("課", ("section",), section, share=18),
        Column("対象", ("named",), share=48),
        Column("日付", ("since",), share=16),
    )


MATTER_ROWS = Listing("office", "市の状況", _rows, _columns, _said)
