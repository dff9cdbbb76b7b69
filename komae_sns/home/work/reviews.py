"""年度末の効果測定: to answer, to submit, to mend, to confirm."""

from django.urls import reverse

from accounts.models import AnnualReview
from accounts.models.annual_review import AnnualReviewQuerySet
from accounts.review_confirmers import INSTEAD, waiting_for_chair
from komae_sns.documents import wareki
from komae_sns.home.work.lists import Task, WorkList, work_list
from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post


def returned(actor: Actor) -> WorkList | None:
    return _of_my_sections(
        actor, "効果測定を直して、もう一度提出する", AnnualReview.objects.returned()
    )


def to_submit(actor: Actor) -> WorkList | None:
    """Passed up to the head."""
    headed = frozenset(s for s in actor.section_ids if _heads(actor, s))
    if not headed:
        return None
    passed = AnnualReview.objects.open().exclude(passed_to_head_at=None)
    return _listed(actor, "効果測定を確かめて、事務局へ提出する", passed.of_sections(headed))


def to_answer(actor: Actor) -> WorkList | None:
    fresh = AnnualReview.objects.open().filter(passed_to_head_at=None)
    return _of_my_sections(actor, "年度末の効果測定に答える", fresh)


def to_confirm(actor: Actor) -> WorkList | None:
    """Nobody confirms their own: those of one's own section wait for a colleague."""
    if actor.holds(Post.SECRETARIAT):
        waiting = AnnualReview.objects.submitted()
    elif actor.holds(*INSTEAD):
        waiting = waiting_for_chair(actor.today)
    else:
        return None
    others = waiting.of_no_interest_to(actor)
    return _listed(actor, "効果測定を確認するか、差し戻す", others)


def _of_my_sections(actor: Actor, effect: str, rows: AnnualReviewQuerySet) -> WorkList | None:
    sections = actor.section_ids
    return _listed(actor, effect, rows.of_sections(sections)) if sections else None


def _heads(actor: Actor, section_id: int) -> bool:
    return any(a.post == Post.HEAD and a.department_id == section_id for a in actor.appointments)


def _listed(actor: Actor, effect: str, rows: AnnualReviewQuerySet) -> WorkList:
    def task(review: AnnualReview) -> Task:
        late = review.is_late_on(actor.today)
        why = f"{review.account.department.full_name}・期限 {wareki.long(review.due_on)}"
        what = f"{review.account}（{review.year_label}）"
        return Task(what, review.get_absolute_url(), why, review.waiting_since, late)

    rows = rows.with_names().order_by("due_on", "pk")
    return work_list(effect, rows, task, reverse("reviews:year-list"))
