"""A statement for a terminal of 100 columns, where wide characters take two."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from scoring.outputs.explain_steps import Entry, Section, words

COLUMNS = 100
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
    margin = max((width(s.origin) for part in sections for s in part.steps), default=0)
    lines = [line for text in head for line in wrapped(clean(text), COLUMNS)]
    for part in sections:
        lines += ["", part.title]
        for step in part.steps or [Entry("none")]:
            lines += _laid_out(step, margin)
    if next_tier:
        lines += ["", "6. To the next tier"]
        lines += [f"  {line}" for text in next_tier for line in wrapped(clean(text), COLUMNS - 2)]
    return "\n".join([*lines, "", closing])


def _laid_out(step: Entry, margin: int) -> Iterator[str]:
    """Yield a step's lines: name, label, result and origin, then how it came about."""
    room = COLUMNS - margin - 2
    left = clean(f"  {step.name}")
    label = words(step.label)
    result = clean(step.result)
    fits = width(left) + 2 + width(label) + 2 + width(result) <= room
    if label and fits:
        left += f"  {clean(label)}"
    if width(left) + 2 + width(result) > room:
        yield left
        left = ""
    gap = max(2, room - width(left) - width(result))
    yield f"{left}{' ' * gap}{result}  {step.origin}".rstrip()
    below = [*([] if fits or not label else [label]), step.formula, *step.notes]
    for text in below:
        for line in wrapped(clean(text), COLUMNS - len(INDENT)):
            yield INDENT + line


def width(text: str) -> int:
    """Count terminal cells: wide and full-width characters take two, combining marks none."""
    return sum(_cells(char) for char in text)


def _cells(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def clean(text: str) -> str:
    """Replace characters that could steer a terminal by a mark."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def wrapped(text: str, columns: int) -> Iterator[str]:
    """Yield the lines of a text no wider than `columns`: broken at spaces or after wide letters."""
    line = ""
    for piece in _pieces(text):
        if width(line + piece.rstrip()) > columns and line:
            yield line.rstrip()
            line = ""
        line += piece if line else piece.lstrip()
    if line.strip():
        yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    """Yield what must stay on one line: a word with the space after it, or one wide character."""
    piece = ""
    for char in text:
        if _cells(char) == 2 and not _closes(char) and piece:
            yield piece
            piece = ""
        piece += char
        if char == " ":
            yield piece
            piece = ""
    if piece:
        yield piece


def _closes(char: str) -> bool:
    """Tell whether a character must not begin a line, such as a Chinese full stop."""
    return unicodedata.category(char) in {"Pe", "Po", "Pf"}
