"""The register and the 運用停止 as files."""

from datetime import date, datetime

from django.http import QueryDict
from django.utils.timezone import localdate

from accounts.filters import AccountFilter, ContactFilter, StatusCheckFilter, SuspensionFilter
from accounts.models import OfficialAccount, PermittedContact, Service, StatusCheck, Suspension
from accounts.models.official_account import OfficialAccountQuerySet
from accounts.models.suspension import SuspensionQuerySet
from accounts.status import AccountStatus, ContactStatus, StatusCheckStatus, SuspensionStatus
from komae_sns.documents.listings import Column, Listing
from komae_sns.staff.actors import Actor
from komae_sns.staff.department_tree import department_tree
from komae_sns.staff.posts import Post


def _chosen(asked: QueryDict, actor: Actor) -> AccountFilter:
    return AccountFilter(
        asked,
        OfficialAccount.objects.visible_to(actor),
        actor=actor,
        services=Service.objects.all(),
        departments=department_tree().values(),
    )


def _rows(asked: QueryDict, actor: Actor) -> OfficialAccountQuerySet:
    chosen = _chosen(asked, actor)
    return chosen.qs


def _said(asked: QueryDict, actor: Actor) -> list[str]:
    return _chosen(asked, actor).said


def _columns(actor: Actor) -> tuple[Column, ...]:
    departments = department_tree()

    def office(title: str, post: str, department_id: int | None) -> str:
        name = departments[department_id].name if department_id else ""
        return title or (f"{name}{Post(post).label}" if post else "")

    return (
        Column("番号", ("pk",)),
        Column("表示名", ("name",), share=18),
        Column("ユーザー名", ("handle",), share=15),
        Column("媒体", ("service__name",), share=9),
        Column("アドレス", ("url",)),
        Column("部", ("department_id",), lambda pk: departments[pk].division_name, share=11),
        Column("課", ("department_id",), lambda pk: departments[pk].name, share=11),
        Column("状態", ("status",), lambda status: AccountStatus(status).label, share=8),
        Column("認証", ("badge",), lambda badge: OfficialAccount.Badge(badge).label, share=7),
        Column("市広報アカウント", ("is_city_pr",), lambda is_it: "○" if is_it else ""),
        Column("開設日", ("opened_on",), share=8),
        Column(
            "管理者の職",
            ("manager__title", "manager__post", "manager__department_id"),
            office,
            share=13,
        ),
        Column("管理者", ("manager__user__name",)),
        Column("目的", ("purpose",)),
        Column("投稿内容", ("topics",)),
        Column("対象者", ("audience",)),
        Column("発信の回数", ("frequency",)),
        Column("表現の硬軟度合い", ("tone",)),
        Column("投稿の決裁", ("needs_post_approval",), lambda needed: "要" if needed else "不要"),
        Column("登録メールアドレス", ("registered_email",)),
        Column("委託先", ("contractor",)),
        Column("委託の終わる日", ("contractor_until",)),
    )


REGISTER = Listing("accounts", "公式アカウント", _rows, _columns, _said)


def _checks(asked: QueryDict, actor: Actor) -> StatusCheckFilter:
    return StatusCheckFilter.of(asked, actor, department_tree().values())


def _check_columns(actor: Actor) -> tuple[Column, ...]:
    departments = department_tree()

    def lateness(status: str, due_on: date) -> str:
        late = (actor.today - due_on).days
        return f"{late}日" if status == StatusCheckStatus.DUE and late > 0 else ""

    return (
        Column("アカウントの番号", ("account_id",)),
        Column("アカウント", ("account__name",), share=22),
        Column("媒体", ("account__service__name",), share=10),
        Column("アドレス", ("account__url",)),
        Column("部", ("account__department_id",), lambda pk: departments[pk].division_name),
        Column("課", ("account__department_id",), lambda pk: departments[pk].name, share=16),
        Column("回", ("number",), share=6),
        Column("期日", ("due_on",), share=12),
        Column("遅れ", ("status", "due_on"), lateness, share=8),
        Column("結果", ("result",), lambda result: RESULTS.get(result, ""), share=12),
        Column("確認した日", ("done_on",), share=14),
        Column("確認者", ("done_by__name",)),
        Column("見つかったこと", ("note",)),
    )


