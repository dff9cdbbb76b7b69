"""/posts/…: what each person meets on the pages, without JavaScript."""

import re

import pytest
from django.utils.timezone import localdate

from approvals.models import PostDraft
from approvals.services import posts
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals.test_posts import NOW, URL, account, content, office, started, submitted

__all__ = ["account", "office"]
pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(4)ウ")]
HOSTILE = "<script>alert(1)</script>\"'\u202e09012345678\u200b {{ 7|add:7 }}"


def ask(client, actor, path, **typed):
    client.force_login(actor.user)
    answer = client.post(path, typed, follow=True) if typed else client.get(path)
    return answer.content.decode()


def test_hostile_words_are_shown_harmless_wherever_a_draft_is_named(client, account, office):
    draft = submitted(account, office.clerk, HOSTILE)

    pages = [ask(client, office.head, f"/posts/{draft.pk}/"), ask(client, office.head, "/posts/")]
    pages.append(ask(client, office.head, "/"))

    for page in pages:
        assert "<script>alert" not in page
        assert "14" not in re.findall(r"\{\{.*?\}\}", page)
    assert "⟦U+202E⟧" in pages[0]


def test_the_head_reads_findings_and_approves_the_text_that_was_read(client, account, office):
    draft = submitted(account, office.clerk, "給食費は検討中です。")
    page = ask(client, office.head, f"/posts/{draft.pk}/")
    assert "決まっていないこと" in page
    assert "この文を承認する" in page

    stale = ask(client, office.head, f"/posts/{draft.pk}/approve/", edit_number=7)
    assert "先にこの下書きを直しました" in stale
    done = ask(client, office.head, f"/posts/{draft.pk}/approve/", edit_number=1, comment="よい")

    assert "承認し、書いた人に知らせました" in done
    assert "この文を承認する" not in ask(client, office.clerk, f"/posts/{draft.pk}/")
    assert "投稿したと記録する" in ask(client, office.clerk, f"/posts/{draft.pk}/")


def test_what_is_wrong_in_the_record_is_said_at_its_field_with_what_was_typed(
    client, account, office
):
    draft = submitted(account, office.clerk)
    posts.approve(draft, seen=1, by=office.head, now=NOW)
    path, today = f"/posts/{draft.pk}/record/", localdate()
    typed = {"posted-edit_number": 1, "posted-posted_on": today, "posted-posted_time": "00:00"}

    wrong = ask(client, office.clerk, path, **typed, **{"posted-url": "https://example.com/1"})
    assert "Xのアドレスではありません" in wrong
    assert 'value="https://example.com/1"' in wrong
    ask(client, office.clerk, path, **typed, **{"posted-url": URL})

    assert PostDraft.objects.get().url == URL


def test_an_edit_of_what_somebody_else_changed_keeps_what_was_typed(client, account, office):
    draft = started(account, office.clerk)
    posts.change(draft, content("ほかの人の文"), seen=1, by=office.head, now=NOW)

    page = ask(client, office.clerk, f"/posts/{draft.pk}/edit/", text="わたしの文", edit_number=1)

    assert "先にこの下書きを直しました" in page
    assert "わたしの文" in page
    assert PostDraft.objects.get().text == "ほかの人の文"


def test_a_finding_is_answered_on_the_page(client, account, office):
    draft = started(account, office.clerk, "給食費は検討中です。")
    page = ask(client, office.clerk, f"/posts/{draft.pk}/")
    key = re.search(r'name="finding" value="([^"]+)"', page)[1]

    answered = ask(
        client, office.clerk, f"/posts/{draft.pk}/answer/", finding=key, reason="公表ずみ"
    )

    assert "公表ずみ" in answered
    assert "まだ確認していないもの 0か所" in answered
    gone = ask(client, office.clerk, f"/posts/{draft.pk}/answer/", finding="x:1", reason="y")
    assert "いまの文にはありません" in gone


def test_the_head_finds_what_waits_in_my_work_and_the_clerk_what_came_back(client, account, office):
    draft = submitted(account, office.clerk)
    assert "投稿の下書きを決裁する" in ask(client, office.head, "/")

    posts.send_back(draft, comment="日付を", by=office.head, now=NOW)

    assert "投稿の下書きを決裁する" not in ask(client, office.head, "/")
    assert "投稿の下書きを直して、もう一度回す" in ask(client, office.clerk, "/")


def test_the_lists_choices_name_no_account_of_drafts_one_may_not_see(client, account, office):
    started(account, office.clerk)
    elsewhere = factories.actor(Post.HEAD, factories.department("図書館"), "館長一郎")

    assert account.name in ask(client, office.head, "/posts/?status=DRAFT")
    assert account.name not in ask(client, elsewhere, "/posts/")


@pytest.mark.parametrize("path", ["new/", "{}/edit/"])
def test_what_is_wrong_in_a_draft_is_summed_up_once(client, account, office, path):
    path = "/posts/" + path.format(started(account, office.clerk).pk)

    page = ask(client, office.clerk, path, text=" ", edit_number=0)

    assert page.count("入力を確かめてください") == 1


def test_nothing_is_wrong_yet_with_a_draft_that_nobody_has_begun(client, account, office):
    page = ask(client, office.clerk, "/posts/new/")
    asked = client.post("/posts/check/", {"text": ""}, headers={"HX-Request": "true"})

    assert "---------" not in page
    assert "入力してください" not in asked.content.decode()


def test_what_was_checked_becomes_a_draft_without_typing_it_again(client, account, office):
    checked = ask(client, office.clerk, "/posts/check/", text="まつりです。", account=account.pk)
    assert 'formaction="/posts/new/"' in checked

    typed = {"text": "まつりです。", "account": account.pk, "brought": "on"}
    page = ask(client, office.clerk, "/posts/new/", **typed)

    assert "まつりです。" in page
    assert f'<option value="{account.pk}" selected' in page
    assert "入力を確かめてください" not in page
    assert not PostDraft.objects.exists()
