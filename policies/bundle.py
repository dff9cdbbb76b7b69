"""運用ポリシー in force, all the papers in one ZIP with a list: made in the background.

One that cannot be printed costs that one, which 作れなかったもの.csv names. Papers in force are
stored already, mostly: they go in as they lie, verified, and are not compressed again.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.utils import timezone

from komae_sns.documents import services as documents
from komae_sns.documents import wareki
from komae_sns.documents.builders import Built
from komae_sns.documents.models import Paper
from komae_sns.documents.paper_files import PaperDamaged
from komae_sns.documents.press import PressFailed
from komae_sns.documents.responses import file_name
from komae_sns.formulas import neutral
from komae_sns.searching import words_of
from komae_sns.staff.actors import Actor
from policies import papers
from policies.models import Policy, PolicyVersion, PolicyVersionQuerySet

KIND = "policies"
LIST, FAILURES = "一覧.csv", "作れなかったもの.csv"
_AT_ONCE = 200
_COLUMNS = (
    "ファイル名",
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


@dataclass
class _Contents:
    listed: list[tuple[Any, ...]] = field(default_factory=list)
    failed: list[tuple[str, ...]] = field(default_factory=list)


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
    contents, now = _Contents(), timezone.localtime()
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for version in _in_turn(keys, parameters, actor):
            tell(len(contents.listed) + len(contents.failed), len(keys))
            _add(archive, version, contents, now.timetuple()[:6])
        archive.writestr(_entry(LIST, now.timetuple()[:6]), _csv(_COLUMNS, contents.listed))
        if contents.failed:
            rows = _csv(("題名", "版", "理由"), contents.failed)
            archive.writestr(_entry(FAILURES, now.timetuple()[:6]), rows)
    tell(len(keys), len(keys))
    return Built(f"運用ポリシー_{now:%Y%m%d_%H%M}.zip", _remark(contents))


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


def _add(archive: ZipFile, version: PolicyVersion, contents: _Contents, at: Any) -> None:
    try:
        paper: Paper = version.paper or papers.frozen(version)
        pdf = documents.contents(paper)
    except (documents.MissingGlyphs, PaperDamaged, PressFailed) as failed:
        contents.failed.append((version.title, f"第{version.number}版", str(failed)))
        return
    name = _name(len(contents.listed) + 1, version)
    archive.writestr(_entry(name, at, ZIP_STORED), pdf)
    contents.listed.append((name, *_facts(version), paper.pages, paper.sha256))


def _entry(name: str, at: Any, how: int = ZIP_DEFLATED) -> ZipInfo:
    """Names in UTF-8, as Windows has read them since 8."""
    entry = ZipInfo(name, at)
    entry.compress_type = how
    entry.external_attr = 0o644 << 16
    return entry


def _name(number: int, version: PolicyVersion) -> str:
    """Numbered: no two are alike, and none is a name that Windows keeps for itself."""
    section = version.policy.department.name
    return file_name(f"{number:04d}_{section}_{version.title[:40]}_第{version.number}版.pdf")


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


def _csv(headings: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> bytes:
    """UTF-8 with BOM, no live formulas."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([neutral(str(value)) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _remark(contents: _Contents) -> str:
    said = f"{len(contents.listed)}件の運用ポリシーが入っています。"
    if contents.failed:
        said += f"{len(contents.failed)}件は作れませんでした。理由は「{FAILURES}」にあります。"
    return said
