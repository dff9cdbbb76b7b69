"""Telephone numbers, mail addresses and everything else that is a number of somebody."""

import re
from collections.abc import Iterator

from approvals.post_check.finding import Severity
from approvals.post_check.folded import Folded
from approvals.post_check.hit import Hit
from approvals.post_check.numbers import is_card_number, is_corporate_number, is_my_number
from approvals.post_check.rules import Rules, digits_of

_GAP = r"[ -]?"
_PHONE = re.compile(
    r"(?<![\d.\-/])(?:\+81[ -]?(?:\(0\))?"
    r"|\(?0)[1-9]\d{0,3}\)?[ ()・._の-]{0,2}\d{1,4}[ ()・._の-]{0,2}\d{3,4}(?![\d/]|[-.]\d)"
)
_SHARED_LINES = ("0120", "0570", "0800", "0180", "0990")  # nobody's own telephone
_MOBILE = re.compile(r"0[5789]0\d{8}")
_MAIL = re.compile(r"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,6}")
# As people write an address that no robot is to find.
_MAIL_IN_DISGUISE = re.compile(
    r"(?<![A-Za-z0-9._%+\-@])(?P<name>[A-Za-z][A-Za-z0-9._%+\-]{0,63})"
    r"(?:[★☆◎●■*]| ?[\[({<] ?(?:at|アット(?:マーク)?|あっと(?:まーく)?|@) ?[\])}>] ?"
    r"| ?(?:アット(?:マーク)?|あっと(?:まーく)?) ?| ?@ ?"
    r"| at (?=gmail|yahoo|outlook|hotmail|icloud|docomo|ezweb|softbank))"
    r"(?P<domain>(?:[A-Za-z0-9\-]{1,63}[.。]){1,5}(?:jp|com|net|org|info|me))(?![A-Za-z0-9.])",
    re.I,
)
_FREE_MAIL = re.compile(
    r"@(?:gmail|yahoo|ymail|outlook|hotmail|live|icloud|me|mac|docomo|ezweb|au|softbank|i\.softbank"
    r"|ybb|nifty|rakuten|proton|protonmail|qq)\.",
    re.I,
)
_LONG_NUMBER = re.compile(
    r"(?<![\dA-Za-z.\-])(?:\d(?:[ -]?\d){11,15}"
    r"|\d{4}(?P<gap>[・._/]| {2,3}| ?- ?)\d{4}(?P=gap)\d{4}(?:(?P=gap)\d{4})?)(?![\dA-Za-z]|[.-]\d)"
)
_MY_NUMBER_WORDS = re.compile(r"マイナンバー(?!カード)|個人番号")
_BANK = re.compile(
    r"(?:口座(?:番号)?|普通(?:預金)?|当座(?:預金)?|記号(?:番号)?"
    r"|振込先)[^\d\n]{0,12}\d{5,8}(?:-\d{1,2})?(?:[ 　-]*(?:番号)?[ :]*\d{1,8})?"
)
_BANK_WORDS = re.compile(r"銀行|信用金庫|信金|信用組合|農協|JA|ゆうちょ|支店|口座|振込|振り込")
_GIVING = re.compile(r"義援金|義捐金|寄附|寄付|募金|ふるさと納税|納付|納入|支援金")
_ID_NUMBER = re.compile(
    r"(?:旅券|パスポート)(?:番号|No\.?|NO)?[^\dA-Z\n]{0,6}[A-Z]{2}\d{7}"
    r"|(?:運転)?免許(?:証)?(?:の)?(?:番号|No\.?)?[^\d\n]{0,6}\d{12}"
    r"|在留カード(?:番号)?[^\dA-Z\n]{0,6}[A-Z]{2}\d{8}[A-Z]{2}"
    r"|(?:基礎)?年金(?:手帳)?(?:の)?番号[^\d\n]{0,6}\d{4}-?\d{6}"
    r"|住民票コード[^\d\n]{0,6}\d{11}"
    r"|(?:被保険者(?:証)?|保険証|介護保険|受給者(?:証)?|診察券|患者|生徒|学籍|職員|世帯|納税者|宛名"
    r")(?:の)?(?:記号)?(?:番号|No\.?)[^\d\n]{0,6}[\d-]{5,}"
)
_ISBN = re.compile(r"ISBN|JAN|コード|品番|番組|問合せ番号|追跡", re.I)


