"""4(4): a draft on which several lay hands at once is decided, given up or sent out once."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from approvals.models import PostDraft
from approvals.services import posts
from approvals.services.refusals import Refused
from approvals.status import PostStatus
from komae_sns.audit.models import Entry
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Notice
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import filed
from tests.approvals.rows import NOW
from tests.integrity.test_vote_races import together

pytestmark = [
    pytest.mark.integrity,
    pytest.mark.django_db(transaction=True),
    pytest.mark.clause("4(4)ア"),
]
URL = "https://x.com/komae_anzen/status/1234567890"
EMPTY = {"media_note": "", "shows_people": False, "people_agreed": False}
TEXT = EMPTY | {"text": "まつりを開きます。", "planned_on": None, "planned_time": None}


@pytest.fixture
def office():
    return filed.section()


@pytest.fixture
def other_head(office):
    return factories.actor(Post.HEAD, office.department, "課長代わり")


@pytest.fixture
def account(office):
    facts = {"handle": "komae_anzen", "url": "https://x.com/komae_anzen"}
    return factories.account("狛江市安心安全課", department=office.department, **facts)


def waiting(account, by):
    draft = posts.start(account, TEXT, by=by, now=NOW)
    posts.submit(draft, seen=1, open_findings=0, by=by, now=NOW)
    return draft


def approved(account, office):
    draft = waiting(account, office.clerk)
    posts.approve(draft, seen=1, by=office.head, now=NOW)
    return draft


def approving(draft, by):
    return lambda: posts.approve(draft, seen=1, by=by, now=NOW)


def recording(draft, by, url=URL, seen=1):
    def record():
        try:
            posts.record_posted(draft, seen=seen, posted_at=NOW, url=url, by=by, now=NOW)
        except ValidationError as refused:
            raise Refused from refused

    return record


def recorded(*actions):
    return Entry.objects.filter(action__in=[f"approvals.{action}" for action in actions]).count()


def told(kind):
    return Notice.objects.filter(kind=kind).count()


def fresh(draft):
    return PostDraft.objects.get(pk=draft.pk)


@pytest.mark.parametrize("attempt", range(2))
def test_two_heads_who_decide_at_once_leave_one_decision(account, office, other_head, attempt):
    draft = waiting(account, office.clerk)

    outcomes = together(
        approving(draft, office.head),
        lambda: posts.send_back(draft, comment="直して", by=other_head, now=NOW),
    )

    assert outcomes == {"done": 1, "refused": 1}
    draft = fresh(draft)
    by, kind = {
        PostStatus.APPROVED: (office.head, Kind.POST_APPROVED),
        PostStatus.RETURNED: (other_head, Kind.POST_RETURNED),
    }[PostStatus(draft.status)]
    assert draft.decided_by == by.user
    assert (draft.approved_edit is None) == draft.is_returned
    assert recorded("approve_post", "return_post") == 1
    assert told(Kind.POST_APPROVED) + told(Kind.POST_RETURNED) == told(kind) > 0


def test_a_head_who_presses_twice_approves_once(account, office):
    draft = waiting(account, office.clerk)

    outcomes = together(*[approving(draft, office.head)] * 3)

    assert outcomes == {"done": 1, "refused": 2}
    assert (recorded("approve_post"), told(Kind.POST_APPROVED)) == (1, 1)


def test_what_its_writer_gives_up_is_not_approved_afterwards(account, office):
    draft = waiting(account, office.clerk)

    together(
        approving(draft, office.head),
        lambda: posts.withdraw(draft, because="中止", by=office.clerk, now=NOW),
    )

    draft = fresh(draft)
    assert draft.is_withdrawn
    assert (draft.approved_edit is not None) == (recorded("approve_post") == 1)
    assert told(Kind.POST_APPROVED) == recorded("approve_post")
    assert recorded("withdraw_post") == 1
    steps = Entry.objects.filter(action__startswith="approvals.", action__endswith="_post")
    assert steps.order_by("-seq").first().action == "approvals.withdraw_post"


def test_what_is_pulled_back_and_rewritten_is_not_approved_unread(account, office):
    draft = waiting(account, office.clerk)

    def rewritten():
        posts.pull_back(draft, by=office.clerk, now=NOW)
        posts.change(draft, TEXT | {"text": "別の文"}, seen=1, by=office.clerk, now=NOW)
        posts.submit(draft, seen=2, open_findings=0, by=office.clerk, now=NOW)

    outcomes = together(approving(draft, office.head), rewritten)

    draft = fresh(draft)
    assert outcomes == {"done": 1, "refused": 1}
    assert (draft.text, draft.approved_edit, draft.is_approved) in {
        (TEXT["text"], 1, True),
        ("別の文", None, False),
    }


def test_what_is_changed_while_it_goes_out_goes_out_as_approved(account, office):
    draft = approved(account, office)

    outcomes = together(
        recording(draft, office.clerk),
        lambda: posts.change(draft, TEXT | {"text": "別の文"}, seen=1, by=office.head, now=NOW),
    )

    draft = fresh(draft)
    assert outcomes == {"done": 1, "refused": 1}
    assert (draft.status, draft.text) in {("POSTED", TEXT["text"]), ("DRAFT", "別の文")}


def test_two_writers_who_change_it_at_once_lose_nobodys_words(account, office):
    draft = posts.start(account, TEXT, by=office.clerk, now=NOW)

    def changing(by, text):
        return lambda: posts.change(draft, TEXT | {"text": text}, seen=1, by=by, now=NOW)

    outcomes = together(changing(office.clerk, "一つ目"), changing(office.head, "二つ目"))

    assert outcomes == {"done": 1, "refused": 1}
    assert fresh(draft).edit_number == 2


def test_a_post_recorded_by_two_at_once_is_recorded_once(account, office):
    draft = approved(account, office)
    other = URL.replace("1234", "9999")

    outcomes = together(recording(draft, office.clerk), recording(draft, office.head, url=other))

    draft = fresh(draft)
    assert outcomes == {"done": 1, "refused": 1}
    by = {URL: office.clerk, other: office.head}[draft.url]
    assert draft.recorded_by == by.user
    assert recorded("record_post") == 1


@pytest.mark.parametrize("attempt", range(2))
def test_an_address_is_that_of_one_post(account, office, attempt):
    drafts = [approved(account, office) for _ in range(3)]

    outcomes = together(*(recording(draft, office.clerk) for draft in drafts))

    assert outcomes == {"done": 1, "refused": 2}
    assert PostDraft.objects.filter(url=URL).count() == recorded("record_post") == 1
    assert PostDraft.objects.approved().count() == 2


def test_raw_sql_gives_no_address_to_a_second_post(account, office):
    first, second = approved(account, office), approved(account, office)
    recording(first, office.clerk)()

    facts = {"posted_at": NOW, "recorded_at": NOW, "recorded_by": office.clerk.user}
    with pytest.raises(IntegrityError), transaction.atomic():
        PostDraft.objects.filter(pk=second.pk).update(
            status="POSTED", url=URL, needed_approval=True, **facts
        )


def test_posted_first_and_approved_at_once_is_the_one_or_the_other(account, office):
    draft = waiting(account, office.clerk)

    outcomes = together(
        approving(draft, office.head),
        lambda: posts.post_first(
            draft, seen=1, reason="大雨", posted_at=NOW, url=URL, by=office.clerk, now=NOW
        ),
    )

    draft = fresh(draft)
    assert outcomes == {"done": 1, "refused": 1}
    assert draft.is_approved != draft.was_urgent
    assert (draft.approved_edit is None) == draft.was_urgent


def test_two_heads_who_read_it_afterwards_are_recorded_once(account, office, other_head):
    draft = waiting(account, office.clerk)
    posts.post_first(draft, seen=1, reason="大雨", posted_at=NOW, url=URL, by=office.clerk, now=NOW)

    outcomes = together(
        *(lambda by=by: posts.see(draft, by=by, now=NOW) for by in (office.head, other_head))
    )

    assert outcomes == {"done": 1, "refused": 1}
    assert recorded("see_post") == 1


def test_it_is_handed_over_once(account, office):
    draft = posts.start(account, TEXT, by=office.clerk, now=NOW)

    outcomes = together(
        *(
            lambda by=by: posts.submit(draft, seen=1, open_findings=0, by=by, now=NOW)
            for by in (office.clerk, factories.actor(Post.CLERK, office.department, "担当二子"))
        )
    )

    assert outcomes == {"done": 1, "refused": 1}
    assert recorded("submit_post") == told(Kind.POST_SUBMITTED) == 1
