"""`manage.py address`: one JSON object per line, a failing exit when any is in error."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Service
from tests import factories

ROOT = Path(__file__).resolve().parents[2]


def answers(*args, **options):
    out = io.StringIO()
    code = 0
    try:
        call_command("address", *args, stdout=out, **options)
    except SystemExit as end:
        code = end.code
    return [json.loads(line) for line in out.getvalue().splitlines()], code


@pytest.mark.django_db
def test_each_argument_is_answered_on_a_line_of_its_own():
    lines, code = answers("http://twitter.com/KomaeCity", "x.com/komae_bosai")

    assert code == 0
    assert lines == [
        {
            "input": "http://twitter.com/KomaeCity",
            "service": "x",
            "handle": "KomaeCity",
            "url": "https://x.com/KomaeCity",
            "problems": [],
        },
        {
            "input": "x.com/komae_bosai",
            "service": "x",
            "handle": "komae_bosai",
            "url": "https://x.com/komae_bosai",
            "problems": [],
        },
    ]


@pytest.mark.django_db
def test_one_error_among_good_ones_fails_the_command_after_all_are_answered():
    lines, code = answers("x.com/KomaeCity", "x.com/Komae-City", "x.com/komae_bosai")

    (problem,) = lines[1]["problems"]
    assert (code, len(lines)) == (1, 3)
    assert (problem["level"], problem["suggestion"]) == ("error", "https://x.com/Komae_City")


@pytest.mark.django_db
def test_a_note_alone_is_no_failure():
    lines, code = answers("https://x.com/KomaeCity/status/1")

    assert code == 0
    assert [problem["level"] for problem in lines[0]["problems"]] == ["note"]


@pytest.mark.django_db
def test_bare_handles_from_standard_input_are_read_for_the_named_service(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("\ufeff@komae_city\r\n\nOshu.Gikai\n"))

    lines, code = answers(service="instagram")

    assert [line["handle"] for line in lines] == ["komae_city", "oshu.gikai"]
    assert code == 0


@pytest.mark.django_db
def test_the_service_table_goes_before_the_citys_file():
    factories.service("instagram")

    lines, code = answers("x.com/KomaeCity")

    assert (code, lines[0]["service"]) == (1, None)


@pytest.mark.django_db
def test_a_row_with_rules_that_cannot_be_used_is_named():
    Service.objects.create(code="broken", name="こわれた媒体", rules={"code": "broken"})

    with pytest.raises(CommandError, match="broken"):
        call_command("address", "x.com/KomaeCity")


def test_it_works_where_no_database_answers():
    nowhere = os.environ | {"DATABASE_URL": "postgres://nobody:none@127.0.0.1:9/none"}

    done = subprocess.run(
        [sys.executable, "manage.py", "address"],
        input=b"\xef\xbb\xbfx.com/KomaeCity\n\xff\xfe\n",
        capture_output=True,
        cwd=ROOT,
        env=nowhere,
        check=False,
    )

    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["handle"] for line in lines] == ["KomaeCity", ""]
    assert done.returncode == 1
