"""Pictures on paper: what the page's style gives to SVG by class, written where it is drawn.

Whatever draws paper looks at no style of the page within a picture, so that every class becomes
the attributes that it stands for, and the words of a picture become its title.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

FONTS = "Plaudit Paper, Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, DejaVu Sans, sans-serif"
INK: Mapping[str, str] = {
    "f0": 'fill="#00558c"',
    "f1": 'fill="#3d94c9"',
    "f2": 'fill="#77838e"',
    "f3": 'fill="#c98a00"',
    "f4": 'fill="#b8480a"',
    "off": 'fill="#e3e9ee"',
    "on": 'fill="#2a78b8"',
    "tick": 'stroke="#000" stroke-width="1.5"',
    "dash": 'stroke="#333" stroke-dasharray="3 3"',
    "path": 'fill="none" stroke="#2a78b8" stroke-width="2"',
    "dot": 'fill="#2a78b8"',
    "ptr": 'fill="#000"',
    "s": 'fill="#333"',
    "b": 'fill="#000" font-weight="700"',
    "w": 'fill="#fff" font-weight="700"',
    "": 'fill="#000"',
}
"""By class of a picture: how it is drawn; the empty class is plain text."""

_PICTURE = re.compile(r"<svg ([^>]*)>(.*?)</svg>", re.DOTALL)
_WORDS = re.compile(r'aria-label="([^"]*)"')
_CLASS = re.compile(r'class="([a-z0-9]*)"')


def inked(page: str) -> str:
    """Write the style of all pictures of a page into them.

    Texts of a page hold neither `<` nor quotes as such, so that only pictures of ours are met.
    """
    return _PICTURE.sub(_inked, page)


def _inked(found: re.Match[str]) -> str:
    head, inside = found.groups()
    words = _WORDS.search(head)
    title = f"<title>{words[1]}</title>" if words else ""
    drawn = _CLASS.sub(lambda one: INK[one[1]], inside)
    return f'<svg {head} font-family="{FONTS}" font-size="12">{title}{drawn}</svg>'
