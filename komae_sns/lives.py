"""Lives: one declared table of moves and one gate, the same for everything that has a status."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models


class WrongStatus(Exception):
    """The row is not (or no longer) in a status from which this move is allowed."""

    def __init__(
        self,
        old: models.TextChoices,
        new: models.TextChoices,
        thing: models.Model | None = None,
    ) -> None:
        super().__init__(f"{old.label} から {new.label} へは進められません。")
        self.old, self.new, self.thing = old, new, thing


class Life(models.Model):
    """Subclasses declare `STATUS`, `TRANSITIONS`, `STARTS` (status.py) and a `status` field.

    The same table is held in the database by `komae_sns.audit.triggers.legal_moves`.
    """

    STATUS: ClassVar[type[models.TextChoices]]
    TRANSITIONS: ClassVar[Mapping]
    STARTS: ClassVar[frozenset]

    class Meta:
        abstract = True

    def move_to(self, status: models.TextChoices, **facts: object) -> None:
        """Change status, with the facts that belong to the move, or raise WrongStatus.

        Nothing else may set the field. The UPDATE names the old status, so of two clicks one wins.
        """
        old = self.STATUS(self.status)
        moved = status in self.TRANSITIONS[old] and (
            type(self)._base_manager.filter(pk=self.pk, status=old).update(status=status, **facts)
        )
        if not moved:
            raise WrongStatus(old, status, self)
        self.status = status
        for name, value in facts.items():
            setattr(self, name, value)

    def require_move(self, status: models.TextChoices) -> None:
        """Raise WrongStatus where the move is not to be had: before a page asks for its details."""
        if not self.may_move_to(status):
            raise WrongStatus(self.STATUS(self.status), status, self)

    def may_move_to(self, status: models.TextChoices) -> bool:
        return status in self.TRANSITIONS[self.STATUS(self.status)]
