"""The 効果測定調書 of a 年度, all in one ZIP with a list: made in the background."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import AnnualReview
from accounts.models.annual_review import AnnualReviewQuerySet
from komae_sns.documents import services as documents
from komae_sns.documents.archives import Archive
from komae_sns.documents.builders import Built
from komae_sns.documents.fiscal_year import label
from komae_sns.home.reviews import papers
from komae_sns.staff.actors import Actor

KIND = "reviews"
_AT_ONCE = 100
_COLUMNS = ("アカウント", "媒体", "部", "課", "判定", "文書番号", "確認日時", "ページ数", "SHA-256")


def build(
    parameters: dict[str, Any], actor: Actor, file: Path, tell: Callable[[int, int], None]
) -> Built:
    """documents.builders.Build."""
    year, now = int(parameters["year"]), timezone.localtime()
    keys = list(_chosen(year, actor).order_by("pk").values_list("pk", flat=True))
    with Archive(file, _COLUMNS, ("アカウント", "課"), now=now) as archive:
        for review in _in_turn(keys, year, actor):
            tell(archive.done, len(keys))
            account = review.account
            section = review.department_name
            name = f"{section}_{account.name[:40]}_{account.service.name}.pdf"
            archive.add(name, partial(_printed, review), (account.name, section))
    tell(len(keys), len(keys))
    return Built(f"効果測定調書_{year}年度_{now:%Y%m%d_%H%M}.zip", archive.remark(_what(year)))


def _what(year: int) -> str:
    return f"{label(year)}の効果測定調書"


def _chosen(year: int, actor: Actor) -> AnnualReviewQuerySet:
    return AnnualReview.objects.visible_to(actor).confirmed().of_year(year)


def _in_turn(keys: list[int], year: int, actor: Actor) -> Iterator[AnnualReview]:
    """Some at a time, each asked for again: rights may have changed."""
    for start in range(0, len(keys), _AT_ONCE):
        rows = _chosen(year, actor).filter(pk__in=keys[start : start + _AT_ONCE])
        yield from rows.with_names().select_related("confirmed_by").order_by("pk")


def _printed(review: AnnualReview) -> tuple[bytes, tuple[Any, ...]]:
    paper = papers.frozen(review, now=review.confirmed_at)
    facts = (
        review.account.name,
        review.account.service.name,
        review.division_name,
        review.department_name,
        review.get_verdict_display(),
        str(review.document_number or ""),
        f"{timezone.localtime(review.confirmed_at):%Y-%m-%d %H:%M}",
    )
    return documents.contents(paper), (*facts, paper.pages, paper.sha256)
