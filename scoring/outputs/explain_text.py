"""A statement for a terminal of 100 columns, where wide characters take two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scoring.layout import CELLS, cells_of, clean, flowed
from scoring.outputs.explain_steps import Entry, Section
from scoring.outputs.titles import words

INDENT = "      "


def statement(
    head: Sequence[str], sections: Sequence[Section], next_tier: Sequence[str], closing: str
) -> str:
    """Lay a statement out.

    Args:
        head: the first lines: who, what came out, by which plan, in which run.
        sections: the steps.
        next_tier: what would have reached the next tier; empty without a score.
        closing: the last line.
    """
    margin = max((cells_of(s.origin) for part in sections for s in part.steps), default=0)
    lines = [line for text in head for line in flowed(clean(text), CELLS)]
    for part in sections:
        lines += ["", part.title]
        for step in part.steps or [Entry("none")]:
            lines += _laid_out(step, margin)
    if next_tier:
        number = 7 if any(part.key == "settlement" for part in sections) else 6
        lines += ["", f"{number}. To the next tier"]
        lines += [f"  {line}" for text in next_tier for line in flowed(clean(text), CELLS - 2)]
    return "\n".join([*lines, "", closing])


def _laid_out(step: Entry, margin: int) -> Iterator[str]:
    """Yield a step's lines: name, label, result and origin, then how it came about."""
    room = CELLS - margin - 2
    left = clean(f"  {step.name}")
    label = words(step.label)
    result = clean(step.result)
    fits = cells_of(left) + 2 + cells_of(label) + 2 + cells_of(result) <= room
    if label and fits:
        left += f"  {clean(label)}"
    if cells_of(left) + 2 + cells_of(result) > room:
        yield left
        left = ""
    gap = max(2, room - cells_of(left) - cells_of(result))
    yield f"{left}{' ' * gap}{result}  {step.origin}".rstrip()
    below = [*([] if fits or not label else [label]), step.formula, *step.notes]
    for text in below:
        for line in flowed(clean(text), CELLS - len(INDENT)):
            yield INDENT + line
