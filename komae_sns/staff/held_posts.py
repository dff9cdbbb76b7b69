"""A form sent after the log-in ended: kept, signed, in the log-in page, and put back afterwards.

Nothing is stored on the server while nobody is logged in, and nothing is done with the content
until the same browser has logged in and the person has pressed the form's own button.
"""

from functools import partial
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

SALT = "staff.held_post"
SESSION_KEY = "held_post"
MAX_AGE_SECONDS = 12 * 60 * 60
MAX_BYTES = 1024 * 1024


def ask_to_log_in(request: HttpRequest) -> HttpResponse:
    """401 for scripts (they keep what was typed); else the log-in page holding the form."""
    if request.headers.get("HX-Request") or request.headers.get("X-Autosave"):
        return HttpResponse("ログインが切れています。", status=401)
    from komae_sns.staff.forms import LoginForm

    held = sealed(request)
    context = {
        "form": LoginForm(request),
        "held": held,
        "is_too_large_to_hold": not held,
        "next": _page_of(request),
    }
    return render(request, "staff/login.html", context, status=401)


def sealed(request: HttpRequest) -> str:
    """What was typed, but no password; "" when it is too large to carry."""
    data = request.POST.copy()
    for name in [name for name in data if "password" in name or name == "csrfmiddlewaretoken"]:
        del data[name]
    held = {"page": _page_of(request), "to": request.path, "data": data.urlencode()}
    text = signing.dumps(held, salt=SALT, compress=True)
    return text if len(text) <= MAX_BYTES else ""


def _page_of(request: HttpRequest) -> str:
    """Where the form stood: a button's own address may answer to POST alone."""
    referer = request.headers.get("Referer", "")
    page = urlsplit(referer)._replace(scheme="", netloc="", fragment="").geturl()
    # The path too: without its host, //elsewhere/ would lead there.
    leads_here = partial(url_has_allowed_host_and_scheme, allowed_hosts={request.get_host()})
    return page if leads_here(referer) and leads_here(page) else request.path


def put_back(request: HttpRequest, text: str) -> str | None:
    """After log-in: remember the form for its page. Gives its address, or None if unreadable."""
    try:
        held = signing.loads(text, salt=SALT, max_age=MAX_AGE_SECONDS)
    except signing.BadSignature:
        return None
    request.session[SESSION_KEY] = held
    return held["page"]


def take(request: HttpRequest, *, sent_to: str = "") -> QueryDict | None:
    """What was typed for this page before the log-in ended; given once.

    `sent_to`: of a page with several forms, the address of the one that asks.
    """
    held = request.session.get(SESSION_KEY)
    if not held or urlsplit(held["page"]).path != request.path:
        return None
    if sent_to and held.get("to") != sent_to:
        return None
    del request.session[SESSION_KEY]
    return QueryDict(held["data"])
