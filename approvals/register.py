"""The register as the overlap list sees it: one index per process, kept up with what changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

from accounts.models import OfficialAccount
from accounts.status import AccountStatus
from approvals.overlap import Index, Piece, Profile, Similar, city_vocabulary, marked
from komae_sns.audit.models import ChainHead, Mention

_ACCOUNT = OfficialAccount._meta.label_lower
_COLUMNS = (
    "pk",
    "name",
    "service__name",
    "department__name",
    "audience",
    "purpose",
    "topics",
    "frequency",
)


class RegisterIndex:
    """Follows the trail: every change of an account is in it, in the order of commitment."""

    def __init__(self) -> None:
        self._index = Index(city_vocabulary())
        self._seen = -1
        self._lock = Lock()

    def most_similar(self, asked: Profile, limit: int) -> list[Similar]:
        with self._lock:
            self._follow()
            return self._index.most_similar(asked, limit)

    def _follow(self) -> None:
        newest = ChainHead.objects.values_list("seq", flat=True).first() or 0
        if newest == self._seen:
            return
        if newest < self._seen:  # an older database was put back
            self._index, self._seen = Index(city_vocabulary()), -1
        for status, *facts in self._changed():
            profile = Profile(*facts)
            if status == AccountStatus.ABANDONED:
                self._index.discard(profile.id)
            else:
                self._index.put(profile)
        self._seen = newest

    def _changed(self) -> Iterator[tuple]:
        """Status and what a Profile is made of."""
        accounts = OfficialAccount.objects.order_by("pk")
        if self._seen >= 0:
            mentions = Mention.objects.filter(object_type=_ACCOUNT, entry_id__gt=self._seen)
            accounts = accounts.filter(pk__in=set(mentions.values_list("object_id", flat=True)))
        yield from accounts.values_list("status", *_COLUMNS).iterator(chunk_size=2000)


@cache
def register_index() -> RegisterIndex:
    return RegisterIndex()


@dataclass(frozen=True)
class Candidate:
    """A similar account beside what is being applied for, and why it is listed."""

    account: OfficialAccount
    shared_words: tuple[str, ...]
    reasons: tuple[str, ...]
    purpose: tuple[Piece, ...]
    topics: tuple[Piece, ...]

    def as_filed(self) -> dict[str, Any]:
        """What a round keeps of it: the list that the applicant saw."""
        return {
            "id": self.account.pk,
            "name": str(self.account),
            "department": self.account.department.name,
            "status": self.account.get_status_display(),
            "shared_words": list(self.shared_words),
            "reasons": list(self.reasons),
        }


def candidates(
    answers: Mapping[str, Any],
    *,
    department: str,
    service: str = "",
    limit: int = 8,
    besides: int | None = None,
) -> list[Candidate]:
    """4(2)ア: the official accounts most like the answers typed so far, most alike first.

    `besides`: the account that is to change, which is not similar to itself.
    """
    asked = profile_of(answers, department=department, service=service)
    asks = bool(asked.text.strip())
    found = register_index().most_similar(asked, limit + (besides is not None)) if asks else []
    similar = [s for s in found if s.id != besides][:limit]
    found = OfficialAccount.objects.with_names().in_bulk([s.id for s in similar])
    return [_candidate(found[s.id], s, asked) for s in similar if s.id in found]


def profile_of(answers: Mapping[str, Any], *, department: str, service: str) -> Profile:
    return Profile(
        name=str(answers.get("display_name", "")),
        service=service,
        department=department,
        audience=str(answers.get("audience", "")),
        purpose=str(answers.get("purpose", "")),
        topics=str(answers.get("topics", "")),
        frequency=str(answers.get("frequency", "")),
    )


def _candidate(account: OfficialAccount, similar: Similar, asked: Profile) -> Candidate:
    return Candidate(
        account=account,
        shared_words=similar.shared_words,
        reasons=similar.reasons,
        purpose=marked(account.purpose, asked.text),
        topics=marked(account.topics, asked.text),
    )
