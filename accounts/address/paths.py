"""Path templates: `/{handle}/status/*`, `/profile.php?id={id}`, `page.line.me/{handle}`.

`*` is one segment (or a part of one), `**` the rest, `{name}` a handle or one of the service's
other forms. A template that does not begin with `/` begins with its own host.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

_TOKEN = re.compile(r"(\{\w+\}|\*)")


class Leads(StrEnum):
    """Where an address of this shape leads."""

    ACCOUNT = "account"
    INSIDE = "inside"  # a post or a tab: the account can be told
    NAMELESS = "nameless"  # a post: the account cannot be told
    SHORT = "short"  # leads on to somewhere else
    GROUP = "group"
    PERSONAL = "personal"


@dataclass(frozen=True)
class PathRule:
    leads: Leads
    template: str
    host: str
    path: re.Pattern[str]
    query: tuple[tuple[str, re.Pattern[str]], ...]
    opens_literally: bool  # so that it is tried before the service's reserved words

    def match(self, host: str, path: str, query: Mapping[str, str]) -> dict[str, str] | None:
        """The placeholders' values, or None. The query's names are in lower case."""
        if self.host and self.host != host:
            return None
        found = self.path.fullmatch(path)
        asked = [pattern.fullmatch(query.get(name.casefold(), "")) for name, pattern in self.query]
        if found is None or not all(asked):
            return None
        values = [found.groupdict(), *(match.groupdict() for match in asked if match)]
        return {name: value for groups in values for name, value in groups.items()}

    @property
    def weight(self) -> tuple[bool, bool, bool, int]:
        """The more literal a template, the earlier it is tried; an open end comes last."""
        literal = len(re.sub(r"/\*\*|\{\w+\}|\*", "", self.template))
        open_ended = self.template.endswith("**")
        return bool(self.host), self.opens_literally, bool(self.query), 2 * literal - open_ended


def path_rules(
    templates: Mapping[str, Sequence[str]], patterns: Mapping[str, str]
) -> tuple[PathRule, ...]:
    rules = [
        _rule(Leads(leads), template, patterns)
        for leads, group in templates.items()
        for template in group
    ]
    return tuple(sorted(rules, key=lambda rule: rule.weight, reverse=True))


def _rule(leads: Leads, template: str, patterns: Mapping[str, str]) -> PathRule:
    named = re.findall(r"\{\w+\}", template)
    if len(named) != (leads in (Leads.ACCOUNT, Leads.INSIDE)):
        raise ValueError(f"{template} には {{…}} が{len(named)}つあります")
    address, _, query = template.partition("?")
    host, slash, path = address.partition("/")
    segments = (slash + path).split("/")[1:]
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    return PathRule(
        leads=leads,
        template=template,
        host=host,
        path=re.compile("".join(_segment(segment, patterns) for segment in segments)),
        query=tuple((name, re.compile(_part(value, patterns))) for name, _, value in pairs),
        opens_literally=bool(re.match(r"[^{*]", segments[0])) and not segments[0].startswith("@{"),
    )


def _segment(segment: str, patterns: Mapping[str, str]) -> str:
    if segment == "**":
        return "(?:/.*)?"
    return f"/{_part(segment, patterns)}"


def _part(text: str, patterns: Mapping[str, str]) -> str:
    """Literals in any case; a placeholder that shares its segment must have its form's shape."""
    tokens = [token for token in _TOKEN.split(text) if token]
    return "".join(_token(token, patterns, alone=len(tokens) == 1) for token in tokens)


def _token(token: str, patterns: Mapping[str, str], *, alone: bool) -> str:
    if token == "*":
        return "[^/]+" if alone else "[^/]*"
    if not token.startswith("{"):
        return f"(?i:{re.escape(token)})"
    name = token[1:-1]
    if name != "handle" and name not in patterns:
        raise ValueError(f"知らない名前 {token}")
    shape = "[^/]+" if alone or name == "handle" else patterns[name]
    return f"(?P<{name}>{shape})"