RESULTS = dict(StatusCheck.Result.choices)
STATUS_CHECKS = Listing(
    "status-checks",
    "停止後の状態確認",
    lambda asked, actor: _checks(asked, actor).qs,
    _check_columns,
    lambda asked, actor: _checks(asked, actor).said,
)


def _stopping(asked: QueryDict, actor: Actor) -> SuspensionFilter:
    return SuspensionFilter(asked, Suspension.objects.visible_to(actor))


def _suspensions(asked: QueryDict, actor: Actor) -> SuspensionQuerySet:
    return _stopping(asked, actor).qs


def _suspensions_said(asked: QueryDict, actor: Actor) -> list[str]:
    return _stopping(asked, actor).said


def _suspension_columns(actor: Actor) -> tuple[Column, ...]:
    departments = department_tree()
    levels = dict(Suspension.Level.choices)
    return (
        Column("アカウント", ("account__name",), share=20),
        Column("媒体", ("account__service__name",), share=9),
        Column("課", ("account__department_id",), lambda pk: departments[pk].name, share=12),
        Column("段階", ("status",), lambda status: SuspensionStatus(status).label, share=9),
        Column("きっかけ", ("origin",), lambda origin: Suspension.Origin(origin).label),
        Column("停止する理由", ("reason",)),
        Column("登録者数", ("followers",), share=8),
        Column("影響度", ("level",), lambda level: levels.get(level, ""), share=6),
        Column("周知の日数", ("notice_days",), share=7),
        Column("周知をはじめた日", ("announced_on",), share=9),
        Column("誘導をはじめた日", ("guided_on",)),
        Column("停止する日", ("stop_on",), share=9),
        Column("停止した日", ("stopped_on",), share=9),
        Column("集約先", ("successor__name",), share=12),
    )


SUSPENSIONS = Listing(
    "suspensions", "運用停止", _suspensions, _suspension_columns, _suspensions_said
)


def _contacts(asked: QueryDict, actor: Actor) -> ContactFilter:
    return ContactFilter(asked, PermittedContact.objects.visible_to(actor))


def _decider(head: str | None, deputy: str | None) -> str:
    return f"{head}（代決　{deputy}）" if head else deputy or ""


def _contact_columns(actor: Actor) -> tuple[Column, ...]:
    departments = department_tree()

    def day(moment: datetime | None) -> date | None:
        return localdate(moment) if moment else None

    return (
        Column("アカウント", ("account__name",), share=18),
        Column("媒体", ("account__service__name",), share=8),
        Column("課", ("account__department_id",), lambda pk: departments[pk].name, share=12),
        Column("種類", ("kind",), lambda kind: PermittedContact.Kind(kind).label, share=8),
        Column("相手の名前・どのような返信か", ("target",), share=20),
        Column("相手", ("body",), lambda body: PermittedContact.Body(body).label),
        Column("相手のアドレス", ("url",)),
        Column("理由", ("reason",), share=20),
        Column("状態", ("status",), lambda status: ContactStatus(status).label, share=8),
        Column("届け出た人", ("asked_by__name",)),
        Column("届け出た日", ("asked_at",), day),
        Column("決めた所属長", ("decided_for__name", "decided_by__name"), _decider, share=10),
        Column("決めた日", ("decided_at",), day, share=10),
        Column("所属長の言葉", ("answer",)),
        Column("終わった日", ("ended_on",), share=10),
        Column("終えた理由", ("ended_because",)),
    )


CONTACTS = Listing(
    "contacts",
    "認めるフォロー・返信",
    lambda asked, actor: _contacts(asked, actor).qs,
    _contact_columns,
    lambda asked, actor: _contacts(asked, actor).said,
)
