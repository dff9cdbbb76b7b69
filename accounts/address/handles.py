"""A platform's rules for handles, and the key by which two handles are the same."""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

from accounts.address.characters import fold_width, invisible_marks, skeleton, without_invisible
from accounts.address.problems import Problem, invisible, note
from accounts.address.rules import HandleRule, ServiceRule

_CHANNEL_ID = re.compile(r"UC[A-Za-z0-9_-]{22}")
_PART_OF_ADDRESS = re.compile(r"(?<=.)[&;?=%#/].*", re.DOTALL)
_KIND = {"-": "ハイフン", "_": "アンダーバー", ".": "ピリオド", " ": "空白", "@": "アットマーク"}


def handle_key(service_code: str, handle: str) -> str:
    """Equal keys, same account. Written in code: stored keys must outlive edits of a service."""
    key = unicodedata.normalize("NFKC", handle).strip().removeprefix("@")
    if service_code == "youtube" and _CHANNEL_ID.fullmatch(key):
        return key
    if service_code in {"blog", "other"}:
        host, slash, path = key.partition("/")
        return (host.casefold() + slash + path).rstrip("/")
    key = key.casefold()
    return key.replace(".", "") if service_code == "facebook" else key


def spelled(rule: ServiceRule, handle: str) -> str:
    """As the platform writes it."""
    return handle.lower() if rule.handle.lower else handle


def problems_of(rule: ServiceRule, typed: str) -> tuple[str, tuple[Problem, ...]]:
    """The handle as it can be registered, or "" with the errors that stop it."""
    handle = spelled(rule, fold_width(typed))
    if invisible_marks(typed):
        return "", (invisible(typed),)
    found = tuple(_problems(rule, handle))
    errors = tuple(problem for problem in found if problem.is_error)
    return ("", errors) if errors else (handle, found)


def _problems(rule: ServiceRule, handle: str) -> Iterator[Problem]:
    if not handle:
        yield Problem("handle_missing", f"{rule.name}のユーザー名がありません。")
        return
    better = corrected(rule, handle)
    suggestion = address_of(rule, better) if better else ""
    yield from _character_problems(rule, handle, suggestion)
    yield from _length_problems(rule, handle)
    yield from _dot_problems(rule.handle, handle, suggestion)
    if handle.casefold() in rule.reserved and not rule.spelled_with_at:
        yield Problem(
            "handle_reserved",
            f"「{handle}」は{rule.name}が自分で使う言葉で、ユーザー名にはなりません。",
        )


def _character_problems(rule: ServiceRule, handle: str, suggestion: str) -> Iterator[Problem]:
    bad = "".join(dict.fromkeys(c for c in handle if not rule.handle.allows(c)))
    if not bad:
        return
    shown = "、".join(f"「{c}」" if c not in _KIND else f"{_KIND[c]}「{c}」" for c in bad[:5])
    yield Problem(
        "handle_characters",
        f"{rule.name}のユーザー名に{shown}は使えません。使えるのは{rule.handle.words}です。",
        suggestion,
    )


def _length_problems(rule: ServiceRule, handle: str) -> Iterator[Problem]:
    allowed, length = rule.handle, len(handle)
    # Scripts that say more in one character may be shorter
    shortest = allowed.min if handle.isascii() else 1
    if length > allowed.max:
        yield Problem(
            "handle_too_long",
            f"{rule.name}のユーザー名は{allowed.max}文字までです（いま{length}文字）。",
        )
    elif length < shortest:
        yield Problem(
            "handle_too_short",
            f"{rule.name}のユーザー名は{allowed.min}文字以上です（いま{length}文字）。",
        )
    elif length < allowed.new_min and handle.isascii():
        yield note(
            "short_for_new",
            f"新しく作る{rule.name}のユーザー名は{allowed.new_min}文字以上です。"
            "前からあるアカウントか確かめてください。",
        )
    elif allowed.new_max and length > allowed.new_max:
        yield note(
            "long_for_new",
            f"新しく作る{rule.name}のユーザー名は{allowed.new_max}文字までです。"
            "前からあるアカウントか確かめてください。",
        )


def _dot_problems(allowed: HandleRule, handle: str, suggestion: str) -> Iterator[Problem]:
    for place, banned, end in (
        ("最初", allowed.not_first, handle[:1]),
        ("最後", allowed.not_last, handle[-1:]),
    ):
        if end and end in banned:
            yield Problem(
                "handle_edge",
                f"ユーザー名の{place}に{_KIND.get(end, '')}「{end}」は使えません。",
                suggestion,
            )
    for sign in allowed.not_doubled:
        if sign * 2 in handle:
            yield Problem(
                "handle_doubled",
                f"ユーザー名の中で{_KIND.get(sign, '')}「{sign}」を続けることはできません。",
                suggestion,
            )


def corrected(rule: ServiceRule, handle: str) -> str:
    """The handle that was probably meant, "" when there is none to be proud of."""
    allowed = rule.handle
    whole = unicodedata.normalize("NFKC", without_invisible(handle))
    name = _PART_OF_ADDRESS.split(whole)[0]
    text = "".join(_replaced(allowed, c) for c in _without_loose_ends(allowed, name))
    for sign in allowed.not_doubled:
        text = re.sub(f"{re.escape(sign)}+", sign, text)
    text = spelled(rule, text.lstrip(allowed.not_first).rstrip(allowed.not_last))
    fits = allowed.min <= len(text) <= allowed.max and all(map(allowed.allows, text))
    return text if fits and text != handle and re.search("[A-Za-z0-9]", text) else ""


def _without_loose_ends(allowed: HandleRule, name: str) -> str:
    kept = [place for place, c in enumerate(name) if allowed.allows(c) or c.isalnum()]
    return name[kept[0] : kept[-1] + 1] if kept else ""


def _replaced(allowed: HandleRule, character: str) -> str:
    if allowed.allows(character):
        return character
    twin = skeleton(character)
    if len(twin) == 1 and twin.isalnum() and allowed.allows(twin):
        return twin
    if character in "-_. ‐‑–—−ー・~":
        return next((sign for sign in "_.-" if allowed.allows(sign)), "")
    return ""


def address_of(rule: ServiceRule, handle: str) -> str:
    return rule.url.replace("{handle}", quote(handle, safe="._-~"))
