"""What each row would record, correct, or leave as it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from accounts.intake.figures.columns import code_of
from accounts.intake.figures.finding import BATCH, Accounts
from accounts.intake.later import is_later
from accounts.metrics import Metric, NotAFigure, headings, metrics_of, number, reasons
from accounts.models import Figure, OfficialAccount
from accounts.services.figures import Entry, Reading, changes_of, check_entries, check_month
from komae_sns.documents import wareki
from komae_sns.intake import Plan, Planned, Row, Verdict
from komae_sns.intake.columns import plain
from komae_sns.intake.rows import day_of
from komae_sns.staff.actors import Actor

Place = tuple[int, str, date]  # account, metric, month
NOTHING = "数字がないので、この行は何も入れません。「－」には、数字がない理由を書けます。"
LONGEST_REASON = Figure._meta.get_field("missing_because").max_length


@dataclass(frozen=True)
class Taken:
    """`replaced`: the figures that stood before, by code."""

    account: OfficialAccount
    month: date
    reading: Reading
    entries: Mapping[str, Entry]
    replaced: Mapping[str, int]


def plan(rows: Sequence[Row], *, by: Actor | None, today: date) -> Plan:
    accounts = Accounts(rows, by)
    found = [(row, accounts.find(row)) for row in rows]
    known = _known([account for _, account in found if account], rows)
    lines: dict[Place, int] = {}
    return Plan(tuple(_planned(row, account, known, lines, today) for row, account in found))


def _known(accounts: Sequence[OfficialAccount], rows: Sequence[Row]) -> dict[Place, Figure]:
    months = [month for row in rows if (month := row.get("month"))]
    keys = sorted({account.pk for account in accounts})
    if not months:
        return {}
    return {
        (figure.account_id, figure.metric, figure.month): figure
        for start in range(0, len(keys), BATCH)
        for figure in Figure.objects.current()
        .within(min(months), max(months))
        .filter(account__in=keys[start : start + BATCH])
    }


def _planned(
    row: Row,
    account: OfficialAccount | None,
    known: Mapping[Place, Figure],
    lines: dict[Place, int],
    today: date,
) -> Planned:
    month = row.get("month")
    what = str(account) if account else _typed(row)
    if account is None or month is None or row.is_wrong:
        return Planned.wrong(row, what)
    what = f"{what}　{wareki.year(month)}{month.month}月"
    metrics = {metric.code: metric for metric in metrics_of(account.service.rule)}
    old = {code: known.get((account.pk, code, month)) for code in metrics}
    old = {code: figure for code, figure in old.items() if figure}
    entries = dict(_entries(row, account, metrics))
    if not entries and not row.is_wrong:
        return Planned(row.line, Verdict.SAME, what, notes=(NOTHING,))
    reading = Reading(row.get("taken_on") or today, row.get("source") or Figure.Source.IMPORT)
    _check(row, account, month, reading, entries, metrics, today)
    _refuse_twice(row, account, month, entries, lines)
    if row.is_wrong:
        return Planned.wrong(row, what)
    stood = {code: Entry.of(figure) for code, figure in old.items()}
    changed = {code: entry for code, entry in entries.items() if stood.get(code) != entry}
    if not changed:
        return Planned(row.line, Verdict.SAME, what)
    replaced = {code: old[code].pk for code in changed if code in old}
    return Planned(
        row.line,
        Verdict.CHANGED if replaced else Verdict.NEW,
        what,
        changes_of(month, changed, stood, metrics),
        facts=Taken(account, month, reading, changed, replaced),
    )


def _typed(row: Row) -> str:
    return row.text("name") or row.text("handle") or row.text("address")


def _entries(
    row: Row, account: OfficialAccount, metrics: Mapping[str, Metric]
) -> Iterator[tuple[str, Entry]]:
    """「－」 takes the row's reason; what is blank, or 「－」 without one, says nothing."""
    reason = "" if is_later(row.text("reason")) else row.text("reason")
    if len(reason) > LONGEST_REASON:
        row.refuse("reason", f"{LONGEST_REASON}文字までです（いま{len(reason)}文字あります）。")
        return
    for column, code, text in _cells(row, metrics):
        if is_later(text):
            if reason and code in metrics and (text or column == "value"):
                yield code, Entry(missing_because=reason)
        elif code not in metrics:
            row.refuse(column, f"{account.service.name}に、この項目はありません。空けてください。")
        elif entry := _entry(row, column, metrics[code], text):
            yield code, entry


def _cells(row: Row, metrics: Mapping[str, Metric]) -> Iterator[tuple[str, str, str]]:
    """Column, code of the metric, text. A row of a single figure names its metric itself."""
    if row.text("metric"):
        named = [m.code for m in metrics.values() if plain(m.label) == plain(row.text("metric"))]
        code = (named or [code_of(row.text("metric"))])[0]
        if code:
            yield "value", code, row.text("value")
        else:
            text, labels = row.text("metric"), "・".join(m.label for m in metrics.values())
            row.refuse("metric", f"「{text}」は読めません。{labels}のどれかにします。")
        return
    if row.text("value"):
        row.refuse("metric", "何の数か、項目を書いてください。")
    for code in dict.fromkeys((*metrics, *(code for code in headings() if code in row.values))):
        yield code, code, row.text(code)


def _entry(row: Row, column: str, metric: Metric, text: str) -> Entry | None:
    if why := next((reason for reason in reasons() if plain(reason) == plain(text)), ""):
        return Entry(missing_because=why)
    try:
        if metric.is_day:
            return Entry(day=day_of(text, wareki.parse))
        return Entry(value=number(text))
    except NotAFigure as problem:
        row.refuse(column, f"「{text}」：{problem}ないときは、「数字がない理由」に書きます。")
    except ValueError as problem:
        meant = getattr(problem, "meant", None)
        row.refuse(column, f"「{text}」：{problem}", meant.isoformat() if meant else "")
    return None


def _check(
    row: Row,
    account: OfficialAccount,
    month: date,
    reading: Reading,
    entries: Mapping[str, Entry],
    metrics: Mapping[str, Metric],
    today: date,
) -> None:
    for check in (
        lambda: check_month(account, month, reading, today=today),
        lambda: check_entries(entries, metrics, month, today=today),
    ):
        try:
            check()
        except ValidationError as refused:
            problems = refused.message_dict if hasattr(refused, "error_dict") else {}
            for key, messages in (problems or {"month": refused.messages}).items():
                row.refuse("value" if row.text("metric") and key in metrics else key, messages[0])


def _refuse_twice(
    row: Row,
    account: OfficialAccount,
    month: date,
    entries: Mapping[str, Entry],
    lines: dict[Place, int],
) -> None:
    for code in entries:
        line = lines.setdefault((account.pk, code, month), row.line)
        if line != row.line:
            row.refuse("month", f"{line}行目に、同じアカウント・月・項目の数字があります。")
            return
