"""Finding by words: what people type is folded as what is stored, and two characters suffice.

The key of a row is folded when it is stored. On PostgreSQL an index of its pairs of characters
names the rows to look at (see AddBigramIndex); SQLite reads the keys through.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.db import models
from django.db.migrations.operations.base import Operation

from komae_sns import city
from komae_sns.text import comparison_key, is_invisible

LONGEST_QUERY = 100
MOST_WORDS = 10
MOST_KEYS = 20_000  # kept by a process
_QUOTES = str.maketrans("“”„‟″", '"""""')
_WORD = re.compile(r'"([^"]+)"?|([^\s"]+)')
_JOINS_THE_ONE_BEFORE = "ﾞﾟ"


def search_key(text: str) -> str:
    """comparison_key, with 異体字 as one character: 髙 and 高 find each other."""
    return comparison_key(text).translate(_variants(city.folder()))


@cache
def _variants(_folder: object) -> dict[int, str]:
    groups = city.data("variants.toml")["groups"]
    return {ord(other): first for first, *others in groups for other in others}


def words_of(query: str) -> tuple[str, ...]:
    """Folded words, all of which must be there; 「"…"」 is one word with its spaces."""
    folded = search_key(query.translate(_QUOTES))
    found = (phrase.strip() or word for phrase, word in _WORD.findall(folded))
    words = (word if word == "@" else word.removeprefix("@") for word in found)
    return tuple(dict.fromkeys(filter(None, words)))[:MOST_WORDS]


class SearchKeyField(models.TextField):
    """`of`: names of what is searched, one a line, computed whenever the row is stored."""

    def __init__(self, *args: Any, of: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **kwargs)

    def key_of(self, row: models.Model) -> str:
        return "\n".join(search_key(getattr(row, name) or "") for name in self.of)

    def pre_save(self, row: models.Model, add: bool) -> str:
        key = self.key_of(row)
        setattr(row, self.attname, key)
        return key


class Searchable(models.Model):
    """Subclasses declare `search_key = SearchKeyField(of=…, editable=False, default="")`."""

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Any = None, **kwargs: Any) -> None:
        """The key follows its words, whichever of them are stored."""
        if update_fields is not None:
            update_fields = {*update_fields, "search_key"}
        super().save(*args, update_fields=update_fields, **kwargs)


@SearchKeyField.register_lookup
class Reads(models.Lookup):
    """`search_key__reads=word`: the folded word stands in it.

    The keys are read through, which for some hundred rows is quicker than to make their pairs.
    """

    lookup_name = "reads"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        lhs, params = self.process_lhs(compiler, connection)
        position = "strpos" if connection.vendor == "postgresql" else "instr"
        return f"{position}({lhs}, %s) > 0", [*params, self.rhs]


@SearchKeyField.register_lookup
class Has(Reads):
    """The same; on PostgreSQL an index of pairs of characters names the rows to read."""

    lookup_name = "has"

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        stands_in_it, params = self.as_sql(compiler, connection)
        pairs = sorted({self.rhs[n : n + 2] for n in range(len(self.rhs) - 1)})
        if not pairs:
            return stands_in_it, params
        key, key_params = self.process_lhs(compiler, connection)
        # In this order: where no index helps, a row without the word costs next to nothing.
        has_its_pairs = f"search_bigrams({key}) @> %s::text[]"
        return f"({stands_in_it} AND {has_its_pairs})", [*params, *key_params, pairs]


def holding(rows: models.QuerySet, words: Sequence[str], *, by_pairs: bool = True) -> Any:
    """Rows in which every word stands; none for no words. `by_pairs`: Has, else Reads."""
    if not words:
        return rows.none()
    lookup = "search_key__has" if by_pairs else "search_key__reads"
    for word in words:
        rows = rows.filter(**{lookup: word})
    return rows


_BIGRAMS = """CREATE OR REPLACE FUNCTION search_bigrams(key text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $bigrams$
SELECT coalesce(array_agg(c || following), '{}')
FROM unnest(string_to_array(key, NULL), (string_to_array(key, NULL))[2:]) AS pairs(c, following)
WHERE following IS NOT NULL $bigrams$"""
# Not by way of a list that waits to be sorted in: every search would read it through.
_AT_ONCE = "fastupdate = off"


