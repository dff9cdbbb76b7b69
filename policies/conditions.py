"""What apps above this one ask of a version before it is put in force; each registers its own."""

from collections.abc import Callable

from policies.models import PolicyVersion

# The sentence that says why not yet; blank where nothing stands in the way.
Condition = Callable[[PolicyVersion], str]
_conditions: list[Condition] = []


def register(condition: Condition) -> None:
    if condition not in _conditions:
        _conditions.append(condition)


def objections(version: PolicyVersion) -> list[str]:
    return [sentence for condition in _conditions if (sentence := condition(version))]
