"""The trail, one's own notices and the reminders as files."""

from django.db.models import QuerySet
from django.http import QueryDict

from komae_sns.audit.changes import changes_text
from komae_sns.audit.filters import EntryFilter
from komae_sns.audit.labels import label_of
from komae_sns.audit.models import Entry
from komae_sns.documents.listings import Column, Listing
from komae_sns.home.mailroom.filters import NoticeFilter, ReminderFilter
from komae_sns.home.sight import readable
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Notice, Reminder
from komae_sns.notices.permissions import can_read_reminders
from komae_sns.notices.stages import stage_in_words
from komae_sns.notices.status import MailStatus, ReminderStatus
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import can_read_audit, require
from komae_sns.staff.posts import Post


def _entries(asked: QueryDict, actor: Actor) -> QuerySet[Entry]:
    require(can_read_audit, actor)
    return EntryFilter(asked or None, queryset=Entry.objects.all()).qs


def _entries_said(asked: QueryDict, actor: Actor) -> list[str]:
    return EntryFilter(asked or None, queryset=Entry.objects.all()).said


def _entry_columns(actor: Actor) -> tuple[Column, ...]:
    return (
        Column("通番", ("seq",), share=6),
        Column("日時", ("at",), share=12),
        Column("できごと", ("action",), label_of, share=16),
        Column("条項", ("clause",), share=8),
        Column("対象", ("subject",), share=22),
        Column("行為者", ("actor",), share=18),
        Column("だれの代わりか", ("on_behalf_of",), share=12),
        Column("変更", ("changes",), changes_text),
        Column("理由・備考", ("note",), share=22),
        Column("ハッシュ", ("hash",)),
    )


def _notices(asked: QueryDict, actor: Actor) -> QuerySet[Notice]:
    """Without those whose subject the person may no longer see."""
    mine = Notice.objects.for_person(actor.user)
    chosen = NoticeFilter(asked, queryset=mine, actor=actor)
    subjects = chosen.qs.only("subject_type", "subject_id")
    return mine.filter(pk__in=readable(subjects, actor))


def _notices_said(asked: QueryDict, actor: Actor) -> list[str]:
    mine = Notice.objects.for_person(actor.user)
    return NoticeFilter(asked, queryset=mine, actor=actor).said


def _notice_columns(actor: Actor) -> tuple[Column, ...]:
    return (
        Column("日時", ("created_at",), share=12),
        Column("種類", ("kind",), lambda kind: Kind(kind).label, share=18),
        Column("件名", ("title",), share=34),
        Column("本文", ("body",), share=46),
        Column("読んだ日時", ("read_at",), share=12),
    )


def _reminders(asked: QueryDict, actor: Actor) -> QuerySet[Reminder]:
    require(can_read_reminders, actor)
    return ReminderFilter(asked or None, queryset=Reminder.objects.all()).qs


def _reminders_said(asked: QueryDict, actor: Actor) -> list[str]:
    return ReminderFilter(asked or None, queryset=Reminder.objects.all()).said


def _reminder_columns(actor: Actor) -> tuple[Column, ...]:
    """Of what somebody was reminded, the secretariat reads; an auditor reads that they were."""
    about = (Column("件名", ("notice__title",), share=30),) if actor.holds(Post.SECRETARIAT) else ()
    return (
        Column("予定した日時", ("planned_at",)),
        Column("種類", ("kind",), lambda kind: Kind(kind).label, share=20),
        *about,
        Column("氏名", ("person__name",), share=14),
        Column("だれの代わりか", ("in_place_of__user__name",)),
        Column("段階", ("stage",), stage_in_words, share=10),
        Column("部長・事務局への知らせ", ("from_above",), lambda is_it: "○" if is_it else ""),
        Column("状態", ("status",), lambda status: ReminderStatus(status).label, share=12),
        Column("知らせた日時", ("told_at",), share=14),
        Column("メールの宛先", ("person__email",)),
        Column("メールの状態", ("notice__mail__status", "notice__digest__status"), _mail_status),
    )


def _mail_status(at_once: str | None, digest: str | None) -> str:
    status = at_once or digest
    return MailStatus(status).label if status else ""


REMINDERS = Listing("reminders", "期限の知らせ", _reminders, _reminder_columns, _reminders_said)
TRAIL = Listing("trail", "証跡", _entries, _entry_columns, _entries_said)
NOTICES = Listing("notices", "お知らせ", _notices, _notice_columns, _notices_said)
