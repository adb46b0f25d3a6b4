"""A statement for a terminal of 100 columns, where wide characters take two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from scoring.layout import CELLS, cells_of, clean, flowed
from scoring.outputs.explain_steps import Entry, Section
from scoring.outputs.titles import words

INDENT = "      "


class Said(NamedTuple):
    """What a statement says, before it is laid out.

    Attributes:
        head: the first lines: who, what came out, by which plan, in which run.
        sections: the steps.
        next_tier: what would have reached the next tier; empty without a score.
        closing: the last line.
    """

    head: Sequence[str]
    sections: Sequence[Section]
    next_tier: Sequence[str]
    closing: str

    @property
    def next_title(self) -> str:
        """What stands over the way to the next tier: its number goes on from the sections."""
        number = 7 if any(part.key == "settlement" for part in self.sections) else 6
        return f"{number}. To the next tier"

    @property
    def margin(self) -> int:
        """Cells of the widest place in the plan, which stands at the right of a step."""
        return max((cells_of(s.origin) for part in self.sections for s in part.steps), default=0)


NOTHING_DONE = Entry("none")
"""What stands in a section without steps."""


def statement(said: Said) -> str:
    """Lay a statement out as plain text."""
    lines = [line for text in said.head for line in flowed(clean(text), CELLS)]
    for part in said.sections:
        lines += ["", part.title]
        for step in part.steps or [NOTHING_DONE]:
            lines += _laid_out(step, said.margin)
    if said.next_tier:
        lines += ["", said.next_title]
        lines += [f"  {line}" for text in said.next_tier for line in flowed(clean(text), CELLS - 2)]
    return "\n".join([*lines, "", said.closing])


def below(step: Entry, *, label: bool) -> list[str]:
    """Return what stands under the first line of a step: its label where it asks for room."""
    texts = [words(step.label)] if label and step.label else []
    return [clean(text) for text in (*texts, step.formula, *step.notes)]


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
    for text in below(step, label=not fits):
        for line in flowed(text, CELLS - len(INDENT)):
            yield INDENT + line
