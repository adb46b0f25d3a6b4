"""The pages on the YAML files of a data folder: calendars, and what the exporting system states."""

from __future__ import annotations

from scoring.intake.calendars import (
    Break,
    Calendar,
    Exceptional,
    Holiday,
    LaterWeek,
    Week,
    WorkingDay,
)
from scoring.intake.stated import Controls, Covered, Stated
from scoring.plan.nodes import Node

CALENDAR = """\
calendar: north
zone: Asia/Shanghai
hours:
  monday: [09:00-12:00, 13:00-18:00]
  tuesday: [09:00-12:00, 13:00-18:00]
  wednesday: [09:00-12:00, 13:00-18:00]
  thursday: [09:00-12:00, 13:00-18:00]
  friday: [09:00-12:00, 13:00-18:00, 22:00-06:00]
  saturday: closed
  sunday: closed
effective:
  - from: 2027-01-01
    hours:
      monday: [08:30-17:30]
      tuesday: [08:30-17:30]
      wednesday: [08:30-17:30]
      thursday: [08:30-17:30]
      friday: [08:30-17:30]
      saturday: closed
      sunday: closed
holidays:
  - {day: 2026-10-01, name: 国庆节}
working_days:
  - {day: 2026-10-10, name: 调休, hours: [09:00-12:00, 13:00-18:00]}
exceptions:
  - {day: 2026-12-31, name: Stocktaking, hours: [09:00-12:00]}
breaks:
  - {on: 2026-10-12, name: Assembly, hours: [15:00-16:00]}
  - {on: every_day, name: Tea, hours: [10:00-10:15]}
"""
"""The calendar on the page; a test reads it."""

CONTROLS = """\
system: help desk, monthly report
period: {from: 2026-10-01, to: 2026-10-31, zone: Asia/Shanghai}
tables:
  interactions: {rows: 52000, sums: {handle_s: 15600000, cost: 98123.45}}
  roster: {rows: 120}
"""
"""The figures on the page; a test reads them."""

_CALENDARS = """\
One file a calendar, named after it; a plan names it at `elapsed`, and `plaudit calendar` writes
one to start from, with the public holidays of a country.

- Spans are half-open, to the minute or the second; `24:00` is the day's end. One that ends no
  later than it starts runs over midnight: `22:00-06:00` belongs to the day on which it starts. So
  the night before a holiday runs into it, and the night of the holiday does not begin.
- Spans of one day may touch and not overlap. What the hours of two days share (a night to 06:00, a
  day from 05:00) counts once.
- A break is cut out of whatever is open then, the night of the day before included.
- Hours are local. A time that clocks skip moves forward by as much as they do (where 02:00 becomes
  03:00, 02:30 is 03:30), and one that comes twice is the first of the two. So `22:00-06:00` has
  seven hours in the night when clocks go forward, and nine when they go back.
- A day is written once: as a holiday, a working day or an exception. What contradicts itself is
  refused at `file:line:column`."""
_CONTROLS = """\
What the exporting system states of its export; no check within a folder can see that a file was
lost on the way. All rows count, before any is set aside, and sums are exact: a difference of one
row or 0.01 ends with exit code 7, with every figure that disagrees. Where the data was imported,
the export is held to the figures of `interactions` as the import read it, and rows that the
import left out are counted too. `created_at` of every row lies within the days of `period`."""


def yaml_pages() -> str:
    """Return the sections on calendars and controls in Markdown, each with an example."""
    calendar: dict[str, type[Node]] = {
        "the calendar": Calendar,
        "hours": Week,
        "effective": LaterWeek,
        "holidays": Holiday,
        "working_days": WorkingDay,
        "exceptions": Exceptional,
        "breaks": Break,
    }
    controls: dict[str, type[Node]] = {
        "the file": Controls,
        "period": Covered,
        "tables": Stated,
    }
    return "\n".join(
        [
            page("`calendars/NAME.yaml`", _CALENDARS, CALENDAR, calendar),
            page("`controls.yaml`", _CONTROLS, CONTROLS, controls),
        ]
    )


def page(title: str, said: str, example: str, blocks: dict[str, type[Node]]) -> str:
    """Return a section in Markdown: what is to be said, an example, and every key."""
    lines = [f"## {title}", "", said, "", "```yaml", example.rstrip(), "```", ""]
    lines += ["| block | key | what it says |", "|---|---|---|"]
    for block, model in blocks.items():
        for name, field in model.model_fields.items():
            if field.description:
                key = f"`{field.alias or name}`"
                shown = f"**{key}**" if field.is_required() else key
                lines.append(f"| {block} | {shown} | {field.description} |")
    return "\n".join([*lines, ""])
