"""How a draft profile is written: every key with what speaks for it in comments above."""

from __future__ import annotations

import json
import re
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

_PLAIN = re.compile(r"[^\W\d_][\w ()./%+-]*")
_RESERVED = frozenset({"true", "false", "yes", "no", "null", "on", "off", "y", "n"})
_WIDTH = 100


@dataclass(frozen=True)
class Entry:
    """A key, its value, and what was found that speaks for it.

    Attributes:
        value: a word, a list of words, a mapping, or entries of its own.
        notes: sentences; those a person has to look at begin with `check:`.
    """

    key: str
    value: object
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A proposed profile.

    Attributes:
        entries: the keys of the profile, in its order.
        head: what stands at the top.
        rows: how many rows were looked at.
    """

    entries: tuple[Entry, ...]
    head: tuple[str, ...] = ()
    rows: int = 0

    @property
    def checks(self) -> tuple[str, ...]:
        """Every sentence that asks a person to look, in the order of the file."""
        return tuple(note for note in _notes(self.entries) if note.startswith("check:"))

    def to_yaml(self) -> str:
        """Return the draft as a profile's file."""
        lines = [line for note in self.head for line in _comment(note, 0)]
        for entry in self.entries:
            lines += _lines(entry, 0)
        return "\n".join(lines) + "\n"


@dataclass
class Notes:
    """Sentences collected for one key."""

    found: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Add what was found."""
        self.found.append(text)

    def check(self, text: str) -> None:
        """Add what the file alone cannot decide."""
        self.found.append(f"check: {text}")

    def done(self) -> tuple[str, ...]:
        """Return all of them, each once."""
        return tuple(dict.fromkeys(self.found))


def _notes(entries: Iterable[Entry]) -> Iterable[str]:
    for entry in entries:
        yield from entry.notes
        if _is_entries(entry.value):
            yield from _notes(entry.value)  # type: ignore[arg-type]


def _is_entries(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], Entry)


def _lines(entry: Entry, depth: int) -> list[str]:
    lines = [line for note in entry.notes for line in _comment(note, depth)]
    start = "  " * depth + f"{_word(entry.key)}:"
    if _is_entries(entry.value):
        inner = [line for one in entry.value for line in _lines(one, depth + 1)]  # type: ignore[attr-defined]
        return [*lines, start, *inner]
    flow = f"{start} {_flow(entry.value)}"
    if isinstance(entry.value, Mapping) and len(flow) > _WIDTH:
        inner = ["  " * (depth + 1) + f"{_word(k)}: {_flow(v)}" for k, v in entry.value.items()]
        return [*lines, start, *inner]
    return [*lines, flow]


def _comment(note: str, depth: int) -> list[str]:
    indent = "  " * depth
    # Marks that do not show, such as those of direction, would hide what the line says.
    shown = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in note)
    return textwrap.wrap(
        shown,
        _WIDTH,
        initial_indent=f"{indent}# ",
        subsequent_indent=f"{indent}#   ",
        break_long_words=False,
        break_on_hyphens=False,
    ) or [f"{indent}#"]


def _flow(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_word(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_flow(one) for one in value) + "]"
    return _word(str(value))


def _word(text: str) -> str:
    """Write a word so that every reader of YAML takes it for that word."""
    plain = _PLAIN.fullmatch(text) and not text.endswith(" ") and "  " not in text
    if plain and text.casefold() not in _RESERVED:
        return text
    if re.fullmatch(r"[0-9]{1,9}|[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    # JSON leaves these as they are, and YAML would not.
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff]", lambda m: f"\\u{ord(m[0]):04x}", quoted)
