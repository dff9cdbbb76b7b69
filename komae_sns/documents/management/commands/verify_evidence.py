"""DESIGN 14: `verify_evidence [--json]`; exit 1 names the files that are gone or altered."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from komae_sns.documents.kept_files import FileDamaged
from komae_sns.documents.models import EvidenceFile
from komae_sns.documents.services import evidence


class Command(BaseCommand):
    help = "保存した証拠のファイルが、保存したときのままかを確かめます。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="結果をJSONで出します")

    def handle(self, *args: Any, **options: Any) -> None:
        count, damaged = 0, []
        for kept in EvidenceFile.objects.order_by("pk").iterator(chunk_size=500):
            count += 1
            try:
                evidence.contents(kept)
            except FileDamaged:
                damaged.append({"id": kept.pk, "name": kept.name, "sha256": kept.sha256})
        if options["json"]:
            self.stdout.write(json.dumps({"files": count, "damaged": damaged}, ensure_ascii=False))
        else:
            for row in damaged:
                self.stderr.write("失われたか、書き換えられています：{id} {name}".format(**row))
            self.stdout.write(
                f"証拠{count:,}件のうち、{len(damaged):,}件が保存したままではありません。"
            )
        if damaged:
            sys.exit(1)
