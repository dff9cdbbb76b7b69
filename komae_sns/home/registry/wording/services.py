"""見本第7条: the secretariat changes what the public pages say; why and by whom stays."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from incidents import cards
from komae_sns.audit import services as audit
from komae_sns.home.registry.city import words
from komae_sns.home.registry.wording import permissions
from komae_sns.home.registry.wording.models import CHOSEN, PublicWords
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

SET = "registry.set_words"
LABELS = {SET: "市民に見せる一覧の文を変えた"}
CLAUSE = "見本第7条"
# 4(3)カ: whoever holds the account at the moment, it is not the city.
NEVER_VOUCHED_FOR = frozenset({cards.HIJACK})
STALE = "ほかの人が、先に変えました。いまの文を読みなおしてください。"


@dataclass(frozen=True)
class Chosen:
    lead: str
    contact: str
    contact_hint: str
    doubted_kinds: Collection[str]


@transaction.atomic
def set_public_words(
    chosen: Chosen, *, seen: int, because: str, by: Actor, now: datetime
) -> PublicWords:
    """`seen`: the number of what was read, 0 for the city's file."""
    require(permissions.can_set_public_words, by)
    last = PublicWords.objects.newest_first().first()
    if (last.number if last else 0) != seen:
        raise ValidationError(STALE)
    after = asdict(chosen) | {"doubted_kinds": sorted(chosen.doubted_kinds)}
    before = {name: words()[name] for name in CHOSEN}
    _refuse_wrong(after, before, because)
    facts = {**after, "because": because.strip(), "set_by": by.user, "set_at": now}
    try:
        with transaction.atomic():
            row = PublicWords.objects.create(number=seen + 1, **facts)
    except IntegrityError as fault:
        raise ValidationError(STALE) from fault
    labels = {name: str(PublicWords._meta.get_field(name).verbose_name) for name in CHOSEN}
    changes = {
        labels[name]: pair for name, pair in audit.changed(_shown(before), _shown(after)).items()
    }
    audit.record(SET, row, by=by, clause=CLAUSE, changes=changes, note=because)
    return row


def _refuse_wrong(after: dict, before: dict, because: str) -> None:
    wrong = {}
    for name in ("lead", "contact", "contact_hint"):
        if is_blank(after[name]):
            wrong[name] = "入力してください。"
    if is_blank(because):
        wrong["because"] = "変える理由を書いてください。"
    unknown = set(after["doubted_kinds"]) - cards.cards().keys()
    if unknown:
        wrong["doubted_kinds"] = "選びなおしてください。"
    elif left_out := NEVER_VOUCHED_FOR - set(after["doubted_kinds"]):
        names = "・".join(cards.card(key).name for key in sorted(left_out))
        wrong["doubted_kinds"] = (
            f"「{names}」は外せません。だれが操作しているか分からないからです。"
        )
    if wrong:
        raise ValidationError(wrong)
    if after == before | {"doubted_kinds": sorted(before["doubted_kinds"])}:
        raise ValidationError("変わったところがありません。")


def _shown(values: dict) -> dict[str, str]:
    kinds = [cards.cards()[k].name for k in values["doubted_kinds"] if k in cards.cards()]
    return values | {"doubted_kinds": "・".join(kinds)}
