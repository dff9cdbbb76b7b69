"""「これは公式ですか」: what the register says of a pasted address or name.

It repeats what people recorded, and never calls an account false by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Q

from accounts.address import Address, ServiceRule, handle_key, read
from accounts.address.handles import problems_of
from accounts.models import FormerHandle, OfficialAccount, Service
from komae_sns.home.registry.entries import Clerk, Entry, published
from komae_sns.home.registry.fakes import Fake, known_fakes
from komae_sns.home.registry.handles import handle_index
from komae_sns.home.registry.sites import Site, site_of
from komae_sns.home.registry.standing import Standing
from komae_sns.text import show_invisible

MOST_SIMILAR = 5
MOST_OF_A_NAME = 20
LONGEST_SHOWN = 200
# What was pasted tells of no account, so that nothing can be looked up.
_UNREADABLE = frozenset(
    {
        *("blank", "text_too_long", "no_such_service", "invisible_character", "email"),
        *("several_accounts", "short_link", "nameless_post", "service_mismatch"),
    }
)
_ANY_SITE_CODES = frozenset({"unknown_host"})

_NAME_ALONE = (
    "媒体をえらばずに調べました。下に出た媒体のアカウントについての答えです。"
    "ほかの媒体の、同じ名前のアカウントは登録されていません。"
)

_GIVEN_UP = "{}の同じ名前は、市が以前使っていたユーザー名です。いまは市のものではありません。"


class Outcome(models.TextChoices):
    OFFICIAL = "OFFICIAL", "公式"
    PAUSED = "PAUSED", "公式（いまは一時停止中）"
    STOPPED = "STOPPED", "公式だが停止中"
    DOUBTED = "DOUBTED", "現在確認中"
    SITE = "SITE", "市のドメイン"
    FORMER = "FORMER", "以前のユーザー名"
    FAKE = "FAKE", "なりすましとして把握"
    UNLISTED = "UNLISTED", "登録なし"
    WHICH = "WHICH", "媒体を選んでください"
    UNREADABLE = "UNREADABLE", "調べられません"


_BY_STANDING = {
    Standing.RUNNING: Outcome.OFFICIAL,
    Standing.STOPPING: Outcome.OFFICIAL,
    Standing.PAUSED: Outcome.PAUSED,
    Standing.STOPPED: Outcome.STOPPED,
    Standing.SERVICE_ENDED: Outcome.STOPPED,
}


@dataclass(frozen=True)
class Similar:
    entry: Entry
    reason: str


@dataclass
class Answer:
    """`entries`: the account, or those of that name on several services."""

    asked: str
    outcome: Outcome
    read_as: str = ""
    says: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    fakes: list[Fake] = field(default_factory=list)
    similar: list[Similar] = field(default_factory=list)
    site: Site | None = None

    @property
    def entry(self) -> Entry | None:
        return self.entries[0] if self.entries else None


def ask(text: str, services: Sequence[Service], *, service: str, seq: int) -> Answer:
    """`seq`: how far the trail had come when the question arrived. Few lookups, whatever it is."""
    rules = [s.rule for s in services]
    address = _read(text, rules, service)
    shown = show_invisible(text[:LONGEST_SHOWN])
    if address.ok:
        answer = _of_address(shown, address, services)
    elif _is_bare(address):
        answer = _of_name(shown, address.input, services)
    else:
        answer = _of_problem(shown, address)
    if answer.outcome == Outcome.UNLISTED and (site := site_of(text)):
        return _of_site(shown, site, services)
    if answer.outcome in {Outcome.UNLISTED, Outcome.FAKE, Outcome.FORMER}:
        answer.similar = _similar(address, services, seq)
    return answer


def _read(text: str, rules: Sequence[ServiceRule], service: str) -> Address:
    """An official page on a site of its own is found too, though it is on no known service."""
    address = read(text, rules, service=service or None)
    if service or not _codes(address) & _ANY_SITE_CODES:
        return address
    for rule in rules:
        if rule.any_site and (other := read(text, rules, service=rule.code)).ok:
            return other
    return address


def _codes(address: Address) -> set[str]:
    return {problem.code for problem in address.errors}


def _is_bare(address: Address) -> bool:
    return "unknown_service" in _codes(address)


def _of_address(shown: str, address: Address, services: Sequence[Service]) -> Answer:
    service = next(s for s in services if s.code == address.service)
    key = handle_key(service.code, address.handle)
    answer = _of_keys(shown, [(service, key)], [address.url], services, typed=address.input)
    name = service.rule.shown(address.handle) if address.handle else address.url
    answer.read_as = f"{service.name}の{name}" if service.rule.names_accounts else name
    answer.says += [problem.message for problem in address.problems]
    return answer


def _of_name(shown: str, typed: str, services: Sequence[Service]) -> Answer:
    """A handle alone may be anybody's on another service: each of ours is named with its own."""
    keys = list(_keys_of(typed, services))
    answer = _of_keys(shown, keys, [], services)
    if len(answer.entries) + len(answer.fakes) > 1:
        answer.outcome = Outcome.WHICH
    elif answer.outcome != Outcome.UNLISTED:
        answer.says.append(_NAME_ALONE)
    if answer.entries and answer.outcome != Outcome.FORMER:
        answer.says += _given_up(keys, answer.entries)
    return answer


