"""The parts of a workbook: which sheets it has, what its styles mean, and the texts they share.

A workbook is a zip archive of XML, and both can be made to unpack without end: no document type
and no entity is taken, and each part has a size that it may not exceed. The texts that cells
share are kept as bytes, since a million of them would not fit as words.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
import zipfile
from array import array
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import (  # type: ignore[import-untyped]
    DefusedXMLParser,
    fromstring,
)
from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, WINDOWS_EPOCH

from scoring.errors import DataError, Problem

SHEET_BYTES_MAX = 4 << 30
STRINGS_BYTES_MAX = 1 << 30
PART_BYTES_MAX = 64 << 20
_FEED_BYTES = 1 << 16

_LOCAL_DATES = {*range(27, 37), *range(50, 59)}
"""Formats that East Asian spreadsheets know without writing them down: all are dates or times."""

_ESCAPED = re.compile(r"_x(?!D[89A-F])([0-9A-F]{4})_", re.IGNORECASE)


class Sheet(NamedTuple):
    """A sheet of rows."""

    name: str
    hidden: bool
    part: str


class Package:
    """An open workbook.

    Attributes:
        sheets: its sheets of rows, in their order.
        epoch: the day from which its dates are counted.
        dates: the styles that show a number as a date or time.
        durations: the styles that show a number as hours that may exceed a day.
        strings: the texts that cells share.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        """Read everything but the rows.

        Raises:
            DataError: a part is larger than it may be.
        """
        self._archive = zipfile.ZipFile(file)
        self._name = name
        [workbook] = self._related("", "officeDocument").values()
        root = self._tree(workbook)
        self.epoch: dt.datetime = CALENDAR_MAC_1904 if _counts_from_1904(root) else WINDOWS_EPOCH
        parts = self._related(workbook, "worksheet")
        self.sheets = [
            Sheet(one.get("name", ""), one.get("state", "visible") != "visible", parts[link])
            for one in _named(root, "sheet")
            if (link := _link(one)) in parts
        ]
        self.dates, self.durations = set[int](), set[int]()
        for part in self._related(workbook, "styles").values():
            self._read_styles(part)
        self.strings = Strings()
        for part in self._related(workbook, "sharedStrings").values():
            self._check_size(part, STRINGS_BYTES_MAX)
            for _ in self._fed(part, _StringsTarget(self.strings)):
                pass

    def close(self) -> None:
        """Close the archive, and leave the file open."""
        self._archive.close()

    def feed(self, sheet: Sheet, target: Any) -> Iterator[None]:
        """Parse a sheet piece by piece into a target's `start`, `end` and `data`.

        Raises:
            DataError: the sheet is larger than it may be.
        """
        self._check_size(sheet.part, SHEET_BYTES_MAX)
        yield from self._fed(sheet.part, target)

    def _fed(self, part: str, target: Any) -> Iterator[None]:
        parser = DefusedXMLParser(target=target, forbid_dtd=True)
        # Straight from the parser below it: going through its layer takes half as long again.
        parser.parser.ordered_attributes = False
        parser.parser.StartElementHandler = target.start
        parser.parser.EndElementHandler = target.end
        with self._archive.open(part) as stream:
            while piece := stream.read(_FEED_BYTES):
                parser.feed(piece)
                yield
        parser.close()

    def _check_size(self, part: str, most: int) -> None:
        size = self._archive.getinfo(part).file_size
        if size > most:
            what = f"its part {part} unpacks to {size:,} bytes, and at most {most:,} are read"
            hint = "Save what is to be imported as CSV."
            raise DataError(Problem("too-large", self._name, what, hint))

    def _tree(self, part: str) -> Element:
        self._check_size(part, PART_BYTES_MAX)
        root: Element = fromstring(self._archive.read(part), forbid_dtd=True)
        return root

    def _related(self, part: str, kind: str) -> dict[str, str]:
        """Return the parts of a kind that a part names, by the links it knows them by."""
        folder, name = posixpath.split(part)
        links = posixpath.join(folder, "_rels", f"{name}.rels")
        return {
            one.get("Id", ""): _resolved(folder, one.get("Target", ""))
            for one in _named(self._tree(links), "Relationship")
            if one.get("Type", "").endswith(f"/{kind}")
        }

    def _read_styles(self, part: str) -> None:
        root = self._tree(part)
        written = {
            int(one.get("numFmtId", "0")): one.get("formatCode", "")
            for group in _children(root, "numFmts")
            for one in _children(group, "numFmt")
        }
        styles = [one for group in _children(root, "cellXfs") for one in _children(group, "xf")]
        for style, one in enumerate(styles):
            number = int(one.get("numFmtId", "0"))
            code = written.get(number) or builtin_format_code(number) or ""
            if is_timedelta_format(code):
                self.durations.add(style)
            elif is_date_format(code) or (number in _LOCAL_DATES and number not in written):
                self.dates.add(style)


class Strings:
    """The texts that the cells of a workbook share, kept as UTF-8."""

    def __init__(self) -> None:
        """Begin with none."""
        self._bytes = bytearray()
        self._ends = array("q", [0])

    def add(self, text: str) -> None:
        """Append a text."""
        self._bytes += unescaped(text).encode("utf-8", "replace")
        self._ends.append(len(self._bytes))

    def __getitem__(self, index: int) -> str:
        if index < 0:
            raise IndexError(index)
        return self._bytes[self._ends[index] : self._ends[index + 1]].decode("utf-8")


class _StringsTarget:
    """Collects shared texts, without the readings that stand above Chinese or Japanese ones."""

    def __init__(self, strings: Strings) -> None:
        self._strings = strings
        self._parts: list[str] = []
        self._open = False
        self._aside = False

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._aside = True
        elif name == "t":
            self._open = not self._aside

    def data(self, text: str) -> None:
        if self._open:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        name = local(tag)
        if name == "si":
            self._strings.add("".join(self._parts))
        elif name == "rPh":
            self._aside = False
        elif name == "t":
            self._open = False

    def close(self) -> None:
        """Nothing is left open."""


def local(tag: str) -> str:
    """Return a tag without its namespace, of which there are two for the same thing."""
    return tag.rpartition("}")[2]


def unescaped(text: str) -> str:
    """Read the characters that XML cannot hold, such as _x000D_ for a carriage return."""
    if "_x" not in text and "_X" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _counts_from_1904(root: Element) -> bool:
    return any(one.get("date1904") in ("1", "true") for one in _children(root, "workbookPr"))


def _named(root: Element, name: str) -> list[Element]:
    return [one for one in root.iter() if local(one.tag) == name]


def _children(parent: Element, name: str) -> list[Element]:
    return [one for one in parent if local(one.tag) == name]


def _link(element: Element) -> str:
    return next((value for key, value in element.items() if key.endswith("}id")), "")


def _resolved(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
