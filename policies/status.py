"""The life of a policy version (DESIGN 5): in force is frozen, one in force per policy."""

from django.db import models


class VersionStatus(models.TextChoices):
    DRAFT = "DRAFT", "案"
    IN_FORCE = "IN_FORCE", "施行"
    SUPERSEDED = "SUPERSEDED", "旧版"
    WITHDRAWN = "WITHDRAWN", "取下げ"


_S = VersionStatus
TRANSITIONS: dict[VersionStatus, frozenset[VersionStatus]] = {
    _S.DRAFT: frozenset({_S.IN_FORCE, _S.WITHDRAWN}),
    _S.IN_FORCE: frozenset({_S.SUPERSEDED}),
    _S.SUPERSEDED: frozenset(),
    _S.WITHDRAWN: frozenset(),
}
NEVER_IN_FORCE = frozenset({_S.DRAFT, _S.WITHDRAWN})
STARTS = frozenset({_S.DRAFT})
