"""No step is taken because another site made the browser send it."""

from django.conf import settings
from django.test import Client

from tests.trust.matrix import address, lines, urls_of
from tests.trust.typed import typed

STEPS = [line for line in lines() if line.method == "POST" and line.insider]


def test_every_step_asks_for_the_forms_own_token(world, subtests):
    for line in STEPS:
        with subtests.test(str(line)):
            name = urls_of(line)[0]
            client = Client(enforce_csrf_checks=True)
            client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[line.insider]

            response = client.post(address(world, name, line.of), typed(world, name))

            assert response.status_code == 403
            assert "もう一度" in response.text or "送信" in response.text


def test_logging_in_asks_for_it_too(db):
    response = Client(enforce_csrf_checks=True).post("/login/", {"username": "a", "password": "b"})

    assert response.status_code == 403


def test_the_cookies_are_out_of_reach_of_scripts_and_other_sites(settings):
    assert settings.SESSION_COOKIE_HTTPONLY
    assert {settings.SESSION_COOKIE_SAMESITE, settings.CSRF_COOKIE_SAMESITE} <= {"Lax", "Strict"}
