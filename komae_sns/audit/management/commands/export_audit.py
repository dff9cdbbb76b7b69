"""`export_audit FILE [--public-key FILE]`: what an auditor takes away to verify elsewhere."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from komae_sns.audit import checkpoints, export, signing


class Command(BaseCommand):
    help = "証跡と署名された確認点を、一つのファイル（JSON Lines）に書き出します。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--public-key", type=Path, help="公開鍵を書き出すファイル")

    def handle(self, *args: Any, **options: Any) -> None:
        checkpoints.write(timezone.now())
        with options["file"].open("wb") as file:
            file.writelines(export.lines())
        if options["public_key"]:
            options["public_key"].write_bytes(signing.public_pem())
        self.stdout.write(f"{options['file']} に書き出しました。")
