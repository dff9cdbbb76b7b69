"""投稿前チェックの言葉: the secretariat adds, pauses and takes up again; every change stays."""

import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from approvals.models import PostWord
from approvals.models.post_word import of_the_city
from approvals.permissions import posts as may
from approvals.post_check.rules import KNOWN_SORTS, digits_of, key_of, words_of_the_city
from komae_sns.audit import services as audit
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import has_invisible, is_blank

CLAUSE = "4(4)ア"
ADD, PAUSE, RESUME = (
    "approvals.add_post_word",
    "approvals.pause_post_word",
    "approvals.resume_post_word",
)


@transaction.atomic
def set_word(
    sort: str, word: str, *, is_on: bool, because: str = "", by: Actor, now: datetime
) -> PostWord:
    """Raises ValidationError where it is so already, or would find everything."""
    require(may.can_keep_words, by)
    word = _checked(sort, word)
    rows = PostWord.objects.filter(sort=sort, word=word).order_by("pk")
    last = rows.select_for_update(of=("self",)).last()
    is_known = word in of_the_city(sort)
    stands = last.is_on if last else is_known
    if stands == is_on:
        raise ValidationError(
            "この言葉は、もうこの一覧にあります。" if is_on else "この言葉は、使われていません。"
        )
    row = PostWord.objects.create(
        sort=sort, word=word, is_on=is_on, because=because, set_by=by.user, set_at=now
    )
    action = PAUSE if not is_on else RESUME if last or is_known else ADD
    changes = {"一覧": (None, label_of(sort)), "言葉": (None, word)}
    audit.record(action, row, by=by, clause=CLAUSE, changes=changes, note=because)
    return row


def label_of(sort: str) -> str:
    from approvals.post_check.rules import of_the_city as rules

    return (
        f"指摘しないもの：{KNOWN_SORTS[sort]}" if sort in KNOWN_SORTS else rules().kinds[sort].label
    )


def sorts() -> list[str]:
    """Kinds that have lists of words, then what is no finding."""
    return [*words_of_the_city(), *KNOWN_SORTS]


def _checked(sort: str, word: str) -> str:
    if sort not in sorts():
        raise ValidationError("一覧を選んでください。")
    typed, word = word, key_of(word)
    if is_blank(word) or has_invisible(typed):
        raise ValidationError("言葉を入れてください。")
    if sort not in {"people", "handles"} and len(word) < 2:
        raise ValidationError(
            "1文字の言葉では、ほとんどの文に当たってしまいます。2文字より長くしてください。"
        )
    if sort == "phones" and not 9 <= len(digits_of(word)) <= 11:
        raise ValidationError("市外局番からの電話番号を入れてください。")
    if sort == "mail_domains" and not re.fullmatch(r"@?[a-z0-9-]+(\.[a-z0-9-]+)+", word, re.I):
        raise ValidationError("ドメインを入れてください（例：komae-shakyo.or.jp）。")
    return word
