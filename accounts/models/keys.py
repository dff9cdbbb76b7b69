"""Columns computed from others whenever a row is stored, as `auto_now` is."""

from typing import Any

from django.db import models

from accounts.address import handle_key
from komae_sns.text import comparison_key


class HandleKeyField(models.CharField):
    """By which two handles are the same account; the database holds it unique."""

    def pre_save(self, account: models.Model, add: bool) -> str:
        key = handle_key(account.service.code, account.handle) if account.handle else ""
        setattr(account, self.attname, key)
        return key


class SearchKeyField(models.TextField):
    """`of`, one a line, as komae_sns.text.comparison_key reads them."""

    def __init__(self, *args: Any, of: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **kwargs)

    def pre_save(self, row: models.Model, add: bool) -> str:
        key = "\n".join(comparison_key(getattr(row, name)) for name in self.of)
        setattr(row, self.attname, key)
        return key
