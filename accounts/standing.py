"""How an account stands today by its ledgers: what the account page shows at a glance."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.models import FormerHandle, LinkCheck, OfficialAccount, RelatedDomain
from komae_sns import city

URGENT = 7  # days before a related domain expires


@dataclass(frozen=True)
class Domain:
    domain: RelatedDomain
    label: str
    tone: str


@dataclass(frozen=True)
class Standing:
    link: LinkCheck | None
    link_label: str
    link_tone: str
    former: tuple[FormerHandle, ...]
    domains: tuple[Domain, ...]


def kept() -> dict[str, Exists]:
    """Which ledgers have rows, for an account that is read anyway: most have no domain."""
    return {
        "has_link_checks": Exists(LinkCheck.objects.filter(account=OuterRef("pk"))),
        "has_domains": Exists(RelatedDomain.objects.filter(account=OuterRef("pk"))),
    }


def of(account: OfficialAccount, today: date) -> Standing:
    """Of an account read with `kept`. Three queries at most, however long the life."""
    if account.is_preparing:
        return NOTHING_YET
    link = account.link_checks.first() if account.has_link_checks else None
    label, tone = _link_words(account, link, today)
    return Standing(
        link=link,
        link_label=label,
        link_tone=tone,
        former=_former(account) if account.former_names else (),
        domains=_domains(account, today) if account.has_domains else (),
    )


NOTHING_YET = Standing(None, "", "", (), ())


def _former(account: OfficialAccount) -> tuple[FormerHandle, ...]:
    return tuple(account.former_handles.select_related("service")[:10])


def _domains(account: OfficialAccount, today: date) -> tuple[Domain, ...]:
    return tuple(domain_standing(domain, today) for domain in account.domains.by_expiry()[:10])


def _link_words(account: OfficialAccount, link: LinkCheck | None, today: date) -> tuple[str, str]:
    """Of an account that is not yet or no longer in use nobody expects a check."""
    if link is None:
        return ("まだ確認していません", "attention" if account.is_in_use else "neutral")
    if not link.is_good:
        return "足りないリンクがあります", "bad"
    days = city.facts()["link_check"]["days"]
    if account.is_in_use and link.is_stale_on(today, days):
        return f"確認から{days}日を過ぎています", "attention"
    return "両方向とも確認ずみ", "good"


def domain_standing(domain: RelatedDomain, today: date) -> Domain:
    if domain.expires_on is None:
        return Domain(domain, "期限がわかりません", "attention")
    if domain.is_over_on(today):
        return Domain(domain, "期限切れ", "bad")
    if domain.ends_soon_on(today):
        days = (domain.expires_on - today).days
        tone = "bad" if days <= URGENT else "attention"
        return Domain(domain, f"あと{days}日" if days else "きょうまで", tone)
    return Domain(domain, "期限内", "good")


def ledger_url(account: OfficialAccount) -> str:
    return reverse("accounts:account-ledger", args=[account.pk])
