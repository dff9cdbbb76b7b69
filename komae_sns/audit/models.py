"""The trail: what happened, by whom, on whose behalf, old → new, under which clause."""

import hashlib
import json
from typing import Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from komae_sns.audit.labels import label_of

GENESIS = "0" * 64


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, thing: models.Model) -> Self:
        """Entries on `thing` itself and those that mention it."""
        return self.filter(
            mentions__object_type=thing._meta.label_lower, mentions__object_id=str(thing.pk)
        )

    def in_order(self) -> Self:
        return self.order_by("seq")

    def for_timeline(self) -> Self:
        """What a line of it says."""
        shown = ("at", "action", "clause", "actor", "on_behalf_of", "changes", "note")
        return self.only(*shown)

    def newest_first(self) -> Self:
        return self.order_by("-seq")


class Entry(models.Model):
    """One link of the hash chain. Rows are only ever added (see triggers.append_only)."""

    seq = models.BigIntegerField("通番", primary_key=True)
    at = models.DateTimeField("日時")
    action = models.CharField("できごと", max_length=80, db_index=True)
    clause = models.CharField("条項", max_length=40, blank=True)
    subject_type = models.CharField("対象の種類", max_length=80)
    subject_id = models.CharField("対象の番号", max_length=40)
    subject = models.CharField("対象", max_length=300)
    actor_id = models.BigIntegerField("行為者の番号", null=True)
    actor = models.CharField("行為者", max_length=300)
    on_behalf_of_id = models.BigIntegerField("本来の行為者の番号", null=True)
    on_behalf_of = models.CharField("だれの代わりか", max_length=300, blank=True)
    changes = models.JSONField("変更", default=dict, encoder=DjangoJSONEncoder)
    note = models.TextField("理由・備考", blank=True)
    # Under the hash; the Mention rows are its index.
    mentioned = models.JSONField("言及", default=list)
    previous_hash = models.CharField("前の記録のハッシュ", max_length=64)
    hash = models.CharField("ハッシュ", max_length=64, unique=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "証跡"
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "seq"], name="audit_entry_subject"),
            models.Index(fields=["actor_id", "seq"], name="audit_entry_actor"),
            models.Index(fields=["at"], name="audit_entry_at"),
            models.Index(fields=["on_behalf_of_id", "seq"], name="audit_entry_on_behalf_of"),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(seq__gt=0), name="audit_seq")]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.subject}"

    @property
    def label(self) -> str:
        return label_of(self.action)

    def as_row(self) -> dict[str, Any]:
        """What the hash covers: every field but the hash, times as UTC ISO 8601 with µs."""
        row = {f.attname: getattr(self, f.attname) for f in self._meta.concrete_fields}
        row["at"] = f"{self.at:%Y-%m-%dT%H:%M:%S.%f}Z"
        del row["hash"]
        return row


class Mention(models.Model):
    """Other objects whose time line shows the entry."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="mentions")
    object_type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "証跡の言及"
        indexes = [
            models.Index(fields=["object_type", "object_id", "entry"], name="audit_mention_object")
        ]


class ChainHead(models.Model):
    """The end of the chain: the one row everybody locks before adding to it."""

    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "証跡の末尾"


def canonical(row: dict[str, Any]) -> bytes:
    """UTF-8 JSON, keys sorted, no spaces: the bytes that are hashed and exported."""
    return json.dumps(
        row, ensure_ascii=False, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder
    ).encode()


def digest(row: dict[str, Any]) -> str:
    """SHA-256 (hex) over the canonical row, which holds its predecessor's hash."""
    return hashlib.sha256(canonical(row)).hexdigest()


class Verification(models.Model):
    """One pass over the whole trail, by beat every night or asked for by a person."""

    finished_at = models.DateTimeField("確かめた日時")
    entries = models.BigIntegerField("証跡の件数")
    checkpoints = models.BigIntegerField("確認点の件数")
    faults = models.JSONField("誤り", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "証跡の確認"
