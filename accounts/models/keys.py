"""Columns computed from others whenever a row is stored, as `auto_now` is."""

from django.db import models

from accounts.address import handle_key
from komae_sns.searching import SearchKeyField

__all__ = ["HandleKeyField", "SearchKeyField"]


class HandleKeyField(models.CharField):
    """By which two handles are the same account; the database holds it unique."""

    def pre_save(self, account: models.Model, add: bool) -> str:
        key = handle_key(account.service.code, account.handle) if account.handle else ""
        setattr(account, self.attname, key)
        return key
