"""The register as a file."""

from django.http import QueryDict

from accounts.filters import AccountFilter
from accounts.models import OfficialAccount, Service
from accounts.models.official_account import OfficialAccountQuerySet
from accounts.status import AccountStatus
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
