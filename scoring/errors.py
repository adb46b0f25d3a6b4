"""What can go wrong, as values.

A `Problem` says where, what was found and expected, and what to do about it. Rooms collect
their problems and raise once, with all of them:

    PlauditError          exit 70   our own fault, if nothing below fits
    ├── UsageError              2   the command was called wrongly
    ├── DataError               3   a file fault, or more bad rows than the plan allows
    ├── PlanError               4   a plan, profile or cases file that cannot be used
    ├── IntegrityError          5   a run that is not what its manifest says
    ├── ConflictError           6   a period already paid, a place already taken
    ├── ReconciliationError     7   two totals that must agree and do not
    └── StorageError            8   disk, permissions, resources

Exit codes are stated in the README; scripts may rely on them.
"""

from __future__ import annotations

from pathlib import Path
from traceback import extract_tb
from typing import NamedTuple

_SPACES = "\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}"


class Problem(NamedTuple):
    """One thing that is wrong: a stable code, the place, the fact, the remedy.

    `where` is `file:line:column`, a file with a row or a column, or a name a person would look
    for. `what` holds no personal value: rows are named by number.
    """

    code: str
    where: str
    what: str
    hint: str

    def __str__(self) -> str:
        """One line for a terminal: place, fact, remedy, code; what does not show is spelt out."""
        remedy = f" {self.hint}" if self.hint else ""
        return spelt_out(f"{self.where}: {self.what}.{remedy} [{self.code}]")


class PlauditError(Exception):
    """The root of the tree; carries every problem found, never only the first."""

    exit_code = 70

    def __init__(self, problems: Problem | list[Problem]) -> None:
        """Hold one or many problems, in the order in which they should be read."""
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[PlauditError], tuple[list[Problem]]]:
        """Travel from one process to another with every problem as it is."""
        return type(self), (self.problems,)


class UsageError(PlauditError):
    """The command line asks for something that cannot be."""

    exit_code = 2


class DataError(PlauditError):
    """A file fault: unreadable, wrong type, missing column, no rows, too many bad rows."""

    exit_code = 3


class PlanError(PlauditError):
    """A plan, profile or cases file that does not say what it must, or contradicts itself."""

    exit_code = 4


class IntegrityError(PlauditError):
    """A published run whose files are not the ones its manifest names."""

    exit_code = 5


class ConflictError(PlauditError):
    """Something already stands where this would go: a run, an export, a lock."""

    exit_code = 6


class ReconciliationError(PlauditError):
    """Two totals that must be equal are not; nothing was written."""

    exit_code = 7


class StorageError(PlauditError):
    """The disk, a permission or a limit of the machine stood in the way."""

    exit_code = 8

    @classmethod
    def of_memory(cls, where: str) -> StorageError:
        """Say that the memory did not suffice, which is no fault of what was read."""
        what = "this needs more memory than the machine or its limits give"
        hint = "Give it more memory, or look for overlong texts there, then run the same again."
        return cls(Problem("out-of-memory", where, what, hint))

    @classmethod
    def of_output(cls, error: OSError) -> StorageError:
        """Say that what was found could not be printed."""
        what = f"could not be printed: {error.strerror}"
        hint = "What was written before stands. Give the output a place, then run the same again."
        return cls(Problem("no-output", "the output", what, hint))


def our_fault(error: Exception) -> Problem:
    """Say where an error arose that nobody foresaw, without a traceback."""
    frame = extract_tb(error.__traceback__)[-1]
    return Problem(
        "internal-error",
        f"{Path(frame.filename).name}:{frame.lineno}",
        f"{type(error).__name__} that should not have happened",
        "Please report it with this line and the command. A run is there whole or not at all;"
        " `plaudit verify` tells.",
    )


def counted(number: int, noun: str) -> str:
    """Write a number with its noun as a person would: 1 row, 2 rows."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


WORDS_MAX = 60


def shortened(said: str) -> str:
    """Make what a file says fit into a message: its beginning, where it is long."""
    return said if len(said) <= WORDS_MAX else f"{said[:WORDS_MAX]}…"


def line_and_column(problem: Problem) -> list[int]:
    """Return where in its file a problem stands, to sort by; what names no line comes first."""
    parts = problem.where.split(":")[-2:]
    return [int(part) for part in parts] if all(map(str.isdecimal, parts)) else []


def spelt_out(text: str) -> str:
    """Write what a terminal would obey or hide as escapes: a name holds what its author likes."""
    shown = (c if c.isprintable() or c in _SPACES else ascii(c)[1:-1] for c in text)
    return "".join(shown)


def nearest(word: str, known: list[str], cutoff: float = 0.6) -> str:
    """Return a "Did you mean …?" for the closest known word, or an empty text.

    `cutoff` says how alike the two must be, from 0 to 1 for the same.
    """
    import difflib  # noqa: PLC0415 - only needed once something is wrong

    lowered = {k.lower(): k for k in known}
    close = difflib.get_close_matches(word.lower(), lowered, n=1, cutoff=cutoff)
    if not close:
        return ""
    found = next(k for k in known if k.lower() == close[0])
    return f"Did you mean '{shortened(found)}'?"
