"""第4号様式 on paper: the context of templates/papers/plan_form.html, and the print."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from approvals import changes, plan_form, shown
from approvals import minutes as writing
from approvals.models import Application, ApplicationRound, Minutes, ResultNotice
from approvals.permissions import filing as may
from komae_sns import city
from komae_sns.city import guideline
from komae_sns.documents import services as documents
from komae_sns.documents import wareki
from komae_sns.documents.press import Printed
from komae_sns.staff.actors import Actor

KIND = "plan_form"
RESULT = "result_notice"
MINUTES = "minutes"


def plan_form_pdf(application: Application, *, by: Actor, now: datetime) -> bytes:
    """Decided after filing: the paper frozen under its hash. Before that: printed afresh.

    Should a decided one hold a character no font has, it is printed with 〓 and not frozen.
    """
    if not application.is_ended or application.round == 0:
        return _print(application, by=by).pdf
    try:
        paper = documents.frozen_paper(
            KIND,
            application,
            application.round,
            lambda: _print(application, by=by),
            title=str(application),
            now=now,
        )
    except documents.MissingGlyphs:
        return _print(application, by=by).pdf
    return documents.contents(paper)


def result_notice_pdf(notice: ResultNotice) -> bytes:
    """As worded when it was decided; the paper first printed is kept under its hash.

    Should it hold a character no font has, it is printed with 〓 and not frozen.
    """

    def printed() -> Printed:
        return documents.print_paper(RESULT, notice.words, title=str(notice))

    try:
        paper = documents.frozen_paper(
            RESULT, notice, 1, printed, title=str(notice), now=notice.issued_at
        )
    except documents.MissingGlyphs:
        return printed().pdf
    return documents.contents(paper)


def minutes_pdf(minutes: Minutes) -> bytes:
    """Confirmed: the paper kept under its hash. Before that: printed afresh, marked 案."""
    if not minutes.is_confirmed:
        return _print_minutes(minutes).pdf
    try:
        paper = documents.frozen_paper(
            MINUTES,
            minutes,
            1,
            lambda: _print_minutes(minutes),
            title=str(minutes),
            now=minutes.confirmed_at,
        )
    except documents.MissingGlyphs:
        return _print_minutes(minutes).pdf
    return documents.contents(paper)


def _print_minutes(minutes: Minutes) -> Printed:
    said = writing.sections(minutes)
    confirmed = minutes.confirmed_at
    return documents.print_paper(
        MINUTES,
        {
            "draft": not minutes.is_confirmed,
            "document_number": str(minutes.document_number or ""),
            "date_line": wareki.long(timezone.localdate(confirmed)) if confirmed else "",
            "committee": city.facts()["committee"],
            "heading": f"{minutes.meeting}　議事録",
            "facts": [section for section in said if section.is_fact],
            "sections": [section for section in said if not section.is_fact],
            "confirmed_by": minutes.confirmed_by,
        },
        title=str(minutes),
    )


def _print(application: Application, *, by: Actor) -> Printed:
    title = f"{city.facts()['plan_form']['name']}：{application}"
    return documents.print_paper("plan_form", context(application, by=by), title=title)


def context(application: Application, *, by: Actor) -> dict[str, Any]:
    """What was filed; for its writers what stands there now."""
    filed = application.latest_round
    if application.is_editable and may.can_read_draft(by, application):
        filed = None
    values = filed.snapshot["shown"] if filed else _drafted(application)
    answers = filed.snapshot["answers"] if filed else application.answers
    form = city.facts()["plan_form"]
    return {
        "form_number": form["number"],
        "basis": form["basis"],
        "form_name": form["name"],
        "standard_layout": form["standard_layout"],
        "opening": form["opening"],
        "draft": filed is None,
        "document_number": str(application.document_number or ""),
        "date_line": wareki.long(timezone.localdate(filed.submitted_at) if filed else None),
        "addressee": form["addressee"],
        "sender": _sender(application, filed, by),
        "subject": values.get("title", ""),
        "rows": list(_rows(answers, values)),
        "change": _change(application, filed),
        "office": _office_use(application),
    }


def _change(application: Application, filed: ApplicationRound | None) -> Sequence[Any]:
    if not application.is_change:
        return ()
    return filed.snapshot["change"] if filed else changes.of(application)


def _drafted(application: Application) -> dict[str, str]:
    return shown.values(application.answers, shown.Names.of(application))


def _sender(application: Application, filed: ApplicationRound | None, by: Actor) -> list[str]:
    """部, 課 and 職氏名 of who filed it, one line each."""
    if filed:
        return [line for line in filed.snapshot["submitter"].values() if line]
    section = application.department
    head = by.headship_of(section)
    name = by.signed(head if head in by.deputed else None) if head else ""
    return [line for line in (section.division_name, section.name, name) if line]


def _rows(answers: Mapping[str, Any], values: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """One row of the paper per number, from the fields that carry it."""
    by_number: dict[str, list[plan_form.Field]] = {}
    for field in plan_form.fields():
        if field.is_asked(answers):
            by_number.setdefault(field.number, []).append(field)
    for row in city.data("plan_form.toml")["rows"]:
        yield dict(row) | _content(by_number.get(row["number"], []), answers, values)


def _content(
    fields: list[plan_form.Field], answers: Mapping[str, Any], values: Mapping[str, str]
) -> dict[str, Any]:
    ticked = next((f for f in fields if f.choices), None)
    written = [f for f in fields if f is not ticked and not f.question]
    questions = [f for f in fields if f.question]
    content: dict[str, Any] = {"choices": _choices(ticked, answers)} if ticked else {}
    if len(fields) == 1 and written:
        return content | {"lines": values.get(written[0].key, "").splitlines()}
    return content | {
        "pairs": [(f.label, values.get(f.key, "")) for f in written],
        "questions": [_question(f, values) for f in questions],
    }


def _choices(field: plan_form.Field, answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    chosen = answers.get(field.key) or ""
    taken = set(chosen) if isinstance(chosen, list) else {chosen}
    return [{"label": choice, "checked": choice in taken} for choice in field.choices]


def _question(field: plan_form.Field, values: Mapping[str, str]) -> dict[str, str]:
    """4(2)ア(ア)(イ)(ウ) in the guideline's own words, with the answer."""
    clause = guideline.clause(field.question)
    return {"label": clause.number, "text": clause.text, "answer": values.get(field.key, "")}


def _office_use(application: Application) -> list[tuple[str, str]]:
    """事務局欄: blank on paper until it has happened."""
    decision, accepted = application.decision, application.accepted_at
    return [
        ("受付年月日", wareki.long(timezone.localdate(accepted)) if accepted else ""),
        ("審議方法", decision.basis if decision else ""),
        ("審議年月日", wareki.long(decision.decided_on) if decision else ""),
        ("結果", decision.get_outcome_display() if decision else ""),
        ("条件", decision.conditions if decision else ""),
    ]
