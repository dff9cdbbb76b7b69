"""Of what the city is reminded of its accounts (DESIGN 9)."""

from datetime import date, datetime

from django.db.models import DateField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.duties import content_check_interval
from accounts.in_charge import yet_to_acknowledge
from accounts.models import (
    AnnualReview,
    Handover,
    OfficialAccount,
    Operator,
    RelatedDomain,
    StatusCheck,
    Suspension,
)
from accounts.models.handover import HandoverQuerySet
from accounts.models.official_account import OfficialAccountQuerySet
from komae_sns.documents.fiscal_year import first_day, fiscal_year
from komae_sns.notices.kinds import Kind
from komae_sns.notices.reminders import Reminding, routes
from komae_sns.staff.models import Appointment, User
from komae_sns.staff.posts import Post

MANAGER = routes.holders("manager")
OPERATORS = routes.persons("operators__user", in_a_period=True)
SECTION = (Post.HEAD, Post.CLERK)


def reviews(now: datetime) -> QuerySet[AnnualReview]:
    """4(5)ア: asked of the section, and not yet submitted."""
    asked = AnnualReview.objects.open_on(localdate(now))
    return asked.annotate(counted_from=F("due_on")).with_names()


def content_unread(now: datetime) -> QuerySet[OfficialAccount]:
    """4(3)ア: in use; counted from the day on which the posts were last read through."""
    accounts = OfficialAccount.objects.live().with_content_read_on()
    return accounts.annotate(counted_from=F("content_read_on_or_since")).with_names()


def _secretariat_where_nobody_posts(accounts: OfficialAccountQuerySet, day: date) -> routes.Told:
    posting = Operator.objects.on(day).filter(account=OuterRef("pk"), user__is_active=True)
    managed = Appointment.objects.on(day).filter(pk=OuterRef("manager"), user__is_active=True)
    return routes.SECRETARIAT(accounts.filter(~Exists(posting), ~Exists(managed)), day)


def unacknowledged(now: datetime) -> QuerySet[User]:
    """4(3)イ: counted from the day on which the duty began anew."""
    today = localdate(now)
    april = Value(first_day(fiscal_year(today)), output_field=DateField())
    began = Greatest("managing_since", "posting_since", april)
    return yet_to_acknowledge(today).annotate(counted_from=began)


def domains(now: datetime) -> QuerySet[RelatedDomain]:
    """4(5)エ: of stopped accounts too: who takes a domain passes for the city."""
    known = RelatedDomain.objects.exclude(expires_on=None)
    return known.annotate(counted_from=F("expires_on")).with_names()


def stops_ahead(now: datetime) -> QuerySet[Suspension]:
    """4(5)ウ: announced and guided; counted from the first day on which it may be stopped."""
    begun = Suspension.objects.notifying().exclude(may_stop_from=None).exclude(guided_on=None)
    may_stop = Greatest("may_stop_from", "guided_on", "stop_on")
    return begun.exclude(stop_on=None).annotate(counted_from=may_stop).with_names()


def handovers(now: datetime) -> QuerySet[Handover]:
    """4(3)カ: not yet received; counted from the leaver's last day."""
    outstanding = Handover.objects.outstanding()
    return outstanding.annotate(counted_from=F("last_day")).with_names()


def _who_has_it(rows: HandoverQuerySet, day: date) -> routes.Told:
    """Until it is handed over who leaves, then who takes it over."""
    yield from routes.persons("leaver")(rows.open(), day)
    yield from routes.persons("successor")(rows.handed(), day)


def status_checks(now: datetime) -> QuerySet[StatusCheck]:
    """4(5)エ: the next round of an account that is stopped and kept."""
    return StatusCheck.objects.due().annotate(counted_from=F("due_on")).with_names()


def managers_leaving(now: datetime) -> QuerySet[OfficialAccount]:
    """Until somebody else has become the manager."""
    accounts = OfficialAccount.objects.in_being().exclude(manager__ends_on=None)
    return accounts.annotate(counted_from=F("manager__ends_on")).with_names()


def _content_page(account: OfficialAccount) -> str:
    return reverse("accounts:content-check-list", args=[account.pk])


def _acknowledgement_page(user: User) -> str:
    return reverse("accounts:acknowledgement")


REMINDERS = (
    Reminding(
        Kind.REVIEW_DUE,
        "4(5)ア",
        reviews,
        to=(
            routes.heads_of("account__department"),
            routes.clerks_of("account__department"),
            routes.holders("account__manager"),
            routes.secretariat_without("account__department", *SECTION, holder="account__manager"),
        ),
        above=(routes.director_of("account__department"), routes.SECRETARIAT),
        opens=True,
        calendar="効果測定の期限",
    ),
    Reminding(
        Kind.CONTENT_CHECK_DUE,
        "4(3)ア",
        content_unread,
        to=(MANAGER, OPERATORS, _secretariat_where_nobody_posts),
        above=(routes.director_of(), routes.SECRETARIAT),
        narrowed=OfficialAccountQuerySet.content_unread_since,
        term=lambda: content_check_interval().days,
        address=_content_page,
        calendar="発言内容の確認の期限",
    ),
    Reminding(
        Kind.ACKNOWLEDGEMENT_DUE,
        "4(3)イ",
        unacknowledged,
        to=(routes.persons("pk"),),
        address=_acknowledgement_page,
    ),
    Reminding(
        Kind.STOP_MAY_PROCEED,
        "4(5)ウ",
        stops_ahead,
        to=(
            routes.heads_of("account__department"),
            routes.clerks_of("account__department"),
            routes.secretariat_without("account__department", *SECTION),
        ),
        above=(routes.director_of("account__department"), routes.SECRETARIAT),
        calendar="運用を停止できる日",
    ),
    Reminding(
        Kind.HANDOVER_DUE,
        "4(3)カ",
        handovers,
        to=(
            _who_has_it,
            routes.heads_of("account__department"),
            routes.secretariat_without("account__department", Post.HEAD),
        ),
        above=(routes.director_of("account__department"), routes.SECRETARIAT),
        calendar="引継ぎの期限",
    ),
    Reminding(
        Kind.STATUS_CHECK_DUE,
        "4(5)エ",
        status_checks,
        to=(
            routes.holders("account__manager"),
            routes.heads_of("account__department"),
            routes.clerks_of("account__department"),
            routes.secretariat_without("account__department", *SECTION),
        ),
        above=(routes.director_of("account__department"), routes.SECRETARIAT),
        calendar="停止後の状態確認",
    ),
    Reminding(
        Kind.DOMAIN_EXPIRING,
        "4(5)エ",
        domains,
        to=(
            routes.holders("account__manager"),
            routes.heads_of("account__department"),
            routes.clerks_of("account__department"),
            routes.secretariat_without("account__department", *SECTION, holder="account__manager"),
        ),
        above=(routes.director_of("account__department"), routes.SECRETARIAT),
        calendar="関連ドメインの期限",
    ),
    Reminding(
        Kind.MANAGER_LEAVING,
        "4(2)イ",
        managers_leaving,
        to=(
            MANAGER,
            routes.heads_of(),
            routes.secretariat_without("department", Post.HEAD, holder="manager"),
        ),
        above=(routes.director_of(), routes.SECRETARIAT),
        calendar="管理者の任期の最後の日",
    ),
)