def phones(text: Folded) -> Iterator[tuple[int, int, str]]:
    for found in _PHONE.finditer(text.digits):
        digits = re.sub(r"\D", "", re.sub(r"^\+81[ -]?(?:\(0\))?", "0", found.group()))
        if len(digits) == 10 + bool(_MOBILE.fullmatch(digits)):
            in_brackets = found.group().startswith("(") and ")" not in found.group()
            yield found.start() + in_brackets, found.end(), digits


def of_phones(text: Folded, rules: Rules) -> Iterator[Hit]:
    for start, end, digits in phones(text):
        if digits in rules.known.phones or digits.startswith(_SHARED_LINES):
            continue
        of_an_office = rules.part("office").search(text.line_at(start) + _line_above(text, start))
        if _MOBILE.fullmatch(digits) or not of_an_office:
            yield Hit("phone", Severity.CONFIRM, start, end)
        else:
            yield Hit("phone", Severity.ADVICE, start, end, said="advice")


def _line_above(text: Folded, place: int) -> str:
    start = text.bare.rfind("\n", 0, place)
    return text.line_at(start - 1) if start > 0 else ""


def mails(text: Folded) -> Iterator[tuple[int, int, str]]:
    for found in _MAIL.finditer(text.text):
        yield found.start(), found.end(), found.group()
    for found in _MAIL_IN_DISGUISE.finditer(text.text):
        domain = re.sub(r"[ 。]+", ".", found["domain"].strip())
        yield found.start(), found.end(), f"{found['name']}@{domain}"


def of_mails(text: Folded, rules: Rules) -> Iterator[Hit]:
    for start, end, address in mails(text):
        domain = address.rpartition("@")[2].lower()
        if any(domain == d or domain.endswith(f".{d}") for d in rules.known.mail_domains):
            continue
        of_an_office = rules.part("office").search(text.line_at(start))
        if _FREE_MAIL.search(address) or not of_an_office:
            yield Hit("mail", Severity.CONFIRM, start, end)
        else:
            yield Hit("mail", Severity.ADVICE, start, end, said="advice")


def of_numbers(text: Folded, rules: Rules) -> Iterator[Hit]:
    for found in _LONG_NUMBER.finditer(text.digits):
        digits = digits_of(found.group())
        before = text.around(*found.span(), 20, 0)
        if is_my_number(digits):
            yield Hit("my_number", Severity.MEND, *found.span())
        elif len(digits) == 12 and _MY_NUMBER_WORDS.search(before):
            yield Hit("my_number", Severity.CONFIRM, *found.span(), said="doubt")
        elif is_corporate_number(digits) and not _ISBN.search(before):
            yield Hit("corporate_number", Severity.NOTE, *found.span())
        elif is_card_number(digits) and not _ISBN.search(before):
            yield Hit("card", Severity.MEND, *found.span())
    for found in _ID_NUMBER.finditer(text.bare):
        yield Hit("id_number", Severity.MEND, *found.span())
    yield from _bank_accounts(text)


def _bank_accounts(text: Folded) -> Iterator[Hit]:
    for found in _BANK.finditer(text.bare):
        near = text.around(*found.span(), 40, 20) + _line_above(text, found.start())
        if not _BANK_WORDS.search(near):
            continue
        if _GIVING.search(text.bare[max(0, found.start() - 120) : found.end() + 60]):
            yield Hit("bank", Severity.ADVICE, *found.span(), said="advice")
        else:
            yield Hit("bank", Severity.MEND, *found.span())
