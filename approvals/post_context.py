"""What the portal knows that a draft is checked against: consents, earlier posts, names."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.timezone import localdate

from accounts.address import handle_key
from accounts.models import Consent, OfficialAccount, Service
from accounts.permissions import can_read_consents
from accounts.status import ContactStatus
from approvals.models import PostDraft
from approvals.post_check import ConsentOnFile, Context, Earlier, Standing
from approvals.post_check.links import mentions
from komae_sns import city
from komae_sns.staff.actors import Actor

_MOST_CONSENTS, _MOST_EARLIER = 500, 100


def context_for(
    text: str,
    *,
    account: OfficialAccount | None = None,
    service: Service | None = None,
    by: Actor | None,
    day: date,
    but: int | None = None,
    **media: bool,
) -> Context:
    """`by` is shown only what they may read; None for the command, which reads all.

    `but`: the draft itself, which is no repeat of its own.
    """
    service = account.service if account else service
    return Context(
        today=day,
        service_name=service.name if service else "",
        rule=service.rule if service else None,
        handles=_known_handles(text, account),
        consents=_consents(account, by, day) if account else (),
        earlier=_earlier(account, by, day, but) if account else (),
        **_media(media),
    )


def _media(asked: Mapping[str, Any]) -> dict[str, bool]:
    names = ("has_media", "shows_people", "people_agreed")
    return {name: bool(asked.get(name)) for name in names}


def _known_handles(text: str, account: OfficialAccount | None) -> frozenset[str]:
    """Of those that the text calls: the city's own, and whom this account may follow or answer."""
    called = mentions(text)
    if not called:
        return frozenset()
    keys = {name: {name, handle_key("facebook", name)} for name in called}
    wanted = set().union(*keys.values())
    official = OfficialAccount.objects.official().filter(handle_key__in=wanted)
    known = set(official.values_list("handle_key", flat=True))
    if account:
        permitted = account.contacts.filter(status=ContactStatus.PERMITTED)
        known |= {key.rpartition(":")[2] for key in permitted.values_list("url_key", flat=True)}
    return frozenset(name for name in called if keys[name] & known)


def _consents(account: OfficialAccount, by: Actor | None, day: date) -> tuple[ConsentOnFile, ...]:
    if by is not None and not can_read_consents(by, account):
        return ()
    return tuple(_on_file(consent, day) for consent in account.consents.all()[:_MOST_CONSENTS])


def _earlier(
    account: OfficialAccount, by: Actor | None, day: date, but: int | None
) -> tuple[Earlier, ...]:
    since = day - timedelta(days=city.facts()["posts"]["likeness_days"])
    drafts = PostDraft.objects.earlier_of(account, since).exclude(pk=but)
    seen = drafts if by is None else drafts.visible_to(by)
    rows = seen.values_list("text", "posted_at", "edited_at")[:_MOST_EARLIER]
    return tuple(
        Earlier(text, localdate(posted or edited), "投稿" if posted else "下書き")
        for text, posted, edited in rows
    )


def _on_file(consent: Consent, day: date) -> ConsentOnFile:
    if consent.withdrawn_on:
        standing, until = Standing.WITHDRAWN, consent.withdrawn_on
    elif consent.ends_on and consent.ends_on < day:
        standing, until = Standing.OVER, consent.ends_on
    else:
        standing, until = Standing.VALID, consent.ends_on
    return ConsentOnFile(consent.subject, consent.scope, standing, until)