class AddBigramIndex(Operation):
    """An index of the pairs of characters in `table`.search_key; PostgreSQL only."""

    reversible = True

    def __init__(self, table: str) -> None:
        self.table = table

    @property
    def _name(self) -> str:
        return f"{self.table}_bigrams"

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing that a model tells."""

    def database_forwards(self, app_label: str, editor: Any, before: Any, after: Any) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(_BIGRAMS)
            editor.execute(
                f'CREATE INDEX "{self._name}" ON "{self.table}" '
                f"USING gin (search_bigrams(search_key)) WITH ({_AT_ONCE})"
            )

    def database_backwards(self, app_label: str, editor: Any, before: Any, after: Any) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f'DROP INDEX IF EXISTS "{self._name}"')

    def describe(self) -> str:
        return f"Index pairs of characters of {self.table}"


class TuneBigramIndexes(Operation):
    """What AddBigramIndex does today, for indexes that an earlier version of it made."""

    reversible = True

    def __init__(self, *tables: str) -> None:
        self.tables = tables

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing that a model tells."""

    def database_forwards(self, app_label: str, editor: Any, before: Any, after: Any) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(_BIGRAMS)
            for table in self.tables:
                editor.execute(f'ALTER INDEX "{table}_bigrams" SET ({_AT_ONCE})')
                editor.execute(f"SELECT gin_clean_pending_list('{table}_bigrams')")

    def database_backwards(self, app_label: str, editor: Any, before: Any, after: Any) -> None:
        """Every version names the same pairs."""

    def describe(self) -> str:
        return f"Tune the pairs of characters of {', '.join(self.tables)}"


@dataclass(frozen=True)
class Piece:
    text: str
    is_found: bool = False


def marked(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """The text as written, in pieces: found words apart from what stands around them."""
    key, places = _folded_with_places(text)
    spans = sorted(_spans(key, words))
    return tuple(_pieces(text, [(places[start], places[end]) for start, end in spans]))


def excerpt(text: str, words: Sequence[str], *, around: int = 30) -> tuple[Piece, ...]:
    """The surroundings of the first place where a word stands; empty where none does."""
    line = _line_with(text, words)
    key, places = _folded_with_places(line)
    spans = sorted(_spans(key, words))
    if not spans:
        return ()
    start = max(0, places[spans[0][0]] - around)
    end = min(len(line), places[spans[0][1]] + 2 * around)
    before, after = (Piece("…"),) if start else (), (Piece("…"),) if end < len(line) else ()
    return (*before, *marked(line[start:end], words), *after)


def _line_with(text: str, words: Sequence[str]) -> str:
    """Blank where there is none. Most words stand as they are stored, and need no folding."""
    lines = text.splitlines()
    as_stored = next((line for line in lines if any(w in line for w in words)), "")
    return as_stored or next(
        (line for line in lines if any(w in search_key(line) for w in words)), ""
    )


def _spans(key: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    for word in words:
        at = key.find(word)
        while at >= 0:
            yield at, at + len(word)
            at = key.find(word, at + len(word))


def _folded_with_places(text: str) -> tuple[str, list[int]]:
    """The key, and for each of its characters (and its end) where in the text it comes from."""
    key, places, known = [], [], _keys(city.folder())
    for start, cluster in _clusters(text):
        for character in known[cluster]:
            key.append(character)
            places.append(start)
    return "".join(key), [*places, len(text)]


class _Keys(dict[str, str]):
    """By cluster: a page of results marks some thousands of the same few hundred characters."""

    def __missing__(self, cluster: str) -> str:
        key = search_key(cluster) or (" " if cluster.isspace() else "")
        if len(self) < MOST_KEYS:
            self[cluster] = key
        return key


@cache
def _keys(_folder: object) -> _Keys:
    return _Keys()


def _clusters(text: str) -> Iterable[tuple[int, str]]:
    """A character with what is written onto it (ﾞ, combining and invisible marks); 空白 as one."""
    return _joined(text) if any(map(_may_join, text)) else enumerate(text)


def _joined(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and _belongs_together(text[end - 1], text[end]):
            continue
        yield start, text[start:end]
        start = end


def _belongs_together(before: str, here: str) -> bool:
    return _is_written_on(here) or (here.isspace() and before.isspace())


@lru_cache(maxsize=20_000)
def _is_written_on(here: str) -> bool:
    mark = here in _JOINS_THE_ONE_BEFORE or unicodedata.combining(here)
    return bool(mark) or is_invisible(here)


def _may_join(here: str) -> bool:
    return _is_written_on(here) or here.isspace()


def _pieces(text: str, spans: list[tuple[int, int]]) -> Iterator[Piece]:
    done = 0
    for start, end in spans:
        if end <= done:
            continue
        if done < start:
            yield Piece(text[done:start])
        yield Piece(text[max(done, start) : end], is_found=True)
        done = end
    if done < len(text):
        yield Piece(text[done:])
