"""Who held which post, and when, stays to be read: rights and votes rest on it."""

from komae_sns.audit.triggers import frozen_columns, never_deleted

TRIGGERS = (
    *never_deleted("staff_user"),
    *never_deleted("staff_department"),
    *never_deleted("staff_appointment"),
    *frozen_columns("staff_appointment", ["id", "user_id"]),
)
