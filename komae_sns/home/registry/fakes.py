"""Accounts of others that a person judged to pretend to be the city's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from accounts.models import Service
from incidents.impostor_address import web_address
from incidents.models import Impostor, PublicWarning
from incidents.status import ImpostorStatus

MOST = 20


@dataclass(frozen=True)
class Fake:
    """`warning`: the number of one that stands and names it."""

    service: str
    handle: str
    url: str
    judged_on: date
    is_gone: bool
    warning: int | None = None


def known_fakes(
    keys: Sequence[tuple[Service, str]], urls: Sequence[str], typed: str = ""
) -> list[Fake]:
    """Those under one of these handles, or at one of these addresses, newest first."""
    wanted = [f"{service.code}:{key}" for service, key in keys if key]
    wanted += [url for url in (*urls, web_address(typed)) if url]
    if not wanted:
        return []
    found = list(_known().at(wanted)[:MOST])
    named = _warnings(found) if found else {}
    return [_fake(impostor, named.get(impostor.pk)) for impostor in found]


def all_fakes() -> list[Fake]:
    return list(map(_fake, _known()))


def _known() -> Any:
    return Impostor.objects.known().select_related("service").order_by("-judged_at", "-pk")


def _warnings(impostors: Sequence[Impostor]) -> dict[int, int]:
    rows = PublicWarning.objects.published().filter(impostors__in=impostors)
    return dict(rows.order_by("pk").values_list("impostors", "pk"))


def _fake(impostor: Impostor, warning: int | None = None) -> Fake:
    service = impostor.service
    return Fake(
        service=service.name if service else "",
        handle=service.rule.shown(impostor.handle) if service and impostor.handle else "",
        url=impostor.url,
        judged_on=localdate(impostor.judged_at),
        is_gone=impostor.status == ImpostorStatus.GONE,
        warning=warning,
    )


def as_data(fake: Fake) -> dict[str, Any]:
    return {
        "service": fake.service or None,
        "handle": fake.handle or None,
        "url": fake.url,
        "judged_on": fake.judged_on.isoformat(),
        "gone": fake.is_gone,
    }
