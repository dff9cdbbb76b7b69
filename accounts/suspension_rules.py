"""The city's words and periods for 停止 (suspension.toml, city.toml), as plain values."""

import re
from collections.abc import Mapping

from accounts.checklist import Item
from accounts.models import OfficialAccount, Suspension
from komae_sns import city
from komae_sns.documents import wareki

_DRAFTS = {
    "notice_text": "notice",
    "guidance_text": "guidance",
    "page_text": "page",
    "profile_text": "profile",
}
TEXTS = tuple(_DRAFTS)
_BLANK = re.compile(r"\{(\w+)\}")


def required_days(level: str) -> int:
    """4(5)ウ, 影響度に応じて."""
    return int(city.facts()["suspension_notice_days"][level])


def level_guide(level: str) -> str:
    return str(city.data("suspension.toml")["levels"][level])


def checks() -> tuple[Item, ...]:
    return tuple(Item(**row) for row in city.data("suspension.toml")["check"])


def drafts(suspension: Suspension) -> dict[str, str]:
    """By field: what the city would say, from what the plan knows so far."""
    known = _known(suspension.account, suspension)
    templates: Mapping[str, str] = city.data("suspension.toml")["drafts"]
    return {field: _filled(templates[name], known) for field, name in _DRAFTS.items()}


def _known(account: OfficialAccount, suspension: Suspension) -> dict[str, str]:
    successor = suspension.successor
    lost = "・".join(line.strip("・ 　") for line in suspension.lost_information.splitlines())
    return {
        "city": city.facts()["name"],
        "section": account.department.name,
        "account": account.name,
        "service": account.service.name,
        "stop_on": wareki.long(suspension.stop_on) if suspension.stop_on else "令和　年　月　日",
        "lost": lost.rstrip("。") or "これまでの情報",
        "successor": successor.name if successor else "〇〇〇〇",
        "successor_service": successor.service.name if successor else "〇〇",
        "successor_url": successor.url if successor else "",
    }


def _filled(template: str, known: Mapping[str, str]) -> str:
    """Each blank once: braces that somebody typed stay what they are."""
    return _BLANK.sub(lambda found: known.get(found[1], found[0]), template).strip()
