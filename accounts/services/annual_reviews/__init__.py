"""4(5)ア: the yearly 効果測定, from the day it opens to the day its 年度 is closed."""

from accounts.services.annual_reviews.answering import NotReady, pass_to_head, save_answers, submit
from accounts.services.annual_reviews.campaign import (
    close_year,
    enrol,
    keep_up,
    open_year,
)
from accounts.services.annual_reviews.deciding import (
    confirm,
    exclude,
    include_again,
    return_to_section,
)

__all__ = [
    "NotReady",
    "close_year",
    "confirm",
    "enrol",
    "exclude",
    "include_again",
    "keep_up",
    "open_year",
    "pass_to_head",
    "return_to_section",
    "save_answers",
    "submit",
]
