"""Which formats the dates and times of a column may be written in, told from their shapes.

`03/04/2024` has one shape and two readings. Both are proposed here, and counted later.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from scoring.importing.proposal.shapes import MARKS, Shape
from scoring.importing.reading.formats import pattern

_CANDIDATES_MAX = 12
_TOKEN = re.compile("9+|[\x01-\x05]|[^9\x01-\x05]+")
_ZONES = {"Z", " Z", " UTC", " GMT", "UTC", "GMT"}
_CLOCK = re.compile(
    "(?P<half>\x05 ?)?9(?P<hm>:|时|時|h)9(?:(?P<ms>:|分)9(?:(?P<sf>[.,])9|(?P<s>秒))?)?(?P<m>分)?"
    "(?P<late>[ \u202f]?\x05)?"
)
_GAP = re.compile("[-/. ,_]{1,2}|年|月|年 |月 ")
_TWO, _ONE_OR_TWO = frozenset({2}), frozenset({1, 2})


class Form(NamedTuple):
    """A shape whose runs of digits are drawn together, and how long each run is."""

    skeleton: str
    lengths: tuple[frozenset[int], ...]
    rows: int


class Candidates(NamedTuple):
    """What a column of dates may be written in.

    Attributes:
        formats: each may be right; those of the most rows first.
        rows: how many texts have a shape that one of them has.
    """

    formats: tuple[str, ...]
    rows: int


def forms_of(shape: Shape) -> list[Form]:
    """Draw the shapes of a column together, those of the most rows first."""
    lengths: dict[str, list[set[int]]] = {}
    rows: Counter[str] = Counter()
    long_names = any("\x01" in form for form in shape.forms)
    for form, count in shape.forms.items():
        skeleton = re.sub("9+", "9", form)
        if long_names:  # May is its own short form
            skeleton = skeleton.replace("\x02", "\x01")
        runs = [len(run) for run in re.findall("9+", form)]
        known = lengths.setdefault(skeleton, [set() for _ in runs])
        for seen, run in zip(known, runs, strict=True):
            seen.add(run)
        rows[skeleton] += count
    return [
        Form(skeleton, tuple(map(frozenset, lengths[skeleton])), count)
        for skeleton, count in rows.most_common()
    ]


def stamp_candidates(shape: Shape) -> Candidates:
    """Return the formats that a column's shapes could be dates in."""
    return _candidates(shape, _stamps)


def clock_candidates(shape: Shape) -> Candidates:
    """Return the formats that a column's shapes could be times of day in."""
    return _candidates(shape, lambda form: filter(None, [_clock(form.skeleton, form.lengths)]))


def _candidates(shape: Shape, read: Callable[[Form], Iterable[str]]) -> Candidates:
    found: dict[str, None] = {}
    rows = 0
    for form in forms_of(shape):
        formats = dict.fromkeys(read(form))
        rows += form.rows if formats else 0
        found |= formats
    return Candidates(tuple(found)[:_CANDIDATES_MAX], rows)


def _stamps(form: Form) -> Iterator[str]:
    tokens = _TOKEN.findall(form.skeleton)
    if tokens == ["9"] and form.lengths[0] in ({10}, {13}):
        yield "unix_s" if form.lengths[0] == {10} else "unix_ms"
    start = ""
    if len(tokens) > 2 and tokens[0] in "\x03\x04" and not tokens[1].startswith("9"):
        start, tokens = MARKS[tokens[0]] + tokens[1], tokens[2:]
    for date, used, runs in _dates(tokens, form.lengths):
        rest = "".join(tokens[used:])
        for end in _ends(rest, form.lengths[runs:]):
            made = start + date + end
            if _readable(made):
                yield made


def _dates(
    tokens: list[str], lengths: tuple[frozenset[int], ...]
) -> Iterator[tuple[str, int, int]]:
    """Yield ways to read the date at the beginning: the format, tokens and runs it takes."""
    if tokens and tokens[0] == "9" and lengths[0] <= {8, 12, 14}:
        clock = {8: "", 12: "%H%M", 14: "%H%M%S"}[max(lengths[0])]
        yield f"%Y%m%d{clock}", 1, 1
    plain = "".join(_kind(token) for token in tokens[:5])
    if plain.startswith("9t9t9"):
        gap, gap2 = tokens[1], tokens[3]
        for one, two, three in _orders(lengths[:3]):
            yield f"{one}{gap}{two}{gap2}{three}", 5, 3
    for shape, build in (("9tbt9", (0, 2, 4)), ("9b9", (0, 1, 2)), ("bt9t9", (2, 0, 4))):
        if plain.startswith(shape):
            yield from _named(tokens, lengths[:2], len(shape), build)


