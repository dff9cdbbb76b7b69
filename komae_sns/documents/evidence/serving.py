"""Evidence over HTTP: downloaded, never shown by the portal itself, run by no browser."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from komae_sns.documents.models import EvidenceFile
from komae_sns.documents.responses import plain_name
from komae_sns.documents.services import evidence


def handed_out(kept: EvidenceFile) -> HttpResponse:
    """Whoever calls has asked the owner's rights. Raises FileDamaged."""
    content = evidence.contents(kept)
    return HttpResponse(
        content,
        content_type=kept.media_type,
        headers={
            "Content-Disposition": content_disposition_header(True, plain_name(kept.name)),
            "Content-Length": len(content),
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )
