"""Telling people, and the mails that follow."""

from komae_sns.notices.services.addresses import clear_address, mark_dead
from komae_sns.notices.services.digests import write_digests
from komae_sns.notices.services.preferences import choose_deliveries
from komae_sns.notices.services.reminder_rules import set_reminder_rule
from komae_sns.notices.services.reminding import remind
from komae_sns.notices.services.retries import send_again, send_all_again
from komae_sns.notices.services.sending import send_due
from komae_sns.notices.services.telling import enqueue

__all__ = [
    "choose_deliveries",
    "clear_address",
    "enqueue",
    "mark_dead",
    "remind",
    "send_again",
    "send_all_again",
    "send_due",
    "set_reminder_rule",
    "write_digests",
]
