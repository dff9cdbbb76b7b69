"""QR codes as SVG."""

import io

import segno

QUIET, SCALE = 4, 8  # modules of white around it; pixels a module
# Any of the eight can be read. To weigh them all, as the standard does, takes four times as long,
# and a static copy draws a thousand codes.
MASK = 3


def svg(text: str) -> str:
    """Black on white, error correction M. Raises segno.DataOverflowError."""
    code = segno.make_qr(text, error="m", boost_error=False, mask=MASK)
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", scale=SCALE, border=QUIET, light="#fff", xmldecl=False, nl=False)
    return drawn.getvalue().decode()
