"""The portal's own Celery app for a trial: the tests' database, every few seconds, at any hour.

celery -A tests.reminders.busy_portal worker|beat
"""

import os

import django
from celery import Celery


def _hurried() -> Celery:
    django.setup()
    from django.conf import settings
    from django.db import connections

    from komae_sns import office_days
    from komae_sns.celery import app
    from komae_sns.notices.services import reminding

    connections["default"].settings_dict["NAME"] = os.environ["TRIAL_DATABASE"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(os.environ["TRIAL_SMTP_PORT"])
    office_days.is_closed = lambda day: False
    reminding.earliest_hour = lambda: 0
    app.conf.beat_schedule = {
        "reminders": {"task": "komae_sns.notices.tasks.remind", "schedule": 3.0},
        "outbox": {"task": "komae_sns.notices.tasks.send_mails", "schedule": 3.0},
    }
    return app


app = _hurried()
