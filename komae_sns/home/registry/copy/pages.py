"""Every file of a copy: the same rows, in the same templates, as the portal's pages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from komae_sns import city
from komae_sns.documents import services as documents
from komae_sns.documents.paper_files import PaperDamaged
from komae_sns.documents.press import PressFailed
from komae_sns.documents.services import MissingGlyphs
from komae_sns.home.registry import data_files, links, warnings
from komae_sns.home.registry.city import of_the_folder, words
from komae_sns.home.registry.entries import Clerk, Entry, in_list_order, published, stream
from komae_sns.home.registry.fakes import all_fakes
from komae_sns.home.registry.feed import atom
from komae_sns.home.registry.fields import FIELDS
from komae_sns.home.registry.listing import Listed, Menu, is_in, menus, pages_of
from komae_sns.home.registry.qr import svg
from komae_sns.home.registry.shown import Shown, shown_with, versions_in_force
from policies import papers
from policies.models import PolicyVersion

STYLES = ("tokens", "app", "layout", "forms", "components", "tables", "policies", "registry")
ASSETS = (
    *(f"css/{name}.css" for name in (*STYLES, "print")),
    *("icon.svg", "icons.svg", "js/registry-check.js"),
)
File = tuple[str, bytes]


@dataclass
class Copy:
    """`base` begins the permanent addresses; `failed` names what could not be printed."""

    base: str
    failed: list[str] = field(default_factory=list)
    told: list[warnings.Told] = field(default_factory=list)
    words: Mapping[str, Any] = field(default_factory=words)

    def files(self) -> Iterator[File]:
        clerk = Clerk()
        self.told = warnings.warnings_of(warnings.once_public())
        entries = clerk.entries(list(in_list_order(published())))
        offered = menus(clerk)
        yield from _assets()
        yield from self._lists(entries, offered)
        yield from self._accounts(entries)
        yield self._check(entries)
        yield self._page("data", f"{links.DATA}index.html", place="data", fields=FIELDS)
        yield from self._warnings()
        yield from self._data()

    def _lists(self, entries: Sequence[Entry], offered: Sequence[Menu]) -> Iterator[File]:
        yield from self._list(entries, offered, {})
        for menu in offered:
            for value, _ in menu.choices:
                found = [entry for entry in entries if is_in(entry, menu.name, value)]
                yield from self._list(found, offered, {menu.name: value})

    def _list(
        self, entries: Sequence[Entry], offered: Sequence[Menu], chosen: Mapping[str, str]
    ) -> Iterator[File]:
        size, count = of_the_folder()["page_size"], len(entries)
        for number in range(1, pages_of(count) + 1):
            rows = entries[(number - 1) * size : number * size]
            found = Listed(rows, count, number, offered, chosen)
            shown = {"found": found, "warnings": warnings.parted(self.told)["warnings"]}
            yield self._page("index", links.list_file(chosen, number), place="list", **shown)

    def _accounts(self, entries: Sequence[Entry]) -> Iterator[File]:
        versions = versions_in_force(entries)
        kept, standing = papers.stored(versions.values()), warnings.parted(self.told)["warnings"]
        for entry in entries:
            shown = shown_with(entry, versions, standing)
            yield self._page("account", f"{links.account(entry.key)}index.html", account=shown)
            code = svg(links.permanent(links.account(entry.key), self.base))
            yield links.qr(entry.key), code.encode()
            yield from self._policies(shown, kept)

    def _policies(self, shown: Shown, kept: Mapping[Any, Any]) -> Iterator[File]:
        for in_force, version in shown.versions:
            pdf = self._pdf(version, kept)
            if pdf is not None:
                yield links.policy(shown.entry.key, in_force), pdf

    def _pdf(self, version: PolicyVersion, kept: Mapping[Any, Any]) -> bytes | None:
        try:
            paper = kept.get((str(version.policy_id), version.number)) or papers.frozen(version)
            return documents.contents(paper)
        except (MissingGlyphs, PaperDamaged, PressFailed) as problem:
            self.failed.append(f"{version}：{problem}")
            return None

    def _check(self, entries: Sequence[Entry]) -> File:
        """In the order of names, for readers without scripts."""
        by_name = sorted(entries, key=lambda e: (e.handle.casefold().lstrip("@"), e.key))
        former = [(entry, one) for entry in by_name for one in entry.former]
        shown = {"entries": by_name, "former": former}
        return self._page("check_copy", f"{links.CHECK}index.html", place="check", **shown)

    def _warnings(self) -> Iterator[File]:
        lists = warnings.parted(self.told)
        yield self._page("warnings", f"{links.WARNINGS}index.html", place="warnings", **lists)
        for one in self.told:
            path = f"{links.warning(one.id)}index.html"
            yield self._page("warning", path, place="warnings", warning=one)

    def _data(self) -> Iterator[File]:
        yield links.JSON, _joined(data_files.accounts_json(stream(published()), self.base))
        yield links.CSV, _joined(data_files.accounts_csv(stream(published()), self.base))
        yield links.FEED, atom(warnings.lately(self.told), self.base)
        told = data_files.warnings_json(self.told, all_fakes(), self.base)
        yield links.WARNINGS_JSON, told.encode()

    def _page(self, template: str, path: str, **context: Any) -> File:
        at = links.Copy(path.count("/"), self.base)
        shared = {"at": at, "words": self.words, "city": city.facts(), "actor": None}
        text = render_to_string(f"registry/{template}.html", shared | context)
        return path, text.encode()


def _assets() -> Iterator[File]:
    folder = Path(settings.BASE_DIR) / "static"
    yield from ((path, (folder / path).read_bytes()) for path in ASSETS)


def _joined(pieces: Iterator[str]) -> bytes:
    return "".join(pieces).encode()
