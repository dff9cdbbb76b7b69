"""DESIGN 14: `verify_audit [--export FILE --key FILE] [--json]`; exit 1 names the faulty rows."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from komae_sns.audit import export, signing
from komae_sns.audit.checkpoints import stored
from komae_sns.audit.verification import Report, verify, verify_stored


class Command(BaseCommand):
    help = "証跡のつながりと署名を確かめます。書き出したファイルと公開鍵だけでも確かめられます。"
    requires_system_checks: list = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--export", type=Path, help="export_audit で書き出したファイル")
        parser.add_argument("--key", type=Path, help="公開鍵（PEM）")
        parser.add_argument("--json", action="store_true", help="結果をJSONで出します")

    def handle(self, *args: Any, **options: Any) -> None:
        report = self._report(options["export"], options["key"])
        if options["json"]:
            self.stdout.write(json.dumps(asdict(report), ensure_ascii=False))
        else:
            self._tell(report)
        if not report.is_sound:
            sys.exit(1)

    def _report(self, exported: Path | None, key: Path | None) -> Report:
        if exported is None:
            public = signing.read_public(key.read_bytes() if key else signing.public_pem())
            return verify_stored(stored(), public)
        if key is None:
            raise CommandError("--export には --key（公開鍵のファイル）も必要です。")
        try:
            public = signing.read_public(key.read_bytes())
            with exported.open(encoding="utf-8") as once, exported.open(encoding="utf-8") as again:
                return verify(export.entries(once), export.checkpoints(again), public)
        except (OSError, ValueError) as problem:
            raise CommandError(str(problem)) from problem

    def _tell(self, report: Report) -> None:
        for fault in report.faults:
            self.stderr.write(fault.sentence)
        verdict = "正しくつながっています。" if report.is_sound else "正しくありません。"
        self.stdout.write(
            f"証跡{report.entries:,}件、署名された確認点{report.checkpoints:,}件：{verdict}"
        )
