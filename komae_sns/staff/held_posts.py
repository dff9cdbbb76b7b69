"""A form sent after the log-in ended: kept, signed, in the log-in page, and put back afterwards.

Nothing is stored on the server while nobody is logged in, and nothing is done with the content
until the same browser has logged in and the person has pressed the form's own button.
"""

from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

SALT = "staff.held_post"
SESSION_KEY = "held_post"
MAX_AGE_SECONDS = 12 * 60 * 60
MAX_BYTES = 1024 * 1024
DROPPED = ("csrfmiddlewaretoken", "password")


def ask_to_log_in(request: HttpRequest) -> HttpResponse:
    """401 for scripts (they keep what was typed); else the log-in page holding the form."""
    if request.headers.get("HX-Request") or request.headers.get("X-Autosave"):
        return HttpResponse("ログインが切れています。", status=401)
    from komae_sns.staff.forms import LoginForm

    context = {
        "form": LoginForm(request),
        "held": sealed(request),
        "next": request.headers.get("Referer", "") and request.path,
        "login_url": reverse("staff:login"),
    }
    return render(request, "staff/login.html", context, status=401)


def sealed(request: HttpRequest) -> str:
    data = request.POST.copy()
    for name in DROPPED:
        data.pop(name, None)
    text = signing.dumps({"path": request.path, "data": data.urlencode()}, salt=SALT, compress=True)
    return text if len(text) <= MAX_BYTES else ""


def put_back(request: HttpRequest, text: str) -> str | None:
    """After log-in: remember the form for its page. Gives its path, or None if unreadable."""
    try:
        held = signing.loads(text, salt=SALT, max_age=MAX_AGE_SECONDS)
    except signing.BadSignature:
        return None
    request.session[SESSION_KEY] = held
    return held["path"]


def take(request: HttpRequest) -> QueryDict | None:
    """What was typed for this page before the log-in ended; given once."""
    held = request.session.get(SESSION_KEY)
    if not held or held["path"] != request.path:
        return None
    del request.session[SESSION_KEY]
    return QueryDict(held["data"])
