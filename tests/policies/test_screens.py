"""The pages of policies: who sees them, what their buttons do, without a script and with htmx."""

import re

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from komae_sns.audit import services as audit
from komae_sns.staff.posts import Post
from policies import actions, services
from policies.articles import Typed
from policies.models import Policy, PolicyVersion
from policies.status import VersionStatus
from tests import factories


@pytest.fixture(autouse=True)
def _on_the_day_of_the_tests():
    with time_machine.travel("2026-11-22T10:00:00+09:00", tick=False):
        yield


@pytest.fixture
def as_clerk(client, clerk):
    client.force_login(clerk.user)
    return client


@pytest.fixture
def as_head(client, head):
    client.force_login(head.user)
    return client


def url(name, version, *args):
    return reverse(f"policies:{name}", args=[version.policy_id, version.number, *args])


def form_of(version, key, **texts):
    """What the browser sends for one article."""
    version.refresh_from_db()
    article = next(a for a in version.contents if a.key == key)
    fields = {f"{key}-{line.key}": line.text for line in article.lines()}
    typed = {f"{key}-{line.replace('_', '.')}": text for line, text in texts.items()}
    return {f"{key}-edit": article.edit, f"{key}-caption": article.caption} | fields | typed


def send(client, version, key, do="", **texts):
    data = form_of(version, key, **texts) | {"do": do}
    return client.post(url("article-save", version, key), data)


def texts(version, key):
    version.refresh_from_db()
    article = next(a for a in version.contents if a.key == key)
    return [line.text for line in article.lines()]


@pytest.mark.clause("見本第1条")
def test_the_editor_shows_every_article_with_the_sample_s_words(as_clerk, draft):
    page = as_clerk.get(url("version-edit", draft)).content.decode()

    assert page.count('class="panel article-editor"') == 10
    for article in draft.contents:
        for line in article.lines():
            assert line.text in page


def test_an_article_is_saved_and_one_comes_back_to_it(as_clerk, draft):
    answer = send(as_clerk, draft, "s8", s8_1="別の文。")

    assert answer.status_code == 302
    assert answer.url == url("version-edit", draft) + "#article-s8"
    assert texts(draft, "s8") == ["別の文。"]


def test_one_comes_back_to_the_page_that_holds_the_editor_but_never_to_another_site(
    as_clerk, draft
):
    data = form_of(draft, "s8")
    save = url("article-save", draft, "s8")

    inside = as_clerk.post(save, data | {"next": "/approvals/1/policy/"})
    outside = as_clerk.post(save, data | {"next": "https://evil.example/"})
    tricky = as_clerk.post(save, data | {"next": "//evil.example/"})

    assert inside.url == "/approvals/1/policy/#article-s8"
    assert outside.url == tricky.url == url("version-edit", draft) + "#article-s8"


def test_every_button_of_the_editor_works(as_clerk, draft):
    send(as_clerk, draft, "s5", do="add_item:s5.1", s5_1_1="催し")
    assert texts(draft, "s5")[1] == "催し"
    assert len(texts(draft, "s5")) == 6
    send(as_clerk, draft, "s5", do="remove:n1")
    send(as_clerk, draft, "s5", do="up:s5.1.2")
    assert texts(draft, "s5")[2] == "催し"
    send(as_clerk, draft, "s5", do="article_restore")
    draft.refresh_from_db()
    assert draft.departures() == ()
    send(as_clerk, draft, "s5", do="article_up")
    send(as_clerk, draft, "s5", do="article_down")
    send(as_clerk, draft, "s5", do="article_add")
    draft.refresh_from_db()
    added = draft.contents[5]
    assert not added.sample
    send(as_clerk, draft, added.key, do="article_remove")
    send(as_clerk, draft, "s8", do="article_remove")
    as_clerk.post(url("article-bring-back", draft), {"name": "第8条"})
    as_clerk.post(url("article-add", draft))
    draft.refresh_from_db()
    assert [a.sample for a in draft.contents] == [f"第{n}条" for n in range(1, 11)] + [""]


