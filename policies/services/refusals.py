"""Why a step was not taken, as a sentence to show."""

from collections.abc import Sequence

from policies.articles import Article, Typed


class Refused(Exception):
    pass


class NotReady(Refused):
    """`gaps` each have a sentence and a clause."""

    def __init__(self, gaps: Sequence) -> None:
        super().__init__("".join(gap.sentence for gap in gaps))
        self.gaps = tuple(gaps)


class EditConflict(Refused):
    """Somebody else changed the article since the form was shown. Nothing was saved."""

    def __init__(self, theirs: Article, typed: Typed) -> None:
        super().__init__("この条は、ほかの人が先に直しました。まだ保存していません。")
        self.theirs, self.typed = theirs, typed
