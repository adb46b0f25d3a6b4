"""What a column's name says in the languages that exports come in: a role, or at least a unit.

A name is only a hint. It is held against the values before anything is built on it, and a file
whose names say nothing is read by its values alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from scoring.importing.proposal.lexicon import ROLES, TIMES, UNITS

_PHRASE_WORDS, _PHRASE_LETTERS = 5, 8
_CJK = 0x2E7F
_SLUGS = re.compile(r"[^a-z0-9]+")


class Hint(NamedTuple):
    """What a name says.

    Attributes:
        role: the role of the longest phrase found; empty where nothing is known.
        roles: every role that some phrase of the name is known for, the strongest first.
        unit: the unit of time that it names, or empty.
        vague: whether it says no more than that there is a date or a time.
    """

    role: str
    roles: tuple[str, ...]
    unit: str
    vague: bool = False


def hint_of(header: str) -> Hint:
    """Say what a column's name tells, in any of the languages known."""
    words = spoken(header)
    found: dict[str, tuple[int, int]] = {}
    for phrase, weight in _phrases_in(words):
        for role in _roles().get(phrase, ()):
            found[role] = max(found.get(role, (0, 0)), weight)
    roles = tuple(sorted(found, key=lambda role: found[role], reverse=True))
    vague = not {phrase for phrase, _ in _phrases_in(words)} & _beginnings()
    return Hint(roles[0] if roles else "", roles, _unit(words), vague)


def spoken(header: str) -> str:
    """Return a name as plain words: small letters, no accents, one space between two words."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", unicodedata.normalize("NFKC", header))
    plain = parted.casefold()
    if not plain.isascii():
        plain = "".join(_unaccented(letter) for letter in plain)
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


def slug(header: str) -> str:
    """Return a name as the language writes one: `Sub-category` is sub_category.

    A short note in brackets is left out: it is a unit, or what the words are. A name without a
    Latin letter takes that of the role it stands for; where none is known it is empty.
    """
    bare = re.sub(r"[(（\[][^)）\]]{0,12}[)）\]]", " ", header)
    words = spoken(bare) or spoken(header)
    made = _SLUGS.sub("_", words).strip("_")[:60].strip("_")
    if any(ord(letter) > _CJK for letter in words):
        return _name_of_role(hint_of(header))
    return made


def _name_of_role(hint: Hint) -> str:
    """Return a name for a column by its role; of a promise also what was promised."""
    promised = [role for role in hint.roles if role in ("response", "resolution")]
    return f"{promised[0]}_sla" if hint.role == "sla" and promised else hint.role


def _unaccented(letter: str) -> str:
    parted = unicodedata.normalize("NFD", letter)
    accents = all(unicodedata.combining(mark) for mark in parted[1:])
    return parted[0] if accents and ord(parted[0]) < 0x250 else letter


@lru_cache(maxsize=1)
def _roles() -> dict[str, tuple[str, ...]]:
    return _by_phrase(ROLES)


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    """Return the phrases that say of a date or a time that something began."""
    said = {phrase for phrase, roles in _roles().items() if "created" in roles}
    return frozenset(said - {phrase.strip() for phrase in TIMES.split("|")})


@lru_cache(maxsize=1)
def _units() -> dict[str, tuple[str, ...]]:
    return _by_phrase(UNITS)


def _by_phrase(said: dict[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for meaning, text in said.items():
        for phrase in text.split("|"):
            found[phrase.strip()] = (*found.get(phrase.strip(), ()), meaning)
    return found


def _phrases_in(words: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield what may be a phrase of a name, how much of the name it is, and where it ends.

    Latin phrases are whole words, others stand anywhere. Of two that are as long the later one
    counts: the last word of a name is the thing, those before it say whose.
    """
    parts = words.split()
    for start in range(len(parts)):
        for end in range(start + 1, min(start + _PHRASE_WORDS, len(parts)) + 1):
            phrase = " ".join(parts[start:end])
            yield phrase, (end - start, len(" ".join(parts[:end])))
    if words.isascii():
        return
    for start in range(len(words)):
        for end in range(start + 1, min(start + _PHRASE_LETTERS, len(words)) + 1):
            if any(ord(letter) > _CJK for letter in words[start:end]):
                yield words[start:end], (2 * (end - start), end)


def _unit(words: str) -> str:
    found = [
        (weight[1], unit)
        for phrase, weight in _phrases_in(words)
        for unit in _units().get(phrase, ())
    ]
    return max(found)[1] if found else ""
