"""見本第4条: one policy for several accounts, and the words of each service."""

from dataclasses import replace

import pytest

from komae_sns import city
from komae_sns.city.sample_policy import sample
from policies import papers, records, services
from policies.articles import paper_rows
from policies.articles.catalogue import catalogue
from policies.check import check_articles
from policies.records import record_of_account, record_of_accounts
from tests import factories
from tests.policies.conftest import NOW

pytestmark = pytest.mark.django_db
CODES = [row["code"] for row in city.data("services.toml")["service"]]


def account_on(code, section, **facts):
    return factories.account(
        f"狛江市{code}",
        status="PREPARING",
        service=factories.service(code),
        department=section,
        handle=f"komae_{code}",
        registered_email="koho@city.komae.lg.jp",
        **facts,
    )


def lines_of(version, number):
    return [
        item["text"] for item in paper_rows(version.contents)[number - 1]["paragraphs"][0]["items"]
    ]


@pytest.mark.clause("見本第6条")
@pytest.mark.parametrize(
    ("code", "follow", "reply"),
    [
        ("x", "フォロー", "リプライ"),
        ("line", "友だち追加", "チャット"),
        ("youtube", "チャンネル登録", "コメント"),
        ("blog", "読者登録", "コメント"),
    ],
)
def test_the_sample_speaks_the_words_of_the_service(section, clerk, code, follow, reply):
    account = account_on(code, section)
    policy = services.start_policy(
        section, record_of_account(account), by=clerk, accounts=[account]
    )
    version = policy.versions.get()

    first, second, _ = lines_of(version, 6)

    assert first.startswith(f"投稿者の投稿表示（{follow}）を行うこと。")
    assert f"で、{follow}することにより" in first
    assert second == f"投稿者に対し、返信（{reply}）を行うこと。"
    assert version.departures() == ()


@pytest.mark.parametrize("code", CODES)
def test_on_every_service_a_policy_and_every_offered_article_pass_the_check(section, clerk, code):
    account = account_on(code, section)
    policy = services.start_policy(
        section, record_of_account(account), by=clerk, accounts=[account]
    )
    version = policy.versions.get()
    for offer in catalogue():
        if offer.suits(version.record):
            version = services.add_offered_article(version, offer.key, by=clerk)

    (gap,) = version.gaps()
    assert check_articles(version.title, version.contents, blanks=False) == ()
    assert gap.sentence.startswith("「〇〇」などの空欄がうまっていません")  # the telephone


@pytest.mark.clause("見本第4条")
def test_several_accounts_stand_in_the_article_of_accounts(section, clerk):
    accounts = [account_on("x", section), account_on("instagram", section)]
    policy = services.start_policy(
        section, record_of_accounts(accounts), by=clerk, accounts=accounts
    )
    version = policy.versions.get()

    items = paper_rows(version.contents)[3]["paragraphs"][0]["items"]

    assert version.title == "狛江市秘書広報室X・インスタグラムアカウント運用ポリシー"
    assert (
        "X及びインスタグラムを市民等への情報提供媒体として"
        in version.contents[0].paragraphs[0].text
    )
    assert items[0]["text"] == "ユーザー名　次のとおり"
    assert [(i["number"], i["text"]) for i in items[0]["items"]] == [
        ("ア", "X　komae_x"),
        ("イ", "インスタグラム　komae_instagram"),
    ]
    assert items[1]["text"] == "登録メールアドレス　koho@city.komae.lg.jp"
    assert [text.split("　")[0] for text in lines_of(version, 2)][:3] == [
        "X",
        "インスタグラム",
        "狛江市秘書広報室X・インスタグラム",
    ]
    assert (version.gaps(), version.departures()) == ((), ())


def test_the_lines_of_the_accounts_follow_the_record(section, clerk):
    accounts = [account_on("x", section), account_on("line", section, url="")]
    record = record_of_accounts(accounts)
    policy = services.start_policy(section, record, by=clerk, accounts=accounts)

    version = services.refill(policy.versions.get(), record | {"username_2": "@komae"}, by=clerk)

    texts = [line.text for article in version.contents for line in article.lines()]
    assert "LINE　@komae" in texts


def test_two_accounts_of_one_service_are_told_apart_by_name(section):
    accounts = [
        factories.account("防災", status="PREPARING", department=section, handle="a1"),
        factories.account("防犯", status="PREPARING", department=section, handle="b1"),
    ]

    record = record_of_accounts(accounts)

    assert (record["label_1"], record["label_2"]) == ("X（防災）", "X（防犯）")
    assert (record["service"], "service_2" in record) == ("X", False)


def test_a_city_may_keep_the_sample_s_own_words(section, monkeypatch):
    monkeypatch.setattr(records, "sample", lambda: replace(sample(), words_follow_service=False))

    assert "follow" not in record_of_account(account_on("line", section))


def test_an_offered_article_stands_where_it_belongs_and_once(draft, clerk):
    version = services.add_offered_article(draft, "writers", by=clerk)
    version = services.add_offered_article(version, "emergency", by=clerk)

    assert [a.caption for a in version.contents][2:6] == [
        "運用・管理主体",
        "投稿者の範囲",
        "非常時の管理者",
        "アカウント",
    ]
    assert "企画財政部秘書広報室長が指名した職員" in version.contents[3].paragraphs[0].text
    with pytest.raises(ValueError, match="もう入っている"):
        services.add_offered_article(version, "writers", by=clerk)


@pytest.mark.clause("見本")
def test_the_number_of_the_notice_is_printed_under_the_title(draft, account, clerk, head):
    services.save_title(
        draft, draft.title, seen=draft.title, number=("", "令和　年告示第　号"), by=clerk
    )
    draft.refresh_from_db()
    assert papers.context(draft)["notice_number"] == "令和　年告示第　号"

    version = services.put_in_force(
        draft,
        enacted_on=head.today,
        notice_number="令和8年告示第172号",
        by=head,
        now=NOW,
    )

    version.refresh_from_db()
    assert version.notice_number == "令和8年告示第172号"
