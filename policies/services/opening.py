"""運用のはじめ: PREPARING → RUNNING, when nothing is missing any more."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from accounts.checklist import Gap
from accounts.models import OfficialAccount
from accounts.services.locking import locked
from accounts.services.opening import opening_gaps
from accounts.status import AccountStatus
from komae_sns.audit import services as audit
from komae_sns.lives import WrongStatus
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from policies import actions, permissions
from policies.models import Policy, PolicyVersion
from policies.services.refusals import NotReady


@transaction.atomic
def open_account(account: OfficialAccount, *, by: Actor, now: datetime) -> OfficialAccount:
    """Raises NotReady with everything that is missing."""
    account = locked(account)
    require(permissions.can_open_account, by, account)
    if not account.may_move_to(AccountStatus.RUNNING) or account.opened_on:
        raise WrongStatus(AccountStatus(account.status), AccountStatus.RUNNING)
    if gaps := opening_gaps(account, by.today):
        raise NotReady(gaps)
    account.move_to(AccountStatus.RUNNING, opened_on=by.today)
    changes = {
        "状態": (AccountStatus.PREPARING.label, AccountStatus.RUNNING.label),
        "開設日": (None, by.today),
    }
    policies = list(Policy.objects.covering(account))
    _tell(account, by)
    audit.record(
        actions.OPEN_ACCOUNT, account, by=by, clause="4(2)ウ", changes=changes, mentions=policies
    )
    return account


def _tell(account: OfficialAccount, by: Actor) -> None:
    told = [*people.secretariat(by.today), *people.workers_of(account.department, by.today)]
    enqueue(Kind.ACCOUNT_OPENED, told, about=account, by=by)


def policy_gaps(account: OfficialAccount, today: date) -> Iterator[Gap]:
    """4(2)イ: registered as a gap of opening (accounts.checklist)."""
    of_account = PolicyVersion.objects.filter(policy__accounts=account).select_related("policy")
    versions = list(of_account.defer("articles", "record").order_by("-pk"))
    if any(version.is_in_force for version in versions):
        return
    if draft := next(iter(versions), None):
        sentence = "運用ポリシーが、まだ施行されていません。"
        place = draft.policy if draft.is_withdrawn else draft
        yield Gap(sentence, "4(2)イ", place.get_absolute_url())
    else:
        place = reverse("policies:policy-start", args=[account.pk])
        yield Gap("運用ポリシーが、まだありません。", "4(2)イ", place)
