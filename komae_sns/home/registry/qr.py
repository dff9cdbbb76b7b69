"""QR codes (ISO/IEC 18004) as SVG: byte mode, error correction M, up to 213 bytes.

By hand, for it needs no library; tests compare it with another maker's. A line of modules is one
integer, its first module the lowest bit.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

QUIET = 4  # modules of white around it
# Per version from 1: error-correction bytes of a block, and data bytes of each block.
_BLOCKS: tuple[tuple[int, tuple[int, ...]], ...] = (
    (10, (16,)),
    (16, (28,)),
    (26, (44,)),
    (18, (32, 32)),
    (24, (43, 43)),
    (16, (27, 27, 27, 27)),
    (18, (31, 31, 31, 31)),
    (22, (38, 38, 39, 39)),
    (22, (36, 36, 36, 37, 37)),
    (26, (43, 43, 43, 43, 44)),
)
_ALIGNED = ((), (6, 18), (6, 22), (6, 26), (6, 30), (6, 34))
_ALIGNED += ((6, 22, 38), (6, 24, 42), (6, 26, 46), (6, 28, 50))
_MASKS = (
    lambda x, y: (x + y) % 2,
    lambda x, y: y % 2,
    lambda x, y: x % 3,
    lambda x, y: (x + y) % 3,
    lambda x, y: (x // 3 + y // 2) % 2,
    lambda x, y: x * y % 2 + x * y % 3,
    lambda x, y: (x * y % 2 + x * y % 3) % 2,
    lambda x, y: ((x + y) % 2 + x * y % 3) % 2,
)


class TooLong(ValueError):
    """More than a version 10 code holds."""


@lru_cache(maxsize=2048)
def svg(text: str) -> str:
    """Black on white, eight pixels a module."""
    rows = matrix(text)
    size = len(rows) + 2 * QUIET
    runs = "".join(
        f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for x, length in _dark_runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"'
        f' width="{8 * size}" height="{8 * size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{runs}"/></svg>'
    )


def _dark_runs(row: str) -> Iterator[tuple[int, int]]:
    start = row.find("1")
    while start >= 0:
        end = row.find("0", start) if "0" in row[start:] else len(row)
        yield start, end - start
        start = row.find("1", end)


def matrix(text: str) -> list[str]:
    """Rows of 1 (dark) and 0."""
    squares = [_square(text, mask) for mask in range(len(_MASKS))]
    rows, _ = min(squares, key=lambda square: _penalty(*square))
    return [f"{row:0{len(rows)}b}"[::-1] for row in rows]


def _square(text: str, mask: int) -> tuple[list[int], list[int]]:
    """Rows, and columns."""
    data = text.encode()
    frame = _frame(_version_for(len(data)))
    rows, columns = _filled(frame.version, data)
    return (
        [a ^ b for a, b in zip(rows, frame.masks[mask][0], strict=True)],
        [a ^ b for a, b in zip(columns, frame.masks[mask][1], strict=True)],
    )


def _version_for(length: int) -> int:
    for version, (_, blocks) in enumerate(_BLOCKS, 1):
        if 4 + _count_bits(version) + 8 * length <= 8 * sum(blocks):
            return version
    raise TooLong(length)


def _count_bits(version: int) -> int:
    return 8 if version < 10 else 16


@lru_cache(maxsize=1)
def _filled(version: int, data: bytes) -> tuple[list[int], list[int]]:
    frame = _frame(version)
    rows, columns = list(frame.rows), list(frame.columns)
    bits = "".join(f"{word:08b}" for word in _interleaved(version, _codewords(version, data)))
    for (x, y), bit in zip(frame.places, bits, strict=False):
        if bit == "1":
            rows[y] |= 1 << x
            columns[x] |= 1 << y
    return rows, columns


# -- the bytes


def _codewords(version: int, data: bytes) -> list[int]:
    room = sum(_BLOCKS[version - 1][1])
    bits = f"0100{len(data):0{_count_bits(version)}b}" + "".join(f"{byte:08b}" for byte in data)
    bits += "0" * min(4, 8 * room - len(bits))
    bits += "0" * (-len(bits) % 8)
    words = [int(bits[n : n + 8], 2) for n in range(0, len(bits), 8)]
    return words + [(0xEC, 0x11)[n % 2] for n in range(room - len(words))]


def _interleaved(version: int, words: list[int]) -> Iterator[int]:
    correction, lengths = _BLOCKS[version - 1]
    blocks, start = [], 0
    for length in lengths:
        blocks.append(words[start : start + length])
        start += length
    for n in range(max(lengths)):
        yield from (block[n] for block in blocks if n < len(block))
    checks = [_remainder(block, correction) for block in blocks]
    yield from (word for row in zip(*checks, strict=True) for word in row)


def _powers() -> tuple[list[int], list[int]]:
    """Of 2 in GF(256) with x⁸ + x⁴ + x³ + x² + 1, and their logarithms."""
    powers, logs, value = [0] * 510, [0] * 256, 1
    for n in range(255):
        powers[n] = powers[n + 255] = value
        logs[value] = n
        value = value << 1 ^ (0x11D if value & 0x80 else 0)
    return powers, logs


_POWER, _LOG = _powers()


def _times(a: int, b: int) -> int:
    return _POWER[_LOG[a] + _LOG[b]] if a and b else 0


@cache
def _divisor(degree: int) -> list[int]:
    """(x - 2⁰)(x - 2¹)…, without its leading 1."""
    found = [0] * (degree - 1) + [1]
    for n in range(degree):
        shifted = [*found[1:], 0]
        found = [_times(a, _POWER[n]) ^ b for a, b in zip(found, shifted, strict=True)]
    return found


def _remainder(block: list[int], degree: int) -> list[int]:
    divisor, rest = _divisor(degree), [0] * degree
    for byte in block:
        factor = byte ^ rest[0]
        rest = [*rest[1:], 0]
        rest = [a ^ _times(b, factor) for a, b in zip(rest, divisor, strict=True)]
    return rest


# -- the square


@dataclass(frozen=True)
class _Frame:
    """What is the same in every code of a version; `masks` carry the format bits too."""

    version: int
    rows: list[int]
    columns: list[int]
    places: list[tuple[int, int]]  # of the data, in order
    masks: list[tuple[list[int], list[int]]]


@cache
def _frame(version: int) -> _Frame:
    size = 17 + 4 * version
    modules = {(x, y): dark for x, y, dark in _patterns(version, size)}
    places = [place for place in _zigzag(size) if place not in modules]
    rows, columns = _lines(size, (place for place, dark in modules.items() if dark))
    masks = [
        _lines(
            size,
            [
                *((x, y) for x, y in places if flips(x, y) == 0),
                *_format_modules(size, mask),
            ],
        )
        for mask, flips in enumerate(_MASKS)
    ]
    return _Frame(version, rows, columns, places, masks)


def _lines(size: int, dark: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
    rows, columns = [0] * size, [0] * size
    for x, y in dark:
        rows[y] |= 1 << x
        columns[x] |= 1 << y
    return rows, columns


def _patterns(version: int, size: int) -> Iterator[tuple[int, int, bool]]:
    """Timing, finders, alignment, format (left light) and version; a later one overrides."""
    for n in range(size):
        yield 6, n, n % 2 == 0
        yield n, 6, n % 2 == 0
    for x, y in ((3, 3), (size - 4, 3), (3, size - 4)):
        for dx, dy in _around(4):
            if 0 <= x + dx < size and 0 <= y + dy < size:
                yield x + dx, y + dy, max(abs(dx), abs(dy)) not in {2, 4}
    centres, last = _ALIGNED[version - 1], size - 7
    for x, y in ((x, y) for x in centres for y in centres):
        if (x, y) not in {(6, 6), (6, last), (last, 6)}:
            yield from ((x + dx, y + dy, max(abs(dx), abs(dy)) != 1) for dx, dy in _around(2))
    yield from ((x, y, False) for x, y in _format_places(size))
    yield 8, size - 8, True
    if version >= 7:
        word = _checked(version, 0x1F25, 12)
        for n in range(18):
            far, near, dark = size - 11 + n % 3, n // 3, bool(word >> n & 1)
            yield far, near, dark
            yield near, far, dark


def _around(reach: int) -> Iterator[tuple[int, int]]:
    return ((dx, dy) for dx in range(-reach, reach + 1) for dy in range(-reach, reach + 1))


def _checked(value: int, divisor: int, degree: int) -> int:
    """With its BCH remainder."""
    rest = value
    for _ in range(degree):
        rest = rest << 1 ^ (rest >> degree - 1) * divisor
    return value << degree | rest


def _format_places(size: int) -> list[tuple[int, int]]:
    """Of the 15 format bits, lowest first, twice."""
    first = [(8, y) for y in (0, 1, 2, 3, 4, 5, 7, 8)] + [(x, 8) for x in (7, 5, 4, 3, 2, 1, 0)]
    second = [(size - 1 - n, 8) for n in range(8)] + [(8, size - 7 + n) for n in range(7)]
    return first + second


def _format_modules(size: int, mask: int) -> Iterator[tuple[int, int]]:
    """The dark ones; error correction M is 00."""
    word = _checked(mask, 0x537, 10) ^ 0x5412
    return (place for n, place in enumerate(_format_places(size)) if word >> n % 15 & 1)


def _zigzag(size: int) -> Iterator[tuple[int, int]]:
    """Two columns at a time, from the right, up and down in turn."""
    upwards = True
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        for y in range(size - 1, -1, -1) if upwards else range(size):
            yield right, y
            yield right - 1, y
        upwards = not upwards


def _penalty(rows: list[int], columns: list[int]) -> int:
    """How hard it is to read."""
    size = len(rows)
    score = sum(_line_penalty(line, size) for line in (*rows, *columns))
    inner = (1 << size - 1) - 1
    for above, below in pairwise(rows):
        mixed = (above ^ below) | (above ^ above >> 1) | (below ^ below >> 1)
        score += 3 * (~mixed & inner).bit_count()
    dark = sum(row.bit_count() for row in rows)
    return score + 10 * (abs(20 * dark - 10 * size * size) // (size * size))


def _line_penalty(line: int, size: int) -> int:
    score = 0
    light = ~line & (1 << size) - 1
    for same in (line, light):
        fives = same & same >> 1 & same >> 2 & same >> 3 & same >> 4
        score += fives.bit_count() + 2 * (fives & ~(fives >> 1)).bit_count()
    finder = line & light >> 1 & line >> 2 & line >> 3 & line >> 4 & light >> 5 & line >> 6
    quiet = light & light >> 1 & light >> 2 & light >> 3
    return score + 40 * ((finder & quiet >> 7).bit_count() + (finder >> 4 & quiet).bit_count())
