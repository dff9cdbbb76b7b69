from urllib.parse import unquote

import pytest

from komae_sns.documents.responses import file_name, pdf_response


def test_a_pdf_is_shown_in_the_browser_and_kept_by_no_cache():
    response = pdf_response(b"%PDF", "第4号様式.pdf")

    assert response.content == b"%PDF"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == "4"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    disposition, _, name = response["Content-Disposition"].partition("; filename*=utf-8''")
    assert (disposition, unquote(name)) == ("inline", "第4号様式.pdf")


def test_a_pdf_is_saved_on_request():
    response = pdf_response(b"%PDF", "議事録", as_attachment=True)

    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("運用ポリシー", "運用ポリシー.pdf"),
        ("運用ポリシー.pdf", "運用ポリシー.pdf"),
        ("../../etc/passwd", "_.._etc_passwd.pdf"),
        ('a"b\r\nSet-Cookie: x', "a_b__Set-Cookie_ x.pdf"),
        ("狛江\u202efdp.exe", "狛江_fdp.exe.pdf"),
        ("　", "文書.pdf"),
        ("...", "文書.pdf"),
        ("", "文書.pdf"),
    ],
)
def test_a_file_name_is_safe_whatever_was_typed(typed, name):
    assert file_name(typed) == name


def test_a_long_name_is_cut_between_characters():
    name = file_name("狛" * 500)

    assert len(name.encode()) <= 150
    assert name == "狛" * 48 + ".pdf"
