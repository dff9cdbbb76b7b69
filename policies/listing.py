"""The list of policies as a file."""

from django.db.models import OuterRef, Subquery
from django.http import QueryDict

from komae_sns.documents.listings import Column, Listing
from komae_sns.staff.actors import Actor
from komae_sns.staff.department_tree import department_tree
from policies.filters import PolicyFilter
from policies.models import Policy, PolicyQuerySet, PolicyVersion


def _rows(asked: QueryDict, actor: Actor) -> PolicyQuerySet:
    versions = PolicyVersion.objects.visible_to(actor).filter(policy=OuterRef("pk"))
    in_force, drafts = versions.in_force(), versions.drafts().order_by("-number")
    seen = Policy.objects.visible_to(actor).annotate(
        in_force_number=Subquery(in_force.values("number")[:1]),
        in_force_enacted_on=Subquery(in_force.values("enacted_on")[:1]),
        draft_number=Subquery(drafts.values("number")[:1]),
    )
    return PolicyFilter(asked or None, queryset=seen, actor=actor).qs


def _said(asked: QueryDict, actor: Actor) -> list[str]:
    seen = Policy.objects.visible_to(actor)
    return PolicyFilter(asked or None, queryset=seen, actor=actor).said


def _columns(actor: Actor) -> tuple[Column, ...]:
    departments = department_tree()
    return (
        Column("番号", ("pk",), share=6),
        Column("題名", ("title",), share=46),
        Column("部", ("department_id",), lambda pk: departments[pk].division_name, share=14),
        Column("課", ("department_id",), lambda pk: departments[pk].name, share=14),
        Column("施行中の版", ("in_force_number",), share=9),
        Column("制定日", ("in_force_enacted_on",), share=10),
        Column("案の版", ("draft_number",), share=8),
    )


POLICIES = Listing("policies", "運用ポリシー", _rows, _columns, _said)
