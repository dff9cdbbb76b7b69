"""Who confirms a 効果測定 where nobody of the secretariat may: the committee's chair.

委員長 and not the CISO, for the use of an account is the committee's matter (4(2)ウ), whose
office the secretariat is. 副委員長 too, for the chair may have an interest in the section.
"""

from datetime import date

from django.db.models import QuerySet

from accounts.models import AnnualReview, OfficialAccount
from accounts.models.annual_review import AnnualReviewQuerySet
from komae_sns.staff import people
from komae_sns.staff.actors import Actor, actor_of
from komae_sns.staff.models import User
from komae_sns.staff.posts import Post

INSTEAD = (Post.CHAIR, Post.VICE_CHAIR)


def to_be_told(review: AnnualReview, today: date) -> QuerySet[User]:
    """Of a review that was submitted."""
    if waits_for_chair(review, today):
        return people.holding(*INSTEAD, today=today)
    return people.secretariat(today)


def waits_for_chair(review: AnnualReview, today: date) -> bool:
    """All of the secretariat work in the section, or submitted it."""
    section = review.account.department
    return all(
        person.has_interest_in(section) or review.was_filed_by(person.persons)
        for person in _secretariat(today)
    )


def is_left_to_chair(account: OfficialAccount, today: date) -> bool:
    """All of the secretariat work in its section."""
    return all(person.has_interest_in(account.department) for person in _secretariat(today))


def waiting_for_chair(today: date) -> AnnualReviewQuerySet:
    """A few queries for each person of the secretariat, whatever waits."""
    waiting = AnnualReview.objects.submitted()
    for person in _secretariat(today):
        waiting = waiting.of_interest_to(person)
    return waiting


def _secretariat(today: date) -> list[Actor]:
    return [actor_of(person, today) for person in people.secretariat(today)]
