"""Who is asking, on which day; and how long a log-in lasts."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate

from komae_sns.staff import held_posts, polling
from komae_sns.staff.actors import Actor, actor_of

STARTED, SEEN, POSTS = "login_started", "login_seen", "login_posts"
TOUCH_EVERY_SECONDS = 60


class ActorMiddleware:
    """Sets request.actor; ends a session that is idle, too old, or whose posts have changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None
        if request.user.is_authenticated:
            actor = actor_of(request.user, localdate())
            ended = self._why_ended(request, actor)
            if ended:
                logout(request)
                messages.info(request, ended)
            else:
                request.actor = actor
        return self.get_response(request)

    def _why_ended(self, request: HttpRequest, actor: Actor) -> str:
        session, now = request.session, datetime.now(UTC).timestamp()
        posts = [a.pk for a in actor.appointments]
        started = session.setdefault(STARTED, now)
        if now - started > settings.SESSION_ABSOLUTE_SECONDS:
            return "ログインから長い時間がたったため、ログアウトしました。"
        if now - session.get(SEEN, now) > settings.SESSION_IDLE_SECONDS:
            return "しばらく操作がなかったため、ログアウトしました。"
        if session.setdefault(POSTS, posts) != posts:
            return "職の登録が変わったため、ログアウトしました。もう一度ログインしてください。"
        by_hand = not polling.is_by_the_clock(request) or SEEN not in session
        if by_hand and now - session.get(SEEN, 0) > TOUCH_EVERY_SECONDS:
            session[SEEN] = now
        return ""


class LoginRequiredKeepingPost(LoginRequiredMiddleware):
    """Log-in is the default. A form sent after the session ended is carried through the log-in;
    a page that asks by the clock stays as it is and asks no more."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> HttpResponse:
        if request.method == "POST":
            return held_posts.ask_to_log_in(request)
        if polling.is_by_the_clock(request):
            return polling.stop()
        return super().handle_no_permission(request, view_func)
