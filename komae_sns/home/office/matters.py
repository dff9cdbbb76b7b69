"""What the secretariat looks after in the whole city: one declared list (DESIGN 1).

Each matter is counted by section and listed from the same rows, so that a number and the list
behind it cannot differ.
"""

from collections.abc import Callable
from datetime import date, timedelta

from django.db.models import (
    DateField,
    Expression,
    Max,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.urls import reverse

from accounts.duties import content_check_interval
from accounts.in_charge import yet_to_acknowledge
from accounts.metrics import latest_month_due
from accounts.models import (
    AnnualReview,
    Handover,
    OfficialAccount,
    PermittedContact,
    RelatedDomain,
    StatusCheck,
    Suspension,
)
from accounts.models.figure import without_figures
from accounts.models.related_domain import SOON
from accounts.permissions import can_see_acknowledgements
from approvals.models import Application, Condition, Waiver
from approvals.permissions.committee import can_see_waivers
from incidents.models import Impostor, Incident, Prevention, PublicWarning
from komae_sns import city
from komae_sns.documents.fiscal_year import first_day, fiscal_year
from komae_sns.documents.models import EvidenceFault
from komae_sns.home.office.matter import Matter, column, day_of, section_of_person
from komae_sns.home.work.handing import AHEAD
from komae_sns.notices.models import DeadAddress
from komae_sns.notices.permissions import can_read_mails
from komae_sns.staff.actors import Actor

A_DAY = timedelta(days=1)
ACCOUNT = ("name", "service__name")
ITS_ACCOUNT = ("account__name", "account__service__name")
OF_INCIDENT = ("number__text", "kind_name", "account__name")
APPLICANT = Coalesce("application__account__department", "application__department")


def _visible(model: type[Model], actor: Actor) -> QuerySet:
    return model.objects.visible_to(actor)


def _content_unread(actor: Actor) -> QuerySet:
    last = actor.today - content_check_interval() - A_DAY
    return _visible(OfficialAccount, actor).content_unread_since(last)


def _duty_began(today: date) -> Expression:
    april = Value(first_day(fiscal_year(today)), output_field=DateField())
    return Greatest("managing_since", "posting_since", april)


def _untouched(actor: Actor) -> QuerySet:
    days = city.facts()["reminders"]["returned_untouched"]["days"][0]
    touched = _visible(Application, actor).returned().alias(touched=_last_touched(actor.today))
    return touched.filter(touched__lte=actor.today - timedelta(days=days))


def _last_touched(today: date) -> Expression:
    return TruncDate(Greatest("waiting_since", "updated_at"))


def _may_stop(actor: Actor) -> QuerySet:
    """Announced and guided for long enough, and the day that was laid down has come."""
    over = _visible(Suspension, actor).notice_over_by(actor.today)
    return over.filter(stop_on__lte=actor.today)


def _figures_missing(actor: Actor) -> QuerySet:
    seen = _visible(OfficialAccount, actor)
    return seen.filter(pk__in=without_figures(latest_month_due(actor.today)).values("pk"))


def _last_figures(today: date) -> Expression:
    """The newest month on record; before the first one, the day it came into our care."""
    figures = OfficialAccount._meta.get_field("figures").related_model.objects.current()
    newest = figures.filter(account=OuterRef("pk")).order_by().values("account")
    in_care = Greatest("opened_on", TruncDate("registered_at"))
    return Coalesce(Subquery(newest.annotate(last=Max("month")).values("last")), in_care)


def _page_of(name: str) -> Callable[[Model], str]:
    return lambda row: reverse(name, args=[row.pk])


def _at(name: str) -> Callable[[Model], str]:
    return lambda row: reverse(name)


MATTERS = (
    Matter(
        "reviews",
        "効果測定の未提出",
        "4(5)ア",
        lambda a: _visible(AnnualReview, a).overdue_on(a.today).select_related("year"),
        column("account__department"),
        column("due_on"),
        "期限",
        ITS_ACCOUNT,
    ),
    Matter(
        "content",
        "発言内容の確認",
        "4(3)ア",
        _content_unread,
        column("department"),
        column("content_read_on_or_since"),
        "最後に確認した日",
        ACCOUNT,
        _page_of("accounts:content-check-list"),
    ),
    Matter(
        "acknowledgements",
        "遵守事項の確認",
        "4(3)イ",
        lambda a: yet_to_acknowledge(a.today),
        section_of_person("pk"),
        _duty_began,
        "確認が必要になった日",
        ("name",),
        _at("accounts:acknowledgement-list"),
        may=can_see_acknowledgements,
    ),
    Matter(
        "status-checks",
        "停止後の状態確認",
        "4(5)エ",
        lambda a: _visible(StatusCheck, a).due_by(a.today - A_DAY),
        column("account__department"),
        column("due_on"),
        "期日",
        ITS_ACCOUNT,
    ),
    Matter(
        "stops",
        "周知期間の満了した停止",
        "4(5)ウ",
        _may_stop,
        column("account__department"),
        lambda today: Greatest("may_stop_from", "guided_on", "stop_on"),
        "停止できる日",
        ITS_ACCOUNT,
    ),
    Matter(
        "conditions",
        "承認の条件の期限",
        "4(2)ウ",
        lambda a: _visible(Condition, a).to_report().filter(due_on__lt=a.today),
        lambda today: APPLICANT,
        column("due_on"),
        "期限",
        ("text",),
    ),
    Matter(
        "returned",
        "差戻しのまま",
        "4(2)イ",
        _untouched,
        column("department"),
        _last_touched,
        "最後に手を入れた日",
        ("title",),
    ),
    Matter(
        "waivers",
        "特認の未報告",
        "4(2)ウ",
        lambda a: Waiver.objects.unreported(),
        lambda today: APPLICANT,
        day_of("granted_at"),
        "特認の日",
        ("application__title",),
        may=can_see_waivers,
    ),
    Matter(
        "waivers-over",
        "期限の過ぎた特認",
        "4(2)イ・ウ",
        lambda a: Waiver.objects.overrun_on(a.today),
        lambda today: APPLICANT,
        column("expires_on"),
        "特認の期限",
        ("application__title",),
        may=can_see_waivers,
    ),
    Matter(
        "domains-over",
        "期限切れのドメイン",
        "4(5)エ",
        lambda a: _visible(RelatedDomain, a).filter(expires_on__lt=a.today),
        column("account__department"),
        column("expires_on"),
        "有効期限",
        ("name", "account__name"),
    ),
    Matter(
        "incidents-unreceived",
        "事案の受領がまだ",
        "4(3)オ",
        lambda a: _visible(Incident, a).unreceived(),
        column("department"),
        day_of("recorded_at"),
        "報告の日",
        OF_INCIDENT,
    ),
    Matter(
        "preventions",
        "再発防止策の期限切れ",
        "4(3)カ",
        lambda a: _visible(Prevention, a).overdue_on(a.today),
        column("lesson__incident__department"),
        column("due_on"),
        "期限",
        ("what", "owner__name"),
    ),
    Matter(
        "incidents-open",
        "終わっていない事案",
        "4(3)カ",
        lambda a: _visible(Incident, a).received().open(),
        column("department"),
        day_of("recorded_at"),
        "報告の日",
        OF_INCIDENT,
        is_late=False,
    ),
    Matter(
        "impostors",
        "なりすましの見守り",
        "4(3)カ",
        lambda a: _visible(Impostor, a).to_watch_by(a.today - A_DAY),
        column("incident__department"),
        column("next_watch_on"),
        "見る日",
        ("url",),
    ),
    Matter(
        "warnings",
        "注意喚起の決裁待ち",
        "見本第7条2",
        lambda a: _visible(PublicWarning, a).waiting(),
        column("incident__department"),
        day_of("submitted_at"),
        "決裁に出した日",
        ("title",),
    ),
    Matter(
        "handovers",
        "引継ぎが終わらない",
        "4(3)カ",
        lambda a: _visible(Handover, a).leaving_by(a.today - A_DAY),
        column("account__department"),
        column("last_day"),
        "離れる人の最後の日",
        ITS_ACCOUNT,
    ),
    Matter(
        "figures",
        "数字の未入力",
        "4(5)ア",
        _figures_missing,
        column("department"),
        _last_figures,
        "数字のある最後の月",
        ACCOUNT,
        _page_of("accounts:figure-list"),
    ),
    Matter(
        "evidence",
        "保存したままでない証拠",
        "4(3)カ",
        lambda a: EvidenceFault.objects.visible_to(a).standing(),
        section_of_person("file__kept_by"),
        day_of("found_at"),
        "見つかった日",
        ("file__name",),
    ),
    Matter(
        "addresses",
        "メールの届かない宛先",
        "",
        lambda a: DeadAddress.objects.in_use(),
        section_of_person("person"),
        day_of("found_at"),
        "わかった日",
        ("person__name", "address"),
        _at("notices:address-list"),
        may=can_read_mails,
    ),
    Matter(
        "reviews-submitted",
        "効果測定の確認待ち",
        "4(5)ア",
        lambda a: _visible(AnnualReview, a).submitted().select_related("year"),
        column("account__department"),
        day_of("submitted_at"),
        "提出した日",
        ITS_ACCOUNT,
        is_late=False,
    ),
    Matter(
        "reviews-open",
        "効果測定の記入中",
        "4(5)ア",
        lambda a: (
            _visible(AnnualReview, a)
            .open_on(a.today)
            .filter(due_on__gte=a.today)
            .select_related("year")
        ),
        column("account__department"),
        column("due_on"),
        "期限",
        ITS_ACCOUNT,
        is_late=False,
    ),
    Matter(
        "contacts",
        "フォロー・返信の決定待ち",
        "見本第6条",
        lambda a: _visible(PermittedContact, a).waiting(),
        column("account__department"),
        day_of("asked_at"),
        "届け出た日",
        ("target", "account__name"),
        is_late=False,
    ),
    Matter(
        "successors",
        "管理者の後任なし",
        "4(2)イ",
        lambda a: _visible(OfficialAccount, a).manager_leaving_without_successor(a.today + AHEAD),
        column("department"),
        column("manager__ends_on"),
        "管理者の最後の日",
        ACCOUNT,
        is_late=False,
    ),
    Matter(
        "domains-soon",
        "ドメインの期限が近い",
        "4(5)エ",
        lambda a: _visible(RelatedDomain, a).filter(
            Q(expires_on__gte=a.today), expires_on__lte=a.today + SOON
        ),
        column("account__department"),
        column("expires_on"),
        "有効期限",
        ("name", "account__name"),
        is_late=False,
    ),
    Matter(
        "idle",
        "休眠",
        "4(5)ア",
        lambda a: _visible(OfficialAccount, a).idle_on(a.today),
        column("department"),
        column("last_post_on"),
        "最後に発信した日",
        ACCOUNT,
        _page_of("accounts:figure-list"),
        is_late=False,
    ),
)


def matters_of(actor: Actor) -> tuple[Matter, ...]:
    return tuple(matter for matter in MATTERS if matter.may(actor))
