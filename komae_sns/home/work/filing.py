"""Applications: to write, to submit, to accept, to put before the committee; conditions."""

from collections.abc import Iterator
from dataclasses import replace

from django.db.models import Q, QuerySet
from django.urls import reverse

from approvals.models import Application, Condition
from approvals.models.step_back import given_back, sent_back_to_check
from approvals.status import ApplicationStatus
from approvals.waiting import waiting_for_each
from komae_sns.documents import wareki
from komae_sns.home.work.lists import (
    Task,
    WorkList,
    applications_page,
    meetings_page,
    work_list,
)
from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post


def returned(actor: Actor) -> WorkList | None:
    return _of_my_sections(
        actor, "指摘に対応して、もう一度提出する", Application.objects.returned(), "RETURNED"
    )


def to_submit(actor: Actor) -> WorkList | None:
    """Drafts that the clerks passed up to their head."""
    sections = _headed(actor)
    passed = Application.objects.drafts().exclude(passed_to_head_at=None)
    rows = passed.of_sections(sections).with_names().order_by("waiting_since")
    return sections and work_list("内容を確かめて、事務局へ提出する", rows, _application, _drafts())


def to_write(actor: Actor) -> WorkList | None:
    drafts = Application.objects.drafts().filter(~given_back(), passed_to_head_at=None)
    return _of_my_sections(actor, "下書きを書き上げる", drafts, "DRAFT")


def given_back_to_me(actor: Actor) -> WorkList | None:
    """The head wants something mended in what was passed up."""
    drafts = Application.objects.drafts().filter(given_back(), passed_to_head_at=None)
    effect = "課長から戻された下書きを直して、もう一度回す"
    return _of_my_sections(actor, effect, drafts, "DRAFT")


def to_accept(actor: Actor) -> WorkList | None:
    """Nobody accepts their own doing: those of one's own section wait for a colleague."""
    if not actor.holds(Post.SECRETARIAT):
        return None
    others = Application.objects.submitted().exclude(
        Q(department__in=actor.interested_section_ids) | Q(drafted_by__in=actor.persons)
    )
    rows = others.with_names().annotate(came_back=sent_back_to_check()).order_by("waiting_since")
    return work_list("受け付けるか、差し戻す", rows, _filed, applications_page("SUBMITTED"))


def _filed(application: Application) -> Task:
    task = _application(application)
    back = "委員会から受付に戻りました・" if application.came_back else ""
    return replace(task, why=f"{back}{task.why}")


def to_put_on_agenda(actor: Actor) -> WorkList | None:
    if not actor.holds(Post.SECRETARIAT):
        return None
    rows = Application.objects.not_on_an_agenda().with_names().order_by("waiting_since")
    return work_list("委員会の議題にのせる", rows, _application, meetings_page())


def conditions_to_meet(actor: Actor) -> WorkList | None:
    if not actor.section_ids:
        return None
    rows = Condition.objects.to_report().of_sections(actor.section_ids)
    return _conditions(actor, "承認の条件を満たして、報告する", rows)


def conditions_to_confirm(actor: Actor) -> WorkList | None:
    """Nobody confirms what their own section did."""
    if not actor.holds(Post.SECRETARIAT, Post.CHAIR):
        return None
    rows = Condition.objects.to_confirm().not_of(actor).exclude(reported_by__in=actor.persons)
    return _conditions(actor, "満たされた条件を確認する", rows)


def _conditions(actor: Actor, effect: str, rows: QuerySet) -> WorkList:
    def task(condition: Condition) -> Task:
        due = f"期限 {wareki.long(condition.due_on)}・" if condition.due_on else ""
        sent_back = "差し戻されました・" if condition.was_sent_back else ""
        why = f"{due}{sent_back}{condition.application}"
        late = condition.is_overdue_on(actor.today)
        since = condition.due_on if late else condition.waiting_since
        return Task(condition.text, condition.get_absolute_url(), why, since, late)

    more = reverse("approvals:application-list")
    return work_list(effect, rows.with_names().soonest_first(), task, more)


def waiting(actor: Actor) -> WorkList | None:
    """Who has the papers of my sections, and since when."""
    if not actor.section_ids:
        return None
    ours = Application.objects.of_sections(actor.section_ids)
    passed_up = ours.drafts().exclude(passed_to_head_at=None)
    others = passed_up.exclude(department__in=_headed(actor))
    rows = ours.submitted() | ours.in_review() | others
    rows = rows.with_names().order_by("waiting_since")
    return WorkList("申請の返事を待つ", rows, _with_whom, applications_page())


def _with_whom(applications: list[Application]) -> Iterator[Task]:
    who = waiting_for_each(applications)
    for each in applications:
        turn = who[each.pk]
        why = f"{turn.who}の番です：{turn.what}"
        yield Task(str(each), each.get_absolute_url(), why, turn.since)


def _headed(actor: Actor) -> frozenset[int]:
    return frozenset(a.department_id for a in actor.appointments if a.post == Post.HEAD)


def _drafts() -> str:
    return applications_page(ApplicationStatus.DRAFT)


def _of_my_sections(
    actor: Actor, effect: str, applications: QuerySet, status: str
) -> WorkList | None:
    if not actor.section_ids:
        return None
    rows = applications.of_sections(actor.section_ids).with_names().order_by("waiting_since")
    return work_list(effect, rows, _application, applications_page(status))


def _application(application: Application) -> Task:
    why = f"{application.department.full_name}・起案 {application.drafted_by.name}"
    return Task(str(application), application.get_absolute_url(), why, application.waiting_since)
