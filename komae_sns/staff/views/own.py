"""Log-in and log-out, one's own posts and password."""

from django.contrib import auth, messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from komae_sns.staff import held_posts, services
from komae_sns.staff.forms import LoginForm, PasswordChangeForm

PUT_BACK = (
    "ログインが切れる前に入力した内容を戻しました。ご確認のうえ、もう一度ボタンを押してください。"
)
NOT_PUT_BACK = "ログインが切れる前に入力した内容は、古くなったため戻せませんでした。"


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Also carries a form that was sent after the session had ended (`held`) to its page."""
    next_url, held = _next_url(request), request.POST.get("held", "")
    if request.user.is_authenticated and not held:
        return HttpResponseRedirect(next_url)
    form = LoginForm(request, request.POST or None)
    if form.is_valid():
        auth.login(request, form.get_user())
        return HttpResponseRedirect(_with_held(request, held) or next_url)
    return render(request, "staff/login.html", {"form": form, "held": held, "next": next_url})


def _next_url(request: HttpRequest) -> str:
    """Only to a page of the portal itself."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else resolve_url("home:my-work")


def _with_held(request: HttpRequest, held: str) -> str | None:
    if not held:
        return None
    page = held_posts.put_back(request, held)
    if page:
        messages.info(request, PUT_BACK)
    else:
        messages.warning(request, NOT_PUT_BACK)
    return page


@login_not_required
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    auth.logout(request)
    messages.success(request, "ログアウトしました。")
    return redirect("staff:login")


@require_safe
def my_posts(request: HttpRequest) -> HttpResponse:
    appointments = request.user.appointments.with_people().order_by("-starts_on", "-pk")
    return render(request, "staff/my_posts.html", {"appointments": list(appointments)})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request: HttpRequest) -> HttpResponse:
    form = PasswordChangeForm(request.POST or None, request=request)
    if form.is_valid():
        services.set_password(request.user, form.cleaned_data["new_password"], by=request.actor)
        auth.update_session_auth_hash(request, request.user)
        messages.success(request, "パスワードを変えました。ほかの端末のログインは終わりました。")
        return redirect("staff:my-posts")
    return render(request, "staff/password_change.html", {"form": form})
