"""The pages on the YAML files of a data folder: calendars, and what the exporting system states."""

from __future__ import annotations

from scoring.intake.calendars import Calendar, Holiday, Week, WorkingDay
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
  friday: [09:00-12:00, 13:00-18:00]
  saturday: closed
  sunday: closed
holidays:
  - {day: 2026-10-01, name: 国庆节}
working_days:
  - {day: 2026-10-10, name: 调休, hours: [09:00-12:00, 13:00-18:00]}
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
One file a calendar, named after it. Spans are half-open and lie within one day: hours over
midnight are two spans, `22:00-24:00` and `00:00-06:00` on the next day. On a holiday the hours of
its weekday do not hold; on a working day its own do, whatever the weekday. Spans that overlap, a
day that is written twice and an unknown zone are refused at `file:line:column`."""
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
        "holidays": Holiday,
        "working_days": WorkingDay,
    }
    controls: dict[str, type[Node]] = {
        "the file": Controls,
        "period": Covered,
        "tables": Stated,
    }
    return "\n".join(
        [
            _page("`calendars/NAME.yaml`", _CALENDARS, CALENDAR, calendar),
            _page("`controls.yaml`", _CONTROLS, CONTROLS, controls),
        ]
    )


def _page(title: str, said: str, example: str, blocks: dict[str, type[Node]]) -> str:
    lines = [f"## {title}", "", said, "", "```yaml", example.rstrip(), "```", ""]
    lines += ["| block | key | what it says |", "|---|---|---|"]
    for block, model in blocks.items():
        for name, field in model.model_fields.items():
            if field.description:
                key = f"`{field.alias or name}`"
                shown = f"**{key}**" if field.is_required() else key
                lines.append(f"| {block} | {shown} | {field.description} |")
    return "\n".join([*lines, ""])
