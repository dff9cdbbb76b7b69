"""A file of evidence in a form: what is wrong with it is said at its field."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from komae_sns.documents.evidence.reading import MOST_BYTES, Brought, NotEvidence, read

TYPES = "image/png,image/jpeg,image/webp,.png,.jpg,.jpeg,.webp,.pdf,.txt,.eml,.csv"


class FileInput(forms.FileInput):
    """Also pasted and dropped, where scripts run (static/js/files.js)."""

    template_name = "evidence/file_input.html"


class EvidenceField(forms.FileField):
    """Cleans to `Brought`, or None where nothing was brought."""

    widget = FileInput(attrs={"accept": TYPES})

    def __init__(self, **kwargs: Any) -> None:
        most = MOST_BYTES // 1024 // 1024
        kwargs.setdefault("label", "証拠のファイル")
        kwargs.setdefault(
            "help_text",
            f"画面を保存した画像（PNG・JPEG・WebP）か、PDF・txt・eml・csv。{most}MBまで。"
            "画像は、撮影の場所などを除いたものを見せ、元のファイルは封印して残します。",
        )
        super().__init__(**kwargs)

    def clean(self, data: UploadedFile | None, initial: Any = None) -> Brought | None:
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                f"ファイルが大きすぎます。{MOST_BYTES // 1024 // 1024}MBまでです。"
            )
        try:
            return read(file.name, file.read())
        except NotEvidence as refused:
            raise forms.ValidationError(str(refused)) from refused


class BringsEvidence(forms.Form):
    """A browser keeps no chosen file: where another field is wrong, it has to be chosen again."""

    def full_clean(self) -> None:
        super().full_clean()
        if self._errors:
            self.choose_again()

    def choose_again(self) -> None:
        """Also after the step refused something."""
        brought = [n for n, f in self.fields.items() if isinstance(f, EvidenceField)]
        for name in brought:
            if self.cleaned_data.get(name):
                sentence = "ほかの項目を直したら、ファイルをもう一度選んでください。"
                self.add_error(name, sentence)
