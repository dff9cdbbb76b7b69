"""DESIGN 14: `verify_evidence [--json]`; exit 1 names the files that are gone or altered."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from komae_sns.documents.models import EvidenceFault
from komae_sns.documents.services import evidence_checks


class Command(BaseCommand):
    help = "保存した証拠のファイルが、閲覧用も封印した元も、保存したときのままかを確かめます。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="結果をJSONで出します")

    def handle(self, *args: Any, **options: Any) -> None:
        files = sealed = 0
        damaged = []
        for examined in evidence_checks.examine():
            if examined.part == EvidenceFault.Part.SEALED:
                sealed += 1
            else:
                files += 1
            if examined.problem:
                damaged.append(_told(examined))
        strangers = evidence_checks.strangers()
        if options["json"]:
            facts = {"files": files, "sealed": sealed, "damaged": damaged, "strangers": strangers}
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
        else:
            for row in damaged:
                self.stderr.write(
                    "{problem}：{id} {name}（{part}、SHA-256: {sha256}）".format(**row)
                )
            self.stdout.write(
                f"証拠{files:,}件（うち、元のファイルを封印したもの{sealed:,}件）のうち、"
                f"保存したままでないものは{len(damaged):,}件です。"
            )
            if strangers:
                self.stdout.write(
                    f"どの記録にもないファイルが{strangers:,}件あります（害はありません）。"
                )
        if damaged:
            sys.exit(1)


def _told(examined: evidence_checks.Examined) -> dict[str, Any]:
    return {
        "id": examined.file.pk,
        "name": examined.file.name,
        "sha256": examined.sha256,
        "part": examined.part.label,
        "problem": examined.problem.label,
    }
