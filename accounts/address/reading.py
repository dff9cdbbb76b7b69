"""read(): from whatever was pasted to one account, or to sentences that say what is missing."""

from collections.abc import Sequence
from dataclasses import replace

from accounts.address.answer import Address, refused
from accounts.address.characters import turns_direction, without_invisible
from accounts.address.finding import find, hinted
from accounts.address.handles import handle_key
from accounts.address.problems import Problem, invisible
from accounts.address.reader import Reader
from accounts.address.rules import ServiceRule

LONGEST_TEXT = 2000


def read(text: str, services: Sequence[ServiceRule], *, service: str | None = None) -> Address:
    """`service` is the code the person chose; an address of another service is then an error."""
    chosen = next((rule for rule in services if rule.code == service), None)
    if not without_invisible(text).strip():
        return refused(text, Problem("blank", "アドレスかユーザー名を入れてください。"))
    if len(text) > LONGEST_TEXT:
        return refused(
            text,
            Problem("text_too_long", f"長すぎます。{LONGEST_TEXT}文字までで入れてください。"),
        )
    if service and chosen is None:
        return refused(
            text, Problem("no_such_service", f"「{service}」というサービスは登録されていません。")
        )
    reader = Reader(services, chosen or hinted(text, services), must_be=chosen)
    if turns_direction(text):
        return refused(text, reader.repaired(invisible(text), text))
    found = find(text, services, chosen)
    return _one(text, [reader.read(one) for one in found], services, chosen)


def _one(
    text: str, read: Sequence[Address], services: Sequence[ServiceRule], chosen: ServiceRule | None
) -> Address:
    """Of several addresses in one text, the account; two different accounts are an error."""
    any_site = {rule.code for rule in services if rule.any_site}
    good = [address for address in read if address.ok] or list(read)
    wanted = [address for address in good if chosen and address.service == chosen.code]
    platform = [address for address in good if address.service not in any_site]
    left = wanted or platform or good
    accounts = {
        (address.service, handle_key(address.service or "", address.handle)): address
        for address in left
        if address.ok
    }
    if len(accounts) > 1:
        shown = "、".join(address.url for address in accounts.values())
        sentence = f"アカウントが2つ以上入っています（{shown}）。1つずつ入れてください。"
        return refused(text, Problem("several_accounts", sentence, left[0].url))
    return replace(left[0], input=text)
