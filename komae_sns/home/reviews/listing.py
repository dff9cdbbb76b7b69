"""The reviews of a 年度 as a file; `year` stands in the address."""

from django.db.models import F, OuterRef, Subquery
from django.db.models.fields.json import KT
from django.http import Http404, QueryDict

from accounts.models import AnnualReview, ReviewRound
from accounts.models.annual_review import AnnualReviewQuerySet
from accounts.permissions import is_city_staff
from accounts.status import ReviewStatus
from komae_sns.documents.fiscal_year import label
from komae_sns.documents.listings import Column, Listing
from komae_sns.home.reviews.filters import ReviewFilter
from komae_sns.staff.actors import Actor
from komae_sns.staff.department_tree import department_tree


def _chosen(asked: QueryDict, actor: Actor) -> ReviewFilter:
    if not is_city_staff(actor):
        raise Http404
    seen = AnnualReview.objects.visible_to(actor).of_year(_year(asked))
    return ReviewFilter(asked, seen, actor=actor)


def _year(asked: QueryDict) -> int:
    year = asked.get("year", "")
    if not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise Http404
    return int(year)


def _rows(asked: QueryDict, actor: Actor) -> AnnualReviewQuerySet:
    newest = ReviewRound.objects.filter(review=OuterRef("pk")).order_by("-number")
    said = {
        f"said_{key}": Subquery(newest.values(_said=KT(f"snapshot__answers__{key}"))[:1])
        for key in ("reason", "improvement", "improve_by")
    }
    people = {
        name: Subquery(newest.values(f"{name}__name")[:1])
        for name in ("submitted_by", "submitted_for")
    }
    names = {f"filed_{name}": found for name, found in people.items()}
    return _chosen(asked, actor).qs.by_section().annotate(section=F("section"), **said, **names)


def _conditions(asked: QueryDict, actor: Actor) -> list[str]:
    return [f"年度：{label(_year(asked))}", *_chosen(asked, actor).said]


def _submitter(by: str | None, holder: str | None) -> str:
    return f"{holder}（代決　{by}）" if holder else by or ""


def _columns(actor: Actor) -> tuple[Column, ...]:
    departments = department_tree()

    def division(pk: int, kept: str, kept_division: str) -> str:
        return kept_division if kept else departments[pk].division_name

    def section(pk: int, kept: str) -> str:
        return kept or departments[pk].name

    verdicts = dict(AnnualReview.Verdict.choices)
    return (
        Column("年度", ("year__fiscal_year",), label),
        Column("アカウント", ("account__name",), share=20),
        Column("媒体", ("account__service__name",), share=10),
        Column("部", ("section", "department_name", "division_name"), division, share=12),
        Column("課", ("section", "department_name"), section, share=12),
        Column("状態", ("status",), lambda status: ReviewStatus(status).label, share=8),
        Column("期限", ("due_on",), share=9),
        Column("判定", ("verdict",), lambda verdict: verdicts.get(verdict, ""), share=9),
        Column("判定の理由", ("said_reason",)),
        Column("何を改めるか", ("said_improvement",)),
        Column("いつまでに改めるか", ("said_improve_by",)),
        Column("文書番号", ("document_number__text",)),
        Column("提出日時", ("submitted_at",), share=11),
        Column("提出者", ("filed_submitted_by", "filed_submitted_for"), _submitter),
        Column("確認日時", ("confirmed_at",), share=11),
        Column("確認者", ("confirmed_by__name",)),
        Column("対象外の理由", ("excluded_because",)),
    )


REVIEWS = Listing("reviews", "効果測定", _rows, _columns, _conditions)
