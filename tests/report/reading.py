"""Pages read back by the standard library's own parser, which shares nothing with their writer."""

import base64
import hashlib
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "br", "input", "link", "img", "hr"}


class Read(HTMLParser):
    """A page: its tags with their attributes, its texts, and its tables as rows of cells."""

    def __init__(self, content: bytes):
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.tables: list[list[list[str]]] = []
        self.raw: dict[str, str] = {}
        self._open: list[str] = []
        self._raw: str | None = None
        self._cell: list[str] | None = None
        self.feed(content.decode())
        self.close()
        assert self._open == [], f"left open: {self._open}"

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in ("style", "script"):
            self._raw = tag
            self.raw.setdefault(tag, "")
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self._cell = []
        if tag == "br" and self._cell is not None:
            self._cell.append("\n")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag, f"</{tag}> closes another"
        if tag in ("td", "th"):
            self.tables[-1][-1].append("".join(self._cell or []).strip())
            self._cell = None
        if tag in ("style", "script"):
            self._raw = None

    def handle_data(self, data):
        if self._raw:
            self.raw[self._raw] += data
            return
        self.texts.append(data)
        if self._cell is not None:
            self._cell.append(data)

    @property
    def text(self) -> str:
        """Everything that a person reads."""
        return " ".join(" ".join(self.texts).split())

    @property
    def policy(self) -> str:
        """The content security policy."""
        (found,) = [
            a["content"]
            for tag, a in self.tags
            if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"
        ]
        return found or ""

    @property
    def links(self) -> list[str]:
        """Where its links lead."""
        return [a["href"] or "" for tag, a in self.tags if tag == "a"]


@cache
def read(path: Path) -> Read:
    """Read a page, once."""
    return Read(path.read_bytes())


def digest(text: str) -> str:
    """The digest by which a policy names a style or a script."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
