"""Two rounds side by side: what changed first, with what was asked for."""

import pytest
from django.urls import reverse

from approvals.rounds_compared import side_by_side
from tests.approvals import filed, rows
from tests.approvals.rows import NOW

pytestmark = pytest.mark.django_db


def of(key, text):
    return {"shown": {"purpose": "催しを知らせる", key: text}}


def test_what_changed_comes_first_with_its_remark_and_its_changed_words():
    old, new = of("purpose", "催しを知らせる"), of("purpose", "催しと休館日を知らせる")

    pairs = side_by_side(old, new, {"purpose": "何を知らせるのかを、くわしく"})

    [changed] = pairs.changed
    assert (changed.label, changed.remark) == ("目的", "何を知らせるのかを、くわしく")
    assert [piece.text for piece in changed.new if piece.is_changed] == ["と休館日"]
    assert "".join(piece.text for piece in changed.old) == "催しを知らせる"


def test_fields_and_articles_that_only_one_round_has_are_told():
    article = {"key": "s1", "number": "第1条", "caption": "（目的）", "paragraphs": []}
    old = {"shown": {"contractor": "株式会社"}, "policy": {"articles": [article]}}

    pairs = side_by_side(old, {"shown": {}}, {})

    assert [(pair.label, pair.new) for pair in pairs.changed] == [
        ("委託する業者", ()),
        ("運用ポリシー 第1条", ()),
    ]
    assert pairs.unchanged == ()


@pytest.fixture
def case(client, time_machine):
    time_machine.move_to(NOW, tick=False)
    office, sitting = filed.section(), rows.committee(1)
    client.force_login(sitting.members[0].user)
    return filed.mended(office, sitting.secretariat)


def test_the_last_two_rounds_are_compared_when_none_are_named(client, case):
    page = client.get(reverse("approvals:round-compare", args=[case.pk]))

    assert (page.context["old"].number, page.context["new"].number) == (1, 2)
    [changed] = page.context["pairs"].changed
    assert (changed.label, changed.remark) == ("目的", "くわしく")


@pytest.mark.parametrize(("asked", "compared"), [("old=2&new=1", (1, 2)), ("old=1&new=1", (1, 1))])
def test_the_older_stands_first_whichever_is_named_first(client, case, asked, compared):
    page = client.get(f"{reverse('approvals:round-compare', args=[case.pk])}?{asked}")

    assert (page.context["old"].number, page.context["new"].number) == compared


@pytest.mark.parametrize("asked", ["old=3", "new=0", "old=%00", "old=１", "new=x"])
def test_a_round_that_is_none_is_not_found(client, case, asked):
    page = client.get(f"{reverse('approvals:round-compare', args=[case.pk])}?{asked}")

    assert page.status_code in {400, 404}
