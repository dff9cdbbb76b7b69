from komae_sns.staff.services.deputies import end_deputy, name_deputy, review
from komae_sns.staff.services.master_data import (
    IDENTITY,
    appoint,
    change_appointment,
    change_department,
    change_user,
    create_department,
    create_user,
    end_appointment,
    locked_departments,
    set_password,
)

__all__ = [
    "IDENTITY",
    "appoint",
    "change_appointment",
    "change_department",
    "change_user",
    "create_department",
    "create_user",
    "end_appointment",
    "end_deputy",
    "locked_departments",
    "name_deputy",
    "review",
    "set_password",
]
