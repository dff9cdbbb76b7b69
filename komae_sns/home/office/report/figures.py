"""The figures of a 年度, as plain values that can be stored: counted anew until they are fixed."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from statistics import median
from typing import Any

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils.timezone import localdate

from accounts.models import AnnualReview, Decision, ReviewRound, ReviewYear, Service, StatusCheck
from accounts.status import WITH_SECTION, ReviewStatus
from approvals.models import Application, ApplicationRound, Waiver
from komae_sns.audit.models import Entry
from komae_sns.documents.fiscal_year import bounds, fiscal_year
from komae_sns.home.office.report import accounts, incidents
from komae_sns.staff.department_tree import department_tree_on

Facts = Mapping[str, Any]
_O, _V = Decision.Outcome, AnnualReview.Verdict
BY_COMMITTEE = (_O.APPROVED, _O.APPROVED_WITH_CONDITIONS, _O.REJECTED)


def first_year(today: date) -> int:
    """Before it the portal holds nothing that could be counted."""
    first = Entry.objects.order_by("seq").values_list("at", flat=True).first()
    begun = fiscal_year(localdate(first)) if first else fiscal_year(today)
    reviewed = ReviewYear.objects.aggregate(first=Min("fiscal_year"))["first"]
    return min(begun, begun if reviewed is None else reviewed)


def facts_of(year: int, today: date) -> Facts:
    """Up to `today`, or the last day of the 年度; its reviews as they stand today."""
    first, last = bounds(year)
    day = min(today, last)
    rows = accounts.counted(first, day)
    whole = sum((counts for _, _, counts in rows), accounts.Counts())
    figures, kinds = incidents.counted(first, day)
    return {
        "year": year,
        "as_of": day.isoformat(),
        "accounts": asdict(whole),
        "services": _services(accounts.kept(rows, 0)),
        "sections": _sections(accounts.kept(rows, 1), day),
        "reviews": _reviews(year, today),
        "applications": _applications(first, day),
        "waivers": _waivers(first, day),
        "checks": _checks(first, day),
        "incidents": figures,
        "incident_kinds": kinds,
    }


def _services(found: Mapping[str, Any]) -> list[Facts]:
    services = Service.objects.filter(pk__in=found).order_by("sort", "pk")
    return [{"id": s.pk, "name": s.name, **found[str(s.pk)]} for s in services]


def _sections(found: Mapping[str, Any], day: date) -> list[Facts]:
    """部 by kana, their sections by kana; those outside any 部 among them."""
    tree = department_tree_on(day)
    places = {pk: n for n, pk in enumerate(tree)}

    def place(pk: int) -> tuple[int, int]:
        above = tree[pk].above
        return places[above[-1].pk if above else pk], places[pk]

    return [
        {
            "id": pk,
            "division": tree[pk].division_name,
            "name": tree[pk].full_name.removeprefix(tree[pk].division_name),
            **found[str(pk)],
        }
        for pk in sorted(map(int, found), key=place)
    ]


def _reviews(year: int, today: date) -> Facts:
    first_round = ReviewRound.objects.filter(review=OuterRef("pk"), number=1)
    reviews = AnnualReview.objects.of_year(year).annotate(
        first_on=Subquery(first_round.values(on=TruncDate("submitted_at"))[:1])
    )
    asked = ~Q(status=ReviewStatus.EXCLUDED)
    confirmed = Q(status=ReviewStatus.CONFIRMED)
    sums = {
        "asked": asked,
        "excluded": ~asked,
        "submitted": asked & Q(first_on__isnull=False),
        "late": asked & Q(first_on__gt=F("first_due_on")),
        "missing": asked & Q(first_on=None),
        "overdue": Q(status__in=WITH_SECTION, due_on__lt=today),
        "confirmed": confirmed,
        "going_on": confirmed & Q(verdict=_V.CONTINUE),
        "improving": confirmed & Q(verdict=_V.IMPROVE),
        "stopping": confirmed & Q(verdict=_V.STOP),
    }
    return _aggregated(reviews, sums)


def _applications(first: date, day: date) -> Facts:
    """The time runs from the first submission to the committee's decision, in calendar days."""
    filed = ApplicationRound.objects.filter(application=OuterRef("pk"), number=1)
    applications = Application.objects.annotate(
        filed_on=Subquery(filed.values(on=TruncDate("submitted_at"))[:1])
    )
    decided = Q(decision__decided_on__range=(first, day))
    sums = {
        "submitted": Q(filed_on__range=(first, day)),
        "approved": decided & Q(decision__outcome=_O.APPROVED),
        "conditional": decided & Q(decision__outcome=_O.APPROVED_WITH_CONDITIONS),
        "rejected": decided & Q(decision__outcome=_O.REJECTED),
    }
    timed = applications.filter(decided, decision__outcome__in=BY_COMMITTEE)
    pairs = timed.exclude(filed_on=None).values_list("filed_on", "decision__decided_on")
    days = [(decided_on - filed_on).days for filed_on, decided_on in pairs]
    return _aggregated(applications, sums) | {
        "median_days": median(days) if days else None,
        "longest_days": max(days, default=None),
    }


def _waivers(first: date, day: date) -> Facts:
    granted = Waiver.objects.filter(decision__decided_on__range=(first, day))
    sums = {
        "without_form": Q(proviso=Waiver.Proviso.WITHOUT_FORM),
        "without_committee": Q(proviso=Waiver.Proviso.WITHOUT_COMMITTEE),
        "unreported": Q(reported_at=None),
    }
    return _aggregated(granted, sums)


def _checks(first: date, day: date) -> Facts:
    """`overdue`: due before the day, and not done on it."""
    done = Q(done_on__range=(first, day))
    sums = {
        "done": done,
        "late": done & Q(done_on__gt=F("due_on")),
        "wrong": done & Q(result=StatusCheck.Result.WRONG),
        "locked_out": done & Q(result=StatusCheck.Result.LOCKED_OUT),
        "overdue": Q(due_on__lt=day) & (Q(done_on=None) | Q(done_on__gt=day)),
    }
    return _aggregated(StatusCheck.objects.all(), sums)


def _aggregated(rows: QuerySet, sums: Mapping[str, Q]) -> dict[str, Any]:
    counts = {name: Count("pk", filter=condition) for name, condition in sums.items()}
    return rows.order_by().aggregate(**counts)
