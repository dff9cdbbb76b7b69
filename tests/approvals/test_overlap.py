"""4(2)ア: while an application is typed, the accounts that already say the same are listed."""

import threading
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.overlap import Index, Profile, Vocabulary, marked, overlap_words
from komae_sns.words import content_words

HERE = Path(__file__).resolve()
GOLD = tomllib.loads((HERE.parent / "overlap_gold.toml").read_text("utf-8"))
WORDS = HERE.parents[2] / "komae_sns" / "city" / "komae" / "words.toml"
VOCABULARY = Vocabulary.from_table(tomllib.loads(WORDS.read_text("utf-8"))["overlap"])
ACCOUNTS = [
    Profile(key, name, service, department, audience, purpose, topics)
    for key, (name, service, department, audience, purpose, topics) in GOLD["accounts"].items()
]


@pytest.fixture(scope="module")
def city() -> Index:
    return Index(VOCABULARY, ACCOUNTS)


def ask(index: Index, purpose: str, limit: int = 10, **more) -> list[str]:
    return [s.id for s in index.most_similar(Profile(purpose=purpose, **more), limit)]


@pytest.mark.clause("4(2)ア(ア)")
@pytest.mark.parametrize(("purpose", "expected"), GOLD["asked"].items())
def test_what_a_person_would_name_is_among_the_first_three(city, purpose, expected):
    first = ask(city, purpose, limit=3)

    assert set(expected) <= set(first)


def test_the_expected_accounts_rank_above_nearly_all_others(city):
    areas = []
    for purpose, expected in GOLD["asked"].items():
        found = city.most_similar(Profile(purpose=purpose), len(ACCOUNTS))
        score = {similar.id: similar.score for similar in found}
        others = [score.get(a.id, 0) for a in ACCOUNTS if a.id not in expected]
        for key in expected:
            above = sum(score.get(key, 0) > other for other in others)
            areas.append(above / len(others))

    assert sum(areas) / len(areas) >= 0.98


def test_a_building_is_not_like_another_because_both_are_buildings():
    index = Index(
        VOCABULARY,
        [
            Profile(1, "図書館", purpose="図書館のお知らせ"),
            Profile(2, "美術館", purpose="美術館のお知らせ"),
        ],
    )

    assert ask(index, "公民館のお知らせ") == []
    assert ask(index, "図書館からの情報") == [1]


def test_what_every_account_says_of_itself_is_no_similarity():
    index = Index(VOCABULARY, [Profile(1, purpose="狛江市の情報を市民の皆さんに発信します。")])

    assert ask(index, "市公式アカウントとして、市民に情報をお知らせします。") == []


@pytest.mark.parametrize(
    "typed", ["防災", "ﾎﾞｳｻｲ", "防\u200b災", " 防　災 ", "ｻﾎﾟｰﾀｰ", "ポケモン", "ＧＩＧＡ", "giga"]
)
def test_width_case_and_invisible_characters_do_not_hide_a_word(typed):
    purpose = "防災、ボウサイ、防 災、サポーター、ﾎﾟｹﾓﾝ、GIGAスクール"
    index = Index(VOCABULARY, [Profile(1, purpose=purpose), Profile(2, purpose="図書の貸出")])

    assert ask(index, typed) == [1]


def test_a_word_no_dictionary_knows_is_found_by_its_characters():
    index = Index(
        VOCABULARY,
        [Profile(1, purpose="こまぽんの日常"), Profile(2, purpose="図書の貸出")],
    )

    (found,) = index.most_similar(Profile(purpose="こまぽんグッズの通販"))

    assert found.id == 1


def test_other_words_for_the_same_are_found_and_named():
    index = Index(VOCABULARY, [Profile(1, purpose="育児の悩み"), Profile(2, purpose="道路の工事")])

    (found,) = index.most_similar(Profile(purpose="子育てひろば"))

    assert found.id == 1
    assert found.shared_words == ()
    assert found.near_words == (("子育て", "育児"),)
    assert found.reasons == ("近い言葉「子育て」と「育児」",)


@pytest.mark.clause("4(2)ア(イ)")
def test_the_reasons_say_why(city):
    asked = Profile(
        purpose="台風のときの避難所のようす",
        service="Ｘ",
        department="安心安全課",
        audience="市民",
    )

    first = city.most_similar(asked)[0]

    assert first.id == "disaster"
    assert first.shared_words == ("台風", "避難所")
    assert first.reasons == (
        "同じ媒体",
        "同じ部課",
        "同じ対象者",
        "共通の言葉「台風」「避難所」",
    )


def test_the_rarest_shared_word_is_named_first():
    index = Index(
        VOCABULARY,
        [Profile(n, purpose="防災の訓練") for n in range(1, 6)]
        + [Profile(9, purpose="防災と土のう")],
    )

    first = index.most_similar(Profile(purpose="防災の土のう"))[0]

    assert (first.id, first.shared_words) == (9, ("土のう", "防災"))


