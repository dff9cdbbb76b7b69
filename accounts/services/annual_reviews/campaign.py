"""By the calendar: a 年度 opens, whoever is missing is asked, what was stopped is left out.

Every step finds by itself what is due, so that a late or a second start does no harm.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts import actions, permissions, review_dates
from accounts.models import AnnualReview, OfficialAccount, ReviewYear
from accounts.models.official_account import OfficialAccountQuerySet
from accounts.services.leaving_out import leave_out_stopped
from accounts.services.review_locking import locked_year
from accounts.status import ReviewStatus, ReviewYearStatus
from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.documents.fiscal_year import last_day
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require

CLAUSE = "4(5)ア"
AT_ONCE = 500
NAMED = 5


def keep_up(today: date, *, now: datetime) -> int:
    """Open what has begun, ask who is missing, leave out what was stopped; how many reviews."""
    for year in review_dates.years_begun(today):
        if _to_review(year).exists():
            open_year(year, today=today, now=now)
    leave_out_stopped(now=now)
    return sum(
        enrol(year, _to_review(year.fiscal_year), today=today, now=now)
        for year in ReviewYear.objects.open()
    )


def _to_review(year: int) -> OfficialAccountQuerySet:
    """In use now, and in the portal's care before that 年度 was over, however short a time."""
    return OfficialAccount.objects.in_use().in_care_by(last_day(year))


@transaction.atomic
def open_year(year: int, *, today: date, now: datetime) -> ReviewYear:
    """The one that stands, where it was opened before."""
    due_on = review_dates.due_on(year, today)
    facts = {"status": ReviewYearStatus.OPEN, "opened_on": today, "due_on": due_on}
    made, is_new = ReviewYear.objects.get_or_create(fiscal_year=year, defaults=facts)
    if is_new:
        changes = {"期限": (None, wareki.long(due_on))}
        audit.record(actions.OPEN_REVIEW_YEAR, made, by=None, clause=CLAUSE, changes=changes)
    return made


def enrol(
    year: ReviewYear, accounts: OfficialAccountQuerySet, *, today: date, now: datetime
) -> int:
    """A review for each of these accounts that has none yet, some hundreds in a transaction."""
    count, last = 0, 0
    while made := _enrol_some(year, accounts.filter(pk__gt=last), today, now):
        count, last = count + len(made), made[-1].account_id
    return count


@transaction.atomic
def _enrol_some(
    year: ReviewYear, accounts: OfficialAccountQuerySet, today: date, now: datetime
) -> Sequence[AnnualReview]:
    year = locked_year(year)
    if not year.is_open:
        return ()
    theirs = AnnualReview.objects.filter(account=OuterRef("pk"), year=year)
    missing = accounts.filter(~Exists(theirs)).select_related("service").order_by("pk")[:AT_ONCE]
    due_on = max(year.due_on, review_dates.due_on(year.fiscal_year, today))
    made = AnnualReview.objects.bulk_create(
        AnnualReview(
            year=year,
            account=account,
            status=ReviewStatus.OPEN,
            opened_on=today,
            due_on=due_on,
            first_due_on=due_on,
            waiting_since=now,
        )
        for account in missing
    )
    audit.record_all([_opened(review) for review in made], by=None)
    return made


def _opened(review: AnnualReview) -> audit.Event:
    changes = {"期限": (None, wareki.long(review.due_on))}
    mentions = [review.account]
    return audit.Event(actions.OPEN_REVIEW, review, CLAUSE, changes, "", mentions)


@transaction.atomic
def close_year(year: ReviewYear, *, by: Actor, now: datetime) -> None:
    """Every review is 確認 or 対象外; from now on nothing of that 年度 changes."""
    year = locked_year(year)
    require(permissions.can_close_review_year, by)
    year.require_move(ReviewYearStatus.CLOSED)
    if not year.is_over_on(by.today):
        raise ValidationError(
            "年度が終わるまでは、終えられません。新しく開設するアカウントも測定します。"
        )
    theirs = AnnualReview.objects.filter(account=OuterRef("pk"), year=year)
    if missing := _to_review(year.fiscal_year).filter(~Exists(theirs)).count():
        raise ValidationError(
            f"まだ測定を頼んでいないアカウントが、{missing}件あります。一時間ほどで自動で頼みます。"
        )
    if running := list(year.reviews.left_out_though_running().with_names()[:NAMED]):
        names = "、".join(str(review.account) for review in running)
        raise ValidationError(
            f"停止を取りやめて運用しているのに、対象外のままの効果測定があります：{names}。"
            "対象に戻すか、対象外にする理由をあらためて書いてください。"
        )
    left = year.reviews.unsettled().count()
    if left:
        raise ValidationError(f"確認も対象外もされていない効果測定が、{left}件あります。")
    year.move_to(ReviewYearStatus.CLOSED, closed_by=by.user, closed_at=now)
    changes = {"状態": (ReviewYearStatus.OPEN.label, ReviewYearStatus.CLOSED.label)}
    audit.record(actions.CLOSE_REVIEW_YEAR, year, by=by, clause=CLAUSE, changes=changes)
