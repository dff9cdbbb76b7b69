"""A service's address rules, built from one table of services.toml or of `Service.rules`."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from accounts.address.paths import PathRule, path_rules


class BadRule(ValueError):
    """A service's table cannot be used; the message names the service and the entry."""


@dataclass(frozen=True)
class HandleRule:
    """How the platform lets accounts be named."""

    characters: str = "A-Za-z0-9_"  # a regular-expression character class
    words: str = "半角の英数字と _"
    min: int = 1
    max: int = 50
    new_min: int = 0  # shorter ones exist, but can no longer be taken
    new_max: int = 0
    not_first: str = ""
    not_last: str = ""
    not_doubled: str = ""
    lower: bool = False  # the platform itself writes handles in lower case
    letters: bool = False  # letters of any script
    at_sign: bool = True  # people write it as @handle

    def allows(self, character: str) -> bool:
        return bool(re.fullmatch(f"[{self.characters}]", character)) or (
            self.letters
            and not character.isascii()
            and (character.isalnum() or character == "·")
            and unicodedata.normalize("NFKC", character) == character
        )


@dataclass(frozen=True)
class Form:
    """An account named otherwise than by its handle: a number, a channel id, an old user name."""

    name: str
    pattern: str
    url: str
    shape: str  # in words
    bare: bool = False  # so unlike a handle that it is known without its address
    telling: bool = False  # and no other service writes such a thing
    handle: str = "{value}"
    note: str = ""

    def fits(self, value: str) -> bool:
        return re.fullmatch(self.pattern, value) is not None


@dataclass(frozen=True)
class Site:
    """A host whose accounts are `host/first/…/depth-th`; depth -1: the whole path."""

    pattern: str
    depth: int

    def fits(self, host: str) -> bool:
        """`*` stands for one label; www and the bare domain are the operator's own."""
        label, _, rest = host.partition(".")
        if self.pattern.startswith("*."):
            return rest == self.pattern[2:] and label != "www"
        return host == self.pattern


@dataclass(frozen=True)
class PlatformId:
    """The platform's own number of an account. `pattern` blank: none that people can find."""

    pattern: str = ""
    label: str = "固定ID"
    words: str = ""
    hint: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.pattern)

    def fits(self, text: str) -> bool:
        return re.fullmatch(self.pattern, text) is not None


@dataclass(frozen=True)
class ServiceRule:
    code: str
    name: str
    formal_name: str = ""
    operator: str = ""
    policy_name: str = ""
    definition: str = ""
    follower_word: str = "フォロワー"
    post_word: str = "投稿"
    follow_word: str = "フォロー"
    reply_word: str = "コメント"
    share_word: str = "シェア"
    like_word: str = "いいね"
    short_word: str = ""
    message_word: str = ""
    profile_limit: int = 0  # characters; 0: none known
    name_limit: int = 0
    post_limit: int = 0  # of one post; 0: none known
    post_counting: str = ""  # weighted: accounts.post_length
    sort: int = 100
    labels: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    subdomains: tuple[str, ...] = ("www",)
    short_hosts: tuple[str, ...] = ()
    sites: tuple[Site, ...] = ()
    any_site: bool = False
    url: str = ""
    handle: HandleRule = HandleRule()
    platform_id: PlatformId = PlatformId()
    forms: tuple[Form, ...] = ()
    paths: tuple[PathRule, ...] = ()
    reserved: frozenset[str] = frozenset()
    app_urls: tuple[tuple[str, str], ...] = ()
    paste: str = ""
    examples: tuple[str, ...] = ()
    known_hosts: frozenset[str] = field(default=frozenset(), repr=False)

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> "ServiceRule":
        try:
            return _built(cls, table)
        except (TypeError, ValueError, KeyError, AttributeError, re.error) as error:
            code = table.get("code", "?") if isinstance(table, Mapping) else "?"
            raise BadRule(f"サービス「{code}」の決まりが読めません: {error}") from error

    @property
    def names_accounts(self) -> bool:
        """Whether a handle alone leads to the account."""
        return bool(self.url)

    @property
    def spelled_with_at(self) -> bool:
        return "@{handle}" in self.url

    def shown(self, handle: str) -> str:
        """As people write it: @KomaeCity; ids and site addresses stay as they are."""
        named = self.names_accounts and self.handle.at_sign and "/" not in handle
        return f"@{handle}" if named and self.form_of(handle) is None else handle

    def form_of(self, handle: str) -> Form | None:
        return next((form for form in self.forms if form.bare and form.fits(handle)), None)

    def form(self, name: str) -> Form:
        return next(form for form in self.forms if form.name == name)


def rules_from_toml(path: Path | str) -> tuple[ServiceRule, ...]:
    rules = [ServiceRule.from_table(table) for table in tables_from_toml(path)]
    return tuple(sorted(rules, key=lambda rule: rule.sort))


def tables_from_toml(path: Path | str) -> tuple[dict[str, Any], ...]:
    """The rows as written, to fill the Service table's `rules` column with."""
    with Path(path).open("rb") as file:
        return tuple(tomllib.load(file).get("service", ()))


def _built(cls: type[ServiceRule], table: Mapping[str, Any]) -> ServiceRule:
    values = dict(table)
    _refuse_unknown(values, cls)
    values["handle"] = HandleRule(**values.get("handle", {}))
    re.compile(f"[{values['handle'].characters}]")
    values["platform_id"] = PlatformId(**values.get("platform_id", {}))
    re.compile(values["platform_id"].pattern)
    forms = tuple(Form(name=name, **form) for name, form in values.get("forms", {}).items())
    patterns = {form.name: re.compile(form.pattern).pattern for form in forms}
    values["forms"] = forms
    values["paths"] = path_rules(values.get("paths") or _plain_paths(values), patterns)
    values["sites"] = tuple(Site(*site) for site in values.get("sites", {}).items())
    values["app_urls"] = tuple(values.get("app_urls", {}).items())
    values["reserved"] = frozenset(word.casefold() for word in values.get("reserved", ()))
    for name in ("labels", "hosts", "subdomains", "short_hosts", "examples"):
        if name in values:
            values[name] = _texts(name, values[name])
    values["known_hosts"] = frozenset(
        (*values.get("hosts", ()), *(path.host for path in values["paths"] if path.host))
    )
    return cls(**values)


def _plain_paths(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """A new platform needs no more than its url: the account, and whatever lies below it."""
    _, _, address = values.get("url", "").partition("://")
    path = "/" + address.partition("/")[2].rstrip("/")
    return {"account": [path], "inside": [f"{path}/**"]} if "{handle}" in path else {}


def _refuse_unknown(values: Mapping[str, Any], cls: type[ServiceRule]) -> None:
    unknown = set(values) - {field.name for field in fields(cls)} | {"known_hosts"} & set(values)
    if unknown:
        raise ValueError(f"知らない項目 {'、'.join(sorted(unknown))}")


def _texts(name: str, values: Iterable[str]) -> tuple[str, ...]:
    if isinstance(values, str) or not all(isinstance(value, str) for value in values):
        raise TypeError(f"{name} は文字の並びです")
    return tuple(values)
