"""The city's services.toml into the table: what is missing is added, what people keep stays."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import Service
from accounts.services.platforms import keep_service
from komae_sns import city


@dataclass(frozen=True)
class Loaded:
    added: tuple[str, ...]
    updated: tuple[str, ...]
    differing: tuple[str, ...]


@transaction.atomic
def load_services(*, update: bool = False) -> Loaded:
    """Rows that differ from the file are only named, unless `update` says to follow the file."""
    rows = {service.code: service for service in Service.objects.select_for_update()}
    tables = city.data("services.toml")["service"]
    new = [table for table in tables if table["code"] not in rows]
    other = [t for t in tables if t["code"] in rows and _differs(rows[t["code"]], t)]
    for table in new:
        _keep(Service(code=table["code"]), table)
    for table in other if update else ():
        _keep(rows[table["code"]], table)
    names = tuple(table["name"] for table in other)
    return Loaded(
        added=tuple(table["name"] for table in new),
        updated=names if update else (),
        differing=() if update else names,
    )


def _differs(service: Service, table: Mapping[str, Any]) -> bool:
    return (service.name, service.sort, service.rules) != (table["name"], table["sort"], table)


def _keep(service: Service, table: Mapping[str, Any]) -> None:
    service.name, service.sort, service.rules = table["name"], table["sort"], dict(table)
    keep_service(service, by=None)
