"""DESIGN 4: imports, foreign keys and migrations point down only; nothing in the admin deletes."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.test import RequestFactory

from komae_sns.home.management.commands import draw_states
from komae_sns.lives import Life

ROOF_TO_FLOOR = [
    {"home"},
    {"approvals", "incidents"},
    {"policies"},
    {"accounts"},
    {"documents"},
    {"notices"},
    {"staff"},
    {"audit"},
]
HEIGHT = {app: -storey for storey, names in enumerate(ROOF_TO_FLOOR) for app in names}


def is_ours(config):
    return Path(config.path).is_relative_to(settings.BASE_DIR) and ".venv" not in config.path


OURS = [config for config in apps.get_app_configs() if is_ours(config)]
MODELS = [model for config in OURS for model in config.get_models(include_auto_created=True)]


def test_every_app_of_the_house_has_its_storey():
    assert {config.label for config in OURS} == set(HEIGHT)


def test_imports_point_down_only():
    checked = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_keys_point_down_only(model):
    own = HEIGHT[model._meta.app_label]

    for field in model._meta.get_fields():
        if field.is_relation and field.concrete and field.related_model:
            other = field.related_model._meta.app_label
            same_storey = other == model._meta.app_label

            assert same_storey or HEIGHT.get(other, -99) < own, f"{field} → {other}"


def test_migrations_wait_for_lower_apps_only():
    wrong = [
        (f"{app}.{name}", f"{other}.{wanted}")
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        if app in HEIGHT
        for other, wanted in migration.dependencies
        if other in HEIGHT and other != app and HEIGHT[other] >= HEIGHT[app]
    ]

    assert wrong == []


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_no_key_takes_rows_along(model):
    """PROTECT on every key; a many-to-many's own rows may go with neither end, for neither goes."""
    keys = [f for f in model._meta.concrete_fields if f.remote_field]
    if model._meta.auto_created:
        return

    assert {field.name for field in keys if field.remote_field.on_delete != models.PROTECT} == set()


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda m: m._meta.label)
def test_the_admin_deletes_nothing(model):
    request = RequestFactory().get("/")
    request.user = request.actor = None
    keeper = admin.site._registry[model]

    assert keeper.has_delete_permission(request) is False
    assert keeper.actions is None
    assert [inline for inline in keeper.inlines if inline.can_delete] == []


def test_the_admin_keeps_master_data_only():
    """Anything else has its own pages, steps and trail."""
    assert {model._meta.label_lower for model in admin.site._registry} == {
        "staff.department",
        "staff.user",
        "staff.appointment",
        "accounts.service",
        "approvals.committeerule",
    }


def test_every_status_has_a_declared_life():
    """A status column outside a Life could be set by anybody."""
    loose = [
        model._meta.label
        for model in MODELS
        if any(field.name == "status" for field in model._meta.concrete_fields)
        and not issubclass(model, Life)
    ]

    assert loose == []


def test_the_diagrams_of_the_readme_are_those_of_the_code():
    text = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")

    assert draw_states.with_drawings(text) == text, "manage.py draw_states --write"
