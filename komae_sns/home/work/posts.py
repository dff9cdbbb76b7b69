"""4(4): drafts of posts, to decide on, to mend, to post, to read afterwards."""

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.models import OfficialAccount
from approvals.models import PostDraft
from komae_sns.documents import wareki
from komae_sns.home.work.lists import Task, WorkList, work_list
from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post


def posts_to_decide(actor: Actor) -> WorkList | None:
    if not actor.holds(Post.HEAD):
        return None
    rows = PostDraft.objects.to_decide_by(actor)
    return _list("投稿の下書きを決裁する", rows, "WAITING")


def posts_to_see(actor: Actor) -> WorkList | None:
    """Posted first, in an emergency."""
    if not actor.holds(Post.HEAD):
        return None
    rows = PostDraft.objects.to_see_by(actor)
    return _list("先に投稿されたものを、あとから読む（後閲）", rows, "POSTED")


def posts_returned(actor: Actor) -> WorkList | None:
    return _of_mine(actor, "投稿の下書きを直して、もう一度回す", PostDraft.objects.returned())


def posts_to_post(actor: Actor) -> WorkList | None:
    return _of_mine(actor, "承認された文を投稿し、記録する", PostDraft.objects.approved())


def _of_mine(actor: Actor, effect: str, rows: QuerySet[PostDraft]) -> WorkList | None:
    """Of one's own accounts: as who posts for them, also a contractor."""
    if not actor.appointments:
        return None
    posted = OfficialAccount.objects.operated_by(actor).values("pk")
    mine = rows.filter(Q(account__department__in=actor.section_ids) | Q(account__in=posted))
    return _list(effect, mine, "")


def _list(effect: str, rows: QuerySet[PostDraft], status: str) -> WorkList:
    more_url = reverse("posts:post-list") + (f"?status={status}" if status else "")
    return work_list(effect, rows.with_names().order_by("waiting_since", "pk"), _task, more_url)


def _task(draft: PostDraft) -> Task:
    planned = f"投稿する日 {wareki.long(draft.planned_on)}・" if draft.planned_on else ""
    why = f"{planned}{draft.account}・{draft.edited_by.name}"
    return Task(str(draft), draft.get_absolute_url(), why, draft.waiting_since)
