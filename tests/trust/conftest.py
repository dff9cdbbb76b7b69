from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path

import pytest
import time_machine as clock
from django.db import transaction
from django.test import override_settings

from tests.factories import TODAY
from tests.trust import world as city
from tests.trust.world import World

MORNING = f"{TODAY}T10:00:00+09:00"


@pytest.fixture
def in_the_city_of_the_day(settings, time_machine, tmp_path, caplog) -> None:
    caplog.set_level("CRITICAL", "django.request")  # hundreds of refusals are asked for
    time_machine.move_to(MORNING, tick=False)
    settings.PAPERS_ROOT = settings.EXPORTS_ROOT = tmp_path


@pytest.fixture(scope="package")
def _built(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[tuple[World, Path]]:
    folder = tmp_path_factory.mktemp("world")
    with kept_for_many(django_db_blocker, folder, city.build) as world:
        yield world, folder


@contextmanager
def kept_for_many(blocker, folder: Path, build: Callable[[], World]) -> Iterator[World]:
    """Built in seconds, and rolled back at the end; every test between undoes its own."""
    with blocker.unblock(), transaction.atomic():
        with _as_in_a_test(folder):
            world = build()
        yield world
        transaction.set_rollback(True)


@contextmanager
def _as_in_a_test(folder: Path) -> Iterator[None]:
    """What the fixtures of one test set, for what is built before the first of them."""
    kept = {
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "PAPERS_ROOT": folder,
        "EXPORTS_ROOT": folder,
        "EVIDENCE_ROOT": folder.parent / "evidence",
        "UPLOADS_ROOT": folder.parent / "uploads",
        "SEALED_ROOT": folder.parent / "sealed",
    }
    with override_settings(**kept), clock.travel(MORNING, tick=False):
        yield


@pytest.fixture
def world(_built, db, in_the_city_of_the_day, settings) -> World:
    """Whatever a test does to it is undone after it."""
    world, folder = _built
    settings.PAPERS_ROOT = settings.EXPORTS_ROOT = folder
    return deepcopy(world)
