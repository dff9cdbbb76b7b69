"""`import_accounts FILE`: existing accounts (or another kind of table) from CSV or Excel."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from komae_sns.home.intake import looking
from komae_sns.home.intake.kinds import KINDS, Kind
from komae_sns.home.intake.looking import Look
from komae_sns.home.intake.services import MovedOn, take_plan
from komae_sns.intake import Layout, Unreadable, Verdict, read
from komae_sns.intake.columns import plain
from komae_sns.staff.actors import Actor, actor_of
from komae_sns.staff.models import User


class Command(BaseCommand):
    help = (
        "前からあるアカウントの表（CSV・Excel）を、既存登録として取り込みます。"
        "--kind で部課・職員・任命・異動・数字の表も取り込めます。"
        "誤りのある行が1つでもあれば、何も取り込まず、終了コードは1です。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="CSVかExcel（.xlsx）")
        parser.add_argument("--kind", choices=sorted(KINDS), default="accounts", help="表の種類")
        parser.add_argument("--dry-run", action="store_true", help="確かめるだけで、取り込まない")
        parser.add_argument("--json", action="store_true", help="結果をJSONで出す")
        parser.add_argument("--by", metavar="LOGIN", help="取り込む人。なければ「システム」")
        parser.add_argument("--only-good", action="store_true", help="誤りのある行を除いて取り込む")
        parser.add_argument("--sheet", metavar="NAME", help="Excelのシートの名前")
        parser.add_argument(
            "--set",
            action="append",
            default=[],
            metavar="KEY=TEXT",
            help="空いている行に入れる値。例：--set evidence=令和8年度調査",
        )
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="KEY=HEADING",
            help="見出しと項目の対応。例：--column department=担当",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        kind, by = KINDS[options["kind"]], _actor(options["by"])
        today = by.today if by else timezone.localdate()
        with transaction.atomic():
            look = _look(kind, options, by, today)
            refused = _refused(kind, look, options, by, today)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(look, refused), ensure_ascii=False, indent=1))
        else:
            self._report(look, refused, kind, dry_run=options["dry_run"])
        if refused or (look.plan.wrong and not options["only_good"]):
            raise SystemExit(1)

    def _report(self, look: Look, refused: str, kind: Kind, *, dry_run: bool) -> None:
        for row in look.plan.rows:
            told = "／".join(
                f"{kind.label(f.field)}：{f.message}"
                + (f"（案：{f.suggestion}）" if f.suggestion else "")
                for f in row.findings
            )
            names = "・".join(row.changes) if row.verdict == Verdict.CHANGED else ""
            detail = "　".join(filter(None, (told, names, *row.notes)))
            self.stdout.write(
                f"{row.line}行目　{row.verdict.label}　{row.what}　{detail}".rstrip("　")
            )
        for line, text in look.skipped:
            self.stdout.write(f"{line}行目　行として読まなかった　{text}")
        counts = look.plan.counts
        self.stdout.write("　".join(f"{v.label} {counts[v]}行" for v in Verdict))
        if refused:
            self.stderr.write(refused)
        elif dry_run:
            self.stdout.write("確かめただけです。まだ何も取り込んでいません。")
        else:
            self.stdout.write("取り込みました。" if look.writing else "取り込むものはありません。")


def _actor(login: str | None) -> Actor | None:
    if login is None:
        return None
    user = User.objects.filter(username=User.normalize_username(login), is_active=True).first()
    if user is None:
        raise CommandError(f"「{login}」という職員は登録されていません。")
    return actor_of(user, timezone.localdate())


def _look(kind: Kind, options: dict[str, Any], by: Actor | None, today: Any) -> Look:
    try:
        sheets = read(options["file"].read_bytes())
    except OSError as fault:
        raise CommandError(f"ファイルを読めません：{fault.strerror}") from fault
    except Unreadable as fault:
        raise CommandError(str(fault)) from fault
    place, layout = looking.first_layout(kind, sheets, {})
    if options["sheet"]:
        names = [sheet.name for sheet in sheets]
        if options["sheet"] not in names:
            raise CommandError(f"シートがありません。{'・'.join(names)}のどれかにします。")
        place = names.index(options["sheet"])
        layout = looking.layout_of(kind.columns, sheets[place])
    headings = sheets[place].rows[layout.heading - 1]
    chosen = {k: _place(headings, text) for k, text in _pairs(kind, options["column"])}
    layout = Layout(layout.heading, {**_without(layout.places, chosen.values()), **chosen})
    defaults = looking.first_defaults(kind, today) | dict(_pairs(kind, options["set"]))
    return looking.look(kind, sheets, layout, sheet=place, defaults=defaults, by=by, today=today)


def _pairs(kind: Kind, texts: list[str]) -> list[tuple[str, str]]:
    pairs = [tuple(text.split("=", 1)) for text in texts]
    known = {column.key for column in kind.columns}
    if any(len(pair) != 2 or pair[0] not in known for pair in pairs):
        raise CommandError(f"KEY は {'・'.join(sorted(known))} のどれかにします。")
    return pairs


def _place(headings: tuple[str, ...], text: str) -> int:
    found = [n for n, heading in enumerate(headings) if plain(heading) == plain(text)]
    if not found:
        raise CommandError(f"「{text}」という見出しがありません。")
    return found[0]


def _without(places: Any, taken: Any) -> dict[str, int]:
    return {key: place for key, place in places.items() if place not in set(taken)}


def _refused(kind: Kind, look: Look, options: dict[str, Any], by: Actor | None, today: Any) -> str:
    """Why nothing was taken; "" when it was, or when nothing was to be."""
    if look.missing:
        return f"欄がわかりません：{'・'.join(look.missing)}。--column か --set で示してください。"
    if not look.has_rows:
        return "読める行がありません。"
    if options["dry_run"] or not (look.plan.writes or look.plan.wrong):
        return ""
    try:
        take_plan(kind, look.plan, only_good=options["only_good"], by=by, today=today)
    except (ValidationError, PermissionDenied, MovedOn) as fault:
        return "".join(getattr(fault, "messages", [str(fault) or "登録簿が変わりました。"]))
    return ""


def _as_json(look: Look, refused: str) -> dict[str, Any]:
    return {
        "sheet": look.sheet.name,
        "heading": look.layout.heading,
        "columns": {key: look.headings[p] for key, p in look.layout.places.items()},
        "missing": list(look.missing),
        "skipped": [{"line": line, "text": text} for line, text in look.skipped],
        "counts": look.plan.counts,
        "refused": refused,
        "rows": [row.as_json() for row in look.plan.rows],
    }
