"""The old section ends, its successors take what it had; entered ahead, effective on the day.

People and rights go by the dates of the appointments, which are written when the reorganisation
is entered: on the day nobody acts for the old section, whether or not the calendar's task has run.
"""

from komae_sns.home.reorganisation.services.cancelling import cancel
from komae_sns.home.reorganisation.services.carrying_out import carry_out, carry_out_due
from komae_sns.home.reorganisation.services.entering import enter

__all__ = ["cancel", "carry_out", "carry_out_due", "enter"]
