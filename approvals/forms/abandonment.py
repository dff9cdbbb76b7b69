"""What is typed to give an opening up."""

from django import forms

from komae_sns.forms import PortalForm


class AbandonForm(PortalForm):
    clauses = {"is_not_there": "4(5)エ"}

    reason = forms.CharField(
        label="開設を取りやめる理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_not_there = forms.BooleanField(
        label="媒体の側に、このアカウントはまだありません",
        help_text="もうつくってあるときは、取りやめずに事務局へ相談してください。消してはいけません。",
        error_messages={"required": "媒体の側にないことを確かめて、チェックを入れてください。"},
    )
