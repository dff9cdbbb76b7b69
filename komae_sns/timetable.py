"""What runs by the calendar, all of it. Times are those of settings.TIME_ZONE.

Every task finds by itself what is due, so that a missed or a doubled start does no harm.
"""

from celery.schedules import crontab

TIMETABLE: dict[str, dict[str, object]] = {
    "audit checkpoint": {
        "task": "komae_sns.audit.tasks.write_checkpoint",
        "schedule": crontab(minute=5),
    },
    "exports": {
        "task": "komae_sns.documents.tasks.make_exports",
        "schedule": crontab(),
        "options": {"expires": 50},  # seconds; the next one follows
    },
    "exports expiring": {
        "task": "komae_sns.documents.tasks.expire_exports",
        "schedule": crontab(hour=3, minute=10),
    },
    "audit verification": {
        "task": "komae_sns.audit.tasks.verify_trail",
        "schedule": crontab(hour=2, minute=30),
    },
    "uploads never sent": {
        "task": "komae_sns.documents.tasks.expire_uploads",
        "schedule": crontab(minute=25),
    },
    "evidence verification": {
        "task": "komae_sns.documents.tasks.verify_evidence",
        "schedule": crontab(hour=2, minute=45),
    },
    "reorganisations": {
        "task": "komae_sns.home.tasks.carry_out_reorganisations",
        "schedule": crontab(minute="1,31"),
    },
    "managers follow their posts": {
        "task": "accounts.tasks.let_managers_follow",
        "schedule": crontab(minute="2,32"),
    },
    "handovers": {
        "task": "accounts.tasks.open_handovers",
        "schedule": crontab(minute="6,36"),
    },
    "stopped accounts are watched": {
        "task": "accounts.tasks.watch_over_stopped_accounts",
        "schedule": crontab(minute=4),
    },
    "annual reviews": {
        "task": "accounts.tasks.keep_up_annual_reviews",
        "schedule": crontab(minute=6),
    },
    "tables not taken": {
        "task": "komae_sns.home.tasks.discard_expired_intakes",
        "schedule": crontab(minute=20),
    },
    "copy of the public list": {
        "task": "komae_sns.home.tasks.write_registry_copy",
        "schedule": crontab(minute="3-59/5"),
        "options": {"expires": 4 * 60},
    },
    "answers to 持ち回り": {
        "task": "approvals.tasks.close_overdue_answers",
        "schedule": crontab(minute="*/5"),
    },
    # After what changes who is in charge, before the daily mails that tell of it.
    "reminders": {
        "task": "komae_sns.notices.tasks.remind",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 4 * 60},
    },
    "daily mails": {
        "task": "komae_sns.home.tasks.write_digests",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 5 * 60},
    },
    # Last, so that `run_due` sends what the others write.
    "outbox": {
        "task": "komae_sns.notices.tasks.send_mails",
        "schedule": crontab(),
        "options": {"expires": 50},  # seconds; the next one follows
    },
}
