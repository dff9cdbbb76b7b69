"""Who answers for an official account on a day, as manager or as one who posts."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Acknowledgement, OfficialAccount, Operator
from accounts.status import AccountStatus
from komae_sns.documents.fiscal_year import first_day, fiscal_year
from komae_sns.staff.models import Appointment, User

LONG_AGO = date(1900, 1, 1)
OVER = {AccountStatus.SERVICE_ENDED, AccountStatus.ABANDONED}
IN_USE = [s for s in AccountStatus if s not in OVER]


def in_charge(today: date) -> QuerySet[User]:
    """`managing_since` and `posting_since`: the latest day on which such a duty began."""
    accounts = OfficialAccount.objects.filter(status__in=IN_USE)
    managing = Exists(accounts.filter(manager=OuterRef("pk")))
    managed = Appointment.objects.on(today).filter(managing, user=OuterRef("pk"))
    posted = Operator.objects.on(today).filter(user=OuterRef("pk"), account__status__in=IN_USE)
    return (
        User.objects.filter(Exists(managed) | Exists(posted), is_active=True)
        .annotate(managing_since=_latest(managed), posting_since=_latest(posted))
        .order_by("kana", "pk")
    )


def yet_to_acknowledge(today: date) -> QuerySet[User]:
    """Nothing acknowledged in this 年度, or nothing since they took up the duty."""
    return in_charge(today).exclude(Exists(_fresh(today)))


def has_acknowledged(user: User, today: date) -> bool:
    return not yet_to_acknowledge(today).filter(pk=user.pk).exists()


def _fresh(today: date) -> QuerySet[Acknowledgement]:
    return (
        Acknowledgement.objects.since(first_day(fiscal_year(today)))
        .filter(
            person=OuterRef("pk"),
            acknowledged_on__gte=OuterRef("managing_since"),
        )
        .filter(acknowledged_on__gte=OuterRef("posting_since"))
    )


def _latest(duties: QuerySet) -> Coalesce:
    """The first by its day, not the greatest of all: a manager's accounts may be thousands."""
    newest = duties.order_by("-starts_on").values("starts_on")
    return Coalesce(Subquery(newest[:1]), LONG_AGO)