def _given_up(keys: Sequence[tuple[Service, str]], entries: Sequence[Entry]) -> list[str]:
    """The same name on another service may once have been ours as well."""
    names = {service.pk: service.name for service, _ in keys}
    rows = FormerHandle.objects.filter(_condition(keys, []))
    once = rows.exclude(service__code__in=[entry.service_code for entry in entries])
    services = sorted({names[pk] for pk in once.values_list("service", flat=True)})
    return [_GIVEN_UP.format("、".join(services))] if services else []


def _keys_of(typed: str, services: Sequence[Service]) -> Iterator[tuple[Service, str]]:
    name = typed.strip().removeprefix("@").removeprefix("＠")
    for service in services:
        if service.rule.names_accounts and (handle := problems_of(service.rule, name)[0]):
            yield service, handle_key(service.code, handle)


def _of_keys(
    shown: str,
    keys: Sequence[tuple[Service, str]],
    urls: Sequence[str],
    services: Sequence[Service],
    typed: str = "",
) -> Answer:
    condition = _condition(keys, urls)
    if condition is None:
        return Answer(shown, Outcome.UNLISTED)
    fakes = known_fakes(keys, urls, typed)
    accounts = list(published().filter(condition).order_by("pk")[:MOST_OF_A_NAME])
    if accounts:
        entries = _entries(accounts, services)
        return Answer(shown, _outcome(entries[0]), entries=entries, fakes=fakes)
    if fakes:
        return Answer(shown, Outcome.FAKE, fakes=fakes)
    once = FormerHandle.objects.filter(condition).values("account")
    owners = list(published().filter(pk__in=once).order_by("pk")[:MOST_OF_A_NAME])
    if owners:
        return Answer(shown, Outcome.FORMER, entries=_entries(owners, services))
    return Answer(shown, Outcome.UNLISTED)


def _condition(keys: Sequence[tuple[Service, str]], urls: Sequence[str]) -> Q | None:
    parts = [Q(service=service, handle_key=key) for service, key in keys if key]
    parts += [Q(url=url) for url in urls if url]
    condition = None
    for part in parts:
        condition = part if condition is None else condition | part
    return condition


def _entries(accounts: Sequence[OfficialAccount], services: Sequence[Service]) -> list[Entry]:
    return Clerk(services={service.pk: service for service in services}).entries(accounts)


def _outcome(entry: Entry) -> Outcome:
    return Outcome.DOUBTED if entry.is_doubted else _BY_STANDING[entry.standing]


def _of_problem(shown: str, address: Address) -> Answer:
    says = [problem.message for problem in address.errors]
    if fakes := known_fakes((), (), address.input):
        return Answer(shown, Outcome.FAKE, fakes=fakes)
    outcome = Outcome.UNREADABLE if _codes(address) & _UNREADABLE else Outcome.UNLISTED
    return Answer(shown, outcome, says=says)


def _of_site(shown: str, site: Site, services: Sequence[Service]) -> Answer:
    """Not an account, but an address of the city's own."""
    outcome = Outcome.DOUBTED if site.is_doubted else Outcome.SITE
    entries = _entries([site.account], services) if site.account else []
    return Answer(shown, outcome, entries=entries, site=site)


def _similar(address: Address, services: Sequence[Service], seq: int) -> list[Similar]:
    """Also what a look-alike of a platform's own address was meant to be."""
    name = address.handle or _suggested(address) or address.input
    alike = handle_index().similar(name, seq=seq, most=MOST_SIMILAR)
    reasons = {one.id: one.reason.label for one in alike}
    if not reasons:
        return []
    accounts = list(published().filter(pk__in=reasons))
    made = zip(accounts, _entries(accounts, services), strict=True)
    by_id = {account.pk: Similar(entry, reasons[account.pk]) for account, entry in made}
    return [by_id[id_] for id_ in reasons if id_ in by_id]


def _suggested(address: Address) -> str:
    """The name at the end of the address that was probably meant."""
    url = next((p.suggestion for p in address.errors if p.suggestion.startswith("https://")), "")
    return url.rstrip("/").rpartition("/")[2]
