from komae_sns.forms import ReauthenticatedForm


class FixForm(ReauthenticatedForm):
    pass
