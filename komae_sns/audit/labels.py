"""What people read for an action of the trail. Each app registers its own when Django starts."""

from collections.abc import Iterable, Mapping

_labels: dict[str, str] = {}
_open: set[str] = set()


def register(labels: Mapping[str, str], *, public: Iterable[str] = ()) -> None:
    """`public`: what all staff may read on the time line of a thing that the step only mentions."""
    _labels.update(labels)
    _open.update(public)


def label_of(action: str) -> str:
    return _labels.get(action, action)


def known() -> Mapping[str, str]:
    return dict(_labels)


def public() -> frozenset[str]:
    return frozenset(_open)
