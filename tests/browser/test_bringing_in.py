"""A table with errors, brought in from a browser: corrected, chosen again, then the same again."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from accounts.models import OfficialAccount
from komae_sns.staff.posts import Post
from tests import factories
from tests.intake.tables import account_row, book, csv_of, saved, section_with_head

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(chromium, live_server):
    """The secretary's window, without scripts: every step is a form."""
    user = factories.person("事務一郎")
    factories.appoint(user, Post.SECRETARIAT)
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
    context.add_cookies([cookie])
    yield context.new_page()
    context.close()


def choose(page, name, content):
    page.goto("/accounts/import/")
    page.get_by_label("ファイル").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="読んで、1行ずつ確かめる").click()
    expect(page.get_by_text("まだ何も登録していません")).to_be_visible()


def test_a_table_is_corrected_and_repeated(page):
    section_with_head()
    wrong = [account_row("one"), account_row("two", department="秘書公報室")]
    choose(page, "一覧.csv", csv_of(*wrong).decode().encode("cp932"))

    row = page.get_by_role("row", name="3行目")
    expect(row).to_contain_text("直しかたの案：秘書広報室")
    page.get_by_role("button", name="1行を取り込む").click()
    expect(page.get_by_role("alert")).to_contain_text("除いて取り込むことを選んでください")
    assert OfficialAccount.objects.count() == 0

    rows = [account_row(name).split(",") for name in ("one", "two")]
    heading = ["SNS", "リンク", "アカウント名", "担当課", "開始日", "決裁", "目的"]
    mended = saved(book(一覧=[["狛江市SNS一覧"], heading, *rows]))
    choose(page, "一覧.xlsx", mended)
    page.get_by_role("button", name="2行を取り込む").click()
    expect(page.get_by_text("取り込みました。")).to_be_visible()
    assert OfficialAccount.objects.count() == 2

    choose(page, "一覧.xlsx", mended)
    expect(page.get_by_text("すべての行が、登録ずみの内容と同じです")).to_be_visible()
    expect(page.get_by_role("button", name="行を取り込む")).to_have_count(0)
