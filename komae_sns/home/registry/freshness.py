"""When a public page is new: whenever something was recorded, or the portal itself was changed.

The trail has a row for every change, so that no page is ever answered with an old 304. By tag
alone: a date in whole seconds is the same for two changes, and none moves with a new day.
"""

import hashlib
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.crypto import salted_hmac
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition, require_safe

from komae_sns import city
from komae_sns.audit.models import Entry as Recorded
from komae_sns.home.registry.city import of_the_folder

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Without log-in, form or cookie; kept by caches for a minute, then asked after."""

    @wraps(view)
    def fresh(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=of_the_folder()["fresh_seconds"])
        return response

    asked = condition(etag_func=_etag)(fresh)
    return login_not_required(csrf_exempt(require_safe(asked)))


def _etag(request: HttpRequest, *args: Any, **kwargs: Any) -> str:
    """Keyed, so that nobody outside can hold it against an export of the trail."""
    seq, newest = _newest(request)
    parts = (request.get_full_path(), _look(), timezone.localdate(), seq, newest)
    return f'"{salted_hmac("registry", "|".join(map(str, parts))).hexdigest()[:32]}"'


def _newest(request: HttpRequest) -> tuple[int, str]:
    """Read once a request, before the page is made: a page may be newer than its tag, not older."""
    if not hasattr(request, "registry_newest"):
        found = Recorded.objects.newest_first().values_list("seq", "hash").first()
        request.registry_newest = found or (0, "")
    return request.registry_newest


def seen_up_to(request: HttpRequest) -> int:
    return _newest(request)[0]


@cache
def _look() -> str:
    """Of what the pages are made of besides the database."""
    digest = hashlib.sha256()
    folders = (
        (city.folder(), "*.toml"),
        (settings.BASE_DIR / "templates" / "registry", "*.html"),
        (settings.BASE_DIR / "templates" / "policies", "_reading.html"),
        (settings.BASE_DIR / "static", "**/*.*"),
        (Path(__file__).parent, "**/*.py"),
    )
    for folder, pattern in folders:
        for file in sorted(folder.glob(pattern)):
            digest.update(file.read_bytes())
    return digest.hexdigest()
