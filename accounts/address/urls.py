"""Taking an address apart without trusting it: what a browser would open, and what it hides."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from accounts.address.characters import invisible_marks
from accounts.address.problems import Problem, invisible

# ttp://, hhttps://, https;//, https:/ and https// are slips of the hand; hxxp defuses a link
HTTP = re.compile(
    r"(?i:(?:h{1,2}t{1,3}ps?|ttps?|hxxps?)\s?(?:[:;]\s?[/\\]{1,4}|//)|https?:(?=[\w@\[]))"
)
_SCHEME = re.compile(r"(?i)([a-z][a-z0-9+.-]{1,30}):")
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+))*")


class Refused(Exception):
    """The address is not one to be registered, whatever service it seems to belong to."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(frozen=True)
class Parts:
    host: str  # lower case, without a final dot; Japanese names as typed
    raw_path: str
    raw_query: str

    @property
    def path(self) -> str:
        """Segments decoded one by one, so that an escaped slash stays inside its segment."""
        return "/" + "/".join(map(_decoded, self.segments))

    @property
    def segments(self) -> list[str]:
        return [segment for segment in self.raw_path.split("/") if segment]

    @property
    def query(self) -> dict[str, str]:
        pairs = parse_qsl(self.raw_query, keep_blank_values=True, max_num_fields=None)
        return dict(reversed(pairs))  # the first of a name counts


def take_apart(text: str) -> Parts:
    """Raises Refused for what a person should not have to judge by eye."""
    if invisible_marks(unquote(text)):
        raise Refused(invisible(text))
    rest = _without_scheme(text)
    if found := re.search(r"[\\¥]", rest):
        raise Refused(
            Problem("backslash", f"アドレスに「{found[0]}」が入っています。区切りは / です。")
        )
    authority, path, query = _cut(rest)
    return Parts(_host(authority), _resolved(path), query)


def _without_scheme(text: str) -> str:
    rest = text
    while found := HTTP.match(rest):
        rest = rest[found.end() :]
    found = _SCHEME.match(rest) if rest == text else None
    if found and not re.match(r"\d", rest[found.end() :]) and "." not in found[1]:
        raise Refused(
            Problem(
                "scheme",
                f"「{found[1]}:」で始まるアドレスは登録できません。"
                "https:// で始まるアドレスを入れてください。",
            )
        )
    return rest.lstrip("/")


def _cut(rest: str) -> tuple[str, str, str]:
    address, _, fragment = rest.partition("#")
    address, _, query = address.partition("?")
    authority, slash, path = address.partition("/")
    # Sites of the 2010s kept the real path behind #! (twitter.com/#!/name)
    if fragment.startswith(("!", "/")) and (not path or path.casefold() == "home.php"):
        path, _, query = fragment.lstrip("!/").partition("?")
        slash = "/"
    return authority, slash + path, query


def _host(authority: str) -> str:
    before, at, host = authority.rpartition("@")
    if at:
        raise Refused(
            Problem(
                "userinfo",
                f"「@」の前の「{before}」は飾りで、開くと「{host}」につながります。"
                "このアドレスは登録できません。",
            )
        )
    name, _, port = host.partition(":")
    if host.startswith("["):
        raise Refused(_ip_host(host))
    if port or ":" in host:
        raise Refused(
            Problem(
                "port",
                f"アドレスにポート番号（:{port}）が付いています。公式の窓口には付きません。",
            )
        )
    name = name.casefold().rstrip(".")
    if _NUMBER.fullmatch(name):
        raise Refused(_ip_host(name))
    return name


def _ip_host(host: str) -> Problem:
    return Problem(
        "ip_host", f"「{host}」は番号のアドレスです。サービスの名前のアドレスを入れてください。"
    )


def _resolved(path: str) -> str:
    """Without . and .., as a browser asks for it."""
    kept: list[str] = []
    for segment in path.split("/"):
        match unquote(segment):
            case "..":
                kept = kept[:1] + kept[1:-1]
            case ".":
                continue
            case _:
                kept.append(segment)
    return "/".join(kept)


def _decoded(segment: str) -> str:
    text = unquote(segment)
    return segment if "/" in text else text
