"""A number of 市の状況 is the length of the list behind it, and its rows can be opened."""

import pytest
from django.urls import reverse

from komae_sns.home.office.board import board_of
from komae_sns.home.office.matters import MATTERS, matters_of
from komae_sns.staff.department_tree import department_tree

pytestmark = pytest.mark.clause("4(5)ア")


def test_every_number_of_the_board_is_the_length_of_its_list(client, world):
    secretary = world.actor("secr")
    client.force_login(secretary.user)
    board = board_of(secretary, matters_of(secretary), department_tree())
    cells = [c for g in board.groups for line in g.lines for c in line.cells if c.tally.count]
    assert len({cell.matter.code for cell in cells}) >= 5

    listed = {c.url: len(client.get(c.url).context["rows"]) for c in (*cells, *board.columns)}

    assert listed == {cell.url: cell.tally.count for cell in (*cells, *board.columns)}


@pytest.mark.parametrize("who", ["secr", "audit", "ciso"])
def test_every_row_opens_for_whoever_sees_it(client, world, who):
    actor = world.actor(who)
    client.force_login(actor.user)

    answers = {
        url: client.get(url).status_code
        for matter in matters_of(actor)
        for _, _, url in client.get(reverse("office:matter", args=[matter.code])).context["rows"]
    }

    assert set(answers.values()) == {200}, answers


def test_every_matter_can_be_taken_out(client, world):
    client.force_login(world.people["secr"])

    for matter in MATTERS:
        page = client.get(reverse("office:matter", args=[matter.code]), {"as": "csv"})
        lines = b"".join(page.streaming_content).decode("utf-8-sig").splitlines()
        assert len(lines) - 1 == matter.found(world.actor("secr")).count()
