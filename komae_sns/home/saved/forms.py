from django import forms

from komae_sns.forms import PortalForm
from komae_sns.home.saved.models import SavedView


class NameForm(PortalForm):
    name = forms.CharField(label="名前", max_length=SavedView.LONGEST_NAME)


class KeepForm(NameForm):
    place = forms.CharField(widget=forms.HiddenInput)
    query = forms.CharField(widget=forms.HiddenInput, required=False)
