"""Which account a row means, among those whose figures the person may record.

Any other account is as unknown as one that does not exist.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from accounts.address import Address, handle_key
from accounts.intake.addresses import Addresses, key_of
from accounts.models import OfficialAccount, Service
from accounts.models.official_account import OfficialAccountQuerySet
from komae_sns.intake import Row
from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post
from komae_sns.text import comparison_key

BATCH = 400
UNKNOWN = "あなたが数字を入れられるアカウントのなかに、ありません。書き方を確かめてください。"


def recordable_by(actor: Actor | None) -> OfficialAccountQuerySet:
    """None: the operator at the command line."""
    accounts = OfficialAccount.objects.official()
    if actor is None or actor.holds(Post.SECRETARIAT):
        return accounts
    own = accounts.of_sections(actor.section_ids)
    return own | accounts.filter(pk__in=accounts.operated_by(actor).values("pk"))


class Accounts:
    """A few queries, however many rows."""

    def __init__(self, rows: Sequence[Row], by: Actor | None) -> None:
        self.by_service = {service.pk: service for service in Service.objects.all()}
        self.addresses = Addresses()
        self.read = {row.line: self._address(row) for row in rows}
        self.by_key: dict[tuple[str, str], OfficialAccount] = {}
        self.by_url: dict[str, OfficialAccount] = {}
        self.by_handle: dict[str, list[OfficialAccount]] = defaultdict(list)
        self.by_name: dict[str, list[OfficialAccount]] = defaultdict(list)
        found = {account.pk: account for wanted in self._wanted(rows, by) for account in wanted}
        for account in found.values():
            self._keep(account)

    def find(self, row: Row) -> OfficialAccount | None:
        """None with a sentence at the row."""
        address = self.read[row.line]
        if row.is_wrong:
            return None
        if address is not None:
            found = self.by_key.get(key_of(address)) or self.by_url.get(address.url)
            return self._one(row, "address", [found] if found else [])
        if handle := row.text("handle"):
            return self._one(row, "handle", self._bearing(handle) or self._named(row, handle))
        return self._one(row, "name", self._named(row, row.text("name")))

    def _address(self, row: Row) -> Address | None:
        """A handle alone tells no service: it is looked for among the person's own.

        What stands in that column may be a name or an address too: 「アカウント」 heads any.
        """
        for key in ("handle", "name"):
            if "://" in row.text(key) and not row.text("address"):
                row.values["address"] = row.values.pop(key)
        handle = row.text("handle")
        has_service = handle.startswith(("@", "＠")) and row.text("service")
        if row.text("address") or has_service:
            return self.addresses.read(row)
        return None

    def _wanted(self, rows: Sequence[Row], by: Actor | None) -> Iterator[Iterable[OfficialAccount]]:
        addresses = [address for address in self.read.values() if address]
        keys = {handle_key(a.service or "", a.handle) for a in addresses if a.handle}
        keys |= {key for row in rows for key in self._keys(row.text("handle"))}
        names = {row.text(key) for row in rows for key in ("name", "handle")} - {""}
        for column, values in (
            ("handle_key", keys),
            ("url", {address.url for address in addresses}),
            ("name", names | {comparison_key(name) for name in names}),
        ):
            wanted = sorted(values)
            for start in range(0, len(wanted), BATCH):
                batch = {f"{column}__in": wanted[start : start + BATCH]}
                yield recordable_by(by).filter(**batch)

    def _keys(self, handle: str) -> set[str]:
        codes = [service.code for service in self.by_service.values()]
        return {handle_key(code, handle) for code in codes} if handle else set()

    def _keep(self, account: OfficialAccount) -> None:
        account.service = self.by_service[account.service_id]
        if account.handle_key:
            self.by_key[account.service.code, account.handle_key] = account
            self.by_handle[account.handle_key].append(account)
        self.by_url[account.url] = account
        self.by_name[comparison_key(account.name)].append(account)

    def _bearing(self, handle: str) -> list[OfficialAccount]:
        found = {a.pk: a for key in self._keys(handle) for a in self.by_handle.get(key, [])}
        return [a for a in found.values() if handle_key(a.service.code, handle) == a.handle_key]

    def _named(self, row: Row, name: str) -> list[OfficialAccount]:
        found = self.by_name.get(comparison_key(name), [])
        if not row.text("service"):
            return found
        code = self.addresses.service_code(row)
        return [account for account in found if account.service.code == code]

    def _one(self, row: Row, key: str, found: Sequence[OfficialAccount]) -> OfficialAccount | None:
        if row.is_wrong:
            return None
        if len(found) == 1:
            return found[0]
        text = row.text(key)
        if found:
            names = "、".join(str(account) for account in found[:5])
            row.refuse(key, f"「{text}」は{len(found)}件あります（{names}）。アドレスも書きます。")
        else:
            row.refuse(key, f"「{text}」：{UNKNOWN}")
        return None
