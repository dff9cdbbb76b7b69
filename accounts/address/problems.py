"""What is wrong with what was pasted, in a sentence for the field."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from accounts.address.characters import invisible_marks, without_invisible

Level = Literal["error", "note"]


@dataclass(frozen=True)
class Problem:
    """An error stops the address from being registered; a note only says what was done with it."""

    code: str
    message: str
    suggestion: str = ""  # something that can be put into the field instead
    level: Level = "error"

    @property
    def is_error(self) -> bool:
        return self.level == "error"


def note(code: str, message: str, suggestion: str = "") -> Problem:
    return Problem(code, message, suggestion, level="note")


def invisible(text: str) -> Problem:
    """Shown as marks, since the person cannot see what is to be removed."""
    marks = "、".join(invisible_marks(text) or invisible_marks(unquote(text)))
    return Problem(
        "invisible_character",
        f"目に見えない文字（{marks}）が入っています。消すか、打ち直してください。",
        without_invisible(text) if invisible_marks(text) else "",
    )
