"""Addresses of the public pages, which differ between the portal and a static copy."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from komae_sns.home.registry import links
from komae_sns.home.registry.entries import Entry, InForce
from komae_sns.home.registry.listing import Listed

register = template.Library()


@register.simple_tag(takes_context=True)
def to(context: template.Context, place: str) -> str:
    return context["at"].to(_PLACES[place])


_PLACES = {
    "list": links.LIST,
    "check": links.CHECK,
    "warnings": links.WARNINGS,
    "data": links.DATA,
    "json": links.JSON,
    "csv": links.CSV,
    "feed": links.FEED,
    "warnings_json": links.WARNINGS_JSON,
}


@register.simple_tag(takes_context=True)
def to_file(context: template.Context, path: str) -> str:
    return context["at"].to_file(path)


@register.simple_tag(takes_context=True)
def to_account(context: template.Context, key: str) -> str:
    return context["at"].to(links.account(key))


@register.simple_tag(takes_context=True)
def to_warning(context: template.Context, number: int) -> str:
    return context["at"].to(links.warning(number))


@register.simple_tag(takes_context=True)
def to_qr(context: template.Context, key: str) -> str:
    return context["at"].to(links.qr(key))


@register.simple_tag(takes_context=True)
def to_policy(context: template.Context, entry: Entry, version: InForce) -> str:
    return context["at"].to(links.policy(entry.key, version))


@register.simple_tag(takes_context=True)
def to_choice(context: template.Context, menu: str, value: str) -> str:
    return context["at"].to_list({menu: value})


@register.simple_tag(takes_context=True)
def to_page(context: template.Context, found: Listed, number: int) -> str:
    return context["at"].to_list(found.chosen, number)


@register.simple_tag(takes_context=True)
def permanent(context: template.Context, key: str) -> str:
    """The address of an account's page to print and to hand on."""
    return links.permanent(links.account(key), context["at"].base)


@register.simple_tag
def standing(entry: Entry) -> SafeString:
    tone = "bad" if entry.is_doubted else _TONES[entry.standing]
    return format_html('<span class="status" data-tone="{}">{}</span>', tone, entry.label)


_TONES = {
    "RUNNING": "good",
    "PAUSED": "attention",
    "STOPPING": "attention",
    "STOPPED": "plain",
    "SERVICE_ENDED": "plain",
}


@register.filter
def chosen_in(found: Listed, menu: str) -> str:
    """The value that is chosen there; blank for none."""
    return found.chosen.get(menu, "")
