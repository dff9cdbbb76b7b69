"""媒体: rows, because platforms come and go (3(5))."""

import json
from functools import lru_cache

from django.db import models

from accounts.address import ServiceRule


class ServiceQuerySet(models.QuerySet["Service"]):
    def offered(self) -> "ServiceQuerySet":
        """Those a new account may be applied for."""
        return self.filter(is_offered=True)

    def rules(self) -> tuple[ServiceRule, ...]:
        return tuple(service.rule for service in self.order_by("sort", "pk"))


class Service(models.Model):
    code = models.SlugField("コード", max_length=20, unique=True)
    name = models.CharField("名称", max_length=50)
    rules = models.JSONField("アドレスと言葉の決まり", default=dict)
    sort = models.PositiveSmallIntegerField("並び順", default=100)
    is_offered = models.BooleanField("新しい申請で選べる", default=True)
    ended_on = models.DateField("サービスが終わった日", null=True, blank=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "媒体"
        ordering = ["sort", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def rule(self) -> ServiceRule:
        return _read(json.dumps(self.rules))


@lru_cache(maxsize=256)
def _read(table: str) -> ServiceRule:
    """A table costs a millisecond to read, and lists show the same ten services again and again."""
    return ServiceRule.from_table(json.loads(table))