def test_the_sections_own_accounts_are_listed_even_with_no_word_in_common(city):
    found = ask(city, "宇宙", department="道路交通課")

    assert found == ["traffic"]


def test_the_same_service_alone_is_no_reason_to_be_listed(city):
    assert ask(city, "宇宙", service="X") == []


@pytest.mark.clause("4(2)ア(ウ)")
def test_the_same_frequency_is_named():
    index = Index(VOCABULARY, [Profile(1, purpose="防災", frequency="毎日３回")])

    (found,) = index.most_similar(Profile(purpose="防災", frequency="毎日3回"))

    assert found.reasons == ("同じ発信の回数", "共通の言葉「防災」")


@pytest.mark.clause("4(5)ア")
def test_an_account_does_not_find_itself(city):
    library = next(a for a in ACCOUNTS if a.id == "library")

    assert "library" not in [s.id for s in city.most_similar(library, 100)]


def test_nothing_typed_finds_nothing(city):
    assert ask(city, "") == ask(city, "　\u200b\n") == ask(city, "のでからです。") == []


def test_a_changed_account_is_found_by_its_new_words_only():
    index = Index(VOCABULARY, ACCOUNTS)
    index.put(replace(ACCOUNTS[0], name="改名", purpose="天文台の観測", topics="星座"))

    assert "disaster" in ask(index, "星座")
    assert "disaster" not in ask(index, "避難所")


def test_many_changes_leave_what_a_fresh_index_would_say():
    index = Index(VOCABULARY, ACCOUNTS)
    for turn in range(8):
        for account in ACCOUNTS:
            index.put(replace(account, topics=f"{account.topics} {turn}巡目の飛行船"))
    for account in ACCOUNTS[:20]:
        index.put(account)
    for account in ACCOUNTS[20:]:
        index.discard(account.id)

    fresh = Index(VOCABULARY, ACCOUNTS[:20])
    for purpose in GOLD["asked"]:
        asked = Profile(purpose=purpose)
        assert index.most_similar(asked) == fresh.most_similar(asked)
    assert len(index) == 20


def test_in_a_large_register_the_twin_is_found_among_thousands():
    crowd = [Profile(n, purpose=f"防災と防犯の情報、{n}番目の町会") for n in range(2_500)]
    index = Index(VOCABULARY, [*crowd, Profile("twin", purpose="防災と天文台の観測")])

    assert ask(index, "防災と天文台の観測", limit=1) == ["twin"]


def test_threads_may_read_texts_at_once():
    answers: list[tuple[str, ...]] = []

    def work(number: int) -> None:
        for turn in range(50):
            answers.append(overlap_words(f"{number}-{turn} 防災", "防災訓練", VOCABULARY))

    threads = [threading.Thread(target=work, args=[n]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [("防災",)] * 200


def test_shared_words_are_given_as_typed():
    words = overlap_words("こどもの避難と、ｲﾍﾞﾝﾄの情報", "イベントで子どもが避難", VOCABULARY)

    assert words == ("こども", "避難", "ｲﾍﾞﾝﾄ")


def test_shared_words_are_marked_side_by_side():
    pieces = marked("図書館の本と公民館", "図書館へ", VOCABULARY)

    assert [(p.text, p.shared) for p in pieces] == [("図書館", True), ("の本と公民館", False)]


@given(st.text(), st.text())
def test_marking_never_changes_the_text(one, other):
    assert "".join(piece.text for piece in marked(one, other, VOCABULARY)) == one


@given(st.text(alphabet=st.characters(exclude_categories=[])))
def test_any_text_can_be_asked(text):
    index = Index(VOCABULARY, [Profile(1, purpose=text), *ACCOUNTS[:3]])

    assert all(0 < s.score <= 1.1 for s in index.most_similar(Profile(purpose=text)))


@pytest.mark.parametrize("text", ["防災" * 30_000, "\ufdfa" * 13_000, "\0防災", "🏳️‍🌈" * 9_000])
def test_very_long_and_odd_texts_are_read(text):
    index = Index(VOCABULARY, [Profile(1, purpose="防災")])

    found = index.most_similar(Profile(purpose=text))

    assert bool(found) == ("防災" in text)


@given(st.text())
def test_every_word_stands_where_it_says(text):
    for word in content_words(text):
        assert text[word.start : word.end] == word.surface
        assert 0 <= word.start < word.end <= word.whole_end <= len(text)


def test_the_citys_near_words_are_single_words():
    table = tomllib.loads(WORDS.read_text("utf-8"))["overlap"]

    entries = [word for row in table["related"].values() for word in row.split()]

    assert [entry for entry in entries if len(content_words(entry)) != 1] == []
