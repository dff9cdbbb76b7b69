"""運用ポリシー in force, all the papers in one ZIP with a list: made in the background.

Papers in force are stored already, mostly: they go in as they lie, verified.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from django.utils import timezone

from komae_sns.documents import services as documents
from komae_sns.documents import wareki
from komae_sns.documents.archives import Archive
from komae_sns.documents.builders import Built
from komae_sns.documents.models import Paper
from komae_sns.searching import words_of
from komae_sns.staff.actors import Actor
from policies import papers
from policies.models import Policy, PolicyVersion, PolicyVersionQuerySet

KIND = "policies"
_AT_ONCE = 200
_COLUMNS = (
    "題名",
    "版",
    "制定日",
    "施行した日時",
    "部",
    "課",
    "アカウント",
    "ページ数",
    "SHA-256",
)


def chosen(parameters: Mapping[str, Any], actor: Actor) -> PolicyVersionQuerySet:
    """In force, within the conditions, and within what `actor` may read now."""
    wanted = Policy.objects.visible_to(actor)
    if parameters.get("policies"):
        wanted = wanted.filter(pk__in=parameters["policies"])
    if parameters.get("department"):
        wanted = wanted.under(parameters["department"])
    if parameters.get("service"):
        wanted = wanted.on_service(parameters["service"])
    if parameters.get("q"):
        wanted = wanted.holding(words_of(parameters["q"]), actor=actor)
    return PolicyVersion.objects.visible_to(actor).in_force().filter(policy__in=wanted)


def build(
    parameters: dict[str, Any], actor: Actor, file: Path, tell: Callable[[int, int], None]
) -> Built:
    """documents.builders.Build."""
    keys = list(chosen(parameters, actor).order_by("pk").values_list("pk", flat=True))
    now = timezone.localtime()
    with Archive(file, _COLUMNS, ("題名", "版"), now=now) as archive:
        for version in _in_turn(keys, parameters, actor):
            tell(archive.done, len(keys))
            section, edition = version.policy.department.name, f"第{version.number}版"
            name = f"{section}_{version.title[:40]}_{edition}.pdf"
            archive.add(name, partial(_printed, version), (version.title, edition))
    tell(len(keys), len(keys))
    return Built(f"運用ポリシー_{now:%Y%m%d_%H%M}.zip", archive.remark("運用ポリシー"))


def _in_turn(keys: list[int], parameters: Mapping[str, Any], actor: Actor) -> Iterator[Any]:
    """A few hundred at a time, each asked for again: rights and versions may have changed."""
    for start in range(0, len(keys), _AT_ONCE):
        rows = chosen(parameters, actor).filter(pk__in=keys[start : start + _AT_ONCE])
        rows = rows.with_policy().prefetch_related("policy__accounts__service").order_by("pk")
        versions = list(rows.defer("articles", "record"))
        stored = papers.stored(versions)
        for version in versions:
            version.paper = stored.get((str(version.policy_id), version.number))
            yield version


def _printed(version: PolicyVersion) -> tuple[bytes, tuple[Any, ...]]:
    paper: Paper = version.paper or papers.frozen(version)
    return documents.contents(paper), (*_facts(version), paper.pages, paper.sha256)


def _facts(version: PolicyVersion) -> tuple[str, ...]:
    section = version.policy.department
    return (
        version.title,
        f"第{version.number}版",
        wareki.long(version.enacted_on),
        f"{timezone.localtime(version.in_force_at):%Y-%m-%d %H:%M}",
        section.division_name,
        section.name,
        "、".join(map(str, version.policy.accounts.all())),
    )
