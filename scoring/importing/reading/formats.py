"""Formats of stamps: what a profile may write, and what they come to.

A format is written with the directives of strptime, but reads exactly: `%d` is two digits and
`%-d` has no leading zero, names are English whatever the machine's language, and all else is the
text that must stand there. So an offset that an export prints and does not mean is written as
text, `+00:00`, and one that it does mean as `%z`.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from scoring.errors import shortened

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DIRECTIVES = {
    "%Y": "year",
    "%y": "short_year",
    "%m": "month",
    "%-m": "month",
    "%b": "short_month",
    "%B": "long_month",
    "%d": "day",
    "%-d": "day",
    "%a": "short_weekday",
    "%A": "long_weekday",
    "%H": "hour",
    "%-H": "hour",
    "%I": "half_hour",
    "%-I": "half_hour",
    "%p": "half",
    "%M": "minute",
    "%-M": "minute",
    "%S": "second",
    "%-S": "second",
    "%f": "fraction",
    "%z": "offset",
}
"""What a format may be made of, and the part of the date that each directive names."""

DIGITS = {"%Y": 4, "%y": 2, "%m": 2, "%d": 2, "%H": 2, "%I": 2, "%M": 2, "%S": 2}
"""Directives of a fixed number of digits."""

NAMES: dict[str, tuple[tuple[str, int], ...]] = {
    # en-GB and en-AU print Sept, and no other month has a second short form.
    "%b": (("sept", 9), *((name[:3].lower(), i) for i, name in enumerate(MONTHS, start=1))),
    "%B": tuple((name.lower(), i) for i, name in enumerate(MONTHS, start=1)),
    "%a": tuple((name[:3].lower(), i) for i, name in enumerate(DAYS)),
    "%A": tuple((name.lower(), i) for i, name in enumerate(DAYS)),
    "%p": (("am", 0), ("pm", 1), ("a.m.", 0), ("p.m.", 1), ("上午", 0), ("下午", 1)),
}
"""Directives of names, in lower case, and what each stands for."""

EPOCHS = {"unix_s": 1_000_000, "unix_ms": 1_000}
"""Formats that count from 1970 in UTC, and the microseconds of their unit."""

_YEARS, _HOURS = {"year", "short_year"}, {"hour", "half_hour"}
_MONTH_KEYS = {"month", "short_month", "long_month"}


class Pattern(NamedTuple):
    """A format, ready to read with.

    Attributes:
        pieces: directives and the plain text between them; or one of `EPOCHS` alone.
    """

    pieces: tuple[str, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the date that the format names, in its order."""
        return tuple(DIRECTIVES[piece] for piece in self.pieces if piece in DIRECTIVES)

    @property
    def timed(self) -> bool:
        """Say whether the format names a time of day."""
        return self.fixed or bool(_HOURS & set(self.parts))

    @property
    def fixed(self) -> bool:
        """Say whether the text itself names the instant, so that no zone is asked."""
        return self.pieces[0] in EPOCHS or "offset" in self.parts


def pattern(text: str) -> Pattern:
    """Compile a format; one that cannot name a day, or names a part twice, raises ValueError."""
    if text in EPOCHS:
        return Pattern((text,))
    pieces = tuple(re.findall(r"%-?.|[^%]+|%", text))
    for piece in pieces:
        if piece.startswith("%") and piece not in DIRECTIVES:
            hint = "; write the letters of a zone as plain text" if piece == "%Z" else ""
            raise ValueError(f"'{piece}' is not known; use one of {' '.join(DIRECTIVES)}{hint}")
    for piece, after in pairwise(pieces):
        if _open_ended(piece) and _begins_with_digit(after, piece):
            said = f"where '{piece}' ends cannot be told, with '{shortened(after)}' right after it"
            raise ValueError(said)
    found = Pattern(pieces)
    _check(list(found.parts))
    return found


def _open_ended(piece: str) -> bool:
    return piece in DIRECTIVES and piece not in DIGITS and piece not in NAMES


def _begins_with_digit(after: str, piece: str) -> bool:
    if after in DIRECTIVES:
        return after not in NAMES and after != "%z"
    return after[0].isdigit() or (piece == "%z" and after[0] == ":")


def _check(parts: list[str]) -> None:
    found = set(parts)
    if len(found) != len(parts):
        raise ValueError("a part of the date is named twice")
    for name, choices in (("year", _YEARS), ("month", _MONTH_KEYS), ("day", {"day"})):
        if len(found & choices) != 1:
            raise ValueError(f"a format names the {name} once")
    if len(found & _HOURS) > 1 or ("half" in found) != ("half_hour" in found):
        raise ValueError("%I and %p go together, and never with %H")
    if "offset" in found and not found & _HOURS:
        raise ValueError("a format with %z needs the hour")
    for small, large in pairwise(("fraction", "second", "minute", "hour")):
        if small in found and not found & {large, "half_hour" if large == "hour" else large}:
            raise ValueError(f"a format with a {small} needs the {large}")
