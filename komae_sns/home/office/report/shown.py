"""The report's parts in words: the same tables and charts for the page and for the paper."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString

from komae_sns.documents import wareki
from komae_sns.documents.charts import spoken, stacked_chart
from komae_sns.documents.fiscal_year import label
from komae_sns.home.office.report.accounts import Counts
from komae_sns.home.office.report.figures import Facts

USE = ("発信している", "休眠", "一時停止・手続中")
VERDICTS = ("継続", "改善", "停止・集約")
NONE = "－"
NO_CHART = SafeString("")


@dataclass(frozen=True)
class Row:
    name: str
    cells: tuple[str, ...]
    is_part: bool = False  # of the row above
    division: str = ""


@dataclass(frozen=True)
class Table:
    """`first`: the heading of the names; `whole`: the last row, their sum."""

    first: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    whole: Row | None = None
    has_divisions: bool = False


@dataclass(frozen=True)
class Part:
    title: str
    clause: str
    table: Table
    chart: SafeString = NO_CHART
    note: str = ""


def parts(facts: Facts) -> list[Part]:
    before = facts.get("previous")
    return [
        _accounts(facts, before),
        _services(facts, before),
        _sections(facts, before),
        _badges(facts, before),
        _reviews(facts, before),
        _applications(facts, before),
        _waivers(facts, before),
        _checks(facts, before),
        *_incidents(facts, before),
    ]


def as_of(facts: Facts) -> date:
    return date.fromisoformat(facts["as_of"])


def _beside(
    facts: Facts, before: Facts | None, key: str, rows: Iterable[tuple[str, str, bool, str]]
) -> Table:
    """(label, name, is_part, unit) → the 年度 before, where there is one, and the difference."""
    now, this = facts[key], label(facts["year"])
    if before is None:
        alone = (Row(title, (_with(now[name], unit),), part) for title, name, part, unit in rows)
        return Table("項目", (this,), tuple(alone))
    then = before[key]
    found = (
        Row(title, _pair(then[name], now[name], unit), part) for title, name, part, unit in rows
    )
    return Table("項目", (label(before["year"]), this, "増減"), tuple(found))


def _pair(then: float | None, now: float | None, unit: str) -> tuple[str, str, str]:
    differs_in = "ポイント" if unit == "％" else unit
    return _with(then, unit), _with(now, unit), _change(then, now, differs_in)


def _with(value: float | None, unit: str) -> str:
    return NONE if value is None else f"{spoken(value)}{unit}"


def _change(then: float | None, now: float | None, unit: str) -> str:
    if then is None or now is None:
        return NONE
    difference = now - then
    if difference == 0:
        return "±0"
    return f"{'＋' if difference > 0 else '－'}{spoken(abs(difference))}{unit}"


def _accounts(facts: Facts, before: Facts | None) -> Part:
    rows = (
        ("運用しているアカウント", "live", False, "件"),
        ("うち休眠", "idle", True, "件"),
        ("うち一時停止", "paused", True, "件"),
        ("うち停止手続中", "stopping", True, "件"),
        ("開設したもの", "opened", False, "件"),
        ("停止したもの", "stopped", False, "件"),
        ("サービスが終わったもの", "ended", False, "件"),
        ("停止して保全しているもの", "kept", False, "件"),
    )
    table = _beside(facts, before, "accounts", rows)
    day = wareki.long(as_of(facts))
    note = f"運用・休眠・保全の数は{day}、開設・停止・終了は年度の間の数です。"
    return Part("公式アカウントの数", "4(5)", table, note=note)


def _counts(row: Mapping[str, Any]) -> Counts:
    return Counts(**{name: row[name] for name in Counts.__dataclass_fields__})


BEFORE, GROUPED = "前の年度末", ("開設", "停止", "運用中", "休眠", "認証取得")


def _grouped(
    rows: Sequence[Facts], before: Facts | None, key: str, first: str, *, has_divisions: bool
) -> Table:
    """What only the 年度 before had is listed too."""
    then = {row["id"]: row for row in (before or {}).get(key, ())}
    now = {row["id"]: row for row in rows}
    gone = [row for pk, row in then.items() if pk not in now and row["live"]]
    found = tuple(
        Row(
            row["name"],
            _cells(_counts(row) if row["id"] in now else Counts(), then.get(row["id"]), before),
            division=row.get("division", ""),
        )
        for row in (*rows, *gone)
    )
    whole = sum((_counts(row) for row in rows), Counts())
    last = {"live": sum(row["live"] for row in then.values())}
    total = Row("計", _cells(whole, last, before))
    headings = GROUPED if before is None else (BEFORE, *GROUPED)
    return Table(first, headings, found, total, has_divisions=has_divisions)


def _cells(now: Counts, then: Mapping[str, Any] | None, before: Facts | None) -> tuple[str, ...]:
    shown = (now.opened, now.stopped, now.live, now.idle, now.granted)
    last = () if before is None else ((then or {}).get("live", 0),)
    return tuple(map(spoken, (*last, *shown)))


def _chart(rows: Iterable[Facts], name: Callable[[Facts], str], title: str) -> SafeString:
    """Blank where there is nothing to compare."""
    found: dict[str, Counts] = {}
    for row in rows:
        found[name(row)] = found.get(name(row), Counts()) + _counts(row)
    bars = [(n, (c.posting, c.idle, c.not_in_use)) for n, c in found.items() if c.live]
    return stacked_chart(bars, USE, title=title, unit="件") if len(bars) > 1 else NO_CHART


def _services(facts: Facts, before: Facts | None) -> Part:
    rows = facts["services"]
    table = _grouped(rows, before, "services", "媒体", has_divisions=False)
    chart = _chart(rows, lambda row: row["name"], "媒体ごとの運用中のアカウント")
    return Part("媒体ごと", "", table, chart)


def _sections(facts: Facts, before: Facts | None) -> Part:
    rows = facts["sections"]
    table = _grouped(rows, before, "sections", "課", has_divisions=True)
    chart = _chart(rows, lambda row: row["division"] or row["name"], "部ごとの運用中のアカウント")
    return Part("部課ごと", "", table, chart)


def badge_rate(counts: Mapping[str, Any]) -> float | None:
    """認証率, in hundredths."""
    return 100 * counts["granted"] / counts["live"] if counts["live"] else None


def _badges(facts: Facts, before: Facts | None) -> Part:
    def figures(of: Facts) -> dict[str, float | None]:
        counts = of["accounts"]
        rate = badge_rate(counts)
        return {
            **counts,
            "none": _counts(counts).without_badge,
            "rate": None if rate is None else round(rate, 1),
        }

    rows = (
        ("認証率（運用中のうち取得）", "rate", False, "％"),
        ("取得", "granted", False, "件"),
        ("申請中", "applied", False, "件"),
        ("未申請", "none", False, "件"),
        ("喪失", "lost", False, "件"),
    )
    now = {"year": facts["year"], "badges": figures(facts)}
    then = {"year": before["year"], "badges": figures(before)} if before else None
    return Part("認証", "見本第7条", _beside(now, then, "badges", rows))


def _reviews(facts: Facts, before: Facts | None) -> Part:
    rows = (
        ("対象", "asked", False, "件"),
        ("提出したもの", "submitted", False, "件"),
        ("うち期限のあとに提出", "late", True, "件"),
        ("提出していないもの", "missing", False, "件"),
        ("事務局が確認したもの", "confirmed", False, "件"),
        ("うち継続", "going_on", True, "件"),
        ("うち改善", "improving", True, "件"),
        ("うち停止・集約", "stopping", True, "件"),
        ("対象外にしたもの", "excluded", False, "件"),
    )
    years = [(label(of["year"]), of["reviews"]) for of in (before, facts) if of]
    bars = [(n, (r["going_on"], r["improving"], r["stopping"])) for n, r in years if r["confirmed"]]
    chart = stacked_chart(bars, VERDICTS, title="効果測定の判定", unit="件")
    return Part("効果測定", "4(5)ア", _beside(facts, before, "reviews", rows), chart)


def _applications(facts: Facts, before: Facts | None) -> Part:
    rows = (
        ("提出された申請", "submitted", False, "件"),
        ("承認", "approved", False, "件"),
        ("条件付承認", "conditional", False, "件"),
        ("不承認", "rejected", False, "件"),
        ("決定までの日数（中央値）", "median_days", False, "日"),
        ("決定までの日数（最長）", "longest_days", False, "日"),
    )
    note = "日数は、はじめの提出から委員会の決定まで（年度の間に決定したもの）。特認は含みません。"
    table = _beside(facts, before, "applications", rows)
    return Part("申請と決定", "4(2)ウ", table, note=note)


def _waivers(facts: Facts, before: Facts | None) -> Part:
    rows = (
        ("計画書の提出によらない（4(2)イただし書）", "without_form", False, "件"),
        ("委員会の承認によらない（4(2)ウただし書）", "without_committee", False, "件"),
        ("うち委員会へまだ報告していないもの", "unreported", True, "件"),
    )
    return Part("委員長特認", "4(2)ウ", _beside(facts, before, "waivers", rows))


def _checks(facts: Facts, before: Facts | None) -> Part:
    rows = (
        ("行った確認", "done", False, "件"),
        ("うち期日のあと", "late", True, "件"),
        ("うち異常", "wrong", True, "件"),
        ("うちログイン不能", "locked_out", True, "件"),
        ("期日を過ぎて行っていないもの", "overdue", False, "件"),
    )
    return Part("停止後の状態確認", "4(5)エ", _beside(facts, before, "checks", rows))


def _incidents(facts: Facts, before: Facts | None) -> list[Part]:
    """Of a 年度 that was fixed before there were incidents, nothing is said."""
    if "incidents" not in facts:
        return []
    then = before if before and "incidents" in before else None
    rows = (
        ("報告された事案", "reported", False, "件"),
        ("うち終結したもの", "closed", True, "件"),
        ("起きてから市が知るまで（中央値）", "noticed_hours", False, "時間"),
        ("知ってから統括責任者の受領まで（中央値）", "received_minutes", False, "分"),
        ("知ってから収束まで（中央値）", "resolved_hours", False, "時間"),
        ("訓練", "drills", False, "件"),
    )
    note = "訓練はほかの数に、起きた日時の不明な事案は知るまでの時間に、入れていません。"
    whole = Part("事案", "4(3)カ", _beside(facts, then, "incidents", rows), note=note)
    kinds = _kinds(facts, then)
    return [whole, Part("事案の種類", "4(3)カ", kinds)] if kinds.rows else [whole]


def _kinds(facts: Facts, before: Facts | None) -> Table:
    then = {row["id"]: row for row in (before or {}).get("incident_kinds", ())}
    now = {row["id"]: row for row in facts["incident_kinds"]}
    names = {kind: row["name"] for kind, row in (then | now).items()}

    def cells(kind: str) -> tuple[str, ...]:
        found = now.get(kind, {"reported": 0, "drills": 0})
        last = () if before is None else (then.get(kind, {"reported": 0})["reported"],)
        return tuple(map(spoken, (*last, found["reported"], found["drills"])))

    this = label(facts["year"])
    last = () if before is None else (label(before["year"]),)
    rows = tuple(Row(names[kind], cells(kind)) for kind in (*now, *(then.keys() - now.keys())))
    return Table("種類", (*last, this, f"{this}の訓練"), rows)
