"""A maintainer's step after `npm ci`; running the portal needs neither npm nor this."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from komae_sns.home import tokens


class Command(BaseCommand):
    help = (
        "デザイントークンのパッケージから static/css/tokens.css を書きだします（npm ci のあとで）。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="書かずに、同じかどうかだけ確かめる"
        )

    def handle(self, *args: object, check: bool, **options: object) -> None:
        target = settings.BASE_DIR / "static" / "css" / "tokens.css"
        css = self._built(settings.BASE_DIR / "node_modules" / tokens.PACKAGE)
        if check:
            if target.read_text(encoding="utf-8") != css:
                raise CommandError("static/css/tokens.css がパッケージの値とちがいます。")
        else:
            target.write_text(css, encoding="utf-8")
        self.stdout.write(f"{target.relative_to(settings.BASE_DIR)}: {len(tokens.NAMES)}")

    def _built(self, package: Path) -> str:
        try:
            version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
            source = (package / "dist" / "tokens.css").read_text(encoding="utf-8")
        except FileNotFoundError as missing:
            raise CommandError("先に npm ci を実行してください。") from missing
        try:
            return tokens.stylesheet(source, version)
        except tokens.UnknownToken as unknown:
            raise CommandError(f"パッケージにない値です: {unknown}") from unknown
