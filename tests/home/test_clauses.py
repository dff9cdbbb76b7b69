"""DESIGN 3: every row of the table has something that fulfils it and a test, or says what lacks."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command, get_commands
from django.urls import get_resolver

from komae_sns.city import guideline
from komae_sns.home import clause_table
from komae_sns.home.clause_table import concerns, rows

TESTS = Path(__file__).parent.parent
_MARK = re.compile(r'mark\.clause\(\s*((?:"[^"]+",?\s*)+)\)')
# A row that is built leaves here.
NOT_YET: set[str] = set()


def marked() -> set[str]:
    found = (_MARK.findall(path.read_text(encoding="utf-8")) for path in TESTS.rglob("test_*.py"))
    return {name for each in found for marks in each for name in re.findall(r'"([^"]+)"', marks)}


def test_what_is_not_built_yet_is_said_by_name():
    assert {row.name for row in rows() if row.state == "later"} == NOT_YET
    assert [row.name for row in rows() if (row.state == "done") == bool(row.missing)] == []


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_every_row_is_fulfilled_and_tested_or_named_above(row):
    if row.state == "later":
        return

    assert row.screens or row.documents or row.commands
    assert any(concerns(clause, mark) for clause in row.clauses for mark in marked())


def test_what_a_row_names_is_there():
    urls = {name for name, _ in _urls(get_resolver(), "")}
    papers = {path.stem for path in (settings.BASE_DIR / "templates/papers").glob("*.html")}

    assert {url for row in rows() for url, _ in row.screens} - urls == set()
    assert {paper for row in rows() for paper, _ in row.documents} - papers == set()
    assert {command for row in rows() for command in row.commands} - set(get_commands()) == set()
    for clause in (clause for row in rows() for clause in row.clauses):
        guideline.clause(clause)


def _urls(resolver, space):
    for found in resolver.url_patterns:
        if hasattr(found, "url_patterns"):
            yield from _urls(found, f"{space}{found.namespace}:" if found.namespace else space)
        elif found.name:
            yield f"{space}{found.name}", found


def test_every_clause_of_chapter_4_has_a_row():
    chapter = guideline.clause("4")
    leaves = [each.name for each in chapter.walk() if not each.children]

    assert [name for name in leaves if not any(row.touches(name) for row in rows())] == []


@pytest.mark.parametrize(
    ("one", "other", "meets"),
    [
        ("4(2)ア", "4(2)ア(ア)", True),
        ("4(2)ア(ア)", "4(2)ア", True),
        ("見本第1条", "見本第10条", False),
        ("1", "10", False),
        ("4(3)ア", "4(3)イ", False),
        ("見本第7条", "見本第7条3", True),
    ],
)
def test_a_clause_concerns_what_lies_below_it(one, other, meets):
    assert concerns(one, other) is meets


def test_the_command_prints_the_table(capsys):
    call_command("clauses", "--json")
    table = json.loads(capsys.readouterr().out)
    call_command("clauses")

    assert len(table) == len(rows())
    assert "4(4)ア・4(4)イ・4(4)ウ［できている］" in capsys.readouterr().out


def test_a_clause_touches_fields_checks_and_screens():
    touched = clause_table.touched_by("4(2)ア(ア)")

    assert "似ている公式アカウント" in touched.rows[0].fulfilled_by
    assert "第4号様式「（ア）情報集約になじむか」" in touched.fields
    assert clause_table.touched_by("3(1)").rows
    assert not clause_table.touched_by("見本第7条3").is_nothing


def test_every_field_of_the_plan_form_that_names_a_clause_names_a_real_one():
    from approvals import plan_form

    for field in plan_form.fields():
        if field.clause:
            guideline.clause(field.clause)


@pytest.mark.parametrize("form", list(clause_table._forms(clause_table.PortalForm)), ids=str)
def test_the_clause_beside_a_field_is_in_the_guideline(form):
    for name in form.clauses.values():
        guideline.clause(name)
