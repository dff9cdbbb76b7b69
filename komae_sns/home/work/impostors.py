"""なりすましアカウント and 注意喚起: to judge, report, watch; to let out, mend, look at again."""

from django.db.models import Q
from django.urls import reverse

from incidents.models import Impostor, PublicWarning
from incidents.models.impostor import ImpostorQuerySet
from incidents.models.public_warning import PublicWarningQuerySet
from komae_sns.documents import wareki
from komae_sns.home.work.lists import Task, WorkList, work_list
from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post

ABOVE = (Post.CISO, Post.SECRETARIAT)


def to_judge(actor: Actor) -> WorkList | None:
    """A person says whether it pretends to be the city."""
    rows = Impostor.objects.to_judge()
    if not actor.holds(*ABOVE):
        headed = [a.department_id for a in actor.appointments if a.post == Post.HEAD]
        if not headed:
            return None
        rows = rows.filter(incident__department__in=headed)
    return _impostors("なりすましかどうかを判断する", rows.order_by("found_at", "pk"))


def to_report(actor: Actor) -> WorkList | None:
    if not actor.section_ids:
        return None
    rows = Impostor.objects.to_report().filter(incident__department__in=actor.section_ids)
    return _impostors("なりすましを、運営会社へ通報する", rows.order_by("waiting_since", "pk"))


def to_watch(actor: Actor) -> WorkList | None:
    if not actor.section_ids:
        return None
    rows = Impostor.objects.to_watch_by(actor.today)
    rows = rows.filter(incident__department__in=actor.section_ids).order_by("next_watch_on", "pk")

    def task(impostor: Impostor) -> Task:
        why = f"見る日 {wareki.long(impostor.next_watch_on)}・{impostor.get_status_display()}"
        late = impostor.next_watch_on < actor.today
        url = impostor.get_absolute_url()
        return Task(str(impostor), url, why, impostor.next_watch_on if late else None, late)

    return work_list("なりすましアカウントを見守る", rows.with_names(), task, _list())


def warnings_to_publish(actor: Actor) -> WorkList | None:
    """Nobody lets out what they wrote or submitted."""
    if not actor.holds(*ABOVE):
        return None
    own = (
        Q(submitted_by__in=actor.persons)
        | Q(written_by__in=actor.persons)
        | Q(submitted_for__user__in=actor.persons)
    )
    rows = PublicWarning.objects.waiting().exclude(own).order_by("submitted_at", "pk")
    return _warnings("注意喚起を公開するか、差し戻す", rows)


def warnings_to_finish(actor: Actor) -> WorkList | None:
    """Begun or returned, in the section; a drill ends with its draft."""
    if not actor.section_ids:
        return None
    rows = PublicWarning.objects.written().filter(incident__department__in=actor.section_ids)
    rows = rows.filter(incident__is_drill=False).order_by("waiting_since", "pk")
    return _warnings("注意喚起の文をととのえ、決裁に出す", rows)


def warnings_to_look_at(actor: Actor) -> WorkList | None:
    if not actor.holds(*ABOVE):
        return None
    rows = PublicWarning.objects.to_look_at_by(actor.today).order_by("look_again_on", "pk")
    return _warnings("公開した注意喚起を、続けるか確かめる", rows)


def _impostors(effect: str, rows: ImpostorQuerySet) -> WorkList:
    def task(impostor: Impostor) -> Task:
        why = f"{impostor.get_status_display()}・{impostor.incident.department.full_name}"
        return Task(str(impostor), impostor.get_absolute_url(), why, impostor.waiting_since)

    return work_list(effect, rows.with_names(), task, _list())


def _list() -> str:
    return f"{reverse('incidents:impostor-list')}?state=left"


def _warnings(effect: str, rows: PublicWarningQuerySet) -> WorkList:
    def task(warning: PublicWarning) -> Task:
        returned = "差し戻されました" if warning.returned_because and warning.is_written else ""
        section = warning.incident.department.full_name
        why = "・".join(filter(None, [returned, warning.get_status_display(), section]))
        return Task(str(warning), warning.get_absolute_url(), why, warning.waiting_since)

    more = reverse("incidents:warning-list")
    return work_list(effect, rows.with_names(), task, more)
