"""What is typed into the editor: one form per article, one field per 項・号・ア."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from accounts.filters import ALL, LONGEST_QUERY, department_choices
from accounts.models import Service
from komae_sns.city.guideline import SAMPLE
from komae_sns.forms import DateField, FilterForm, OnceForm, PortalForm, SeveralField
from komae_sns.staff.actors import Actor
from komae_sns.text import has_invisible, is_blank
from policies.articles import Article, BadArticles, Typed, places
from policies.articles.structure import (
    LONGEST_CAPTION,
    LONGEST_LINE,
    LONGEST_TITLE,
    Articles,
    checked_text,
)
from policies.models import Policy
from policies.recognise.lines import LONGEST_TEXT

_CHARACTERS_A_ROW = 34


class BundleFilter(FilterForm):
    """Which policies go into the ZIP: the conditions of the list, or those ticked there."""

    q = forms.CharField(label="ことば（題名・条文）", max_length=LONGEST_QUERY, required=False)
    department = forms.TypedChoiceField(label="部課", coerce=int, required=False, empty_value=None)
    service = forms.TypedChoiceField(label="媒体", coerce=int, required=False, empty_value=None)
    policies = SeveralField(Policy.objects.none(), required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = [("", ALL), *department_choices()]
        self.fields["service"].choices = [("", ALL), *Service.objects.values_list("pk", "name")]
        self.fields["policies"].queryset = Policy.objects.visible_to(actor)

    def parameters(self) -> dict[str, Any]:
        """As the background job keeps them. What does not fit is left out."""
        facts = {name: self.cleaned_data.get(name) for name in ("q", "department", "service")}
        facts["policies"] = [policy.pk for policy in self.cleaned_data.get("policies") or ()]
        return {name: value for name, value in facts.items() if value}

    @property
    def said(self) -> list[str]:
        """The conditions in words."""
        named = [("ことば", self.cleaned_data.get("q"))]
        for name in ("department", "service"):
            chosen = dict(self.fields[name].choices).get(self.cleaned_data.get(name))
            named.append((self.fields[name].label, (chosen or "").strip()))
        ticked = len(self.cleaned_data.get("policies") or ())
        named.append(("一覧でえらんだもの", f"{ticked}件" if ticked else ""))
        return [f"{label}：{value}" for label, value in named if value]


class ExportForm(OnceForm, BundleFilter):
    """The same, hidden behind one button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("q", "department", "service"):
            self.fields[name].widget = forms.HiddenInput()


