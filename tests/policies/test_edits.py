"""Articles and items are added, moved and taken out where the sample allows."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from komae_sns.city.sample_policy import sample
from policies.articles import (
    BadArticles,
    Change,
    Line,
    Stays,
    Typed,
    add_article,
    bring_back,
    checked,
    departures,
    from_json,
    from_sample,
    gaps,
    move_article,
    paper_rows,
    places,
    remove_article,
    restored,
    to_json,
    values_for,
    with_typed,
)
from policies.articles.edits import Gone, find, with_article

VALUES = values_for(
    city="狛江市",
    section="秘書広報室",
    division="企画財政部",
    service="X",
    definition="X社が運営するサービスをいう。",
    username="komae",
    email="koho@city.komae.lg.jp",
)
TITLE = "狛江市秘書広報室Xアカウント運用ポリシー"
ARTICLES = from_sample(sample(), VALUES)


def changed(button, key="s5", articles=ARTICLES, edit=1):
    article = Change.read(button).made(sample(), find(articles, key), edit=edit)
    return with_article(articles, article)


def kinds(articles):
    return [(d.label, d.place, d.clause) for d in departures(sample(), articles, VALUES)]


def test_an_unchanged_policy_departs_nowhere():
    assert departures(sample(), ARTICLES, VALUES) == ()


def test_a_new_article_is_numbered_where_it_stands_and_moves_the_others_on():
    after = add_article(ARTICLES, after="s3", edit=1)

    assert places(after)["n1"] == "第4条"
    assert places(after)["s4"] == "第5条"
    assert kinds(after) == [("追加", "第4条", "")]


def test_items_and_sub_items_are_numbered_as_the_city_does():
    after = changed("add_item:s5.1", edit=1)
    after = changed("add_item:n1", articles=after, edit=2)
    after = changed("add_item:n1", articles=after, edit=3)

    fifth = paper_rows(after)[4]["paragraphs"][0]["items"]

    assert [item["number"] for item in fifth] == ["(1)", "(2)", "(3)", "(4)"]
    assert [item["number"] for item in fifth[3]["items"]] == ["ア", "イ"]
    assert places(after)["n3"] == "第5条(4)イ"


def test_nothing_stands_below_ア():
    after = changed("add_item:s5.1", edit=1)
    after = changed("add_item:n1", articles=after, edit=2)

    with pytest.raises(BadArticles, match="「ア」まで"):
        changed("add_item:n2", articles=after, edit=3)


def test_a_second_paragraph_bears_2():
    after = changed("add_paragraph", key="s1")

    assert [p["number"] for p in paper_rows(after)[0]["paragraphs"]] == ["", "2"]


def test_lines_move_among_their_neighbours_and_stop_at_the_edge():
    down = changed("down:s5.1.1")

    assert [item.key for item in find(down, "s5").paragraphs[0].items] == [
        "s5.1.2",
        "s5.1.1",
        "s5.1.3",
    ]
    assert kinds(down) == [("順を変えた", "第5条の中の順", "見本第5条")]
    assert changed("up:s5.1.1") == ARTICLES


def test_articles_move():
    after = move_article(ARTICLES, "s8", -1)

    assert [article.key for article in after][6:8] == ["s8", "s7"]
    assert kinds(after) == [("順を変えた", "条の順", "見本")]


@pytest.mark.clause("見本第9条")
@pytest.mark.parametrize("key", ["s1", "s3", "s4", "s6", "s7", "s9"])
def test_articles_that_carry_duties_stay(key):
    with pytest.raises(Stays):
        remove_article(sample(), ARTICLES, key)


@pytest.mark.parametrize("key", ["s2", "s5", "s8", "s10"])
def test_the_other_articles_may_be_taken_out_and_brought_back(key):
    out = remove_article(sample(), ARTICLES, key)
    name = find(ARTICLES, key).sample

    assert [d.label for d in departures(sample(), out, VALUES)] == ["見本からはずした"]
    assert bring_back(sample(), out, name, VALUES, edit=0) == ARTICLES
    with pytest.raises(Gone):
        bring_back(sample(), ARTICLES, name, VALUES, edit=1)


@pytest.mark.clause("見本第4条")
def test_the_password_item_stays_wherever_it_is_put():
    with pytest.raises(Stays, match="パスワード"):
        changed("remove:s4.1.4", key="s4")
    with pytest.raises(Stays, match="パスワード"):
        changed("remove:s4.1", key="s4")


def test_an_item_may_be_taken_out():
    after = changed("remove:s5.1.2")

    assert kinds(after) == [("見本からはずした", "第5条", "見本第5条(2)")]


def test_the_last_paragraph_goes_only_with_its_article():
    with pytest.raises(Stays):
        changed("remove:s10.1", key="s10")


@pytest.mark.parametrize("button", ["remove:s5.9", "up:s4.1", "add_item:", "down:x"])
def test_a_line_that_is_not_there_is_said_to_be_gone(button):
    with pytest.raises(Gone):
        changed(button)


@pytest.mark.parametrize("button", ["delete:s5.1", "__class__:s5", "add_item_x"])
def test_an_unknown_button_is_refused(button):
    with pytest.raises(BadArticles):
        Change.read(button)


def test_what_was_typed_is_shown_as_a_departure_and_can_be_put_back():
    typed = Typed(
        "s6", 0, "制限事項", {"s6.1.2": "投稿者に対し、返信を行うこと。ただし、災害時は除く。"}
    )
    after = with_article(ARTICLES, with_typed(find(ARTICLES, "s6"), typed))

    (departure,) = departures(sample(), after, VALUES)
    assert (departure.place, departure.clause) == ("第6条(2)", "見本第6条(2)")
    assert departure.before == "投稿者に対し、返信（リプライ）を行うこと。"
    assert restored(sample(), find(after, "s6"), VALUES, edit=0) == find(ARTICLES, "s6")


@pytest.mark.parametrize(
    "text", ["一行目\n二行目", "タブ\tあり", "\x07", "\u2028", "\ud800", "長" * 2001]
)
def test_text_that_cannot_be_one_line_of_a_policy_is_refused(text):
    typed = Typed("s1", 0, "目的", {"s1.1": f"あ{text}い"})

    with pytest.raises(BadArticles):
        with_typed(find(ARTICLES, "s1"), typed)


@pytest.mark.parametrize("text", ["", "　", "\u200b\u200b"])
def test_a_draft_may_be_blank_but_is_not_complete(text):
    typed = Typed("s1", 0, text, {"s1.1": text})

    after = with_article(ARTICLES, with_typed(find(ARTICLES, "s1"), typed))

    sentences = [gap.sentence for gap in gaps(sample(), TITLE, after, VALUES)]
    assert sentences[:2] == ["第1条に見出しがありません。", "第1条に文がありません。"]


def test_a_policy_without_a_duty_is_not_complete_whatever_way_it_came_in():
    without = tuple(article for article in ARTICLES if article.key != "s9")
    fourth = find(ARTICLES, "s4")
    lead = replace(fourth.paragraphs[0], items=fourth.paragraphs[0].items[:3])
    without = with_article(without, replace(fourth, paragraphs=(lead,)))

    found = [gap.clause for gap in gaps(sample(), TITLE, without, VALUES)]

    assert found == ["見本第4条(4)", "見本第9条"]


def test_announced_items_must_be_there():
    lead = replace(find(ARTICLES, "s5").paragraphs[0], items=())
    after = with_article(ARTICLES, replace(find(ARTICLES, "s5"), paragraphs=(lead,)))

    (gap,) = gaps(sample(), TITLE, after, VALUES)

    assert gap.sentence == "第5条は号を掲げると書いていますが、号がありません。"


def test_stored_and_read_back_it_is_the_same():
    assert from_json(to_json(ARTICLES)) == ARTICLES


def deep(levels):
    line = {"key": "n1.1.1.1", "text": "あ", "items": []}
    for level in range(levels):
        line = {"key": f"n{level + 2}", "text": "あ", "items": [line]}
    return [{"key": "n1", "caption": "あ", "paragraphs": [line]}]


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        "条",
        [1],
        [{}],
        [{"key": "s1", "caption": 1, "paragraphs": []}],
        [{"key": "s1", "caption": "あ", "paragraphs": "い"}],
        [{"key": "s1", "caption": "あ", "paragraphs": []}],
        [{"key": "s1", "caption": "あ", "paragraphs": [{"key": "s1", "text": "い"}]}],
        [{"key": "s1 x", "caption": "あ", "paragraphs": [{"key": "s2", "text": "い"}]}],
        [{"key": "s1", "caption": "あ", "edit": True, "paragraphs": [{"key": "s2", "text": "い"}]}],
        [{"key": "s1", "caption": "あ", "edit": -1, "paragraphs": [{"key": "s2", "text": "い"}]}],
        [{"key": "s1", "caption": "あ", "paragraphs": [{"key": "s2", "text": "い\x00"}]}],
        to_json(ARTICLES) + to_json(ARTICLES),
        deep(3),
    ],
)
def test_what_is_not_articles_is_refused_with_a_sentence(value):
    with pytest.raises(BadArticles, match="。"):
        from_json(value)


def test_three_levels_are_enough_and_allowed():
    assert from_json(deep(2))


def test_too_much_is_refused():
    line = Line("n1", "長" * 2000)
    many = tuple(replace(line, key=f"n1.{n}") for n in range(50))
    article = replace(ARTICLES[0], paragraphs=many)

    with pytest.raises(BadArticles, match="全体"):
        checked((article,))
    with pytest.raises(BadArticles, match="50まで"):
        checked((replace(article, paragraphs=(*many, replace(line, key="n9"))),))


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["key", "text", "items", "caption", "paragraphs", "sample", "edit"]),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(json_like)
def test_any_json_is_read_or_refused_never_an_accident(value):
    try:
        articles = from_json(value)
    except BadArticles:
        return
    assert from_json(to_json(articles)) == articles
