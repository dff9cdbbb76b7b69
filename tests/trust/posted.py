"""For the world of matrix.txt: drafts of posts in the hands of each."""

from typing import Any

from accounts.models import OfficialAccount
from approvals.models import PostDraft
from approvals.services import posts
from approvals.services.post_words import set_word
from tests.factories import NOW

TEXT = "給食費の無償化は、検討中です。"


def settle(world: Any) -> None:
    account = OfficialAccount.objects.with_names().get(pk=world.places["running"]["pk"])
    written = draft(account, world.actor("clerk"))
    waiting = submitted(account, world.actor("clerk"))
    read = submitted(account, world.actor("clerk"))
    posts.approve(read, seen=1, by=world.actor("head"), now=NOW)
    went_first = draft(account, world.actor("clerk"))
    facts = {"seen": 1, "reason": "氾濫", "posted_at": NOW, "posted_where": "一斉配信"}
    posts.post_first(went_first, **facts, by=world.actor("clerk"), now=NOW)
    finding = checked(written, world)
    posts.answer_finding(written, finding, "公表ずみ", by=world.actor("clerk"), now=NOW)
    set_word("rumour", "小耳に", is_on=True, by=world.actor("secr"), now=NOW)
    for place, each in (
        ("post_draft", written),
        ("post_waiting", waiting),
        ("post_approved", read),
        ("post_went_first", went_first),
    ):
        world.places[place] = {"pk": each.pk}


def in_every_state(world: Any) -> None:
    """The city shows a draft, one that waits, one approved, one posted."""
    account = OfficialAccount.objects.with_names().get(pk=world.places["running"]["pk"])
    returned = submitted(account, world.actor("clerk"))
    posts.send_back(returned, comment="日付", by=world.actor("head"), now=NOW)
    withdrawn = draft(account, world.actor("clerk"))
    posts.withdraw(withdrawn, because="中止", by=world.actor("clerk"), now=NOW)


def checked(made: PostDraft, world: Any) -> Any:
    from approvals import post_findings

    return post_findings.of_draft(made, by=world.actor("clerk")).found[0].finding


def draft(account: OfficialAccount, by: Any, text: str = TEXT) -> PostDraft:
    content = {"text": text, "media_note": "", "shows_people": False, "people_agreed": False}
    return posts.start(
        account, content | {"planned_on": None, "planned_time": None}, by=by, now=NOW
    )


def submitted(account: OfficialAccount, by: Any) -> PostDraft:
    made = draft(account, by)
    posts.submit(made, seen=1, open_findings=0, by=by, now=NOW)
    return made
