"""Which account a row speaks of: its address, its handle, or both."""

from accounts.address import Address, ServiceRule, handle_key, read
from accounts.models import Service
from komae_sns.intake import Row
from komae_sns.intake.columns import plain

Handle = tuple[str, str]


def key_of(address: Address) -> Handle:
    return address.service or "", handle_key(address.service or "", address.handle)


class Addresses:
    """Reads the services once."""

    def __init__(self) -> None:
        self.rules = Service.objects.rules()

    def read(self, row: Row) -> Address | None:
        code = self.service_code(row)
        if code is None and row.is_wrong:
            return None
        typed = [(key, row.text(key)) for key in ("address", "handle") if row.text(key)]
        found = [(key, read(text, self.rules, service=code)) for key, text in typed]
        good = [address for _, address in found if address.ok]
        if len(good) == 2 and key_of(good[0]) != key_of(good[1]):
            row.refuse(
                "handle",
                f"ユーザー名「{row.text('handle')}」とアドレス（{good[0].url}）が、"
                "ちがうアカウントです。",
            )
        if not good:
            for key, address in found[:1]:
                for problem in address.errors:
                    row.refuse(key, problem.message, problem.suggestion)
            return None
        self._tell_bad_url(row, found)
        return good[0]

    def _tell_bad_url(self, row: Row, found: list[tuple[str, Address]]) -> None:
        """A handle does not hide that the address beside it is another kind of page."""
        for key, address in found:
            if key == "address" and not address.ok:
                for problem in address.errors:
                    row.refuse(key, problem.message, problem.suggestion)

    def service_code(self, row: Row) -> str | None:
        text = row.text("service")
        if not text:
            return None
        found = [rule.code for rule in self.rules if _is_named(rule, text)]
        if len(found) != 1:
            names = "・".join(rule.name for rule in self.rules)
            row.refuse("service", f"「{text}」がどの媒体かわかりません。{names}のどれかにします。")
            return None
        return found[0]


def _is_named(rule: ServiceRule, text: str) -> bool:
    wanted = plain(text)
    names = {plain(name) for name in (rule.code, rule.name, rule.formal_name, *rule.labels) if name}
    bare = plain(text.split("（")[0].split("(")[0])
    return wanted in names or bare in names or wanted.removesuffix("公式アカウント") in names
