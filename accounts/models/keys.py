"""Columns computed from others whenever a row is stored, as `auto_now` is."""

from django.db import models

from accounts.address import handle_key
from accounts.areas import suggested
from komae_sns.searching import SearchKeyField

__all__ = ["AreaField", "HandleKeyField", "SearchKeyField"]


class HandleKeyField(models.CharField):
    """By which two handles are the same account; the database holds it unique."""

    def pre_save(self, account: models.Model, add: bool) -> str:
        key = handle_key(account.service.code, account.handle) if account.handle else ""
        setattr(account, self.attname, key)
        return key


class AreaField(models.CharField):
    """分野, chosen by the words of a new account; whoever keeps the record may choose another."""

    def pre_save(self, account: models.Model, add: bool) -> str:
        key = getattr(account, self.attname)
        if add and not key:
            key = suggested(account.name, account.purpose, account.topics)
            setattr(account, self.attname, key)
        return key
