"""My work, my notices, and the guideline."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from komae_sns import searching
from komae_sns.city import guideline as text
from komae_sns.documents.listings.download import download
from komae_sns.home import finding, work
from komae_sns.home.listings import NOTICES
from komae_sns.home.mailroom.filters import NoticeFilter
from komae_sns.home.sight import readable
from komae_sns.notices.models import Notice
from komae_sns.notices.models.notice import NoticeQuerySet
from komae_sns.notices.permissions import can_read_mails
from komae_sns.pages import page_of

NOTICES_SHOWN = 5


@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    unread = Notice.objects.for_person(request.user).unread().newest_first()
    notices = list(unread[:NOTICES_SHOWN])
    accounts, has_more_accounts = work.my_accounts(request.actor)
    return render(
        request,
        "home/my_work.html",
        {
            "work": work.work_of(request.actor, has_accounts=bool(accounts)),
            "accounts": accounts,
            "has_more_accounts": has_more_accounts,
            "notices": notices,
            "readable": readable(notices, request.actor),
            "can_apply": bool(request.actor.section_ids),
        },
    )


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    if file := download(request, NOTICES):
        return file
    chosen = NoticeFilter(request.GET, queryset=_mine(request), actor=request.actor)
    page = page_of(chosen.qs, request)
    context = {
        "filter": chosen,
        "page": page,
        "readable": readable(page.rows, request.actor),
        "may_read_mails": can_read_mails(request.actor),
    }
    return render(request, "home/notice_list.html", context)


@require_POST
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks it read and goes to what it is about."""
    notice = get_object_or_404(Notice.objects.for_person(request.user), pk=pk)
    Notice.objects.filter(pk=notice.pk).unread().update(read_at=timezone.now())
    return redirect(notice.url)


@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Those that were listed: one that came meanwhile, or was left out, stays unread."""
    chosen = NoticeFilter(request.POST, queryset=_mine(request), actor=request.actor)
    chosen.qs.unread().filter(pk__lte=_newest(request)).update(read_at=timezone.now())
    messages.success(request, "お知らせを既読にしました。")
    return redirect("home:notice-list")


def _mine(request: HttpRequest) -> NoticeQuerySet:
    return Notice.objects.for_person(request.user)


def _newest(request: HttpRequest) -> int:
    value = request.POST.get("newest", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) <= 18 else 0


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Which kinds of things hold all the words, and the newest of one; `?kind=`: all of it."""
    query = request.GET.get("q", "")[: searching.LONGEST_QUERY]
    asked = finding.Search(searching.words_of(query), request.actor)
    kind = next((k for k in finding.KINDS if k.code == request.GET.get("kind")), None)
    groups = finding.groups(asked)
    context = {"query": query, "words": asked.words, "kind": kind, "groups": groups}
    if kind and asked.words:
        of_kind = asked.of_only(kind)
        page = page_of(kind.dressed(kind.rows(of_kind)).order_by(), request)
        context |= {"page": page, "results": [kind.show(of_kind, row) for row in page.rows]}
    elif asked.words:
        context |= {
            "first": groups[0] if groups else None,
            "clauses": finding.in_the_guideline(asked.words)[: finding.SHOWN],
        }
    return render(request, "home/search.html", context)


@require_safe
def guideline(request: HttpRequest) -> HttpResponse:
    """The version in force today; clauses that it no longer has stay readable at their anchors."""
    context = {"clauses": text.clauses(), "edition": text.editions()[0], "gone": text.gone()}
    return render(request, "home/guideline.html", context)
