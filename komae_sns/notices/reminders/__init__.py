"""催促: what is due is planned in the database, and told once to whom it concerns (DESIGN 9)."""

from komae_sns.notices.reminders.declared import Reminding, all_remindings, register, reminding_of

__all__ = ["Reminding", "all_remindings", "register", "reminding_of"]