def _kind(piece: str) -> str:
    if piece == "9":
        return piece
    if piece in "\x01\x02":
        return "b"
    return "t" if _GAP.fullmatch(piece) else "?"


def _named(
    tokens: list[str], lengths: Sequence[frozenset[int]], used: int, places: tuple[int, int, int]
) -> Iterator[tuple[str, int, int]]:
    """Yield the reading of a date whose month is a name."""
    day, month, year = places
    first, second = lengths
    if first == {4} and second <= _ONE_OR_TWO:
        said = {day: "%Y", year: _part("d", second)}
    elif first <= _ONE_OR_TWO and second in ({4}, {2}):
        said = {day: _part("d", first), year: "%Y" if second == {4} else "%y"}
    else:
        return
    said[month] = MARKS[tokens[month]]
    yield "".join(said.get(i, tokens[i]) for i in range(used)), used, 2


def _orders(lengths: Sequence[frozenset[int]]) -> Iterator[tuple[str, str, str]]:
    """Yield the orders in which year, month and day may stand, by how many digits they have."""
    first, second, third = lengths
    if not second <= _ONE_OR_TWO:
        return
    if first == {4} and third <= _ONE_OR_TWO:
        for one, two in _padded(second, third):
            yield "%Y", f"%{one}m", f"%{two}d"
    if first <= _ONE_OR_TWO and third in ({4}, {2}):
        year = "%Y" if third == {4} else "%y"
        for one, two in _padded(first, second):
            yield f"%{one}d", f"%{two}m", year
            yield f"%{one}m", f"%{two}d", year
        if first == third == _TWO:
            yield "%y", _part("m", second), "%d"


def _padded(one: frozenset[int], other: frozenset[int]) -> Iterator[tuple[str, str]]:
    """Yield ways to pad two parts: where one of them is not padded, the other is not either.

    A month of days from 10 on looks padded; only where that does not fit, it is.
    """
    if (one == _TWO) != (other == _TWO):
        yield "-", "-"
    yield ("" if one == _TWO else "-"), ("" if other == _TWO else "-")


def _part(letter: str, lengths: frozenset[int]) -> str:
    return f"%{letter}" if lengths == _TWO else f"%-{letter}"


def _ends(rest: str, lengths: tuple[frozenset[int], ...]) -> Iterator[str]:
    """Yield ways to read what follows the date: nothing, or a time of day and a zone."""
    if not re.search("9", rest):
        if len(rest) <= 1:
            yield rest
        return
    before = re.match("[^9\x05]{1,5}", rest)
    if before is None:
        return
    clock = rest[before.end() :]
    found = _CLOCK.match(clock)
    if found is None:
        return
    zone = clock[found.end() :]
    runs = found[0].count("9")
    made = _clock(found[0], lengths[:runs])
    if made is None:
        return
    if not zone or zone in _ZONES:
        yield before[0] + made + zone
    elif (offset := re.fullmatch("(?P<name> ?(GMT|UTC)?)[+-]9(:9)?", zone)) is not None:
        yield before[0] + made + offset["name"] + "%z"


def _clock(skeleton: str, lengths: tuple[frozenset[int], ...]) -> str | None:
    """Return the format of a time of day, or None where it is none."""
    found = _CLOCK.fullmatch(skeleton)
    runs = skeleton.count("9")
    if found is None or not all(one <= _ONE_OR_TWO for one in lengths[: min(runs, 3)]):
        return None
    half = found["half"] or found["late"]
    parts = [_part("I" if half else "H", lengths[0]), _part("M", lengths[1])]
    if runs > 2:
        parts.append(_part("S", lengths[2]))
    if runs > 3:
        parts.append("%f")
    pieces = iter(parts)
    return re.sub("9", lambda _: next(pieces), skeleton).replace("\x05", "%p")


def _readable(made: str) -> bool:
    try:
        pattern(made)
    except ValueError:
        return False
    return True
