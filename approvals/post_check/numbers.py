"""Check digits: what tells a number of a kind from any other of its length."""

import re

_CARD = r"4\d{12}(?:\d{3})?|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|35\d{14}|36\d{12}"


def is_my_number(digits: str) -> bool:
    """個人番号: 12 digits, the last one computed from the eleven before it."""
    if not re.fullmatch(r"\d{12}", digits) or len(set(digits)) == 1:
        return False
    *body, check = map(int, digits)
    weights = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]
    rest = sum(map(int.__mul__, body, weights)) % 11
    return check == (0 if rest <= 1 else 11 - rest)


def is_corporate_number(digits: str) -> bool:
    """法人番号: 13 digits, the first one computed from the twelve after it."""
    if not re.fullmatch(r"\d{13}", digits) or len(set(digits)) == 1:
        return False
    check, *body = map(int, digits)
    weights = [1, 2] * 6
    return check == 9 - sum(map(int.__mul__, reversed(body), weights)) % 9


def is_card_number(digits: str) -> bool:
    """By Luhn, of a length and beginning that cards have."""
    if not re.fullmatch(_CARD, digits):
        return False
    doubled = (int(digit) * (1 + n % 2) for n, digit in enumerate(reversed(digits)))
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0
