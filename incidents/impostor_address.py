"""An address of somebody else's account, and the key by which it is the same however written."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

from accounts.address import handle_key, read
from accounts.models import OfficialAccount, Service
from komae_sns.text import has_invisible

_WEB = {"http", "https"}


@dataclass(frozen=True)
class Found:
    """`service` is None on a site that is no service of the portal."""

    service: Service | None
    handle: str
    url: str
    key: str


def found_at(typed: str, *, service: Service | None = None) -> Found:
    """Raises ValidationError with what to do. `service`: chosen, where only a handle was typed."""
    if has_invisible(typed):
        raise ValidationError("目に見えない文字がまじっています。打ちなおしてください。")
    address = read(typed, Service.objects.rules(), service=service.code if service else None)
    if address.ok:
        return _of_a_service(Service.objects.get(code=address.service), address.handle, address.url)
    if service is None and (url := web_address(typed)):
        return Found(None, "", url, url)
    raise ValidationError([problem.message for problem in address.errors])


def _of_a_service(service: Service, handle: str, url: str) -> Found:
    key = handle_key(service.code, handle)
    if OfficialAccount.objects.with_address(service, key, url).exists():
        raise ValidationError("これは市の公式アカウントです。登録簿を確かめてください。")
    return Found(service, handle, url, f"{service.code}:{key}" if key else url)


def web_address(typed: str) -> str:
    """As browsers compare it: the host in small letters, no fragment."""
    try:
        parts = urlsplit(typed.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme not in _WEB or "." not in host or parts.username is not None:
        return ""
    where = host if port is None else f"{host}:{port}"
    return parts._replace(netloc=where, fragment="", path=parts.path or "/").geturl()