def test_a_new_article_is_where_one_comes_back_to(as_clerk, draft):
    answer = send(as_clerk, draft, "s5", do="article_add")

    draft.refresh_from_db()
    assert answer.url.endswith(f"#article-{draft.contents[5].key}")


@pytest.mark.parametrize("do", ["remove:s4.1.4", "article_remove", "nonsense", "remove:s9.9"])
def test_what_cannot_be_done_is_said_and_nothing_changes(as_clerk, draft, do):
    answer = send(as_clerk, draft, "s4", do=do)

    draft.refresh_from_db()
    assert answer.status_code == 302
    assert draft.departures() == ()
    assert as_clerk.get(answer.url).context["messages"]


def test_a_line_break_is_pointed_out_at_its_field_and_what_was_typed_stays(as_clerk, draft):
    answer = send(as_clerk, draft, "s8", s8_1="一行目\r\n二行目")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "改行" in page
    assert "二行目" in page
    assert draft.departures() == ()


def test_both_texts_are_shown_when_somebody_else_was_first(as_clerk, draft, head):
    mine = form_of(draft, "s8", s8_1="わたしの文。")
    services.save_article(
        draft, Typed("s8", 0, "アカウントの停止", {"s8.1": "室長の文。"}), by=head
    )

    answer = as_clerk.post(url("article-save", draft, "s8"), mine)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "わたしの文。" in page
    assert "保存されている文：室長の文。" in page
    again = mine | {"s8-edit": re.search(r'name="s8-edit" value="(\d+)"', page)[1]}
    as_clerk.post(url("article-save", draft, "s8"), again)
    assert texts(draft, "s8") == ["わたしの文。"]


def test_what_was_typed_into_an_article_that_is_gone_is_shown(as_clerk, draft, head):
    mine = form_of(draft, "s8", s8_1="わたしの文。")
    services.remove_article(draft, "s8", edit=0, by=head)

    answer = as_clerk.post(url("article-save", draft, "s8"), mine)

    assert answer.status_code == 409
    assert "わたしの文。" in answer.content.decode()


def test_autosave_answers_with_the_new_number_the_preview_and_what_is_open(as_clerk, draft):
    data = form_of(draft, "s8", s8_1="〇〇課の文。")

    answer = as_clerk.post(url("article-save", draft, "s8"), data, headers={"HX-Request": "true"})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert re.search(r'name="s8-edit" value="1"', page)
    assert "保存しました" in page
    assert "<mark" in page
    assert "空欄" in page
    assert "portal:saved" in answer.headers["HX-Trigger"]


def test_what_is_typed_is_never_markup(as_clerk, draft):
    send(as_clerk, draft, "s8", s8_1="<script>alert(1)</script>", s8_9="<b>")

    for name in ("version-edit", "version-detail"):
        page = as_clerk.get(url(name, draft)).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_invisible_characters_are_shown_as_marks(as_clerk, draft):
    send(as_clerk, draft, "s8", s8_1="停\u200b止\u202eする。")

    page = as_clerk.get(url("version-detail", draft)).content.decode()
    assert "停⟦U+200B⟧止⟦U+202E⟧する。" in page


@pytest.mark.parametrize("post", [Post.MEMBER, Post.CISO, Post.AUDITOR, Post.CONTRACTOR])
def test_a_draft_of_others_is_not_there(client, draft, post):
    client.force_login(factories.actor(post).user)

    for name in ("version-detail", "version-edit", "version-pdf", "version-enforce"):
        assert client.get(url(name, draft)).status_code == 404
    assert client.post(url("article-save", draft, "s1"), {}).status_code == 404
    assert client.get(draft.policy.get_absolute_url()).status_code == 404


def test_the_secretariat_reads_drafts_and_writes_in_none(client, draft):
    client.force_login(factories.actor(Post.SECRETARIAT).user)

    assert client.get(url("version-detail", draft)).status_code == 200
    assert client.get(url("version-edit", draft)).status_code == 403
    assert client.post(url("article-save", draft, "s1"), form_of(draft, "s1")).status_code == 403
    assert client.post(url("article-add", draft)).status_code == 403


