"""What is typed to set 採決の定め: each point of the rule as a question."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from approvals.tally import QuorumBase, Rule, RuleError, Share
from approvals.tally.rule import (
    ANSWERS_LABELS,
    CIRCULATION_BASE_LABELS,
    MAJORITY_BASE_LABELS,
    OBJECTION_LABELS,
    TIE_LABELS,
    VERSION,
)
from komae_sns.forms import DateField, OnceForm, ReauthenticatedForm

SHARES = ("more than 1/2", "at least 1/2", "at least 2/3", "at least 3/4", "at least 1/1")
YES, NO = "yes", "no"


def _choice(label: str, choices: Any, **facts: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **facts)


def _yes_no(label: str, yes: str, no: str, **facts: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[(YES, yes), (NO, no)],
        coerce=lambda typed: typed == YES,
        widget=forms.RadioSelect,
        **facts,
    )


def _share(label: str, **facts: Any) -> forms.ChoiceField:
    choices = [(text, Share.parse(text).label) for text in SHARES]
    return forms.ChoiceField(label=label, choices=choices, widget=forms.Select, **facts)


class RuleForm(OnceForm):
    clauses = {"valid_from": "4(2)ウ"}

    valid_from = DateField(
        label="この日から使う", help_text="今日か、今日より後の日。この日からの会議に使われます。"
    )
    basis = forms.CharField(
        label="根拠",
        max_length=200,
        required=False,
        help_text="例：行政情報化推進委員会設置要綱第5条の改正（令和8年12月1日）",
    )
    quorum_base = _choice(
        "定足数を数えるもと",
        [(QuorumBase.IN_OFFICE, "在任する委員の数"), (QuorumBase.SEATS, "要綱で定めた定数")],
    )
    seats = forms.IntegerField(
        label="委員の定数",
        min_value=1,
        max_value=999,
        required=False,
        help_text="「要綱で定めた定数」を選んだときだけ、人数を入れてください。",
    )
    quorum = _share("会議が成立する出席者の割合（定足数）")
    majority = _share("可決に必要な可の割合")
    majority_base = _choice("会議で、可の割合を数えるもと", list(MAJORITY_BASE_LABELS.items()))
    ties = _choice("可否同数のとき", list(TIE_LABELS.items()))
    chair_votes = _yes_no(
        "委員長は、表決に加わりますか", "加わる", "加わらない（議長だけをつとめる）"
    )
    chair_counts_for_quorum = _yes_no("定足数に、委員長を数えますか", "数える", "数えない")
    own_section_excluded = _yes_no(
        "申請した部課の委員を、表決から除きますか（除斥）", "除く", "除かない"
    )
    excluded_count_for_quorum = _yes_no(
        "定足数に、除斥された委員を数えますか", "数える", "数えない"
    )
    abstention_counts_as_present = _yes_no(
        "可の割合を数えるもとに、棄権した委員を入れますか", "入れる", "入れない"
    )
    circulation_answers = _choice("持ち回りが成立する回答の数", list(ANSWERS_LABELS.items()))
    circulation_majority_base = _choice(
        "持ち回りで、可の割合を数えるもと", list(CIRCULATION_BASE_LABELS.items())
    )
    circulation_objection = _choice(
        "持ち回りで、会議での審議を求める委員がいるとき", list(OBJECTION_LABELS.items())
    )
    deputies_vote = _yes_no(
        "持ち回りで、不在の委員の代理者が回答できますか",
        "できる（二人の名前を残す）",
        "できない",
        help_text="代理者は、代決として登録されている人です。",
    )

    POINTS = (
        "quorum",
        "quorum_base",
        "majority",
        "majority_base",
        "ties",
        "chair_votes",
        "chair_counts_for_quorum",
        "own_section_excluded",
        "excluded_count_for_quorum",
        "abstention_counts_as_present",
        "circulation_answers",
        "circulation_majority_base",
        "circulation_objection",
        "deputies_vote",
    )

    def __init__(self, *args: Any, now_in_force: Rule, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial=typed_of(now_in_force), **kwargs)
        self.today = today
        self.fields["valid_from"].widget.attrs["min"] = today.isoformat()
        for name in ("quorum", "majority"):
            share = getattr(now_in_force, name)
            if str(share) not in SHARES:  # set by hand in the master data
                self.fields[name].choices = [*self.fields[name].choices, (str(share), share.label)]

    def clean_valid_from(self) -> date:
        day = self.cleaned_data["valid_from"]
        if day < self.today:
            raise ValidationError("今日か、今日より後の日にしてください。")
        return day

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            try:
                Rule.from_json(self.rule)
            except RuleError as error:
                self.add_error(error.point or None, str(error))
        return self.cleaned_data

    @property
    def rule(self) -> dict[str, Any]:
        """As approvals.tally.Rule stores it."""
        facts = {name: self.cleaned_data[name] for name in self.POINTS}
        seats = self.cleaned_data.get("seats")
        return {"version": VERSION} | facts | ({"seats": seats} if seats else {})


def typed_of(rule: Rule) -> dict[str, Any]:
    """The rule as the form's own choices."""
    facts = rule.to_json()
    return {
        name: (YES if value else NO) if isinstance(value, bool) else value
        for name, value in facts.items()
    }


class RuleConfirmForm(ReauthenticatedForm):
    """The password alone: what is set stands above it on the page."""
