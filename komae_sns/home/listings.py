"""The trail and one's own notices as files."""

from django.db.models import QuerySet
from django.http import QueryDict

from komae_sns.audit.csv_export import changes_text
from komae_sns.audit.filters import EntryFilter
from komae_sns.audit.labels import label_of
from komae_sns.audit.models import Entry
from komae_sns.documents.listings import Column, Listing
from komae_sns.home.mailroom.filters import NoticeFilter
from komae_sns.home.sight import readable
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Notice
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import can_read_audit, require


def _entries(asked: QueryDict, actor: Actor) -> QuerySet[Entry]:
    require(can_read_audit, actor)
    return EntryFilter(asked or None, queryset=Entry.objects.all()).qs


def _entry_columns(actor: Actor) -> tuple[Column, ...]:
    return (
        Column("通番", ("seq",)),
        Column("日時", ("at",)),
        Column("できごと", ("action",), label_of),
        Column("条項", ("clause",)),
        Column("対象", ("subject",)),
        Column("行為者", ("actor",)),
        Column("だれの代わりか", ("on_behalf_of",)),
        Column("変更", ("changes",), changes_text),
        Column("理由・備考", ("note",)),
        Column("ハッシュ", ("hash",)),
    )


def _notices(asked: QueryDict, actor: Actor) -> QuerySet[Notice]:
    """Without those whose subject the person may no longer see."""
    mine = Notice.objects.for_person(actor.user)
    chosen = NoticeFilter(asked, queryset=mine, actor=actor)
    if not chosen.is_valid():
        return mine.none()
    subjects = chosen.qs.only("subject_type", "subject_id")
    return mine.filter(pk__in=readable(subjects, actor))


def _notice_columns(actor: Actor) -> tuple[Column, ...]:
    return (
        Column("日時", ("created_at",)),
        Column("種類", ("kind",), lambda kind: Kind(kind).label),
        Column("件名", ("title",)),
        Column("本文", ("body",)),
        Column("読んだ日時", ("read_at",)),
    )


TRAIL = Listing("trail", "証跡", _entries, _entry_columns)
NOTICES = Listing("notices", "お知らせ", _notices, _notice_columns)
