"""Tables as offices keep them."""

import io

from openpyxl import Workbook

from komae_sns.home.intake import looking
from komae_sns.home.intake.kinds import KINDS
from komae_sns.home.intake.looking import Look
from komae_sns.intake import read
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import TODAY

HEADING = "媒体,アドレス,表示名,所管課,開設日,根拠,目的\n"


def csv_of(*rows: str, heading: str = HEADING) -> bytes:
    return (heading + "".join(f"{row}\n" for row in rows)).encode()


def account_row(handle: str, **other: str) -> str:
    cells = {
        "service": "X",
        "address": f"@{handle}",
        "name": f"狛江市{handle}",
        "department": "秘書広報室",
        "opened_on": "令和4年5月1日",
        "evidence": "令和4年4月20日決裁",
        "purpose": "市政情報",
    }
    return ",".join((cells | other).values())


def look(kind: str, content: bytes, by=None, **defaults: str) -> Look:
    sheets = read(content)
    place, layout = looking.first_layout(KINDS[kind], sheets, {})
    given = looking.first_defaults(KINDS[kind], TODAY) | defaults
    return looking.look(
        KINDS[kind], sheets, layout, sheet=place, defaults=given, by=by, today=TODAY
    )


def take(kind: str, found: Look, by=None) -> None:
    KINDS[kind].take(found.plan, by, TODAY)


def verdicts(found: Look) -> list[str]:
    return [row.verdict.label for row in found.plan.rows]


def errors(found: Look) -> list[tuple[int, str, str, str]]:
    return [
        (row.line, f.field, f.message, f.suggestion)
        for row in found.plan.rows
        for f in row.findings
    ]


def book(**sheets: list[list]) -> Workbook:
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return made


def saved(made: Workbook) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def section_with_head(name: str = "秘書広報室", head: str = "狛江 花子"):
    section = factories.department(name)
    user = factories.person(head)
    factories.appoint(user, Post.HEAD, section, title=f"{name}長")
    for code in ("x", "facebook", "instagram", "line", "youtube"):
        factories.service(code)
    return section
