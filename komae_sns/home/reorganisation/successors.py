from collections.abc import Mapping
from dataclasses import dataclass

from komae_sns.staff.models import Department


@dataclass(frozen=True)
class Successors:
    """`heir` takes everything that `elsewhere` does not give to another."""

    heir: Department
    elsewhere: Mapping[str, Department]

    def all(self) -> set[Department]:
        return {self.heir, *self.elsewhere.values()}

    def of(self, key: str) -> Department:
        return self.elsewhere.get(key, self.heir)
