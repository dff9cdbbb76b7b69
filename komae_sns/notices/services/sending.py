"""Send what is due: claim with a lease, send over one connection, mark what became of each.

A sender that is killed in between leaves its lease to run out, and the mail is sent again under
the same Message-ID: at least once. Every wait is bounded by settings.EMAIL_TIMEOUT.
"""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection as database
from django.db import transaction
from django.db.models import F

from komae_sns.lives import WrongStatus
from komae_sns.notices import delays, replies
from komae_sns.notices.envelope import message_of
from komae_sns.notices.models import DeadAddress, Mail, MailServer
from komae_sns.notices.models.mail import leased
from komae_sns.notices.replies import Failure, Fault
from komae_sns.notices.services.addresses import mark_dead
from komae_sns.notices.status import MailStatus

LEASE = timedelta(minutes=5)  # far longer than one mail may take
BATCH = 50
BROKEN_LINES_ALLOWED = 3  # in a row; then it is the server's trouble
LONGEST_REST = 5  # minutes until the server is tried again

Clock = Callable[[], datetime]
log = logging.getLogger(__name__)


@dataclass
class Sent:
    """What one run did."""

    sent: int = 0
    put_off: int = 0
    undeliverable: int = 0
    server: str = ""  # its answer, when it is away

    @property
    def sentence(self) -> str:
        done = f"{self.sent}通を送り、{self.put_off}通を待たせ、{self.undeliverable}通は届かない"
        return f"{done}。メールサーバーが使えない：{self.server}" if self.server else done


def send_due(*, clock: Clock) -> Sent:
    report = Sent()
    while not MailServer.is_away(clock()) and (batch := claim(now=clock())):
        _Round(report, clock).send(batch)
    return report


def claim(*, now: datetime, limit: int = BATCH) -> list[Mail]:
    lease = uuid.uuid4()
    with transaction.atomic():
        due = (
            Mail.objects.due(now)
            .first_come()
            .select_for_update(skip_locked=database.features.has_select_for_update_skip_locked)
        )
        chosen = list(due.values_list("pk", flat=True)[:limit])
        if chosen:
            leased(chosen, lease, until=now + LEASE, now=now)
    return list(Mail.objects.leased_as(lease).first_come().with_names()) if chosen else []


class _Round:
    """One batch over one connection."""

    def __init__(self, report: Sent, clock: Clock) -> None:
        self.report, self.clock = report, clock
        self.connection: BaseEmailBackend | None = None
        self.broken = 0

    def send(self, batch: list[Mail]) -> None:
        dead = _dead_of(batch)
        try:
            for place, mail in enumerate(batch):
                if refusal := _why_not(mail, dead):
                    self._give_up(mail, refusal)
                elif (
                    self._hold(mail)
                    and (failure := self._attempt(mail))
                    and self._see_to(mail, failure)
                ):
                    _give_back(batch[place + 1 :])
                    break
        finally:
            self._hang_up()

    def _hold(self, mail: Mail) -> bool:
        """The lease anew for this one, unless it ran out and somebody else has it."""
        ours = Mail.objects.leased_as(mail.lease).filter(pk=mail.pk)
        until = self.clock() + LEASE
        mail.attempts += 1
        return bool(ours.update(leased_until=until, attempts=F("attempts") + 1))

    def _attempt(self, mail: Mail) -> Failure | None:
        try:
            if self.connection is None:
                fresh = get_connection()
                fresh.open()
                self.connection = fresh
        except Exception as problem:
            return Failure(Fault.SERVER, replies.told(problem))
        try:
            message_of(mail, mail.person.email, self.connection).send()
        except Exception as problem:  # an oddity of one mail must not stop the others
            return replies.read(problem)
        self._mark_sent(mail)
        return None

    def _mark_sent(self, mail: Mail) -> None:
        self.broken = 0
        MailServer.answers()
        try:
            mail.move_to(
                MailStatus.SENT,
                sent_at=self.clock(),
                sent_to=mail.person.email,
                lease=None,
                leased_until=None,
                trouble="",
            )
        except WrongStatus:
            log.warning("mail %s was sent by somebody else meanwhile", mail.pk)
        self.report.sent += 1

    def _see_to(self, mail: Mail, failure: Failure) -> bool:
        """True when nothing more can be sent over this server now."""
        log.warning("mail %s: %s %s", mail.pk, failure.fault.name, failure.reply)
        if failure.fault in {Fault.LINE, Fault.SERVER}:
            self._hang_up()
            self.broken += 1
        else:
            self.broken = 0
        match failure.fault:
            case Fault.ADDRESS:
                mark_dead(mail.person, mail.person.email, failure.reply, now=self.clock())
                self._give_up(mail, failure.reply)
            case Fault.MESSAGE:
                self._give_up(mail, failure.reply)
            case _:
                self._put_off(mail, failure.reply)
        away = failure.fault == Fault.SERVER or self.broken >= BROKEN_LINES_ALLOWED
        if away:
            self._rest(failure.reply)
        return away

    def _give_up(self, mail: Mail, reply: str) -> None:
        try:
            mail.move_to(
                MailStatus.UNDELIVERABLE, trouble=reply[:300], lease=None, leased_until=None
            )
        except WrongStatus:
            return
        self.report.undeliverable += 1

    def _put_off(self, mail: Mail, reply: str) -> None:
        Mail.objects.leased_as(mail.lease).filter(pk=mail.pk).update(
            next_attempt_at=self.clock() + delays.after(mail.attempts),
            trouble=reply[:300],
            lease=None,
            leased_until=None,
        )
        self.report.put_off += 1

    def _rest(self, reply: str) -> None:
        now = self.clock()
        minutes = min(MailServer.the_one().failures + 1, LONGEST_REST)
        MailServer.went_away(reply, until=now + timedelta(minutes=minutes), now=now)
        self.report.server = reply

    def _hang_up(self) -> None:
        line, self.connection = self.connection, None
        if line is not None:
            try:
                line.close()
            except OSError as problem:
                log.warning("mail server: %s", problem)


def _give_back(mails: list[Mail]) -> None:
    """Untried: due again as soon as the server answers."""
    for mail in mails:
        Mail.objects.leased_as(mail.lease).filter(pk=mail.pk).update(lease=None, leased_until=None)


def _dead_of(batch: list[Mail]) -> set[tuple[int, str]]:
    standing = DeadAddress.objects.standing().filter(person__in=[mail.person_id for mail in batch])
    return set(standing.values_list("person_id", "address"))


def _why_not(mail: Mail, dead: set[tuple[int, str]]) -> str:
    person = mail.person
    if not person.is_active:
        return "ログインできない職員です。"
    if not person.email:
        return "メールアドレスの登録がありません。"
    if (person.pk, person.email) in dead:
        return "この宛先は、前に届きませんでした。"
    return ""
