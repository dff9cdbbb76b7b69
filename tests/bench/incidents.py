"""The lists of incidents, impostors and warnings as they grow, among many accounts.

    python -m tests.bench.incidents [ACCOUNTS] [INCIDENTS] [ROUNDS]

Real PostgreSQL, two gunicorn workers: the lists with FEW incidents and with INCIDENTS, each beside
the empty page, and how much later the slowest twentieth comes.
"""

import subprocess
import sys
from datetime import datetime, timedelta
from itertools import cycle
from zoneinfo import ZoneInfo

from tests.bench.city import seeded
from tests.bench.pages import measure, p95, show

FEW = 1_000
START = datetime(2020, 4, 1, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
SYMBOL = "試事"
KINDS = ("impostor", "wrong_post", "statement", "attack", "other")
LISTS = {
    "empty": "/bench/empty/",
    "incidents": "/incidents/",
    "not over": "/incidents/?state=open",
    "older ones": "/incidents/?before=500",
    "one kind": "/incidents/?kind=impostor",
    "one section": "/incidents/?department=2",
    "two characters": "/incidents/?q=%E6%8A%95%E7%A8%BF",
    "impostors": "/incidents/impostors/",
    "warnings": "/incidents/warnings/",
    "one incident": "/incidents/{incident}/",
}


def main(accounts: int = 100_000, incidents: int = 20_000, rounds: int = 60) -> None:
    with seeded(accounts):
        few = _with(FEW, accounts, rounds)
        many = _with(incidents, accounts, rounds)
        print(f"\np95 of {incidents:,} beside {FEW:,}")
        for name in LISTS:
            print(f"{name:24}{p95(many[name]) / p95(few[name]):>8.2f}")


def _with(incidents: int, accounts: int, rounds: int) -> dict[str, list[float]]:
    command = [sys.executable, "-m", "tests.bench.incidents", "seed", str(incidents)]
    subprocess.run(command, check=True)
    print(f"\n{incidents:,} incidents, {accounts:,} accounts", flush=True)
    times, queries = measure(LISTS, rounds)
    show(times, queries)
    return times


def seed(wanted: int) -> None:
    """Of a city's years: nearly all are over, each fourth had an impostor, each tenth a warning."""
    import django

    django.setup()
    from django.db import connection

    from incidents.models import Incident

    made = _incidents(Incident.objects.count(), wanted)
    _impostors(made[::4])
    _warnings(made[::10])
    _move(made)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _incidents(there: int, wanted: int) -> list:
    from accounts.models import OfficialAccount
    from incidents import cards
    from incidents.models import Incident
    from komae_sns.documents.models import DocumentNumber
    from komae_sns.staff.models import User

    names, reporter = dict(cards.choices()), User.objects.get(username="clerk")
    last = DocumentNumber.objects.filter(symbol=SYMBOL).count()
    accounts = OfficialAccount.objects.order_by("pk").values_list("pk", "department_id")
    places = zip(cycle(accounts), cycle(KINDS), range(there, wanted), strict=False)
    numbers, incidents = [], []
    for (account, department), kind, n in places:
        at = START + timedelta(hours=2 * n)
        number = DocumentNumber(
            department_id=department,
            symbol=SYMBOL,
            fiscal_year=2020,
            number=last + len(numbers) + 1,
            text=f"{SYMBOL}第{last + len(numbers) + 1}号",
            title="事案",
            issued_at=at,
        )
        numbers.append(number)
        incidents.append(
            Incident(
                number=number,
                kind=kind,
                kind_name=names[kind],
                account_id=account,
                department_id=department,
                what=f"{n}件目：身におぼえのない投稿があった。",
                where="https://x.com/komae",
                recorded_at=at,
                reported_by=reporter,
                head_due_at=at + timedelta(hours=1),
                waiting_since=at,
            )
        )
    DocumentNumber.objects.bulk_create(numbers, batch_size=2000)
    return Incident.objects.bulk_create(incidents, batch_size=2000)


def _impostors(incidents: list) -> None:
    from incidents.models import Impostor

    found = Impostor.objects.bulk_create(
        Impostor(
            incident=incident,
            typed=f"https://x.com/komae_{incident.pk}",
            handle=f"komae_{incident.pk}",
            url=f"https://x.com/komae_{incident.pk}",
            address_key=f"x:komae_{incident.pk}",
            status="FOUND",
            found_at=incident.recorded_at,
            found_by=incident.reported_by,
            waiting_since=incident.recorded_at,
        )
        for incident in incidents
    )
    over = Impostor.objects.filter(pk__in=[impostor.pk for impostor in found])
    judged = {"judged_at": START, "judged_by": incidents[0].reported_by}
    over.update(status="MISTAKEN", judgement="商店会のもの", **judged)


def _warnings(incidents: list) -> None:
    from incidents.models import PublicWarning

    PublicWarning.objects.bulk_create(
        PublicWarning(
            incident=incident,
            status="DRAFT",
            title="にせのアカウントにご注意ください",
            body="市からダイレクトメッセージを送ることはありません。",
            written_by=incident.reported_by,
            written_at=incident.recorded_at,
            waiting_since=incident.recorded_at,
        )
        for incident in incidents
    )


def _move(incidents: list) -> None:
    """As they went: nineteen of twenty to their end."""
    from incidents.models import Incident
    from komae_sns.staff.models import User

    head, ciso = (User.objects.get(username=name) for name in ("head", "ciso"))
    over = Incident.objects.filter(pk__in=[i.pk for n, i in enumerate(incidents) if n % 20])
    moment = START + timedelta(days=3000)
    received = {"ciso_received_at": moment, "ciso_received_by": ciso}
    over.update(status="WITH_CISO", ciso_due_at=moment, **received)
    over.update(status="RESPONDING")
    over.update(status="RESOLVED", outcome="直した。", resolved_at=moment, resolved_by=head)
    over.update(status="CLOSED", conclusion="よい。", closed_at=moment, closed_by=ciso)


if __name__ == "__main__":
    if sys.argv[1:2] == ["seed"]:
        seed(int(sys.argv[2]))
    else:
        main(*map(int, sys.argv[1:]))
