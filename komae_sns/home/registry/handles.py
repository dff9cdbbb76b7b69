"""Official handles by what they may be taken for: one index per process, after the trail."""

from functools import cache
from threading import Lock

from accounts.lookalike import Alike, Lookalikes
from accounts.models import OfficialAccount


class HandleIndex:
    """Made anew when something was recorded since: a second for 100,000, nothing for a city."""

    def __init__(self) -> None:
        self._seen: int | None = None
        self._index = Lookalikes(())
        self._lock = Lock()

    def similar(self, typed: str, *, seq: int, most: int) -> list[Alike]:
        with self._lock:
            if seq != self._seen:
                handles = OfficialAccount.objects.published().values_list("pk", "handle")
                self._index, self._seen = Lookalikes(handles.order_by("pk").iterator()), seq
            return self._index.similar(typed, most)


@cache
def handle_index() -> HandleIndex:
    return HandleIndex()
