"""What a mail server's answer means: whose fault it is decides what is done next."""

import re
import smtplib
from dataclasses import dataclass
from enum import Enum, auto

ABOUT_THE_ADDRESS = frozenset({501, 550, 551, 553})
CLOSING = 421  # "service not available": of the server, whatever was asked
TOO_LARGE = 552
_POLICY = re.compile(r"^5\.7\.\d")  # RFC 3463: refused to us, says nothing of the mailbox


class Fault(Enum):
    ADDRESS = auto()  # nobody is there, nor ever will be
    MESSAGE = auto()  # this mail is refused for good
    MOMENT = auto()  # this mail, later
    LINE = auto()  # the talk broke off: this mail, later, over a new connection
    SERVER = auto()  # nothing can be sent now


@dataclass(frozen=True)
class Failure:
    fault: Fault
    reply: str


def read(problem: Exception) -> Failure:
    """Of sending one mail; `smtplib` makes an SMTPServerDisconnected of a time-out."""
    match problem:
        case smtplib.SMTPRecipientsRefused():
            code, reply = next(iter(problem.recipients.values()))
            return Failure(_of_recipient(code, _text(reply)), f"{code} {_text(reply)}")
        case smtplib.SMTPSenderRefused():
            fault = Fault.MESSAGE if problem.smtp_code == TOO_LARGE else Fault.SERVER
        case smtplib.SMTPDataError():
            fault = _of_data(problem.smtp_code)
        case smtplib.SMTPResponseException():
            fault = Fault.SERVER
        case smtplib.SMTPNotSupportedError():
            fault = Fault.MESSAGE
        case OSError():  # smtplib's own are OSErrors too
            fault = Fault.LINE
        case _:
            fault = Fault.MESSAGE
    return Failure(fault, told(problem))


def told(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"{problem.smtp_code} {_text(problem.smtp_error)}"
    return str(problem) or type(problem).__name__


def _of_recipient(code: int, reply: str) -> Fault:
    if code == CLOSING:
        return Fault.SERVER
    if code < 500:
        return Fault.MOMENT
    is_address = code in ABOUT_THE_ADDRESS and not _POLICY.match(reply)
    return Fault.ADDRESS if is_address else Fault.MESSAGE


def _of_data(code: int) -> Fault:
    if code == CLOSING:
        return Fault.SERVER
    return Fault.MOMENT if code < 500 else Fault.MESSAGE


def _text(reply: bytes | str) -> str:
    text = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    return " ".join(text.split())
