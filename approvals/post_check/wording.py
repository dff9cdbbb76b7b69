"""The lists of words, sentence by sentence."""

from collections.abc import Iterator

from approvals.post_check.folded import Folded
from approvals.post_check.hit import Hit
from approvals.post_check.rules import Rules, WordList


def of_lists(text: Folded, rules: Rules) -> Iterator[Hit]:
    for words in rules.lists:
        yield from _of_list(text, words)


def _of_list(text: Folded, words: WordList) -> Iterator[Hit]:
    for pattern in words.all_patterns():
        for found in pattern.finditer(text.bare):
            start, end = _trimmed(text.bare, *found.span())
            if start < end and not _is_taken_back(text, words, start):
                yield Hit(words.kind, words.severity, start, end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \n。、!?":
        start += 1
    while start < end and text[end - 1] in " \n。、":
        end -= 1
    return start, end


def _is_taken_back(text: Folded, words: WordList, place: int) -> bool:
    left, right = text.sentence_at(place)
    return bool(words.but and words.but.search(text.bare[left:right]))
