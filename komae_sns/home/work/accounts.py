"""Accounts to open, and the regular duties of those who answer for them."""

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.duties import content_check_interval
from accounts.in_charge import yet_to_acknowledge
from accounts.models import ContentCheck, OfficialAccount, Operator, PermittedContact
from komae_sns.documents import wareki
from komae_sns.home.work.lists import Task, WorkList, first, register_page, work_list
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User
from komae_sns.staff.posts import Post


def to_open(actor: Actor) -> WorkList | None:
    rows = _my_accounts(actor).preparing().with_names().order_by("pk")

    def task(account: OfficialAccount) -> Task:
        why = f"{account.department.full_name}・開設準備"
        return Task(str(account), account.get_absolute_url(), why, account.registered_at)

    return work_list("アカウントの開設を準備する", rows, task, reverse("accounts:account-list"))


def to_acknowledge(actor: Actor) -> WorkList | None:
    """4(3)イ: once a 年度, and on taking up a duty."""
    rows = yet_to_acknowledge(actor.today).filter(pk=actor.user.pk)
    address = reverse("accounts:acknowledgement")

    def task(user: User) -> Task:
        return Task("遵守事項を読む", address, "アカウントの管理者・担当者は、年度に一度確認します")

    return work_list("遵守事項を確認する", rows, task, address)


def content_to_confirm(actor: Actor) -> WorkList | None:
    """4(3)ア: read through by somebody of the section, for the manager to confirm."""
    if not actor.section_ids:
        return None
    rows = ContentCheck.objects.to_confirm_by(actor).select_related(
        "account__service", "checked_by"
    )

    def task(check: ContentCheck) -> Task:
        why = f"{check.get_result_display()}・確認 {check.checked_by.name}"
        return Task(str(check.account), _content(check.account), why, check.checked_on)

    return work_list(
        "発言内容の確認を、管理者として確かめる", rows.order_by("pk"), task, register_page()
    )


def content_to_check(actor: Actor) -> WorkList | None:
    """4(3)ア: accounts whose posts nobody has read through for longer than the interval."""
    day = actor.today - content_check_interval()
    rows = _my_accounts(actor).content_unread_since(day).with_names().order_by("pk")

    def task(account: OfficialAccount) -> Task:
        return Task(str(account), _content(account), account.department.full_name)

    return work_list("発言内容を確認する", rows, task, register_page())


def contacts_to_decide(actor: Actor) -> WorkList | None:
    """見本第6条: asked for by the section, for its head."""
    if not actor.holds(Post.HEAD):
        return None
    rows = PermittedContact.objects.to_decide_by(actor).with_names().order_by("asked_at")

    def task(contact: PermittedContact) -> Task:
        url = reverse("accounts:contact-decide", args=[contact.account_id, contact.pk])
        why = f"{contact.account}・{contact.asked_by.name}"
        return Task(str(contact), url, why, contact.asked_at)

    more_url = f"{reverse('accounts:contact-list')}?status=WAITING"
    return work_list("フォロー・返信を認めるか決める", rows, task, more_url)


def silent(actor: Actor) -> WorkList | None:
    """Fallen silent, or nobody knows: the question of 4(5)ア before the year ends."""
    mine, today = _my_accounts(actor), actor.today
    rows = mine.silent_on(today).with_names().order_by("pk")

    def task(account: OfficialAccount) -> Task:
        last = account.last_post_on
        why = (
            f"最後の発信 {wareki.long(last)}" if last else "最後に発信した日が、記録されていません"
        )
        url = reverse("accounts:figure-list", args=[account.pk])
        return Task(str(account), url, f"{why}・{account.department.full_name}")

    more_url = f"{register_page()}?silence=idle&mine=section"
    return work_list("発信の止まったアカウントを、続けるか確かめる", rows, task, more_url)


def my_accounts(actor: Actor) -> tuple[list[OfficialAccount], bool]:
    """The first SHOWN, and whether there are more."""
    return first(_my_accounts(actor).with_names().order_by("status", "pk"))


def _my_accounts(actor: Actor) -> QuerySet[OfficialAccount]:
    """Those of my sections, and those I manage or post: each named, for its index to find."""
    posted = Operator.objects.on(actor.today).filter(user=actor.user)
    return (
        OfficialAccount.objects.visible_to(actor)
        .official()
        .filter(
            Q(pk__in=list(posted.values_list("account", flat=True)))
            | Q(manager__in=[a.pk for a in actor.own])
            | Q(department__in=actor.section_ids)
        )
    )


def _content(account: OfficialAccount) -> str:
    return reverse("accounts:content-check-list", args=[account.pk])
