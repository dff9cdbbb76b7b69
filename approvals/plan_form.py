"""第4号様式: the one declared list of its fields (city data plan_form.toml), and what is missing.

Screens, checks, remarks, snapshots and the paper all read this list.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from komae_sns import city
from komae_sns.text import is_blank


class Step(StrEnum):
    """The five steps of filing (DESIGN 7), in order; the value is the part of the address."""

    EXISTING = "existing"
    ACCOUNT = "account"
    POLICY = "policy"
    FORM = "form"
    CONFIRM = "confirm"

    @property
    def label(self) -> str:
        return _STEP_LABELS[self]

    @property
    def number(self) -> int:
        return list(Step).index(self) + 1

    @property
    def following(self) -> "Step | None":
        return next((s for s in Step if s.number == self.number + 1), None)


_STEP_LABELS = {
    Step.EXISTING: "既存媒体の検討",
    Step.ACCOUNT: "アカウント",
    Step.POLICY: "運用ポリシー",
    Step.FORM: "第4号様式",
    Step.CONFIRM: "確認・提出",
}


@dataclass(frozen=True)
class Field:
    """One field. `when` = (other key, value): asked only then. `question`: a clause to print."""

    key: str
    step: Step
    number: str
    label: str
    kind: str
    required: bool = False
    max_length: int | None = None
    choices: tuple[str, ...] = ()
    clause: str = ""
    question: str = ""
    hint: str = ""
    when: tuple[str, str] | None = None
    on_change: str = ""

    def is_for(self, answers: Mapping[str, Any]) -> bool:
        return self.on_change != ("left_out" if is_change(answers) else "only")

    def is_required(self, answers: Mapping[str, Any]) -> bool:
        """Of a change only what the city's list names: the rest is known, or does not change."""
        if is_change(answers):
            return self.key in city.data("plan_form.toml")["change_required"]
        return self.required

    def is_asked(self, answers: Mapping[str, Any]) -> bool:
        if not self.is_for(answers):
            return False
        return self.when is None or answers.get(self.when[0]) == self.when[1]

    def is_answered(self, answers: Mapping[str, Any]) -> bool:
        value = answers.get(self.key)
        return any(value) if isinstance(value, list) else not is_blank(str(value or ""))


@dataclass(frozen=True)
class Gap:
    """What stands between a draft and its submission."""

    field: str
    step: Step
    sentence: str


def fields() -> tuple[Field, ...]:
    return _fields(city.folder())


@cache
def _fields(_folder: object) -> tuple[Field, ...]:
    return tuple(_field(row) for row in city.data("plan_form.toml")["fields"])


def _field(row: Mapping[str, Any]) -> Field:
    facts = dict(row)
    when = facts.pop("when", None)
    return Field(
        **facts
        | {
            "step": Step(row["step"]),
            "choices": tuple(row.get("choices", ())),
            "when": (when["field"], when["is"]) if when else None,
        }
    )


def fields_of(step: Step) -> tuple[Field, ...]:
    return tuple(field for field in fields() if field.step == step)


def field(key: str) -> Field:
    return next(field for field in fields() if field.key == key)


def label_of(key: str) -> str:
    """Japanese name of a field, or of the policy, which is remarked upon like a field."""
    if key == POLICY_KEY:
        return Step.POLICY.label
    return next((field.label for field in fields() if field.key == key), key)


def step_of(key: str) -> Step:
    return next((field.step for field in fields() if field.key == key), Step.POLICY)


POLICY_KEY = "policy"
CHANGE = "変更"  # 区分


def is_change(answers: Mapping[str, Any]) -> bool:
    return answers.get("category") == CHANGE


def gaps(answers: Mapping[str, Any]) -> tuple[Gap, ...]:
    """Required fields that are not filled, (ア)(イ)(ウ) among them, and those that are too long."""
    empty = tuple(
        Gap(f.key, f.step, f"「{f.label}」が書かれていません。")
        for f in fields()
        if f.is_required(answers) and f.is_asked(answers) and not f.is_answered(answers)
    )
    return (*_considered_gap(answers), *empty, *_long_gaps(answers))


def _long_gaps(answers: Mapping[str, Any]) -> Iterator[Gap]:
    for f in fields():
        length = len(str(answers.get(f.key) or ""))
        if f.max_length and length > f.max_length and f.is_asked(answers):
            sentence = f"「{f.label}」は{f.max_length}文字までにしてください（いま{length}文字）。"
            yield Gap(f.key, f.step, sentence)


def _considered_gap(answers: Mapping[str, Any]) -> tuple[Gap, ...]:
    """4(2)ア: the accounts considered are named, or it is said why there are none."""
    named = ("considered", "considered_none")
    if is_change(answers) or any(field(key).is_answered(answers) for key in named):
        return ()
    sentence = "検討した既存の公式アカウントを選ぶか、ない理由を書いてください。"
    return (Gap("considered", Step.EXISTING, sentence),)
