"""The file, what its columns are, and the last word before it is taken."""

from typing import Any, Self

from django import forms
from django.core.files.uploadedfile import UploadedFile
from openpyxl.utils import get_column_letter

from komae_sns.forms import OnceForm, PortalForm, ReauthenticatedForm
from komae_sns.home.intake.kinds import Kind
from komae_sns.home.intake.looking import Look
from komae_sns.home.intake.models import Intake
from komae_sns.intake.sheets import MOST_BYTES, MOST_ROWS

NOT_USED = "（この表にはありません）"


class FileForm(OnceForm):
    file = forms.FileField(
        label="ファイル",
        help_text=(
            "ExcelのブックかCSVを、いまの形のまま選んでください"
            f"（{MOST_BYTES // 1024 // 1024}MB・{MOST_ROWS:,}行まで）。"
            "選んだだけでは、まだ何も登録されません。"
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm"}),
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                f"ファイルが大きすぎます。{MOST_BYTES // 1024 // 1024}MBまでです。"
            )
        return file


class SettleForm(PortalForm):
    """One choice per column: which column of the table it is."""

    sheet = forms.TypedChoiceField(label="シート", coerce=int)
    heading = forms.IntegerField(label="見出しの行", min_value=1, max_value=10_000)

    def __init__(self, *args: Any, kind: Kind, intake: Intake, look: Look, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["sheet"].choices = [(n, s.name) for n, s in enumerate(look.sheets)]
        self.fields["sheet"].initial = intake.sheet
        self.fields["heading"].initial = intake.heading
        if len(look.sheets) == 1:
            self.fields["sheet"].widget = forms.HiddenInput()
        choices = [("", NOT_USED), *_headings(look)]
        for column in kind.columns:
            self.fields[f"column-{column.key}"] = forms.ChoiceField(
                label=column.label,
                choices=choices,
                required=False,
                initial=str(intake.places.get(column.key, "")),
            )
            self.fields[f"column-{column.key}"].asked = column.required
            if column.default is not None:
                self.fields[f"default-{column.key}"] = forms.CharField(
                    label=f"{column.label}が空いている行に入れる値",
                    required=False,
                    max_length=500,
                    initial=intake.defaults.get(column.key, ""),
                )

    def clean(self) -> dict[str, Any]:
        found: dict[str, str] = {}
        for column in self.kind.columns:
            place = self.cleaned_data.get(f"column-{column.key}", "")
            if place and found.setdefault(place, column.label) != column.label:
                self.add_error(
                    f"column-{column.key}", f"「{found[place]}」と同じ欄です。どちらかにします。"
                )
        return self.cleaned_data

    def places(self) -> dict[str, int]:
        chosen = ((c.key, self.cleaned_data[f"column-{c.key}"]) for c in self.kind.columns)
        return {key: int(place) for key, place in chosen if place}

    def defaults(self) -> dict[str, str]:
        given = ((c.key, self.cleaned_data.get(f"default-{c.key}", "")) for c in self.kind.columns)
        return {key: text for key, text in given if text}


def _headings(look: Look) -> list[tuple[str, str]]:
    return [
        (str(place), f"{get_column_letter(place + 1)}列：{text.strip() or '（見出しなし）'}"[:60])
        for place, text in enumerate(look.headings)
        if text.strip() or any(len(r) > place and r[place] for r in look.sheet.rows)
    ]


class TakeForm(PortalForm):
    """Reads what was sent; whether rows must be left out, the step asks."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    only_good = forms.BooleanField(label="誤りのある行を除いて取り込む", required=False)

    def fit(self, look: Look) -> Self:
        """Ask what this plan makes necessary; what was sent keeps its place."""
        self.fields["seen"].initial = look.plan.digest
        wrong = len(look.plan.wrong)
        if wrong:
            self.fields["only_good"].asked = True
            self.fields["only_good"].label = f"誤りのある{wrong}行を除いて取り込む"
        else:
            del self.fields["only_good"]
        return self


class SureTakeForm(TakeForm, ReauthenticatedForm):
    """A change of posts and people asks for the password again."""
