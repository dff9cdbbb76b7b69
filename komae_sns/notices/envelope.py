"""How a mail looks: one fact, one link, nothing that a name could break."""

import unicodedata
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from komae_sns import city
from komae_sns.notices.models.mail import Mail


def one_line(text: str) -> str:
    """Line breaks and invisible characters become spaces: a header ends where a line ends."""
    plain = "".join(" " if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"} else c for c in text)
    return " ".join(plain.split())


def message_of(mail: Mail, address: str, connection: BaseEmailBackend | None) -> EmailMessage:
    words = {"mail": mail, "name": one_line(mail.person.name), "url": absolute(mail.link)}
    host = urlsplit(settings.PORTAL_URL).hostname
    return EmailMessage(
        subject=f"【{city.facts()['portal_short']}】{mail.subject}",
        body=render_to_string("notices/_mail.txt", words | {"city": city.facts()}),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address],
        connection=connection,
        headers={
            "Message-ID": mail.message_id,
            "List-Id": f"<notices.{host}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )


def absolute(path: str) -> str:
    """Of a page of the portal; anything else leads to its front page."""
    is_ours = path.startswith("/") and not path.startswith("//")
    return urljoin(settings.PORTAL_URL, path if is_ours else "/")
