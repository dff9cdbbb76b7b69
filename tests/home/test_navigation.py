import pytest

from komae_sns.home import navigation
from komae_sns.home.navigation import main_menu
from komae_sns.staff.posts import Post
from tests import factories

pytestmark = pytest.mark.django_db

EVERYBODY = ["わたしの仕事", "アカウント", "事案"]


@pytest.mark.parametrize(
    ("post", "labels"),
    [
        (Post.HEAD, [*EVERYBODY, "投稿", "申請", "運用ポリシー", "効果測定"]),
        (Post.CLERK, [*EVERYBODY, "投稿", "申請", "運用ポリシー", "効果測定"]),
        (Post.MEMBER, [*EVERYBODY, "申請", "委員会", "運用ポリシー", "効果測定"]),
        (Post.CHAIR, [*EVERYBODY, "申請", "委員会", "運用ポリシー", "効果測定"]),
        (Post.VICE_CHAIR, [*EVERYBODY, "申請", "委員会", "運用ポリシー", "効果測定"]),
        (Post.CISO, [*EVERYBODY, "申請", "委員会", "運用ポリシー", "効果測定", "市の状況"]),
        (
            Post.AUDITOR,
            [*EVERYBODY, "申請", "委員会", "運用ポリシー", "効果測定", "市の状況", "証跡"],
        ),
        (
            Post.SECRETARIAT,
            [
                *EVERYBODY,
                "申請",
                "委員会",
                "運用ポリシー",
                "効果測定",
                "市の状況",
                "証跡",
                "取込み",
                "管理",
            ],
        ),
        (Post.CONTRACTOR, [*EVERYBODY, "投稿", "運用ポリシー"]),
    ],
)
def test_the_menu_holds_what_the_post_may_enter(post, labels):
    assert [item.label for item in main_menu(factories.actor(post), "/")] == labels


@pytest.mark.parametrize("post", Post)
def test_every_entry_opens_for_those_who_see_it(client, post):
    actor = factories.actor(post)
    client.force_login(actor.user)

    statuses = {item.url: client.get(item.url).status_code for item in main_menu(actor, "/")}

    assert set(statuses.values()) == {200}, statuses


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/", {"わたしの仕事": "page"}),
        ("/approvals/3/", {"申請": "true"}),
        ("/approvals/meetings/", {"委員会": "page"}),
        ("/approvals/meetings/3/", {"委員会": "true"}),
        ("/guideline/", {}),
    ],
)
def test_exactly_the_place_where_one_is_is_marked(path, here):
    items = main_menu(factories.actor(Post.SECRETARIAT), path)

    assert {item.label: item.current for item in items if item.is_current} == here


def test_no_entry_points_nowhere():
    assert all(navigation._url(name) for _, name, _ in navigation.ENTRIES)
