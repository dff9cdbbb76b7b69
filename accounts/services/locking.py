"""The first thing of every step: the row as it is now, held until the step ends."""

from accounts.models import OfficialAccount


def locked(account: OfficialAccount) -> OfficialAccount:
    return OfficialAccount.objects.with_names().select_for_update(of=("self",)).get(pk=account.pk)


def store(account: OfficialAccount, *names: str) -> None:
    """Save these fields and the columns computed from them."""
    account.edit_number += 1
    kept = {*names, "edit_number", "updated_at", "handle_key"}
    account.save(update_fields=kept)
