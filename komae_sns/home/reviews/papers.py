"""効果測定調書 on paper: the context of templates/papers/review.html, and the print."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts import permissions, review_figures
from accounts.models import AnnualReview
from accounts.review_rounds import contents
from komae_sns import city
from komae_sns.documents import services as documents
from komae_sns.documents import wareki
from komae_sns.documents.models import Paper
from komae_sns.documents.press import Printed
from komae_sns.home.reviews.similar import as_filed, similar_to
from komae_sns.staff.actors import Actor

KIND = "review"


def review_pdf(review: AnnualReview, *, by: Actor, now: datetime) -> bytes:
    """Confirmed: the paper kept under its hash. Before that: printed afresh, marked 案.

    Should a confirmed one hold a character no font has, it is printed with 〓 and not frozen.
    """
    if not review.is_confirmed:
        return _print(review, _said(review, by)).pdf
    try:
        return documents.contents(frozen(review, now=now))
    except documents.MissingGlyphs:
        return _print(review, _filed(review)).pdf


def frozen(review: AnnualReview, *, now: datetime) -> Paper:
    """Raises MissingGlyphs, PressFailed."""
    return documents.frozen_paper(
        KIND,
        review,
        review.round,
        lambda: _print(review, _filed(review)),
        title=str(review)[:200],
        now=now,
    )


def _said(review: AnnualReview, by: Actor) -> Mapping[str, Any]:
    """The draft for those who may read it; else what was submitted last, if anything was."""
    if review.is_with_section and permissions.can_read_review_draft(by, review):
        return contents(review, as_filed(similar_to(review.account)), by.today)
    return _filed(review)


def _filed(review: AnnualReview) -> Mapping[str, Any]:
    latest = review.latest_round
    return latest.snapshot if latest else {}


def _print(review: AnnualReview, said: Mapping[str, Any]) -> Printed:
    title = f"効果測定調書：{review}"
    return documents.print_paper(KIND, context(review, said), title=title)


def context(review: AnnualReview, said: Mapping[str, Any]) -> dict[str, Any]:
    figures = said.get("figures", {"rows": []})
    submitted = review.submitted_at
    return {
        "draft": not review.is_confirmed,
        "heading": f"{said.get('year', '')}　公式アカウント効果測定調書".strip("　"),
        "document_number": str(review.document_number or ""),
        "date_line": wareki.long(timezone.localdate(submitted)) if submitted else "",
        "addressee": f"{city.facts()['secretariat']}　御中",
        "sender": [line for line in said.get("submitter", {}).values() if line],
        "account": _account(said.get("account", {})),
        "rows": said.get("shown", ()),
        "promised": said.get("promised"),
        "similar": said.get("similar", ()),
        "metrics": [] if figures.get("is_empty") else [row["label"] for row in figures["rows"]],
        "months": review_figures.by_month(figures),
        "totals": [(row["total"], row["last_total"]) for row in figures["rows"]],
        "charts": review_figures.charts(figures),
        "office": _office_use(review),
    }


def _account(facts: Mapping[str, str]) -> list[tuple[str, str]]:
    labels = {
        "name": "表示名",
        "service": "媒体",
        "handle": "ユーザー名",
        "url": "アドレス",
        "section": "運用主体",
        "manager": "管理者",
        "opened_on": "開設日",
        "purpose": "目的",
        "topics": "投稿内容",
        "audience": "対象者",
        "frequency": "発信の回数",
    }
    found = {key: text for key, text in facts.items() if key in labels and text}
    if "opened_on" in found:
        found["opened_on"] = wareki.long(date.fromisoformat(found["opened_on"]))
    return [(labels[key], text) for key, text in found.items()]


def _office_use(review: AnnualReview) -> list[tuple[str, str]]:
    """事務局欄: blank on paper until it has happened."""
    confirmed = review.confirmed_at
    return [
        ("確認年月日", wareki.long(timezone.localdate(confirmed)) if confirmed else ""),
        ("確認者", review.confirmed_by.name if review.confirmed_by else ""),
        ("判定", review.get_verdict_display() if confirmed else ""),
    ]
