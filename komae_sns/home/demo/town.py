"""Who works where: what the rest of the demo asks for people and sections."""

from dataclasses import dataclass, field
from datetime import date

from komae_sns.home.demo.clock import Clock
from komae_sns.staff.actors import Actor, actor_of
from komae_sns.staff.models import Appointment, Department, User
from komae_sns.staff.posts import Post


@dataclass
class Town:
    clock: Clock
    people: dict[str, User]
    sections: dict[str, Department]
    _actors: dict[tuple[int, date], Actor] = field(default_factory=dict)
    _posts: dict[tuple[str, Post], list[Appointment]] = field(default_factory=dict)

    def actor(self, user: User, ago: int = 0) -> Actor:
        """As they stood so many weekdays ago."""
        day = self.clock.day(ago)
        if (user.pk, day) not in self._actors:
            self._actors[user.pk, day] = actor_of(user, day)
        return self._actors[user.pk, day]

    def person(self, username: str, ago: int = 0) -> Actor:
        return self.actor(self.people[username], ago)

    def head(self, section: str, ago: int = 0) -> Actor:
        return self.actor(self.headship(section).user, ago)

    def headship(self, section: str) -> Appointment:
        """The appointment itself: 管理者 of the section's accounts."""
        return self._held(section, Post.HEAD)[0]

    def clerk(self, section: str, ago: int = 0) -> Actor:
        return self.actor(self.clerks(section)[0], ago)

    def clerks(self, section: str) -> list[User]:
        return [a.user for a in self._held(section, Post.CLERK)]

    def _held(self, section: str, post: Post) -> list[Appointment]:
        if (section, post) not in self._posts:
            held = Appointment.objects.on(self.clock.today).holding(post).with_people()
            rows = held.filter(department=self.sections[section]).order_by("pk")
            self._posts[section, post] = list(rows)
        return self._posts[section, post]


COMMITTEE = ("chair", "vice", "member1", "member2", "member3", "member4")
