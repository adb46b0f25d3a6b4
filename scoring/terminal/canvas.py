"""What is drawn on: lines of text with styles, made to the bytes of the terminal at hand.

Whatever comes from data goes through `plain`: it is text and never markup, and no character of it
can steer a terminal.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from scoring.layout import clean

PLAIN = Style()
STRONG = Style(bold=True)
QUIET = Style(dim=True)
CUT = "…"


def canvas() -> Console:
    """Return the terminal behind standard output; its width and colours, and no cleverness."""
    return Console(markup=False, highlight=False, emoji=False)


def has_shades(console: Console) -> bool:
    """Tell whether colours come out as they are written: not of sixteen, and not in none."""
    return console.color_system in ("256", "truecolor") and not console.no_color


def drawn(console: Console, parts: Iterable[RenderableType]) -> str:
    """Draw parts below each other; return the text with the terminal's codes, without the end."""
    with console.capture() as capture:
        for part in parts:
            console.print(part)
    return capture.get().removesuffix("\n")


def plain(text: str, style: Style = PLAIN) -> Text:
    """Return a text of data as it is, with a mark for what could steer a terminal."""
    return Text(clean(text), style=style, end="")


def text_of(parts: Iterable[Segment]) -> Text:
    """Return a text of parts that each have a style."""
    return Text.assemble(*((part.text, part.style or PLAIN) for part in parts), end="")


def cut(text: str, cells: int) -> str:
    """Return a text that takes so many cells at most; what is cut off is told by an ellipsis."""
    said = clean(text)
    if cell_len(said) <= cells:
        return said
    kept = ""
    for char in said:
        if cell_len(kept + char) > cells - 1:
            break
        kept += char
    return kept + CUT