class LineField(forms.CharField):
    """One line of a policy. Blank is allowed while it is a draft."""

    def __init__(self, *, what: str, longest: int, required: bool = False, **kwargs: Any) -> None:
        self.what, self.longest = what, longest
        super().__init__(required=required, **kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        try:
            checked_text(value, self.longest, self.what)
        except BadArticles as refused:
            raise ValidationError(str(refused)) from refused


class ArticleForm(PortalForm):
    """Prefixed by the article's key; `edit` is what its number was when the form was shown."""

    edit = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9)

    def __init__(self, *args: Any, article: Article, articles: Articles, **kwargs: Any) -> None:
        super().__init__(*args, prefix=article.key, **kwargs)
        self.article = article
        where = places(articles)
        self.initial.setdefault("edit", article.edit)
        self.fields["caption"] = LineField(
            what="見出し",
            longest=LONGEST_CAPTION,
            label=f"{where[article.key]}の見出し",
            initial=article.caption,
        )
        for line in article.lines():
            self.fields[line.key] = LineField(
                what="文",
                longest=LONGEST_LINE,
                label=where[line.key],
                initial=line.text,
                widget=forms.Textarea(attrs={"rows": 1 + len(line.text) // _CHARACTERS_A_ROW}),
            )

    def typed(self) -> Typed:
        """As sent, lines that were taken out meanwhile included."""
        texts = {line.key: self.cleaned_data[line.key] for line in self.article.lines()}
        sent = {key: text for key, text in texts.items() if self.add_prefix(key) in self.data}
        return Typed(
            self.article.key, self.cleaned_data["edit"], self.cleaned_data["caption"], sent
        )

    def orphans(self) -> list[str]:
        """What was typed into lines that are not there any more."""
        return orphans(self.data, self.article.key, self.fields)


def orphans(data: Any, key: str, known: Any = ()) -> list[str]:
    prefix = f"{key}-"
    names = [name for name in data if name.startswith(prefix)]
    lost = [name for name in names if name.removeprefix(prefix) not in {*known, "edit"}]
    return [data[name] for name in lost if data[name].strip()]


class NoticeNumberField(forms.CharField):
    """令和6年告示第172号; 令和　年告示第　号 while it is not yet given."""

    def __init__(self, *, is_given: bool = False, **kwargs: Any) -> None:
        self.is_given = is_given
        facts = {"label": "告示・訓令番号（あれば）", "required": False, "max_length": 60}
        super().__init__(**facts | kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        if has_invisible(value) or "\n" in value:
            raise ValidationError("目に見えない文字がまじっています。入力しなおしてください。")
        if not _NOTICE_NUMBER.search(value):
            raise ValidationError("「令和6年告示第172号」のように、「第〇号」まで入れてください。")
        if self.is_given and not re.search(
            r"第\s*(?:[0-9０-９]+|[一二三四五六七八九十百〇]+)", value
        ):
            raise ValidationError(
                "番号が空いています。施行のときは、決まった番号を入れてください。"
            )


_NOTICE_NUMBER = re.compile(r"第[\s0-9０-９一二三四五六七八九十百〇]*号")


class TitleForm(PortalForm):
    clauses = {"title": SAMPLE}

    title = LineField(what="題名", longest=LONGEST_TITLE, required=True, label="題名")
    notice_number = NoticeNumberField(
        help_text="令和6年告示第172号、のような番号です。題名の下に印刷します。決まるまで空けておけます。"
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    seen_number = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)


class EnforceForm(PortalForm):
    clauses = {"enacted_on": SAMPLE}

    enacted_on = DateField(
        label="制定日", help_text="運用ポリシーの題名の下に書く日です。きょうまでの日を選びます。"
    )
    notice_number = NoticeNumberField(is_given=True, help_text="題名の下に、日の前に印刷します。")


class TakeOverForm(OnceForm):
    """A policy on paper: its text, and what is known of it. `text` alone suffices to read it."""

    DRAFT, EXISTING = "draft", "existing"

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    clauses = {"accounts": "4(2)イ", "title": SAMPLE}

    accounts = SeveralField(
        label="対象のアカウント", queryset=None, widget=forms.CheckboxSelectMultiple
    )
    file = forms.FileField(
        label="ファイルから読む",
        required=False,
        help_text="テキスト（.txt・.md）、Word（.docx）かページ（.html）、3MBまで。PDFは、文を写して下に貼りつけてください。",
        widget=forms.ClearableFileInput(attrs={"accept": ".txt,.md,.docx,.html,.htm"}),
    )
    text = forms.CharField(
        label="運用ポリシーの文",
        strip=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
        help_text="題名から終わりまでを貼りつけます。まちがって読まれた所は、ここで直して、もう一度読みとれます。",
    )
    title = LineField(what="題名", longest=LONGEST_TITLE, required=True, label="題名")
    notice_number = NoticeNumberField()
    kept_as = forms.ChoiceField(
        label="どの版として残すか",
        choices=[
            (DRAFT, "案（これから直して、承認を受けて施行する）"),
            (EXISTING, "既存（もう施行している。文は変えられなくなる）"),
        ],
        initial=DRAFT,
        widget=forms.RadioSelect,
    )
    enacted_on = DateField(label="制定日", required=False, help_text="既存のときに必要です。")
    evidence = forms.CharField(
        label="既存の根拠",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="決裁の番号や、綴られている簿冊など、施行していることがわかるもの。既存のときに必要です。",
    )

    def __init__(self, *args: Any, accounts: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accounts"].queryset = accounts

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kept_as") == self.EXISTING:
            for name in ("enacted_on", "evidence"):
                if name not in self.errors and is_blank(str(cleaned.get(name) or "")):
                    self.add_error(name, "既存として残すときは、入力してください。")
        return cleaned


class WithdrawForm(PortalForm):
    reason = forms.CharField(label="案を取り下げる理由", max_length=500)


class StartForm(OnceForm):
    clauses = {"accounts": "4(2)イ"}

    accounts = SeveralField(
        label="対象のアカウント",
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        help_text="一つの運用ポリシーで、いくつかのアカウントを扱うこともできます。",
    )

    def __init__(self, *args: Any, accounts: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # All are taken, so that a second click finds what the first one did.
        self.fields["accounts"].queryset = accounts
        self.fields["accounts"].choices = [(a.pk, str(a)) for a in accounts.filter(policies=None)]
