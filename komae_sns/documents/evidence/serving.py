"""Evidence over HTTP: downloaded, never shown by the portal itself, run by no browser."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from komae_sns.documents.models import EvidenceFile
from komae_sns.documents.responses import plain_name
from komae_sns.documents.services import evidence


def handed_out(kept: EvidenceFile) -> HttpResponse:
    """The view copy. Whoever calls has asked the owner's rights. Raises FileDamaged."""
    return _download(evidence.contents(kept), kept.name, kept.media_type)


def unsealed(kept: EvidenceFile, content: bytes) -> HttpResponse:
    """What services.evidence.unseal gave: of no type that a program opens by itself."""
    return _download(content, f"元のファイル_{kept.original_name}", "application/octet-stream")


def _download(content: bytes, name: str, media_type: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": content_disposition_header(True, plain_name(name)),
            "Content-Length": len(content),
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )
