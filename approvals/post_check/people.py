"""Who is named, and with what beside the name."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from approvals.post_check import contact_details, kana_names, places
from approvals.post_check.context import ConsentOnFile, Context, Standing
from approvals.post_check.finding import Severity
from approvals.post_check.folded import Folded, fold
from approvals.post_check.hit import Hit
from approvals.post_check.rules import Rules, name_key
from komae_sns.documents import wareki
from komae_sns.words import names_in

_NEAR = 80  # characters
_AGE = re.compile(
    r"[0-9〇一二三四五六七八九十]{1,3} ?[歳才](?!児|以|未|から|まで|代|~)|^ ?\(\d{1,3}\)"
)
_BIRTHDAY = re.compile(
    r"生年月日[^\n。]{0,6}\d|(?:(?:昭和|平成|令和|大正|西暦)? ?(?:\d{1,4}"
    r"|元) ?年 ?)\d{1,2} ?月 ?\d{1,2} ?日 ?(?:生まれ|生(?!徒|活|き|涯|産|放|中|物|命|協))"
    r"|(?<![A-Za-z])[SHR]\.?\d{1,2}[./]\d{1,2}[./]\d{1,2} ?(?:生まれ|生(?!徒|活))"
)
_OF_NO_PERSON = re.compile(
    r"^(?:組|町|村|駅|線|橋|寺|川|通り?|公園|池|丘|台|杯|賞|館|園|像|展|記念|神社|城|城跡|邸|小学校|中学校)"
)
_KANJI = re.compile("[一-龥々]")
_CLASS = re.compile(
    r"[0-9一二三四五六] ?年(?:生|[0-9一二三四五] ?組)"
    r"|[一-龥ぁ-んァ-ヶ]{1,5}(?<!番)組(?:の|で|に|、| )|年(?:少|中|長)組?"
)
_CHILD_CALLED = re.compile(
    r"(?:[一-龥々]{1,4}|[ァ-ヶー]{2,6}"
    r"|(?:(?<![ぁ-ん])(?![のはがをとにでも])|(?<=[のはがをと]))[ぁ-ん]{2,5})(?:くん|君|ちゃん)"
)


class Person(NamedTuple):
    start: int
    end: int
    is_full: bool


def persons(text: Folded, rules: Rules) -> tuple[Person, ...]:
    in_kana = [Person(start, end, True) for start, end in kana_names.in_kana(text, rules)]
    found = []
    for name in names_in(text.bare):
        before = text.bare[max(0, name.start - 1) : name.start]
        ends_a_word = name.family_end - name.start == 1 and _KANJI.match(before)  # 保育園 さくら
        if not ends_a_word and not _OF_NO_PERSON.match(text.bare[name.end : name.end + 4]):
            given = None if name.is_full else kana_names.given_after(text, name.end, rules)
            found.append(Person(name.start, given or name.end, name.is_full or given is not None))
    others = [q for q in found if not any(_meet(p, q) for p in in_kana)]
    return tuple(sorted([*in_kana, *others]))


def _meet(one: Person, other: Person) -> bool:
    return one.start < other.end and other.start < one.end


def of_people(text: Folded, rules: Rules, context: Context) -> Iterator[Hit]:
    yield from _birthdays(text)
    everybody, beside = persons(text, rules), _beside(text, rules)
    for person in everybody:
        if hit := _of_person(person, text, rules, context, beside):
            yield hit
    yield from _children_called(text, rules, context, everybody)


def _birthdays(text: Folded) -> Iterator[Hit]:
    for found in _BIRTHDAY.finditer(text.bare):
        yield Hit("birthday", Severity.MEND, *found.span())


def _beside(text: Folded, rules: Rules) -> dict[str, list[int]]:
    """Where what is told of somebody begins."""
    addresses = places.addresses(text, rules)
    phones = contact_details.phones(text)
    return {
        "住所": [s for s, e in addresses if not places.is_known(text.bare[s:e], rules)],
        "電話番号": [s for s, _, digits in phones if digits not in rules.known.phones],
        "生年月日": [found.start() for found in _BIRTHDAY.finditer(text.bare)],
    }


def _of_person(
    person: Person,
    text: Folded,
    rules: Rules,
    context: Context,
    beside: Mapping[str, Sequence[int]],
) -> Hit | None:
    start, end, is_full = person
    gap = text.bare[end : end + 1] == " "
    called = rules.part("honorific").match(text.bare[end + gap : end + gap + 3])
    if name_key(text.bare[start:end]) in rules.known.people or not (is_full or called):
        return None
    consent = _consent_for(text.bare[start:end], context.consents)
    if consent and consent.standing is Standing.VALID:
        return None
    end += gap + called.end() if called else 0
    if _is_child(start, end, text, rules):
        return Hit("child", Severity.MEND, start, end)
    titled = _is_titled(start, end, text, rules, bool(called))
    others = _others(start, end, text, beside)
    of_a_home = {"住所", "生年月日"} & set(others)
    if (of_a_home or (others and is_full)) and (of_a_home or not titled):
        return Hit("person", Severity.MEND, start, end, facts={"others": "・".join(others)})
    if titled or not is_full:
        return None
    if called:
        return Hit("name", Severity.CONFIRM, start, end)
    return Hit("name", Severity.ADVICE, start, end, said="advice")


def _is_child(start: int, end: int, text: Folded, rules: Rules) -> bool:
    left, right = text.sentence_at(start)
    near = text.bare[max(left, start - 40) : min(right, end + 30)]
    return bool(_CLASS.search(near)) and bool(
        rules.part("school").search(near) or re.search("組|年生", near)
    )


def _is_titled(start: int, end: int, text: Folded, rules: Rules, called: bool) -> bool:
    """「講師の山田太郎さん」「山田太郎市長」."""
    before, after = text.bare[max(0, start - 14) : start], text.bare[end : end + 10]
    before = before.rpartition("\n")[2].rpartition("。")[2]
    after = re.sub(r"^の(?:絵|文|作品?)", "", re.split(r"[\n。]", after)[0])  # no credit
    titles = rules.part("titles")
    return bool(titles.search(before) or titles.search(after))


def _others(start: int, end: int, text: Folded, beside: Mapping[str, Sequence[int]]) -> list[str]:
    left, right = _paragraph(text, start, end)
    left, right = max(left, start - _NEAR), min(right, end + _NEAR)
    found = [name for name, at in beside.items() if any(left <= place < right for place in at)]
    is_aged = _AGE.search(text.bare[end : min(right, end + 14)])
    return [*found, "年齢"] if is_aged else found


def _paragraph(text: Folded, start: int, end: int) -> tuple[int, int]:
    left = text.bare.rfind("\n\n", 0, start)
    right = text.bare.find("\n\n", end)
    return left + 2 if left >= 0 else 0, right if right >= 0 else len(text.bare)


def _children_called(
    text: Folded, rules: Rules, context: Context, everybody: Sequence[Person]
) -> Iterator[Hit]:
    """花子ちゃん of a school and a class, whose family name is not said."""
    for found in _CHILD_CALLED.finditer(text.bare):
        start, end = found.span()
        is_met = any(_meet(Person(start, end, False), p) for p in everybody)
        if is_met or _is_agreed(found.group(), context) or not _is_child(start, end, text, rules):
            continue
        yield Hit("child", Severity.MEND, start, end)


def _is_agreed(name: str, context: Context) -> bool:
    consent = _consent_for(name, context.consents)
    return consent is not None and consent.standing is Standing.VALID


def _consent_for(name: str, consents: Sequence[ConsentOnFile]) -> ConsentOnFile | None:
    """One in force, before one that is over."""
    about = [c for c in consents if name_key(name) in name_key(c.subject)]
    return min(about, key=lambda c: c.standing is not Standing.VALID, default=None)


def of_consents(text: Folded, rules: Rules, context: Context) -> Iterator[Hit]:
    """What stands in the register about somebody or something that the draft names."""
    told: set[tuple[int, int, bool]] = set()
    for consent in context.consents:
        for start, end in _named(consent.subject, text, rules):
            is_valid = consent.standing is Standing.VALID
            if (start, end, is_valid) in told:
                continue
            told.add((start, end, is_valid))
            if is_valid:
                yield Hit("consent", Severity.NOTE, start, end, facts=_facts(consent))
    in_force = {(start, end) for start, end, is_valid in told if is_valid}
    for consent in context.consents:
        if consent.standing is Standing.VALID:
            continue
        for start, end in _named(consent.subject, text, rules):
            if (start, end) not in in_force:
                yield Hit("consent_over", Severity.MEND, start, end, facts=_facts(consent))


def _facts(consent: ConsentOnFile) -> dict[str, str]:
    day = wareki.long(consent.until) if consent.until else ""
    ended = (
        f"{day}に取り消されています"
        if consent.standing is Standing.WITHDRAWN
        else f"{day}で終わっています"
    )
    until = f"{day}まで" if day else "期限なし"
    return {"subject": consent.subject, "scope": consent.scope, "until": until, "ended": ended}


def _named(subject: str, text: Folded, rules: Rules) -> Iterator[tuple[int, int]]:
    """The names in the subject; without one, the subject itself."""
    folded = fold(subject)
    names = [folded.bare[p.start : p.end] for p in persons(folded, rules) if p.is_full]
    head = re.split(r"[(（、,・]", folded.text)[0].strip()
    for name in names or [re.sub(r"(?:さん|様|氏|くん|君|ちゃん)$", "", head)]:
        if len(name_key(name)) >= 3:
            spaced = r"\s*".join(map(re.escape, name_key(name)))
            for found in re.finditer(spaced, text.bare):
                yield found.span()


def of_media(context: Context) -> Iterator[Hit]:
    if context.shows_people and not context.people_agreed:
        yield Hit("photo", Severity.CONFIRM, 0, 0)
    if context.has_media or context.shows_people:
        yield Hit("alt", Severity.NOTE, 0, 0)
