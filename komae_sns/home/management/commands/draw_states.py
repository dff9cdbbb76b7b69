"""`draw_states [--write]`: the lives as Mermaid diagrams, drawn from the TRANSITIONS tables."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand

from komae_sns.lives import Life

BEGIN, END = "<!-- states: begin -->", "<!-- states: end -->"


class Command(BaseCommand):
    help = "状態の移りかわりを、宣言された表から図（Mermaid）にします。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="README.md の図を書きかえます")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write"]:
            readme = Path(settings.BASE_DIR) / "README.md"
            readme.write_text(with_drawings(readme.read_text(encoding="utf-8")), encoding="utf-8")
        else:
            self.stdout.write(drawings())


def with_drawings(text: str) -> str:
    """The text with what stands between the marks drawn anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{drawings()}\n{END}{after}"


def drawings() -> str:
    return "\n".join(drawing(life) for life in lives())


def lives() -> list[type[Life]]:
    return [model for model in apps.get_models() if issubclass(model, Life)]


def drawing(life: type[Life]) -> str:
    lines = "\n".join(f"  {line}" for line in _lines(life))
    return f"### {life._meta.verbose_name}\n\n```mermaid\nstateDiagram-v2\n{lines}\n```\n"


def _lines(life: type[Life]) -> Iterator[str]:
    for status in life.STATUS:
        yield f"{status.name}: {status.label}"
    for status in life.STATUS:
        if status in life.STARTS:
            yield f"[*] --> {status.name}"
        moves = life.TRANSITIONS[status]
        yield from (f"{status.name} --> {new.name}" for new in life.STATUS if new in moves)
        if not moves:
            yield f"{status.name} --> [*]"
