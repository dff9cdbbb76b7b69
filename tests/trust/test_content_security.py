"""No page holds anything a script could hide in, and every answer says so to the browser."""

from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client

from tests.trust.asking import ask
from tests.trust.matrix import address, lines, urls_of

READ = [line for line in lines() if line.method == "GET"]
STEPS = [line for line in lines() if line.method == "POST" and line.insider]
POLICY = {
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


class Inline(HTMLParser):
    """Collects what a Content-Security-Policy without 'unsafe-inline' would have to stop."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if (tag == "script" and "src" not in given) or tag in {"style", "base", "object", "embed"}:
            self.found.append(f"<{tag}>")
        self.found += [f"{tag} {name}" for name in given if name.startswith(("on", "hx-on"))]
        self.found += [f"{tag} style" for name in given if name == "style"]
        for name in ("href", "src", "action", "formaction", "xlink:href"):
            place = (given.get(name) or "").strip().lower()
            if place.startswith(("javascript:", "data:text", "http:", "https:", "//")):
                self.found.append(f"{tag} {name}={place[:40]}")


def inline_in(page):
    reader = Inline()
    reader.feed(page)
    return reader.found


def test_the_reader_of_these_tests_sees_what_it_should():
    page = """<script>x</script><script src=a></script><style></style><p style=a onclick=b>
    <a href=" javascript:x">.</a><img src=https://elsewhere.example/a><base href=/>"""

    assert len(inline_in(page)) == 7


def test_no_page_has_anything_inline_or_from_elsewhere(world, subtests):
    """Pages and refusals alike; the public addresses of accounts are links, not sources."""
    for line in READ:
        for person in (line.insider, _refused(line), "anon"):
            if person is None:
                continue
            with subtests.test(f"{line} {person}"):
                answer = ask(world, person, "GET", address(world, urls_of(line)[0], line.of))

                _is_guarded(answer.response)
                if "html" in answer.response.headers["Content-Type"]:
                    found = inline_in(answer.body.decode())
                    links = ("a href=https:", f"a href={settings.REGISTRY_URL}")
                    assert [f for f in found if not f.startswith(links)] == []


def _refused(line):
    people = (p for p, word in line.answers.items() if word in {"403", "404", "409"})
    return next(people, None)


def test_no_form_that_comes_back_has_anything_inline(world, subtests):
    for line in STEPS:
        with subtests.test(str(line)):
            name = urls_of(line)[0]

            answer = ask(world, line.insider, "POST", address(world, name, line.of), {"x": "<b>"})

            _is_guarded(answer.response)
            if "html" in answer.response.headers["Content-Type"]:
                found = inline_in(answer.body.decode())
                assert [f for f in found if not f.startswith("a href=https:")] == []


SEALED = {"sandbox", "default-src 'none'"}  # a file that somebody brought


def _is_guarded(response):
    said = {part.strip() for part in response.headers["Content-Security-Policy"].split(";")}
    assert said >= POLICY or said == SEALED
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("path", "status"),
    [("/zzz/", 404), ("/accounts/?q=%00", 400), ("/%ff", 404), ("/logout/", 405)],
)
def test_errors_say_it_too(world, path, status):
    answer = ask(world, "head", "GET", path)

    assert answer.response.status_code == status
    _is_guarded(answer.response)
    assert inline_in(answer.body.decode()) == []


def test_the_page_of_a_failure_says_it_too(db, monkeypatch):
    def fail(request):
        raise RuntimeError

    monkeypatch.setattr("komae_sns.staff.views.own.LoginForm", fail)

    response = Client(raise_request_exception=False).get("/login/")

    assert response.status_code == 500
    _is_guarded(response)
    assert inline_in(response.text) == []
    assert "RuntimeError" not in response.text


def test_what_is_downloaded_is_not_kept_by_anybody_on_the_way(world, subtests):
    for line in READ:
        if line.url.startswith("registry:") or line.insider is None:  # public; or nobody's
            continue
        path = address(world, urls_of(line)[0], line.of)
        if path.endswith(("pdf/", ".pdf", ".csv", ".jsonl")):
            with subtests.test(path):
                answer = ask(world, line.insider, "GET", path)

                assert "no-store" in answer.response.headers["Cache-Control"]
                assert answer.response.headers["Content-Disposition"].startswith(
                    ("attachment", "inline")
                )


def test_the_settings_allow_nothing_inline():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]

    assert all("unsafe" not in str(source) for sources in directives.values() for source in sources)
