"""Whose host it is: a service's own, one that only looks like it, or a slip of the hand."""

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from accounts.address.characters import JAPANESE, skeleton
from accounts.address.problems import Problem
from accounts.address.rules import ServiceRule, Site

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_JAPANESE_LABEL = re.compile(f"[{JAPANESE}0-9-]+")
_DIGIT_TWINS = str.maketrans("013", "ole")


def main_host(rule: ServiceRule, host: str) -> str | None:
    """The host of the rule that this is, without the www., m. or ja-jp. in front."""
    if host in rule.known_hosts:
        return host
    label, _, rest = host.partition(".")
    fits = any(fnmatchcase(label, pattern) for pattern in rule.subdomains)
    return rest if fits and rest in rule.known_hosts else None


def is_short(rule: ServiceRule, host: str) -> bool:
    return host.removeprefix("www.") in rule.short_hosts


def site(rule: ServiceRule, host: str) -> Site | None:
    return next((site for site in rule.sites if site.fits(host.removeprefix("www."))), None)


def owner(host: str, services: Sequence[ServiceRule]) -> ServiceRule | None:
    """The service whose accounts live here; a subdomain of its host belongs to it too."""
    tests = (
        lambda rule: main_host(rule, host) is not None or is_short(rule, host),
        lambda rule: site(rule, host) is not None,
        lambda rule: any(host.endswith(f".{known}") for known in rule.hosts),
    )
    return next((rule for fits in tests for rule in services if fits(rule)), None)


def imitated(host: str, services: Sequence[ServiceRule]) -> tuple[str, Problem] | None:
    """The real host, and what is wrong with this one."""
    shown = readable(host)
    looks = skeleton(shown)
    plain = looks == host  # no letters of another script
    name = looks.removeprefix("www.")
    tests = (
        (_same_name, _typo if plain else _lookalike),
        (_one_stroke, _typo if plain else _lookalike),
        (_wears, _lookalike),
        (_slip, _typo if plain else _lookalike),
    )
    for fits, sentence in tests:
        for rule, known in _real_hosts(services):
            if fits(name, known):
                return known, sentence(rule, known, shown)
    return None


def misshapen(host: str) -> Problem | None:
    """Japanese names are written wholly in Japanese: any other letter is a disguise."""
    shown = readable(host)
    labels = shown.split(".")
    if all(label.isascii() for label in labels):
        fits = len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and len(host) <= 253
        sentence = f"「{shown}」はサーバーの名前の形になっていません。"
        return None if fits else Problem("bad_host", sentence)
    shapes = ((_LABEL if label.isascii() else _JAPANESE_LABEL, label) for label in labels)
    if all(shape.fullmatch(label) for shape, label in shapes) and registered(host):
        return None
    sentence = f"「{shown}」には、英字に似た別の文字が入っています。登録できません。"
    return Problem("lookalike_host", sentence)


def readable(host: str) -> str:
    """With xn-- labels as a browser shows them."""
    return ".".join(map(_shown, host.split(".")))


def _shown(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode").casefold() or label
    except (UnicodeError, ValueError, OverflowError):
        return label


def registered(host: str) -> str:
    """As the name system knows it (xn--), "" when it cannot."""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _real_hosts(services: Sequence[ServiceRule]) -> Iterator[tuple[ServiceRule, str]]:
    """Platforms with a name of their own; the hosts of blogs are too many and too alike."""
    for rule in services:
        if rule.names_accounts:
            yield from ((rule, host) for host in (*rule.hosts, *rule.short_hosts))


def _wears(host: str, known: str) -> bool:
    """x.com.evil.jp, x-com.jp, instagram-help.com, login.facebook.evil.jp."""
    name, _, top = known.rpartition(".")
    joined = re.escape(name) + r"[.-]" + re.escape(top)
    worn = re.search(rf"(?:^|[.-]){joined}(?=[.-])", host)
    return bool(worn) or (len(name) >= 6 and any(name in label for label in host.split(".")[:-1]))


def _same_name(host: str, known: str) -> bool:
    """instagram.co for instagram.com, and x.com itself in Cyrillic."""
    return host.rpartition(".")[0] == known.rpartition(".")[0]


def _one_stroke(host: str, known: str) -> bool:
    """instagran.com: before it is said to wear instagr.am."""
    return len(known) >= 10 and distance(host, known) == 1


def _slip(host: str, known: str) -> bool:
    if len(known) < 10:
        return False
    plain = host.translate(_DIGIT_TWINS)
    return min(distance(host, known), distance(plain, known)) <= 2


def near(host: str, services: Sequence[ServiceRule]) -> str:
    """A platform's host one stroke away: a hint only, since short names are close to many."""
    looks = host.removeprefix("www.")
    hosts = (known for _, known in _real_hosts(services) if len(known) >= 5)
    return next((known for known in hosts if distance(looks, known) == 1), "")


def distance(a: str, b: str) -> int:
    """Strokes from one to the other: insert, drop, change, or swap two neighbours."""
    if abs(len(a) - len(b)) > 3:
        return abs(len(a) - len(b))
    before, row = [], list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _lookalike(rule: ServiceRule, known: str, shown: str) -> Problem:
    return Problem(
        "lookalike_host",
        f"「{shown}」は{rule.name}（{known}）に似せた、別のサーバーの名前です。"
        "にせのアドレスかもしれません。開かないでください。",
    )


def _typo(rule: ServiceRule, known: str, shown: str) -> Problem:
    return Problem(
        "typo_host",
        f"「{shown}」というサーバーは{rule.name}のものではありません。"
        f"「{known}」の打ちまちがいではありませんか。",
    )