def test_the_life_of_a_policy_tells_other_sections_nothing_of_its_drafts(
    client, in_force, policy, clerk
):
    draft = services.new_version(policy, by=clerk)
    services.save_article(draft, Typed("s8", 0, "停止", {"s8.1": "内々の文。"}), by=clerk)
    client.force_login(factories.actor(Post.HEAD, factories.department("環境課")).user)

    page = client.get(policy.get_absolute_url()).content.decode()

    assert "運用ポリシーを施行した" in page
    assert "内々の文" not in page
    assert "第2版" not in page


def test_the_head_puts_it_in_force_and_it_cannot_be_edited_any_more(as_head, draft, account):
    answer = as_head.post(url("version-enforce", draft), {"enacted_on": "2026-11-20"})

    draft.refresh_from_db()
    assert answer.url == draft.get_absolute_url()
    assert draft.status == VersionStatus.IN_FORCE
    assert as_head.get(url("version-edit", draft)).status_code == 302
    page = as_head.get(draft.get_absolute_url()).content.decode()
    assert "令和8年11月20日" in page


def test_a_refusal_is_shown_on_the_form(as_head, draft):
    answer = as_head.post(url("version-enforce", draft), {"enacted_on": "2026-11-20"})

    assert "開設を認める決定がまだない" in answer.content.decode()


def test_a_revision_begins_with_one_button(as_clerk, in_force):
    answer = as_clerk.post(reverse("policies:policy-revise", args=[in_force.policy_id]))

    assert answer.url == reverse("policies:version-edit", args=[in_force.policy_id, 2])
    again = as_clerk.post(reverse("policies:policy-revise", args=[in_force.policy_id]))
    assert again.status_code == 302
    assert PolicyVersion.objects.count() == 2


def test_a_policy_for_an_older_account_is_begun_once_however_often_the_button_is_pressed(
    as_clerk, section
):
    account = factories.account(department=section, handle="KomaeCity")
    start = reverse("policies:policy-start", args=[account.pk])
    data = {
        "accounts": [account.pk],
        "submission_id": "6f1d2a52-8a0e-4f3e-9f0a-1d2c3b4a5e6f",
    }

    first, second = as_clerk.post(start, data), as_clerk.post(start, data)

    assert first.url == second.url
    policy = Policy.objects.get()
    assert list(policy.accounts.all()) == [account]
    assert "KomaeCity" in texts(policy.versions.get(), "s4")[1]


def test_an_account_has_one_policy_and_another_section_s_is_not_taken(as_clerk, account, section):
    other = factories.account(department=factories.department("環境課"))
    own = factories.account(department=section)
    data = {"submission_id": "6f1d2a52-8a0e-4f3e-9f0a-1d2c3b4a5e6f"}

    taken = as_clerk.post(
        reverse("policies:policy-start", args=[account.pk]), data | {"accounts": [account.pk]}
    )
    foreign = as_clerk.post(
        reverse("policies:policy-start", args=[own.pk]), data | {"accounts": [other.pk]}
    )

    assert "もう運用ポリシーがあります" in taken.content.decode()
    assert foreign.status_code == 200
    assert as_clerk.get(reverse("policies:policy-start", args=[other.pk])).status_code == 403
    assert Policy.objects.count() == 1


def test_the_blanks_are_filled_anew_from_the_account(as_clerk, draft, account):
    as_clerk.post(url("version-refill", draft))

    assert texts(draft, "s4")[1] == f"ユーザー名　{account.handle}"


def test_the_title_is_saved(as_clerk, draft):
    as_clerk.post(
        url("version-title", draft),
        {"title-title": "狛江市公式X運用ポリシー", "title-seen": draft.title},
    )

    draft.refresh_from_db()
    assert draft.title == draft.policy.title == "狛江市公式X運用ポリシー"
    blank = as_clerk.post(
        url("version-title", draft), {"title-title": "　", "title-seen": draft.title}
    )
    assert blank.status_code == 422


