"""Which of many querysets have rows, in one question.

Most lists of most people are empty, and to read an empty one with all that it would show takes
longer than to know it.
"""

from collections.abc import Sequence

from django.db.models import Exists, QuerySet


def rows_there(lists: Sequence[QuerySet], one_row: QuerySet) -> tuple[bool, ...]:
    """`one_row`: any row that is there, for the database to hang the answers on."""
    if not lists:
        return ()
    return one_row.values_list(*(Exists(rows) for rows in lists)).get()
