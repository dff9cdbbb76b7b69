"""Who makes which kind of file: the apps above say so (apps.py), the worker asks here."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from komae_sns.staff.actors import Actor


@dataclass(frozen=True)
class Built:
    """What lies in the file that was given: its name for the person, a remark for the page."""

    file_name: str
    remark: str = ""


# (parameters, the owner as they stand today, where to write, tell(done, total)) → Built.
# `tell` raises when nobody wants the file any more: let it through.
Build = Callable[[dict[str, Any], Actor, Path, Callable[[int, int], None]], Built]

_BUILDERS: dict[str, Build] = {}
_RECORDED: set[str] = set()  # each time one is taken, the trail says so


def register(kind: str, build: Build, *, is_recorded: bool = False) -> None:
    _BUILDERS[kind] = build
    if is_recorded:
        _RECORDED.add(kind)


def is_recorded(kind: str) -> bool:
    return kind in _RECORDED


def builder_of(kind: str) -> Build:
    return _BUILDERS[kind]
