"""Writing a draft, by several people at once, without losing anybody's words."""

import pytest
from django.core.exceptions import PermissionDenied

from komae_sns.audit.models import Entry
from komae_sns.staff.posts import Post
from policies import services
from policies.articles import BadArticles, Change, Stays, Typed
from policies.articles.edits import find
from policies.records import record_of
from tests import factories


def typed(draft, key, caption=None, **texts):
    article = find(draft.contents, key)
    lines = {key.replace("_", "."): text for key, text in texts.items()}
    return Typed(key, article.edit, caption or article.caption, lines)


def lines_of(draft, key):
    draft.refresh_from_db()
    return {line.key: line.text for line in find(draft.contents, key).lines()}


def last_entry(draft):
    return Entry.objects.about(draft).newest_first()[0]


def test_a_policy_begins_as_the_sample_filled_from_the_record(draft):
    assert draft.title == "狛江市秘書広報室Xアカウント運用ポリシー"
    assert draft.departures() == ()
    assert draft.gaps() == ()
    assert last_entry(draft).action == "policies.start"


def test_nobody_of_another_section_starts_or_edits(draft, section):
    other = factories.actor(Post.HEAD, factories.department("環境課"))

    with pytest.raises(PermissionDenied):
        services.start_policy(section, {}, by=other)
    with pytest.raises(PermissionDenied, match="所管の課"):
        services.save_article(draft, typed(draft, "s1", s1_1="別の文。"), by=other)


def test_what_was_typed_is_kept_and_recorded_under_the_clause_of_the_sample(draft, clerk):
    services.save_article(draft, typed(draft, "s6", s6_1_2="返信しない。"), by=clerk)

    assert lines_of(draft, "s6")["s6.1.2"] == "返信しない。"
    entry = last_entry(draft)
    assert (entry.action, entry.clause) == ("policies.save_article", "見本第6条")
    assert entry.changes == {
        "第6条(2)": ["投稿者に対し、返信（リプライ）を行うこと。", "返信しない。"]
    }


def test_saving_what_is_there_records_nothing(draft, clerk):
    before = Entry.objects.count()

    services.save_article(draft, typed(draft, "s6"), by=clerk)

    draft.refresh_from_db()
    assert (Entry.objects.count(), draft.edit_number) == (before, 0)


def test_an_older_form_does_not_overwrite_and_both_texts_are_kept(draft, clerk, head):
    old_form = typed(draft, "s1", s1_1="遅い人の文。")
    services.save_article(draft, typed(draft, "s1", s1_1="早い人の文。"), by=head)

    with pytest.raises(services.EditConflict) as conflict:
        services.save_article(draft, old_form, by=clerk)

    assert find((conflict.value.theirs,), "s1").paragraphs[0].text == "早い人の文。"
    assert conflict.value.typed.texts == {"s1.1": "遅い人の文。"}
    assert lines_of(draft, "s1") == {"s1.1": "早い人の文。"}


def test_two_people_on_two_articles_do_not_disturb_each_other(draft, clerk, head):
    first, second = typed(draft, "s1", s1_1="一。"), typed(draft, "s8", s8_1="二。")

    services.save_article(draft, first, by=clerk)
    services.save_article(draft, second, by=head)

    assert (lines_of(draft, "s1")["s1.1"], lines_of(draft, "s8")["s8.1"]) == ("一。", "二。")


def test_a_button_keeps_what_was_typed_beside_it(draft, clerk):
    services.save_article(
        draft, typed(draft, "s5", s5_1_1="催し"), by=clerk, change=Change("add_item", "s5.1")
    )

    lines = lines_of(draft, "s5")
    assert lines["s5.1.1"] == "催し"
    assert lines["n1"] == ""
    assert last_entry(draft).changes["第5条の構成"] == [None, "号を足した"]


def test_what_the_sample_keeps_is_not_taken_out_and_nothing_of_the_form_is_lost_silently(
    draft, clerk
):
    with pytest.raises(Stays, match="パスワード"):
        services.save_article(
            draft, typed(draft, "s4"), by=clerk, change=Change("remove", "s4.1.4")
        )
    with pytest.raises(Stays):
        services.remove_article(draft, "s9", edit=0, by=clerk)


def test_articles_come_and_go(draft, clerk):
    draft = services.add_article(draft, after="s9", by=clerk)
    draft = services.remove_article(draft, "s8", edit=0, by=clerk)
    draft = services.move_article(draft, "s2", +1, by=clerk)
    draft = services.bring_back_article(draft, "第8条", by=clerk)

    assert [article.key for article in draft.contents] == [
        *("s1", "s3", "s2", "s4", "s5", "s6", "s7", "s8", "s9", "n1", "s10")
    ]
    with pytest.raises(BadArticles, match="なくなっています"):
        services.remove_article(draft, "s77", edit=0, by=clerk)


def test_an_article_is_put_back_to_the_sample(draft, clerk):
    draft = services.save_article(draft, typed(draft, "s6", s6_1_2="返信する。"), by=clerk)

    draft = services.restore_article(draft, "s6", edit=1, by=clerk)

    assert draft.departures() == ()
    assert find(draft.contents, "s6").edit == 2


def test_an_article_of_one_s_own_has_no_sample_to_go_back_to(draft, clerk):
    draft = services.add_article(draft, by=clerk)

    with pytest.raises(services.Refused, match="見本にない"):
        services.restore_article(draft, "n1", edit=1, by=clerk)


@pytest.mark.clause("見本第3条")
def test_the_record_changes_and_edited_words_stay(draft, clerk, section):
    third = lines_of(draft, "s3")["s3.1"]
    draft = services.save_article(
        draft, typed(draft, "s3", s3_1=third + "不在のときは担当者が代わる。"), by=clerk
    )
    record = record_of(section, factories.service("instagram"), handle="komae.jp")

    draft = services.refill(draft, record, by=clerk)

    assert draft.title == "狛江市秘書広報室インスタグラムアカウント運用ポリシー"
    third = lines_of(draft, "s3")["s3.1"]
    assert third.startswith("狛江市秘書広報室インスタグラムの運用主体は企画財政部秘書広報室とし")
    assert third.endswith("不在のときは担当者が代わる。")
    assert lines_of(draft, "s4")["s4.1.1"] == "ユーザー名　komae.jp"
    assert [gap.sentence for gap in draft.gaps()] == [
        "登録メールアドレスの空欄がうまっていません（第4条(2)）。"
    ]
    assert last_entry(draft).changes["ユーザー名"] == ["komae_koho", "komae.jp"]


def test_the_title_is_not_overwritten_unseen(draft, clerk, head):
    old = draft.title
    services.save_title(draft, "狛江市公式X運用ポリシー", seen=old, by=head)

    with pytest.raises(services.Refused, match="先に"):
        services.save_title(draft, "別の題名", seen=old, by=clerk)
    with pytest.raises(BadArticles):
        services.save_title(draft, "長" * 201, seen=old, by=clerk)


def test_a_filed_draft_is_locked_until_it_comes_back(draft, clerk):
    services.lock_for_filing(draft, by=clerk)

    with pytest.raises(services.Refused, match="申請に出している間"):
        services.save_article(draft, typed(draft, "s1", s1_1="別の文。"), by=clerk)

    services.unlock_after_filing(draft, by=clerk)
    services.save_article(draft, typed(draft, "s1", s1_1="別の文。"), by=clerk)
    assert lines_of(draft, "s1")["s1.1"] == "別の文。"
