"""What is installed is what was locked, wherever it comes from."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LISTS = (
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-uv.txt",
    "requirements-bench.txt",
)
PINNED = re.compile(r"^([a-z0-9._-]+)(?:\[.*\])?==\S+", re.IGNORECASE | re.MULTILINE)
DIRECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def names(lines):
    return {re.split(r"[\[<>=!~; ]", line)[0].lower().replace("_", "-") for line in lines}


def pinned(name):
    return names(PINNED.findall((ROOT / name).read_text()))


@pytest.mark.parametrize("name", LISTS)
def test_no_list_names_a_host(name):
    assert "://" not in (ROOT / name).read_text()


@pytest.mark.parametrize("name", LISTS)
def test_every_locked_package_has_a_hash(name):
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text().strip())

    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("requirements.txt", DIRECT["project"]["dependencies"]),
        ("requirements-dev.txt", DIRECT["dependency-groups"]["dev"]),
        ("requirements-uv.txt", DIRECT["dependency-groups"]["uv"]),
        ("requirements-bench.txt", DIRECT["dependency-groups"]["bench"]),
    ],
)
def test_every_direct_dependency_is_locked(name, wanted):
    assert names(wanted) - pinned(name) == set()