def test_the_list_asks_as_few_questions_for_thirty_as_for_one(as_clerk, draft, clerk, section):
    def questions():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert as_clerk.get(reverse("policies:policy-list")).status_code == 200
        return len(asked)

    questions()
    one = questions()
    for _ in range(29):
        services.start_policy(section, draft.record, by=clerk)

    assert questions() == one <= 12


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 1),
        ("?q=秘書広報", 1),
        ("?q=ない言葉", 0),
        ("?state=in_force", 1),
        ("?state=draft", 0),
        ("?state=never", 0),
        ("?service=abc", 0),
        ("?department=999999999999999999999", 0),
    ],
)
def test_the_list_is_filtered_by_its_address(as_clerk, in_force, query, found):
    page = as_clerk.get(reverse("policies:policy-list") + query)

    assert len(page.context["page"].rows) == found


def test_get_never_writes(as_clerk, draft):
    for name in ("article-add", "article-bring-back", "version-title", "version-refill"):
        assert as_clerk.get(url(name, draft)).status_code == 405
    assert as_clerk.get(url("article-save", draft, "s1")).status_code == 405


@pytest.mark.clause("4(1)")
def test_a_contractor_reads_of_a_shared_policy_only_the_account_they_operate(
    client, in_force, policy, account, section, head
):
    other = factories.account(
        "ないしょの別アカウント",
        status="PREPARING",
        department=section,
        service=factories.service("line"),
    )
    policy.accounts.add(other)
    contractor = factories.actor(Post.CONTRACTOR, section)
    account.operators.create(user=contractor.user, starts_on=contractor.today)
    with transaction.atomic():
        for opened in (account, other):
            audit.record(actions.OPEN_ACCOUNT, opened, by=head, mentions=[policy])

    client.force_login(contractor.user)
    listed = client.get("/policies/")
    page = client.get(policy.get_absolute_url())

    covered = [list(row.accounts.all()) for row in listed.context["page"].rows]
    assert covered == [[account]]
    assert list(page.context["accounts"]) == [account]
    subjects = [(entry.action, entry.subject) for entry in page.context["entries"]]
    assert subjects == [
        (actions.OPEN_ACCOUNT, str(account)),
        (actions.PUT_IN_FORCE, str(in_force)),
    ]
    assert other.name not in listed.text + page.text


@pytest.fixture
def revision(in_force, head):
    """A draft of the second version, its third article rewritten."""
    draft = services.new_version(in_force.policy, by=head)
    edit = draft.contents[2].edit
    typed = Typed("s3", edit, "運用・管理主体", {"s3.1": "運用主体は広報課とする。"})
    return services.save_article(draft, typed, by=head)


def test_the_policy_leads_to_its_comparison_and_that_to_its_paper(as_clerk, revision):
    policy_page = as_clerk.get(revision.policy.get_absolute_url()).content.decode()
    address = reverse("policies:version-compare", args=[revision.policy_id, 1, 2])

    page = as_clerk.get(address).content.decode()

    assert address in policy_page
    assert "<ins>" in page
    assert "第1条・第2条" in page
    assert f"{address}pdf/" in page
    assert "運用主体は" in page


def test_the_later_version_is_the_one_after_whichever_is_named_first(as_clerk, revision):
    address = reverse("policies:version-compare", args=[revision.policy_id, 2, 1])

    answer = as_clerk.get(address)

    assert answer.url == reverse("policies:version-compare", args=[revision.policy_id, 1, 2])


def test_a_draft_is_compared_only_before_those_who_may_read_it(client, revision):
    stranger = factories.actor(Post.CLERK, factories.department("図書館", code="lib"))
    client.force_login(stranger.user)

    for name in ("version-compare", "version-compare-pdf"):
        address = reverse(f"policies:{name}", args=[revision.policy_id, 1, 2])
        assert client.get(address).status_code == 404
