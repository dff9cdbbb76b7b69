"""Drafts of posts as a file."""

from datetime import date, datetime

from django.http import QueryDict
from django.utils.timezone import localdate

from approvals.filters import PostFilter
from approvals.models.post_draft import PostDraftQuerySet
from approvals.status import PostStatus
from komae_sns.documents.listings import Column, Listing
from komae_sns.staff.actors import Actor
from komae_sns.staff.department_tree import department_tree


def _rows(asked: QueryDict, actor: Actor) -> PostDraftQuerySet:
    return PostFilter.of(asked, actor).qs


def _said(asked: QueryDict, actor: Actor) -> list[str]:
    return PostFilter.of(asked, actor).said


def _columns(actor: Actor) -> tuple[Column, ...]:
    departments = department_tree()

    def day(moment: datetime | None) -> date | None:
        return localdate(moment) if moment else None

    return (
        Column("番号", ("pk",), share=5),
        Column("アカウント", ("account__name",), share=14),
        Column("媒体", ("account__service__name",), share=8),
        Column("課", ("account__department_id",), lambda pk: departments[pk].name, share=11),
        Column("投稿する文", ("text",), share=30),
        Column("写真など", ("media_note",)),
        Column("状態", ("status",), lambda status: PostStatus(status).label, share=8),
        Column("投稿する日", ("planned_on",), share=9),
        Column("書いた人", ("edited_by__name",), share=9),
        Column("決裁した人", ("decided_by__name",), share=9),
        Column("決裁した日", ("decided_at",), day),
        Column("決裁した人から", ("comment",)),
        Column("投稿した日", ("posted_at",), day, share=9),
        Column("投稿のアドレス", ("url",)),
        Column("先に投稿した理由", ("emergency_reason",)),
    )


POSTS = Listing("posts", "投稿の下書き", _rows, _columns, _said)
