"""What every page may say: the menu, dates of the office, clauses of the guideline."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from urllib.parse import quote

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from komae_sns import city
from komae_sns.city import guideline
from komae_sns.documents import wareki as calendar
from komae_sns.documents.listings.download import FORMATS, conditions
from komae_sns.home import navigation
from komae_sns.home.saved.models import SavedView
from komae_sns.lives import Life
from komae_sns.notices.models import Notice
from komae_sns.searching import Piece
from komae_sns.text import show_invisible

register = template.Library()
ZERO_WIDTH_JOINER = "\u200d"


@register.simple_tag(takes_context=True)
def main_navigation(context: template.Context) -> list[navigation.Item]:
    actor = context.get("actor")
    return navigation.main_menu(actor, context["request"].path) if actor else []


@register.simple_tag(takes_context=True)
def unread_notices(context: template.Context) -> int:
    actor = context.get("actor")
    return Notice.objects.for_person(actor.user).unread().count() if actor else 0


@register.simple_tag(takes_context=True)
def offices(context: template.Context) -> str:
    """「秘書広報室長・委員（代決：図書館長）」"""
    actor = context.get("actor")
    if not actor:
        return ""
    own, deputed = (
        "・".join(dict.fromkeys(a.office for a in held)) for held in (actor.own, actor.deputed)
    )
    return f"{own}（代決：{deputed}）" if deputed else own


@register.simple_tag(takes_context=True)
def take_out(context: template.Context) -> list[tuple[str, str]]:
    """The formats of a list, and the addresses that give it with the conditions of this page."""
    query = conditions(context["request"].GET)
    return [(name, f"?{query}{'&' if query else ''}as={code}") for code, name in FORMATS.items()]


@dataclass(frozen=True)
class Saved:
    """One's own selections of this list; `query`: the present one, blank where it is whole."""

    mine: Sequence[SavedView]
    place: str
    query: str
    address: str


@register.simple_tag(takes_context=True)
def saved_views(context: template.Context) -> Saved:
    request = context["request"]
    place, query = request.resolver_match.view_name, conditions(request.GET)
    mine = SavedView.objects.of(request.user).filter(place=place).order_by("name")
    return Saved(list(mine), place, query, f"{request.build_absolute_uri(request.path)}?{query}")


@register.simple_tag
def status(thing: Life) -> SafeString:
    """The status of a thing as a badge; a tag and not an include, because lists show fifty."""
    return _badge(thing.status, thing.get_status_display())


@cache
def _badge(status: str, label: str) -> SafeString:
    return format_html('<span class="status" data-status="{}">{}</span>', status, label)


@register.simple_tag
def clause(name: str) -> SafeString:
    """The clause a thing comes from, and its text, one click away."""
    return _clause(name, city.folder())


@lru_cache(maxsize=1000)
def _clause(name: str, _folder: object) -> SafeString:
    url = f"{reverse('home:guideline')}#{quote(name)}"
    context = {"name": name, "url": url, "clause": guideline.find(name)}
    return render_to_string("_components/clause.html", context)


@register.filter
def marks(pieces: Iterable[Piece]) -> SafeString:
    """What was looked for, marked; a filter, because a page of results has hundreds."""
    return SafeString("".join(_MARK[piece.is_found] % escape(seen(piece.text)) for piece in pieces))


_MARK = {True: "<mark>%s</mark>", False: "%s"}


@register.filter
def visible(text: str) -> str:
    """All that cannot be seen as a mark: of names and articles, where one character may deceive."""
    return show_invisible(text)


@register.filter
def seen(text: str) -> str:
    """What cannot be seen as a mark; what joins emoji (👨‍👩‍👧) stays."""
    return ZERO_WIDTH_JOINER.join(map(show_invisible, text.split(ZERO_WIDTH_JOINER)))


@register.filter
def wareki(day: date | datetime | None) -> str:
    """「令和8年11月22日」; blank for None."""
    return calendar.long(_local_day(day)) if day else ""


@register.simple_tag
def day(day: date | datetime | None) -> SafeString | str:
    """「R8.11.22」 for narrow columns, and for machines; lists show fifty."""
    return _short_day(_local_day(day)) if day else ""


@lru_cache(maxsize=4000)
def _short_day(day: date) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), calendar.short(day))


@register.simple_tag
def second(moment: datetime) -> SafeString:
    """「R8.11.22 14:05:09」, for the trail."""
    local = timezone.localtime(moment)
    shown = f"{calendar.short(local.date())} {local:%H:%M:%S}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), shown)


@register.simple_tag
def moment(at: datetime) -> SafeString:
    """「令和8年11月22日 14:05」, and for machines; time lines show thirty."""
    local = timezone.localtime(at)
    shown = f"{calendar.long(local.date())} {local:%H:%M}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), shown)


@register.simple_tag
def changes(pairs: Mapping[str, Sequence[object]], longest: int = 0) -> SafeString:
    """Old → new of each field; a tag, because the trail shows hundreds."""
    rows = format_html_join(
        "", _CHANGE, (_change(name, *pair, longest) for name, pair in pairs.items())
    )
    return format_html('<dl class="changes">{}</dl>', rows) if pairs else SafeString()


_CHANGE = "<div><dt>{}</dt><dd>{}<ins>{}</ins></dd></div>"


def _change(name: str, old: object, new: object, longest: int) -> tuple[object, ...]:
    was = "" if old is None or old == "" else format_html("<del>{}</del> → ", _cut(old, longest))
    return name, was, _cut(new, longest)


def _cut(value: object, longest: int) -> str:
    text = spoken(value)
    return f"{text[: longest - 1]}…" if 0 < longest < len(text) else text


@register.filter
def wareki_weekday(day: date | datetime | None) -> str:
    """「令和8年11月22日（日）」"""
    return calendar.long(_local_day(day), weekday=True) if day else ""


@register.filter
def wareki_short(day: date | datetime | None) -> str:
    """「R8.11.22」, for narrow columns."""
    return calendar.short(_local_day(day)) if day else ""


@register.filter
def wareki_time(moment: datetime | None) -> str:
    """「令和8年11月22日 14:05」"""
    if moment is None:
        return ""
    return f"{calendar.long(_local_day(moment))} {timezone.localtime(moment):%H:%M}"


@register.filter
def spoken(value: object) -> str:
    """A value of the trail as people read it: lists joined, dates as 和暦, yes and no."""
    match value:
        case None | "" | []:
            return "（なし）"
        case bool():
            return "はい" if value else "いいえ"
        case list():
            return "、".join(map(spoken, value))
        case dict():
            return "、".join(f"{name}：{spoken(part)}" for name, part in value.items())
        case str():
            return _as_day(value) or value
        case _:
            return str(value)


def _as_day(text: str) -> str:
    """「令和8年11月27日」 for 2026-11-27; blank for anything else."""
    if len(text) != 10 or not text.isascii():
        return ""
    try:
        return calendar.long(date.fromisoformat(text))
    except ValueError:
        return ""


@register.filter
def days_since(moment: datetime | None, today: date) -> str:
    """「きょう」「3日前」"""
    if moment is None:
        return ""
    days = (today - _local_day(moment)).days
    return f"{days}日前" if days > 0 else "きょう"


@register.filter
def minutes(length: timedelta) -> int:
    return math.ceil(length.total_seconds() / 60)


def _local_day(day: date | datetime) -> date:
    return timezone.localtime(day).date() if isinstance(day, datetime) else day
