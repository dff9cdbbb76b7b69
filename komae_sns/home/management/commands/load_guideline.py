"""`load_guideline FILE`: a new version of the guideline, in force from a day on."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from komae_sns.home import clause_table
from komae_sns.home.editions import services


class Command(BaseCommand):
    help = "ガイドラインの新しい版を登録し、変わった条項と、見なおすところを示します。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="guideline.toml と同じ形のファイル")
        parser.add_argument("--from", dest="in_force_on", required=True, help="例：2027-04-01")
        parser.add_argument(
            "--dry-run", action="store_true", help="登録せずに、ちがいだけを示します。"
        )
        parser.add_argument("--json", action="store_true", help="JSONで出します。")

    def handle(self, *args: Any, file: str, in_force_on: str, **options: Any) -> None:
        try:
            day = date.fromisoformat(in_force_on)
            text = Path(file).read_text(encoding="utf-8-sig")
        except (ValueError, OSError) as wrong:
            raise CommandError(str(wrong)) from None
        try:
            edition = services.understood(text, day)
            if not options["dry_run"]:
                services.load_guideline(text, in_force_on=day, by=None)
        except ValidationError as refused:
            raise CommandError("".join(refused.messages)) from None
        found = services.differences(edition, services.before(edition))
        rows = [_as_data(change) for change in found]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for row in rows:
            self.stdout.write(f"{row['clause']}［{row['kind']}］{'、'.join(row['touches'])}")
        said = "ちがい" if options["dry_run"] else "登録しました。ちがい"
        self.stdout.write(f"{said}：{len(rows)}条項")


def _as_data(change: Any) -> dict[str, Any]:
    touched = clause_table.touched_by(change.name)
    by_rows = [name for row in touched.rows for name in (*row.fulfilled_by, *row.rules)]
    touches = dict.fromkeys([*by_rows, *touched.fields, *touched.checks])
    return {"clause": change.name, "kind": change.kind, "touches": list(touches)}
