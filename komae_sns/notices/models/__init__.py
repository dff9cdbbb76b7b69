from komae_sns.notices.models.address import DeadAddress
from komae_sns.notices.models.mail import Mail, MailServer
from komae_sns.notices.models.notice import Notice
from komae_sns.notices.models.preference import Preference
from komae_sns.notices.models.reminder import Reminder, ReminderRule

__all__ = ["DeadAddress", "Mail", "MailServer", "Notice", "Preference", "Reminder", "ReminderRule"]
