"""The pages: last year's answers beside, drafts that are not lost, progress, what others see."""

import re

import pytest
from django.urls import reverse

from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import filed
from tests.reviews import rows
from tests.reviews.rows import ANSWERS, IMPROVE, again, answered, opened, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(5)ア")]


@pytest.fixture
def review(account):
    return opened(account)


def go(client, actor, url, review, data=None):
    client.force_login(actor.user)
    address = reverse(f"reviews:{url}", args=[rows.YEAR, review.pk])
    return client.get(address) if data is None else client.post(address, data)


def text(answer):
    return re.sub(r"<[^>]+>|\s+", "", answer.content.decode())


def typed(**changes):
    return ANSWERS | {"page": "a", "edit_number": "0", "go": "next"} | changes


def test_the_questions_stand_in_the_guidelines_words_with_last_years_answers(
    client, account, own, secretariat
):
    last = submitted(opened(account, 2024), by=own.head, **IMPROVE)
    rows.confirmed(last, by=secretariat)
    other = factories.account("こまえ消防", purpose=account.purpose)

    page = text(go(client, own.clerk, "review-answer", opened(account)))

    assert "特定の分野・業務に特化した情報発信が、既存のソーシャルメディアでの情報集約に" in page
    assert f"令和6年度の効果測定の答え：{ANSWERS['answer_a']}" in page
    assert "令和6年度に、改めるとしたこと写真を増やす。" in page
    assert other.name in page


def test_in_the_first_year_the_answers_of_the_application_stand_beside(client, own, secretariat):
    application = filed.accepted(own, secretariat)
    account = factories.account("新しい", department=own.department)
    type(application).objects.filter(pk=application.pk).update(account=account)

    page = text(go(client, own.clerk, "review-answer", opened(account)))

    answer = application.latest_round.snapshot["answers"]["answer_a"]
    assert f"申請の答え：{answer}" in page


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(client, review, own):
    wrong = typed(answer_a="あ" * 1001, verdict="IMPROVE", improve_by="2020-01-01")

    page = go(client, own.clerk, "review-answer", review, wrong)

    assert page.status_code == 422
    assert "1000文字まで" in text(page)
    assert "過ぎた日です" in text(page)
    assert again(review).answers["answer_a"] == "あ" * 1001


def test_autosave_keeps_what_was_sent_and_tells_of_a_clash(client, review, own):
    first = {"page": "a", "edit_number": "0"}
    go(client, own.clerk, "review-save", review, {**first, "reason": "甲"})

    answer = go(client, own.head, "review-save", review, {**first, "page": "b", "reason": "乙"})

    assert answer.json()["clashes"] == {"reason": {"label": "判定の理由", "theirs": "甲"}}
    assert again(review).answers == {"reason": "甲"}


def test_a_draft_is_read_by_its_section_and_the_secretariat_alone(client, review, own, secretariat):
    answered(review, by=own.clerk)
    mark = ANSWERS["answer_b"]

    for reader in (own.head, own.clerk, secretariat):
        assert mark in text(go(client, reader, "review-detail", review))
    for post in (Post.AUDITOR, Post.CISO, Post.CHAIR, Post.MEMBER):
        page = go(client, factories.actor(post), "review-detail", review)
        assert (page.status_code, mark in text(page)) == (200, False)
    for stranger in (filed.section("図書館", "図").head, factories.actor(Post.CONTRACTOR)):
        assert go(client, stranger, "review-detail", review).status_code == 404


def test_what_changed_since_the_return_is_seen(client, review, own, secretariat):
    review = submitted(review, by=own.head)
    rows.returned(review, "数字をあげる。", by=secretariat)
    assert "数字をあげる。" in text(go(client, own.head, "review-detail", review))

    submitted(again(review), by=own.head, reason="85人増えた。")
    page = text(go(client, secretariat, "review-detail", review))

    assert f"差戻しのあと変わったところ（1か所）判定の理由{ANSWERS['reason']}→85人増えた。" in page


def test_the_progress_is_counted_by_section(client, account, review, own, secretariat):
    library = filed.section("図書館", "図")
    submitted(opened(factories.account("図書館", department=library.department)), by=library.head)
    client.force_login(secretariat.user)

    page = text(client.get(f"/reviews/{rows.YEAR}/"))
    late = client.get(f"/reviews/{rows.YEAR}/?late=yes")

    assert "2件のうち、確認0件・確認待ち1件・課で記入中1件（期限を過ぎたもの1件）" in page
    assert "—図書館101000" in page
    assert [r.pk for r in late.context["page"].rows] == [review.pk]


def test_a_section_sees_its_own_and_nothing_where_there_is_none(client, review, own):
    client.force_login(own.clerk.user)
    assert [r.pk for r in client.get("/reviews/2025/").context["page"].rows] == [review.pk]

    client.force_login(filed.section("図書館", "図").clerk.user)
    page = client.get("/reviews/2025/")
    assert "あなたの課のアカウントは、この年度の対象にありません" in text(page)
    assert "あなたの課のアカウントはありません" in text(client.get("/reviews/"))


def test_before_the_first_campaign_the_page_says_when_it_begins(client, own):
    client.force_login(own.clerk.user)

    page = text(client.get("/reviews/"))

    assert "次の効果測定は、令和9年2月1日に" in page
    assert "まだはじまっていません" in page


@pytest.mark.parametrize("year", ["0000", "99999", "1999", "x", "2024", "２０２５"])
def test_a_year_that_is_none_is_not_found(client, review, own, year):
    client.force_login(own.clerk.user)

    assert client.get(f"/reviews/{year}/").status_code == 404


def test_a_review_is_found_under_its_own_year_only(client, account, review, own):
    opened(account, 2024)
    client.force_login(own.clerk.user)

    assert client.get(f"/reviews/2024/{review.pk}/").status_code == 404


def test_my_work_and_the_account_lead_to_it(client, account, review, own, secretariat):
    client.force_login(own.clerk.user)
    assert "年度末の効果測定に答える1件狛江市消防団（X）（令和7年度）" in text(client.get("/"))
    assert "年度末の効果測定" in text(client.get(account.get_absolute_url()))

    submitted(review, by=own.head)
    client.force_login(secretariat.user)
    assert "効果測定を確認するか、差し戻す1件狛江市消防団" in text(client.get("/"))
