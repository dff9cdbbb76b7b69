import re
from urllib.parse import unquote

import pytest

from komae_sns.city import guideline
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    client.force_login(factories.person())
    return client.get("/guideline/").text


@pytest.mark.clause("1")
@pytest.mark.clause("2")
@pytest.mark.clause("3")
@pytest.mark.clause("用語")
def test_every_clause_stands_there_once_under_its_own_name(page):
    names = [found.name for top in guideline.clauses() for found in top.walk()]

    ids = re.findall(r'<section class="guideline__clause" id="([^"]+)"', page)

    assert ids == names


def test_every_link_inside_the_page_leads_somewhere(page):
    ids = set(re.findall(r'id="([^"]+)"', page))

    links = {unquote(link) for link in re.findall(r'href="#([^"]+)"', page)}

    assert links <= ids


def test_the_citys_own_words_are_shown(page):
    text = guideline.clause("4(2)ア(ア)").paragraphs[0]

    assert text in page


def test_it_is_for_those_who_are_logged_in(client):
    assert client.get("/guideline/").status_code == 302
