"""What the exporting system states of an export: `controls.yaml`, rows, sums and days.

No check within a folder can see that a file was lost on the way; figures from outside can.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import Field

from scoring.errors import Problem, nearest, shortened
from scoring.intake.contracts import Interactions, declared
from scoring.intake.files import CONTROLS, INTERACTIONS, SMALL_TABLES
from scoring.intake.typed import Day, read_typed, unknown_zone
from scoring.plan.nodes import Name, Node, Number, Text, Whole

STATED_TABLES = {
    name.removesuffix(".parquet"): contract
    for name, contract in ({INTERACTIONS: Interactions} | dict(SMALL_TABLES)).items()
}
"""The tables that figures may be stated of, by the word for each, and their contracts."""


class Covered(Node):
    """The days that the export covers."""

    first: Day = Field(alias="from", description="the first day")
    last: Day = Field(alias="to", description="the last day, which belongs to it")
    zone: Text = Field(description="the time zone of these days, such as Asia/Shanghai")


class Stated(Node):
    """The figures of one table."""

    rows: Annotated[Whole, Field(ge=0)] = Field(description="how many rows it has")
    sums: dict[Name, Number] = Field(
        default_factory=dict,
        description="the sum of each column of numbers that the system adds up, empty values left "
        "out, such as {handle_s: 512340, cost: 1890.55}",
    )

    @property
    def figures(self) -> dict[str, Decimal]:
        """Every figure by its name: `rows`, and the columns' sums."""
        return {"rows": Decimal(self.rows)} | self.sums


class Controls(Node):
    """What the exporting system states."""

    system: Text = Field(description="which system states it, such as help desk, report 12")
    period: Covered = Field(description="the days that created_at of every row lies in")
    tables: dict[Name, Stated] = Field(
        min_length=1, description=f"figures by table: {', '.join(STATED_TABLES)}"
    )


def read_controls(path: Path, name: str = CONTROLS) -> Controls:
    """Read what an exporting system states, and check that it speaks of what can be counted.

    Args:
        path: the file.
        name: what messages call it.

    Raises:
        DataError: with every problem found, each at `file:line:column`.
        StorageError: what the system does not let be read.
    """
    return read_typed(path, name, Controls, _lint)


def _lint(controls: Controls) -> Iterator[Problem]:
    covered = controls.period
    yield from unknown_zone(covered.zone, covered.at("zone"))
    if covered.last < covered.first:
        what = "the last day is before the first"
        yield Problem(
            "ends-before-start", str(covered.at("to")), what, "Write the first day first."
        )
    for name, stated in controls.tables.items():
        if name not in STATED_TABLES:
            hint = nearest(name, list(STATED_TABLES)) or f"Tables: {', '.join(STATED_TABLES)}."
            what = f"'{shortened(name)}' is no table of a data folder"
            yield Problem("unknown-table", str(controls.at("tables", name)), what, hint)
        else:
            yield from _columns(name, stated)


def _columns(table: str, stated: Stated) -> Iterator[Problem]:
    known = declared(STATED_TABLES[table])
    numbers = [n for n, column in known.items() if column.kind in ("whole", "decimal")]
    for name in stated.sums:
        if name in numbers or (table == "interactions" and name.startswith("x_")):
            continue
        what = f"{table} has no column '{shortened(name)}'"
        if name in known:
            what = f"the column '{name}' of {table} holds {known[name].kind}, no numbers"
        hint = nearest(name, numbers) or f"Columns of numbers: {', '.join(numbers) or 'none'}."
        yield Problem("unknown-column", str(stated.at("sums", name)), what, hint)
