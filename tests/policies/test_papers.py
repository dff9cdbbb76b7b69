"""運用ポリシー on paper: drafts afresh with 案, in force the same file for ever."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from komae_sns.documents.models import Paper
from policies import papers, services
from policies.articles import Typed
from tests.policies.conftest import NOW


def text_of(pdf):
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


@pytest.fixture
def fetch(client, clerk):
    client.force_login(clerk.user)

    def fetched(version):
        return client.get(reverse("policies:version-pdf", args=[version.policy_id, version.number]))

    return fetched


@pytest.mark.clause("見本第10条")
def test_a_draft_prints_every_article_undated_and_marked(draft, fetch):
    answer = fetch(draft)

    text = text_of(answer.content)
    assert "（案）" in text
    assert "令和年月日" in text
    for article in draft.contents:
        assert f"（{article.caption}）" in text
        for line in article.lines():
            assert "".join(line.text.split())[:18] in text
    assert "filename*=utf-8''" in answer.headers["Content-Disposition"]
    assert not Paper.objects.exists()


def test_in_force_it_is_dated_and_stored_once(in_force, fetch):
    first, second = fetch(in_force), fetch(in_force)

    text = text_of(first.content)
    assert "令和8年11月22日" in text
    assert "（案）" not in text
    assert first.content == second.content
    assert Paper.objects.get().edition == 1


def test_each_version_keeps_its_own_paper(in_force, policy, head, fetch):
    old = fetch(in_force).content
    revision = services.new_version(policy, by=head)
    edit = revision.contents[7].edit
    services.save_article(revision, Typed("s8", edit, "停止", {"s8.1": "改めた文。"}), by=head)
    services.put_in_force(revision, enacted_on=head.today, by=head, now=NOW)
    revision.refresh_from_db()
    in_force.refresh_from_db()

    assert fetch(in_force).content == old
    assert fetch(revision).content != old
    assert Paper.objects.count() == 2


def test_the_name_of_the_file_tells_version_and_draft(draft, in_force):
    in_force.title = "長" * 200

    assert papers.file_name(draft).endswith("_第1版_案.pdf")
    assert papers.file_name(in_force) == "長" * 40 + "_第1版.pdf"


def test_the_comparison_names_both_versions_and_prints_what_changed(in_force, policy, head):
    revision = services.new_version(policy, by=head)
    edit = revision.contents[7].edit
    services.save_article(revision, Typed("s8", edit, "停止", {"s8.1": "改めた文。"}), by=head)
    revision.refresh_from_db()

    text = text_of(papers.comparison_pdf(in_force, revision))

    assert "新旧対照表" in text
    assert "第2版の案" in text
    assert "第1版令和8年11月22日制定" in text
    assert "改めた文。" in text
    assert "第1条から第7条まで（略）" in text
    assert "改正部分は、下線の部分である。" in text
