"""What people read for an action of the trail. Each app registers its own when Django starts."""

from collections.abc import Mapping

_labels: dict[str, str] = {}


def register(labels: Mapping[str, str]) -> None:
    _labels.update(labels)


def label_of(action: str) -> str:
    return _labels.get(action, action)


def known() -> Mapping[str, str]:
    return dict(_labels)
