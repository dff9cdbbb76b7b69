"""RFC 5545: entries as a calendar that other programs read."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from komae_sns import city
from komae_sns.home.calendar.dates import Entry
from komae_sns.notices.envelope import absolute, one_line

LENGTH = timedelta(hours=1)  # of a meeting, whose end nobody writes down


def feed(entries: Iterable[Entry], *, now: datetime) -> bytes:
    portal = city.facts()["portal_short"]
    calendar = Calendar()
    calendar.add("prodid", f"-//{portal}//JA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{portal}の予定")
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"value": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry, now))
    return calendar.to_ical()


def _event(entry: Entry, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{urlsplit(settings.PORTAL_URL).hostname}")
    event.add("dtstamp", now)
    event.add("summary", one_line(entry.what))
    event.add("dtstart", entry.on)
    event.add("url", absolute(entry.path))
    event.add("transp", "OPAQUE" if isinstance(entry.on, datetime) else "TRANSPARENT")
    if isinstance(entry.on, datetime):
        event.add("duration", LENGTH)
    if entry.place:
        event.add("location", one_line(entry.place))
    return event
