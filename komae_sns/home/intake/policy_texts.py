"""The policy that stands in a table's cell is read into a draft, together with its account."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import intake as accounts
from komae_sns.intake import Finding, Plan, Planned, Row, Verdict
from komae_sns.staff.actors import Actor
from policies import services as policies
from policies.recognise import Recognised, TooLong, recognise
from policies.services import Refused

LONGEST_WORD = 60  # 「あり」, an address, the name of a file: no policy, but no error either
WRITTEN = "表の文を案にした"


def plan(rows: Sequence[Row], by: Actor | None, today: date) -> Plan:
    texts = {row.line: row.text("policy") for row in rows}
    found = accounts.plan(rows, today=today)
    return Plan(tuple(_with_policy(row, texts[row.line], by) for row in found.rows))


def _with_policy(row: Planned, text: str, by: Actor | None) -> Planned:
    if row.verdict != Verdict.NEW or accounts.is_later(text):
        return row
    if len(text) <= LONGEST_WORD:
        return replace(row, notes=(f"「{text}」は文ではないので、{row.notes[0]}",))
    if by is None:
        return row
    read = _read(text)
    if read is None or not read.articles:
        sentence = "条（第1条…）を読みとれません。文を確かめるか、「後で」と書いてください。"
        finding = Finding("policy", sentence)
        return Planned(row.line, Verdict.WRONG, row.what, findings=(finding,))
    account, evidence, _ = row.facts
    return replace(
        row,
        notes=(f"運用ポリシー（{len(read.articles)}条）を、案として登録します。",),
        facts=(account, evidence, {"運用ポリシー": (None, WRITTEN)}, text),
    )


def _read(text: str) -> Recognised | None:
    try:
        return recognise(text)
    except TooLong:
        return None


@transaction.atomic
def take(found: Plan, by: Actor | None, today: date) -> None:
    accounts.take(found, by=by, today=today)
    for row in found.of(Verdict.NEW):
        if by is not None and len(row.facts) > 3:
            account, text = row.facts[0], row.facts[3]
            title = recognise(text).title or f"{account.name}運用ポリシー"
            try:
                policies.take_over([account], text, title=title, by=by, now=timezone.now())
            except Refused as refusal:
                raise ValidationError(f"{row.line}行目の運用ポリシー：{refusal}") from refusal
