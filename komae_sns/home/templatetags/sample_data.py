"""「見本のデータ」: said on every page of a portal whose people and accounts are invented."""

from django import template
from django.conf import settings

from komae_sns.home.models import SampleData

register = template.Library()
_known: set[bool] = set()  # what was loaded stays: once true, no page asks again


@register.simple_tag
def is_sample_data() -> bool:
    """Never asked in production, where seed_demo refuses."""
    if settings.FOR_TRIAL and not _known and SampleData.objects.exists():
        _known.add(True)
    return bool(_known)
