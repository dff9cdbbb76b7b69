"""From one thing found in the text to one account."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from accounts.address import hosts
from accounts.address.answer import Address, refused
from accounts.address.characters import invisible_marks, without_invisible
from accounts.address.finding import Found, Kind
from accounts.address.handles import problems_of
from accounts.address.naming import by_form, by_handle, by_site, inner_page
from accounts.address.paths import Leads, PathRule
from accounts.address.problems import Problem, invisible, note
from accounts.address.rules import Form, ServiceRule, Site
from accounts.address.urls import Parts, Refused, take_apart


@dataclass(frozen=True)
class Reader:
    services: Sequence[ServiceRule]
    guess: ServiceRule | None  # chosen, or named by the words around
    must_be: ServiceRule | None = None
    follows: bool = True  # whether to look for the account in an address's query

    def read(self, found: Found) -> Address:
        if found.kind is Kind.EMAIL:
            return self._email(found)
        address = self._address(found.text) if found.kind is Kind.ADDRESS else self._named(found)
        if found.widened and address.url:
            sentence = "全角の文字を半角に直して読みました。"
            address = address.with_problems(note("full_width", sentence, address.url))
        if found.after and address.url:
            sentence = f"後に続く「{found.after}」は、アドレスではないものとして読みとばしました。"
            address = address.with_problems(note("words_after", sentence))
        return self._as_chosen(address)

    def _as_chosen(self, address: Address) -> Address:
        wanted = self.must_be
        if not (wanted and address.url) or address.service == wanted.code:
            return address
        actual = next(rule for rule in self.services if rule.code == address.service)
        sentence = f"{wanted.name}が選ばれていますが、これは{actual.name}のアドレスです。"
        return address.with_problems(Problem("service_mismatch", sentence, actual.name))

    def _email(self, found: Found) -> Address:
        sentence = (
            "メールアドレスの形をしています。アカウントのアドレスかユーザー名を入れてください。"
        )
        return refused(found.text, Problem("email", sentence))

    # -- a handle without an address

    def _named(self, found: Found) -> Address:
        handle = found.text.strip("/")
        rule = self.guess or next(
            (rule for rule in self.services for form in rule.forms if _tells(form, handle)), None
        )
        if invisible_marks(found.text):
            service = rule.code if rule else None
            return refused(found.text, invisible(found.text), service=service)
        if rule is None:
            return self._which(found)
        if "/" in handle and rule.hosts:
            return self._in_service(rule, Parts(rule.hosts[0], f"/{handle}", ""))
        if not rule.names_accounts:
            sentence = f"{rule.name}は、https:// で始まるアドレスを入れてください。"
            return refused(found.text, Problem("address_needed", sentence), service=rule.code)
        return by_handle(rule, handle, cut=found.kind is Kind.MENTION)

    def _which(self, found: Found) -> Address:
        possible = [
            rule.name
            for rule in self.services
            if rule.names_accounts and problems_of(rule, found.text)[0]
        ]
        sentence = (
            "どのサービスか分かりません。サービスを選ぶか、"
            "https:// で始まるアドレスを入れてください。"
        )
        return refused(found.text, Problem("unknown_service", sentence, "、".join(possible)))

    # -- an address

    def _address(self, text: str) -> Address:
        try:
            parts = take_apart(text)
        except Refused as refusal:
            return refused(text, self.repaired(refusal.problem, text))
        rule = hosts.owner(parts.host, self.services)
        if rule is None:
            return self._elsewhere(text, parts)
        if rule.any_site and self.must_be and self.must_be.any_site:
            return self._on_site(self.must_be, parts, hosts.site(rule, parts.host))
        return self._in_service(rule, parts)

    def repaired(self, problem: Problem, text: str) -> Problem:
        """With the account's address as the suggestion, when the fault can be taken out."""
        repair = {
            "port": lambda: re.sub(r":\d+(?=[/?#]|$)", "", text),
            "backslash": lambda: re.sub(r"[\\¥]", "/", text),
            "invisible_character": lambda: without_invisible(text),
        }.get(problem.code)
        if repair is None or not self.follows:
            return problem
        return replace(problem, suggestion=self._follow(repair()) or problem.suggestion)

    def _elsewhere(self, text: str, parts: Parts) -> Address:
        if twin := hosts.imitated(parts.host, self.services):
            known, problem = twin
            meant = self._follow(f"https://{known}{parts.raw_path}?{parts.raw_query}")
            return refused(text, replace(problem, suggestion=meant or f"https://{known}/"))
        if problem := hosts.misshapen(parts.host):
            return refused(text, problem)
        if self.must_be and self.must_be.any_site:
            return self._on_site(self.must_be, parts, None)
        return refused(text, self._unknown(parts))

    def _unknown(self, parts: Parts) -> Problem:
        close = hosts.near(parts.host, self.services)
        meant = self._behind(parts) or (
            self._follow(f"https://{close}{parts.raw_path}") if close else ""
        )
        open_to_all = "」か「".join(rule.name for rule in self.services if rule.any_site)
        how = f"正しければ、サービスに「{open_to_all}」を選んでください。" if open_to_all else ""
        sentence = f"「{hosts.readable(parts.host)}」は登録されているサービスにありません。{how}"
        return Problem("unknown_host", sentence, meant)

    def _follow(self, text: str) -> str:
        """The account's url when the text leads to one; never more than one step."""
        if not self.follows:
            return ""
        onward = Reader(self.services, None, follows=False)
        return onward._address(text).url

    def _behind(self, parts: Parts) -> str:
        """The account that a log-in or forwarding page leads on to (?next=/komae_city/)."""
        for value in parts.query.values():
            if re.match(r"(?i)https?://", value) and (url := self._follow(value)):
                return url
            if value.startswith("/") and (url := self._follow(f"https://{parts.host}{value}")):
                return url
        return ""

    # -- an address of a known service

    def _in_service(self, rule: ServiceRule, parts: Parts) -> Address:
        if hosts.is_short(rule, parts.host):
            return self._dead_end(rule, Leads.SHORT, parts)
        if spot := hosts.site(rule, parts.host):
            return self._on_site(rule, parts, spot)
        host = hosts.main_host(rule, parts.host)
        if host is None:
            return self._not_account(rule, parts)
        paths = [path for path in rule.paths if path.host or host in rule.hosts]
        literal = [path for path in paths if path.host or path.opens_literally]
        if address := self._matched(rule, literal, host, parts):
            return address
        if parts.path.split("/")[1].casefold() in rule.reserved:
            return self._not_account(rule, parts)
        return self._matched(rule, paths, host, parts) or self._not_account(rule, parts)

    def _on_site(self, rule: ServiceRule, parts: Parts, spot: Site | None) -> Address:
        return by_site(rule, parts, spot) or self._not_account(rule, parts)

    def _matched(
        self, rule: ServiceRule, paths: Sequence[PathRule], host: str, parts: Parts
    ) -> Address | None:
        query = {name.casefold(): value for name, value in parts.query.items()}
        for path in paths:
            values = path.match(host, parts.path, query)
            if values is not None:
                return self._led(rule, path.leads, values, parts)
        return None

    def _led(
        self, rule: ServiceRule, leads: Leads, values: dict[str, str], parts: Parts
    ) -> Address:
        if not values:
            return self._dead_end(rule, leads, parts)
        ((name, value),) = values.items()
        if name == "handle":
            address = by_handle(rule, value, cut=True)
        else:
            address = by_form(rule, rule.form(name), value)
        if leads is Leads.INSIDE and address.url:
            return address.with_problems(inner_page(rule, address.handle))
        return address

    def _dead_end(self, rule: ServiceRule, leads: Leads, parts: Parts) -> Address:
        code, sentence = _DEAD_ENDS[leads]
        name = "" if rule.any_site else rule.name
        problem = Problem(code, f"{sentence.format(name=name)}{rule.paste}", self._behind(parts))
        service = None if rule.any_site else rule.code
        return refused(parts.host, problem, service=service)

    def _not_account(self, rule: ServiceRule, parts: Parts) -> Address:
        sentence = f"{rule.name}の中のページですが、アカウントのページではありません。{rule.paste}"
        problem = Problem("not_account", sentence, self._behind(parts))
        return refused(parts.host, problem, service=rule.code)


def _tells(form: Form, value: str) -> bool:
    return form.telling and form.fits(value)


_DEAD_ENDS = {
    Leads.SHORT: (
        "short_link",
        "短縮されたアドレスで、どのアカウントにつながるか、開かずには分かりません。",
    ),
    Leads.NAMELESS: (
        "nameless_post",
        "{name}の投稿や動画のアドレスで、どのアカウントのものか分かりません。",
    ),
    Leads.GROUP: ("group", "{name}のグループのアドレスで、アカウントのものではありません。"),
    Leads.PERSONAL: ("personal", "{name}の個人のアドレスで、公式アカウントのものではありません。"),
}
