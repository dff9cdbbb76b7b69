"""Fix the figures of a 年度 that is over."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from komae_sns.audit import services as audit
from komae_sns.documents.fiscal_year import last_day
from komae_sns.documents.services import issue_number
from komae_sns.home.office.permissions import can_fix_report
from komae_sns.home.office.report.figures import Facts, facts_of, first_year
from komae_sns.home.office.report.models import AnnualReport
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require

FIXED = "office.report_fixed"
LABELS = {FIXED: "年度報告書を確定した"}
CLAUSE = "4(5)ア"


def with_previous(year: int, today: date) -> Facts:
    """As fixed; else counted now, beside what was fixed or is counted of the 年度 before."""
    fixed = {
        r.fiscal_year: r for r in AnnualReport.objects.filter(fiscal_year__in=(year, year - 1))
    }
    if year in fixed:
        return fixed[year].facts
    return dict(facts_of(year, today)) | {"previous": _before(year, today, fixed.get(year - 1))}


def _before(year: int, today: date, fixed: AnnualReport | None) -> Facts | None:
    if fixed:
        return {key: value for key, value in fixed.facts.items() if key != "previous"}
    return facts_of(year - 1, today) if year - 1 >= first_year(today) else None


@transaction.atomic
def fix(year: int, *, by: Actor, now: datetime) -> AnnualReport:
    """Of two at once one wins, and the number of the other is given back."""
    require(can_fix_report, by)
    if by.today <= last_day(year):
        raise ValidationError("年度が終わるまでは、確定できません。")
    section = people.secretariat_section(by.today)
    if section is None:
        raise ValidationError("事務局の職員に部課の任命がないため、文書番号をとれません。")
    report = AnnualReport(fiscal_year=year, last_day=last_day(year))
    number = issue_number(section, title=str(report), now=now)
    facts = {
        "facts": with_previous(year, by.today),
        "last_day": last_day(year),
        "document_number": number,
        "fixed_on": by.today,
        "fixed_at": now,
        "fixed_by": by.user,
    }
    report, is_new = AnnualReport.objects.get_or_create(fiscal_year=year, defaults=facts)
    if not is_new:
        raise ValidationError("この年度の報告書は、もう確定しています。")
    audit.record(FIXED, report, by=by, clause=CLAUSE, changes={"文書番号": (None, number.text)})
    return report
