"""Fonts cut down to the characters of a report: files of paper are small then, and quickly made.

A font for Chinese has some thirty thousand characters, and what draws paper numbers what it keeps
of them as the whole font does: 150 kilobytes a weight in each file. Cut once for all files, it is a
fifth of that. Characters that were not foreseen come from the font of the machine.
"""

from __future__ import annotations

import base64
import io
import shutil
import subprocess
from collections.abc import Collection
from typing import Any, NamedTuple

FAMILY = "Plaudit Paper"
"""What a cut font is called, so that no font of a machine is taken for it."""

_WHOLE = ("Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans SC")
_ALWAYS = (
    "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180))))
    + "–—‘’“”…−≈→\N{REPLACEMENT CHARACTER}"
)
_SECONDS = 30
_NAMES = (1, 3, 4, 6, 16, 25)


class Face(NamedTuple):
    """A font that was cut: its weight as CSS says it, and its file."""

    weight: int
    content: bytes


def cut_faces(letters: Collection[str]) -> tuple[Face, ...]:
    """Cut the fonts for Chinese that this machine has, regular and bold; none if it has no such.

    Args:
        letters: the characters to keep, beside those of Western languages.
    """
    for family in _WHOLE:
        found = [_place(family, style) for style in ("Regular", "Bold")]
        made = [None if place is None else _cut(*place, letters) for place in found]
        contents = [content for content in made if content is not None]
        if len(contents) == len(made):
            return tuple(map(Face, (400, 700), contents))
    return ()


def rules(faces: Collection[Face]) -> str:
    """Return the rules of CSS that hold cut fonts."""
    return "".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {face.weight}; '
        f"src: url(data:font/otf;base64,{base64.b64encode(face.content).decode()}) }}\n"
        for face in faces
    )


def _place(family: str, style: str) -> tuple[str, int] | None:
    """Return the file of a font, and its place in that; None where the machine lacks the font."""
    if (tool := shutil.which("fc-match")) is None:
        return None
    words = [tool, "-f", "%{family}\n%{style}\n%{file}\n%{index}", f"{family}:style={style}"]
    try:
        done = subprocess.run(  # noqa: S603 - no word of it comes from outside
            words, capture_output=True, text=True, timeout=_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    families, styles, file, index = (*done.stdout.split("\n"), "", "", "", "")[:4]
    fits = family in families.split(",") and style in styles.split(",") and index.isdecimal()
    return (file, int(index)) if fits else None


def _cut(file: str, index: int, letters: Collection[str]) -> bytes | None:
    """Return a font with a few of its characters; None where it is of a kind that is not cut."""
    from fontTools.subset import Options, Subsetter  # noqa: PLC0415 - comes with the extra `pdf`
    from fontTools.ttLib import TTFont, TTLibError  # noqa: PLC0415 - as above

    try:
        with TTFont(file, fontNumber=index, lazy=True, recalcTimestamp=False) as font:
            if "fvar" in font:
                return None  # one file for all weights
            options = Options(hinting=False, desubroutinize=True, notdef_outline=True)
            options.layout_features = [*options.layout_features, "tnum"]
            options.drop_tables = [*options.drop_tables, "BASE", "VORG", "vhea", "vmtx"]
            cutter = Subsetter(options)
            cutter.populate(unicodes=map(ord, {*letters, *_ALWAYS}))
            cutter.subset(font)
            _rename(font["name"])
            made = io.BytesIO()
            font.save(made)
    except (OSError, TTLibError):
        return None
    return made.getvalue()


def _rename(names: Any) -> None:
    for record in list(names.names):
        if record.nameID in _NAMES:
            said = FAMILY if record.nameID != 6 else FAMILY.replace(" ", "")
            where = record.platformID, record.platEncID, record.langID
            names.setName(said, record.nameID, *where)
