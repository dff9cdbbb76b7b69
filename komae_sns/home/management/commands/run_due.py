"""DESIGN 14: `run_due [--today DATE] [--json]`: what beat would start, by hand, in a row."""

import inspect
import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from celery import Task
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from komae_sns.celery import app
from komae_sns.timetable import TIMETABLE

NOTHING_TOLD = "終わりました"


@dataclass(frozen=True)
class Ran:
    """`did`: the task's own words, or what it failed with."""

    name: str
    task: str
    ok: bool
    did: str


class Command(BaseCommand):
    help = (
        "予定の時刻に動くものを、いま、順にすべて動かします。それぞれが期限の来たものを自分で探すので、"
        "何度動かしても、同じ知らせは二度出ません。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--today",
            type=_day,
            metavar="DATE",
            help="この日の終わりとして動かします（例：2027-03-31）。なければ、いま",
        )
        parser.add_argument("--json", action="store_true", help="結果をJSONで出します")

    def handle(self, *args: Any, **options: Any) -> None:
        ran = list(run_all(options["today"]))
        if options["json"]:
            self.stdout.write(json.dumps([asdict(one) for one in ran], ensure_ascii=False))
        else:
            for one in ran:
                self.stdout.write(f"{'○' if one.ok else '×'} {one.name}: {one.did}")
        if not all(one.ok for one in ran):
            sys.exit(1)


def run_all(today: date | None) -> Iterator[Ran]:
    """One that fails stops none of the others."""
    app.loader.import_default_modules()
    for name, line in TIMETABLE.items():
        task = app.tasks[str(line["task"])]
        try:
            did = task.run(**_when(task, today))
        except Exception as problem:
            yield Ran(name, task.name, False, f"{type(problem).__name__}: {problem}")
        else:
            yield Ran(name, task.name, True, str(did or NOTHING_TOLD))


def _when(task: Task, today: date | None) -> dict[str, object]:
    """A task that goes by the calendar takes `today` or `now`."""
    if today is None:
        return {}
    end = datetime.combine(today, time(23, 59), timezone.get_current_timezone())
    wanted = inspect.signature(task.run).parameters
    return {name: value for name, value in (("today", today), ("now", end)) if name in wanted}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"日付として読めません: {text}（例：2027-03-31）") from None
