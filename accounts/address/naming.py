"""One account of a service, by its handle, by another form of it, or by its site."""

import re
import unicodedata
from urllib.parse import quote

from accounts.address import hosts
from accounts.address.answer import Address, refused
from accounts.address.characters import fold_width, sentence_after
from accounts.address.handles import address_of, problems_of
from accounts.address.problems import Problem, note
from accounts.address.rules import Form, ServiceRule, Site
from accounts.address.urls import Parts

LONGEST_SITE = 200
_TRACKING = re.compile(r"(?i)(?:utm_\w+|fbclid|gclid|yclid|igsh(?:id)?|si|mc_\w+|_ga)(?:=.*)?")


def by_handle(rule: ServiceRule, value: str, *, cut: bool) -> Address:
    """`cut`: Japanese that runs on after the handle is the sentence it was found in."""
    name = value.strip().removeprefix("@")
    if form := rule.form_of(name):
        return by_form(rule, form, name)
    after = ""
    if cut and not rule.handle.letters:
        name, after = sentence_after(fold_width(name))
    handle, problems = problems_of(rule, name)
    if after:
        sentence = f"「{after}」は、ユーザー名の後に続く文として読みとばしました。"
        problems = (*problems, note("words_after", sentence))
    url = address_of(rule, handle) if handle else ""
    return Address(value, rule.code, handle, url, problems)


def by_form(rule: ServiceRule, form: Form, typed: str) -> Address:
    value = unicodedata.normalize("NFKC", typed)
    if not form.fits(value):
        sentence = f"{rule.name}のアドレスの形が違います。「{value}」の所は{form.shape}です。"
        return refused(value, Problem("bad_id", sentence), service=rule.code)
    url = form.url.replace("{value}", quote(value, safe="._-~"))
    notes = (note("old_form", form.note),) if form.note else ()
    return Address(value, rule.code, form.handle.replace("{value}", value), url, notes)


def by_site(rule: ServiceRule, parts: Parts, spot: Site | None) -> Address | None:
    """None above the place where the site's accounts begin. Without a spot, any address is one."""
    depth = spot.depth if spot else -1
    segments = parts.segments
    if len(segments) < depth:
        return None
    host = parts.host if depth < 0 else parts.host.removeprefix("www.")
    path = _kept_path(parts) if depth < 0 else "".join(f"/{part}" for part in segments[:depth])
    path = quote(path, safe="/?%:@!$&'()*+,;=~-._")
    handle = f"{hosts.readable(host)}{path}".rstrip("/")
    if len(handle) > LONGEST_SITE:
        sentence = f"アドレスは{LONGEST_SITE}文字までです。"
        return refused(handle, Problem("handle_too_long", sentence), service=rule.code)
    url = f"https://{hosts.registered(host) or host}{path or '/'}"
    inside = 0 <= depth < len(segments)
    notes = (inner_page(rule, handle),) if inside else ()
    return Address(handle, rule.code, handle, url, notes)


def _kept_path(parts: Parts) -> str:
    """The whole path, and of the query what names the page (?page_id=3)."""
    path = re.sub("/{2,}", "/", parts.raw_path)
    kept = [pair for pair in parts.raw_query.split("&") if pair and not _TRACKING.fullmatch(pair)]
    return f"{path or '/'}?{'&'.join(kept)}" if kept else path


def inner_page(rule: ServiceRule, handle: str) -> Problem:
    return note(
        "inner_page",
        "投稿など、アカウントの中のページのアドレスです。"
        f"アカウント「{rule.shown(handle)}」として読みました。",
    )
