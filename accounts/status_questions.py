"""停止後の状態確認: the city's questions (status_check.toml), and what the answers come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from komae_sns import city
from komae_sns.text import is_blank

YES, NO, UNKNOWN = "YES", "NO", "UNKNOWN"
SAID = {YES: "はい", NO: "いいえ", UNKNOWN: "確かめられない"}
FINE, WRONG, LOCKED_OUT, SERVICE_ENDED = "FINE", "WRONG", "LOCKED_OUT", "SERVICE_ENDED"


@dataclass(frozen=True)
class Question:
    """`no`: the result to which いいえ leads; `present`: what of the record stands beside it."""

    key: str
    text: str
    no: str
    present: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Answer:
    said: str
    remark: str = ""


Answers = Mapping[str, Answer]


def questions() -> tuple[Question, ...]:
    return tuple(Question(**row) for row in city.data("status_check.toml")["question"])


def missing(answers: Answers) -> dict[str, str]:
    """Question or its remark → what is wanted. Of a service that is no more, nothing else is."""
    if _leads_to(answers) == SERVICE_ENDED:
        return {}
    wanted = {q.key: "選んでください。" for q in questions() if q.key not in answers}
    for key, answer in answers.items():
        if answer.said != YES and is_blank(answer.remark):
            words = "どうなっていたか" if answer.said == NO else "確かめられないわけ"
            wanted[f"{key}_remark"] = f"{words}を書いてください。"
    return wanted


def result_of(answers: Answers) -> str | None:
    """None: not everything could be seen, and a person has to judge."""
    found = _leads_to(answers)
    if found:
        return found
    return FINE if all(answer.said == YES for answer in answers.values()) else None


def allowed(answers: Answers) -> frozenset[str]:
    """What a person may make of the answers: never better than they are."""
    found = result_of(answers)
    match found:
        case "SERVICE_ENDED":
            return frozenset({SERVICE_ENDED})
        case "LOCKED_OUT":
            return frozenset({LOCKED_OUT, WRONG})
        case "WRONG":
            return frozenset({WRONG})
        case _:
            return frozenset({FINE, WRONG})


def kept(answers: Answers) -> list[dict[str, Any]]:
    """With the questions as they were asked: the city may word them anew."""
    return [
        {
            "key": q.key,
            "question": q.text,
            "said": SAID[answers[q.key].said],
            "remark": answers[q.key].remark,
        }
        for q in questions()
        if q.key in answers
    ]


def _leads_to(answers: Answers) -> str:
    """The gravest that an いいえ leads to; the service itself before everything."""
    found = {q.no for q in questions() if q.key in answers and answers[q.key].said == NO}
    return next((r for r in (SERVICE_ENDED, WRONG, LOCKED_OUT) if r in found), "")
