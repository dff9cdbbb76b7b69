"""The accounts already in the register, for a whole table at once."""

from collections.abc import Mapping, Sequence

from accounts.address import Address, handle_key
from accounts.intake.addresses import key_of
from accounts.models import FormerHandle, OfficialAccount, Service

BATCH = 400


class Registered:
    """The registered accounts that the file speaks of, by handle and by address."""

    def __init__(self, addresses: Sequence[Address], services: Mapping[str, Service]) -> None:
        self.by_handle: dict[tuple[str, str], OfficialAccount] = {}
        self.by_url: dict[str, OfficialAccount] = {}
        self.former: dict[tuple[str, str], FormerHandle] = {}
        by_pk = {service.pk: service for service in services.values()}
        for start in range(0, len(addresses), BATCH):
            batch = addresses[start : start + BATCH]
            accounts = OfficialAccount.objects.select_related(
                "department", "manager__user", "manager__department"
            )
            keys = [handle_key(a.service, a.handle) for a in batch if a.handle]
            urls = [a.url for a in batch]
            borne = FormerHandle.objects.with_names()
            for former in borne.filter(handle_key__in=keys) | borne.filter(url__in=urls):
                if former.handle_key:
                    self.former[former.service.code, former.handle_key] = former
                self.former["", former.url] = former
            for found in (
                accounts.filter(handle_key__in=keys),
                accounts.filter(url__in=urls),
            ):
                for account in found:
                    account.service = by_pk[account.service_id]
                    self._keep(account)

    def bore(self, address: Address) -> FormerHandle | None:
        """Who of us had this name before."""
        key = key_of(address)
        return self.former.get(key) or self.former.get(("", address.url))

    def _keep(self, account: OfficialAccount) -> None:
        if account.handle_key:
            self.by_handle[account.service.code, account.handle_key] = account
        self.by_url[account.url] = account

    def get(self, address: Address) -> OfficialAccount | None:
        return self.by_handle.get(key_of(address)) or self.by_url.get(address.url)
