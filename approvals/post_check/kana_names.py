"""Names written in kana, which are no names to the morphology: やまだ　ひなた様, 鈴木ケンタさん.

Only with an honorific, and only where both halves are known as names: うさぎさん is nobody.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from approvals.post_check.folded import Folded
from approvals.post_check.rules import Rules
from komae_sns.words import is_given_name, is_name_of_somebody

_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_CALLED = r" ?(?:さん|さま|様|氏|君|くん|ちゃん)"
_FOREIGN = re.compile(
    rf"(?<![ァ-ヶー・])[ァ-ヶ][ァ-ヶー]{{1,11}}(?:[・=][ァ-ヶー]{{1,12}}){{1,4}}(?={_CALLED})"
)


def in_kana(text: Folded, rules: Rules) -> Iterator[tuple[int, int]]:
    """Of family and given name, without the honorific."""
    for found in _candidates(rules.parts["family_kana"]).finditer(text.bare):
        given = "hira" if found["hira"] else "kata"
        if is_given(found[given], rules.parts["given_kana"]):
            yield found.start(), found.end(given)
    for found in _FOREIGN.finditer(text.bare):
        if any(map(is_name_of_somebody, re.split("[・=]", found.group()))):
            yield found.span()


def given_after(text: Folded, end: int, rules: Rules) -> int | None:
    """Where the given name in kana ends that follows a family name in 漢字."""
    found = _GIVEN.match(text.bare, end)
    if found and is_given(found["given"], rules.parts["given_kana"]):
        return found.end("given")
    return None


_GIVEN = re.compile(rf" ?(?P<given>[ァ-ヶー]{{2,5}}|[ぁ-ん]{{2,5}}?)(?={_CALLED})")


@cache
def _candidates(families: str) -> re.Pattern[str]:
    katakana = families.translate({new: old for old, new in _HIRAGANA.items()})
    return re.compile(
        rf"(?:(?<![ぁ-んァ-ヶー一-龥])|(?<=[のはがをとにで]))"
        rf"(?:(?:{families})[ ・]?(?P<hira>[ぁ-ん]{{2,5}}?)"
        rf"|(?:{katakana})[ ・]?(?P<kata>[ァ-ヶー]{{2,5}}))"
        rf"(?={_CALLED})"
    )


@lru_cache(maxsize=1024)
def is_given(name: str, given: str) -> bool:
    plain = name.translate(_HIRAGANA)
    return plain in given.split("|") or any(map(is_given_name, {name, plain}))
