"""What is typed to load a version: a file, or its text."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from komae_sns.city.guideline_file import LONGEST_FILE
from komae_sns.forms import DateField, OnceForm


class LoadForm(OnceForm):
    clauses = {"text": "1"}
    file = forms.FileField(
        label="ファイル", required=False, help_text="guideline.toml と同じ形のファイル（UTF-8）"
    )
    text = forms.CharField(
        label="ファイルの中身",
        required=False,
        strip=False,
        max_length=LONGEST_FILE,
        widget=forms.Textarea({"rows": 12, "spellcheck": "false"}),
        help_text="ファイルを選ばずに、ここへ貼りつけてもかまいません。",
    )
    in_force_on = DateField(
        label="ポータルで使いはじめる日", help_text="この日から、すべての画面がこの版になります。"
    )
    note = forms.CharField(label="備考", max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """The file comes before what stands in the field."""
        typed = self.cleaned_data
        if file := typed.get("file"):
            typed["text"] = self._read(file)
        if not typed.get("text") and "text" not in self.errors:
            self.add_error("text", "ファイルを選ぶか、中身を貼りつけてください。")
        return typed

    def _read(self, file: Any) -> str:
        if file.size > LONGEST_FILE:
            raise ValidationError({"file": "ファイルが大きすぎます。"})
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValidationError({"file": "UTF-8のファイルではありません。"}) from None
