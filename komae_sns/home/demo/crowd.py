"""More accounts for trials of lists, search and the overlap list; as many tables of 既存登録."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import count, islice
from typing import Any

from accounts.models import OfficialAccount, Service
from accounts.services.register import register_many
from accounts.status import AccountStatus
from komae_sns.home.demo import data
from komae_sns.home.demo.town import Town

OPENED = date(2012, 4, 2)
DAYS_BETWEEN = 5
AT_ONCE = 2000
EACH_STOPPED = 12  # of so many, one


def gather(town: Town, number: int) -> None:
    """`number` accounts, the same ones whenever they are made."""
    by, rows = town.person("secretariat"), islice(_accounts(town), number)
    while batch := list(islice(rows, AT_ONCE)):
        register_many(
            [OfficialAccount(**facts) for facts, _ in batch],
            [evidence for _, evidence in batch],
            by=by,
            today=town.clock.today,
            more=[{}] * len(batch),
        )


def _accounts(town: Town) -> Iterator[tuple[dict[str, Any], str]]:
    table = data("crowd.toml")
    services = Service.objects.in_bulk(table["services"], field_name="code")
    managers = {s["section"]: town.headship(s["section"]) for s in table["subjects"]}
    for number, (place, subject, code) in enumerate(_combinations(table), 1):
        service, manager = services[code], managers[subject["section"]]
        handle = f"komae{subject['slug']}{number}"
        opened_on = OPENED + timedelta(days=DAYS_BETWEEN * number)
        facts = _facts(place, subject) | {
            "service": service,
            "department": manager.department,
            "manager": manager,
            "name": f"{place}の{subject['name']}",
            "handle": handle,
            "url": service.rules["url"].format(handle=handle),
            "status": _status(number),
            "opened_on": min(opened_on, town.clock.today),
        }
        yield facts, f"試しに作ったアカウント（{number}件目）"


def _status(number: int) -> AccountStatus:
    return AccountStatus.RUNNING if number % EACH_STOPPED else AccountStatus.SUSPENDED


def _combinations(table: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, str], str]]:
    """Endless: after the last place the first one again, numbered."""
    for turn in count(1):
        for place in table["places"]:
            for subject in table["subjects"]:
                for code in table["services"]:
                    yield (f"{place}第{turn}" if turn > 1 else place), subject, code


def _facts(place: str, subject: Mapping[str, str]) -> dict[str, str]:
    return {
        "purpose": f"{place}の{subject['purpose']}",
        "topics": subject["topics"],
        "audience": f"{place}の{subject['audience']}",
        "frequency": subject["frequency"],
        "profile_text": f"狛江市{subject['section']}が運営し、{subject['topics']}を知らせます。",
    }
