"""An export that was handed out: in a few lines for people, and for scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from scoring.errors import counted

_CHECKED = (
    "run_id",
    "period",
    "plan",
    "format",
    "kind",
    "rows",
    "lines",
    "zero_lines",
    "currencies",
    "left_out",
    "hash_total",
    "bytes",
    "sha256",
)
"""What of the control file a script is told, by the names that it has there."""


class Exported(NamedTuple):
    """The files of an export, and what to say about it.

    Attributes:
        file: the target's file.
        control: its control file.
        rows: rows in the file, under its headers.
        lines: pay lines that it pays or books.
        zero_rows: pay lines of zero, which are not in it.
        sums: the sum of each currency, as text at its places.
        left: the sums of currencies that stayed behind.
        repeat: the same file of the same run was exported before.
        others: runs whose journal stands beside this pay, or whose pay beside this journal.
        proven: what the columns were held against; empty for a format of this house.
        notes: what is not refused, and worth a look.
        checks: what the control file says.
    """

    file: Path
    control: Path
    rows: int
    lines: int
    zero_rows: int
    sums: Mapping[str, str]
    left: Mapping[str, str]
    repeat: bool
    others: Sequence[str]
    proven: str
    notes: Sequence[str]
    checks: Mapping[str, Any]

    def summary(self) -> str:
        """Say in a few lines what was written."""
        again = ": exported before, the same bytes again" if self.repeat else ""
        left_out = f", {self.zero_rows:,} of zero left out" if self.zero_rows else ""
        apart = "" if self.rows == self.lines else f" in {counted(self.rows, 'row')}"
        lines = [f"{self.file}{again}", f"{counted(self.lines, 'line')}{apart}{left_out}"]
        lines += [f"{code} {total}" for code, total in self.sums.items()]
        lines += [
            f"not in it: {code} {total}; export it with --currency {code}"
            for code, total in self.left.items()
        ]
        lines += [f"control totals in {self.control}", *self.notes]
        lines += [
            f"run {run_id} still stands on the other side, paid or booked; replace that as well, "
            f"with --supersedes {run_id}"
            for run_id in self.others
        ]
        if self.proven:
            lines.append(f"columns known from {self.proven}; your system's own template wins")
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """Return the same for scripts: what the control file says has its name and form there."""
        return {
            "file": str(self.file),
            "control_file": str(self.control),
            "repeat": self.repeat,
            **{name: self.checks[name] for name in _CHECKED},
            "still_standing": list(self.others),
            "known_from": self.proven or None,
            "notes": list(self.notes),
        }
