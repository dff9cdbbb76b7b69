"""`clauses`: per clause of the guideline, the screens, papers and commands that fulfil it."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from komae_sns.home import clause_table
from komae_sns.home.clause_table import Row


class Command(BaseCommand):
    help = "ガイドラインの条項ごとに、それを果たす画面・紙・命令を示します。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="JSONで出します。")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = clause_table.rows()
        if options["json"]:
            self.stdout.write(json.dumps(list(map(_as_data, rows)), ensure_ascii=False, indent=2))
            return
        for row in rows:
            self._say(row)
        done = sum(row.state == "done" for row in rows)
        self.stdout.write(f"{len(rows)}行のうち、すべて果たしているのは{done}行です。")

    def _say(self, row: Row) -> None:
        self.stdout.write(f"{row.name}［{row.state_label}］{row.what}")
        if row.fulfilled_by:
            self.stdout.write(f"    → {'、'.join(row.fulfilled_by)}")
        if row.missing:
            self.stdout.write(f"    まだないもの：{row.missing}")


def _as_data(row: Row) -> dict[str, Any]:
    return {
        "clauses": list(row.clauses),
        "proviso": row.proviso,
        "what": row.what,
        "state": row.state,
        "screens": [{"url": url, "label": label} for url, label in row.screens],
        "documents": [{"paper": paper, "label": label} for paper, label in row.documents],
        "commands": list(row.commands),
        "rules": list(row.rules),
        "missing": row.missing,
    }
