"""What of a period an agent served, for people: the days, working days or months that count."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scoring.independent.prorating import months_employed, working_days
from scoring.outputs.explain_segments import counted_days
from scoring.outputs.recompute import Recomputed


def service_notes(found: Recomputed, said: Any) -> Iterator[str]:
    """Yield what counts by a form of proration, and why the other days do not.

    Args:
        found: the agent.
        said: the form, as the plan writes it; one by a measure looks at no days.
    """
    if said["by"] == "measure":
        return
    spans = counted_days(found)
    agent, total = found.outcome.agent, sum(span.days for span in spans)
    counted = ", ".join(f"{span.first} to {span.last}" for span in spans if not span.why)
    if said["by"] == "working_days":
        calendar, name = found.around.calendars[said["calendar"]], said["calendar"]
        whole = len(working_days(calendar, [(spans[0].first, spans[-1].last)]))
        days = len(working_days(calendar, agent["employed"]))
        yield f"{days} of {whole} working days by the calendar {name}: employed {counted}"
    elif said["by"] == "months":
        yield f"{agent['employed_days']} of {total} days: employed {counted}"
        for month, days, counts in months_employed(said, agent, found.period):
            least = said["february_from" if month.endswith("-02") else "full_from"]
            if days and not counts:
                yield f"{month} does not count: {days} days, and a month counts from {least}"
    else:
        yield f"{agent['employed_days']} of {total} days: employed {counted}"
    for span in spans:
        if span.why:
            yield f"not counted: {span.first} to {span.last} ({span.days} days), {span.why}"
