"""When the 効果測定 of a 年度 begins and is due: arithmetic on days, the dates are the city's."""

from datetime import date, timedelta

from komae_sns import city
from komae_sns.documents.fiscal_year import first_day, fiscal_year


def opens_on(year: int) -> date:
    return _within(year, _facts()["opens"])


def due_on(year: int, asked_on: date) -> date:
    """The city's date; whoever is asked too late for it has a few days all the same."""
    return max(_within(year, _facts()["due"]), asked_on + timedelta(days=_facts()["least_days"]))


def mended_by(returned_on: date) -> date:
    return returned_on + timedelta(days=_facts()["return_days"])


def years_begun(today: date) -> tuple[int, ...]:
    """This 年度 once its day has come, and the last one, for a calendar that stood still."""
    this = fiscal_year(today)
    return tuple(year for year in (this - 1, this) if opens_on(year) <= today)


def _within(year: int, month_day: str) -> date:
    """The day 「02-01」 of that 年度."""
    day = date.fromisoformat(f"{year + 1}-{month_day}")
    return day if day < first_day(year + 1) else day.replace(year=year)


def _facts() -> dict[str, str | int]:
    return city.facts()["annual_review"]
