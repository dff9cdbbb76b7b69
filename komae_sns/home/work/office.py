"""代決 read afterwards, and addresses no mail reaches."""

from django.urls import reverse

from komae_sns.audit.models import Entry
from komae_sns.home.work.lists import Task, WorkList, work_list
from komae_sns.notices.models import DeadAddress
from komae_sns.staff.actors import Actor
from komae_sns.staff.models.deputy import not_yet_reviewed_by
from komae_sns.staff.posts import Post


def to_review_afterwards(actor: Actor) -> WorkList | None:
    """後閲: what others did in the person's name."""
    rows = not_yet_reviewed_by(actor.user).order_by("seq")

    def task(entry: Entry) -> Task:
        return Task(f"{entry.label}：{entry.subject}", url, f"代決 {entry.actor}", entry.at)

    url = reverse("staff:after-review")
    return work_list("後閲する（あなたの代わりに行われたこと）", rows, task, url)


def addresses_to_correct(actor: Actor) -> WorkList | None:
    """Where mails come back from."""
    if not actor.holds(Post.SECRETARIAT):
        return None
    rows = DeadAddress.objects.in_use().select_related("person").order_by("found_at", "pk")
    url = reverse("notices:address-list")

    def task(dead: DeadAddress) -> Task:
        return Task(dead.person.name, url, f"{dead.address}・{dead.reply}", dead.found_at)

    return work_list("メールの届かない宛先を直す", rows, task, url)
