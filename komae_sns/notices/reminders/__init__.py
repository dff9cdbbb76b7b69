"""期限の知らせ: what is due is planned in the database, and told once to whom it concerns."""

from komae_sns.notices.reminders.declared import Reminding, all_remindings, register, reminding_of

__all__ = ["Reminding", "all_remindings", "register", "reminding_of"]
