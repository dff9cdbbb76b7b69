"""DESIGN 6: who is answered what, at every address, in every post (matrix.txt)."""

import pytest

from tests.trust.asking import ask
from tests.trust.matrix import address, known_urls, lines, urls_of
from tests.trust.typed import typed

LINES = lines()
METHODS = {"GET", "POST", "DELETE"}  # PUT and PATCH are refused by the same line


def test_every_address_of_the_portal_has_its_row():
    described = {name for line in LINES for name in urls_of(line)}

    assert set(known_urls()) - described == set(), "add it to tests/trust/matrix.txt"


def test_every_row_speaks_of_an_address_that_is_there():
    assert [str(line) for line in LINES if not urls_of(line)] == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_everybody_is_answered_as_the_matrix_says(world, subtests, method):
    """And nothing is written by a page that is only read, nor by a step that is refused."""
    for line in LINES:
        if line.method != method:
            continue
        with subtests.test(str(line)):
            answers = {person: _answer(world, person, line) for person in line.answers}

            assert {person: answer.word for person, answer in answers.items()} == line.answers
            read_only = [a for a in answers.values() if method == "GET" or a.word in _REFUSED]
            assert [answer.writes for answer in read_only if answer.writes] == []


_REFUSED = {"in", "401", "403", "404", "405", "409"}


def _answer(world, person, line):
    path = address(world, urls_of(line)[0], line.of)
    form = typed(world, urls_of(line)[0]) if line.method == "POST" else {}
    return ask(world, person, line.method, path, form)


def test_who_asks_for_the_head_alone_gets_the_head_of_that_page(world, subtests):
    first = {line.url: line for line in reversed(LINES) if line.method == "GET"}
    for line in first.values():
        with subtests.test(str(line)):
            path = address(world, urls_of(line)[0], line.of)

            answer = ask(world, line.insider or "secr", "HEAD", path)

            assert answer.word == line.answers[line.insider or "secr"]
            assert answer.body == b""


def test_an_address_answers_to_no_method_that_has_no_row(world, subtests):
    for name in known_urls():
        if name.startswith("admin:"):  # Django's own views read what they do not know as GET
            continue
        rows = [line for line in LINES if line.url == name]
        path = address(world, name, rows[0].of)
        for method in METHODS - {line.method for line in rows}:
            with subtests.test(f"{name} {method}"):
                answer = ask(world, "secr", method, path)

                assert (answer.word, answer.writes) == ("405", [])
