"""The header of an export held against a profile: which column is which, whatever its spelling.

Capitals, spaces around a name and composed letters never matter, and a profile may list other
names under which exports have a column. What a name cannot decide is refused, never guessed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from scoring.errors import DataError, Problem, nearest, shortened
from scoring.importing.profile.profiles import Profile, sources


class Matched(NamedTuple):
    """Where the profile's columns stand in one file.

    Attributes:
        places: the profile's name of each column that is used, and its position in the header.
        left_behind: columns of the header that the profile does not mention, as written.
        absent: columns of optional readings that the header does not have, by the profile's names.
    """

    places: dict[str, int]
    left_behind: tuple[str, ...]
    absent: frozenset[str]


class _File(NamedTuple):
    """A file's name and the columns that its header names."""

    name: str
    header: Sequence[str]


def folded(name: str) -> str:
    """Return the form in which two spellings of one column name are equal."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def match(files: Iterable[tuple[str, Sequence[str]]], profile: Profile) -> list[Matched]:
    """Find the profile's columns in the header of every file.

    Args:
        files: name and header of each file.
        profile: the profile.

    Raises:
        DataError: a column that is missing, stands twice, or is not mentioned, in any file; files
            that differ in the optional columns they have.
    """
    found, problems = [], []
    every = [_File(name, header) for name, header in files]
    for file in every:
        matched, wrong = _matched(file, profile)
        found.append(matched)
        problems += wrong
    for file, matched in zip(every, found, strict=True):
        if matched.absent != found[0].absent:
            names = sorted(shortened(name) for name in matched.absent ^ found[0].absent)
            what = f"only one of {every[0].name} and {file.name} has {', '.join(names)}"
            hint = "Import files with the same columns together."
            problems.append(Problem("parts-differ", file.name, what, hint))
    if problems:
        raise DataError(problems)
    return found


def made(profile: Profile, absent: frozenset[str]) -> dict[str, Any]:
    """Return the readings that an export without some optional columns gives."""
    return {
        name: reading
        for name, reading in profile.readings.items()
        if not absent & set(sources(reading))
    }


def _matched(file: _File, profile: Profile) -> tuple[Matched, list[Problem]]:
    needed, optional = _needs(profile)
    used = [*needed, *(name for name in optional if name not in needed)]
    spelled = _spellings([*used, *profile.ignore], profile.headers)
    positions: dict[str, list[int]] = {}
    strangers = []
    for position, column in enumerate(file.header):
        name = spelled.get(folded(column))
        if name is None:
            strangers.append(column)
        else:
            positions.setdefault(name, []).append(position)
    missing = [name for name in needed if name not in positions]
    if profile.unlisted == "refuse":
        missing += [n for n in profile.ignore if n not in positions and n not in needed]
    problems = [*_repeated(file, used, positions), *_missing(file, missing, strangers)]
    if profile.unlisted == "refuse":
        unmet = [name for name in spelled.values() if name not in positions]
        problems += _unknown(file, profile, strangers, unmet)
    places = {name: positions[name][0] for name in used if name in positions}
    absent = frozenset(name for name in optional if name not in positions)
    return Matched(places, tuple(dict.fromkeys(strangers)), absent), problems


def _needs(profile: Profile) -> tuple[list[str], list[str]]:
    """Return the columns that must be there, and those that may be."""
    needed = [test.column for test in profile.keep or ()]
    optional: list[str] = []
    for reading in [*profile.readings.values(), *others(profile).values()]:
        (optional if getattr(reading, "optional", False) else needed).extend(sources(reading))
    if profile.roster != "none":
        needed += [column.source for column in profile.roster.columns.values()]
    return list(dict.fromkeys(needed)), [n for n in dict.fromkeys(optional) if n not in needed]


def others(profile: Profile) -> dict[str, Any]:
    """Return the people that the attribution names and does not credit, by their word."""
    said = profile.attribution
    people = {"assignee": said.assignee, "resolver": said.resolver, "column": said.column}
    return {n: who for n, who in people.items() if who is not None and n != said.credit}


def _spellings(names: Iterable[str], headers: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return every folded spelling of the names, and the name it stands for."""
    spelled: dict[str, str] = {}
    for name in names:
        for one in (name, *headers.get(name, ())):
            spelled.setdefault(folded(one), name)
    return spelled


def _repeated(
    file: _File, used: Sequence[str], positions: Mapping[str, Sequence[int]]
) -> Iterator[Problem]:
    for name in used:
        if len(positions.get(name, ())) > 1:
            columns = ", ".join(str(position + 1) for position in positions[name])
            what = f"the column '{shortened(name)}' stands in the header more than once: {columns}"
            hint = "Export it once: which of them is meant cannot be told."
            yield Problem("repeated-column", file.name, what, hint)


def _missing(file: _File, missing: Sequence[str], strangers: list[str]) -> Iterator[Problem]:
    usual = (
        "Is it the export that the profile was written for? Another name of the column goes under "
        "`headers`."
    )
    if len(strangers) == len(file.header):
        usual = (
            "Nothing of its header is in the profile: look at `delimiter`, `header_row`, `sheet`, "
            "or is it another export?"
        )
    for name in missing:
        hint = nearest(name, strangers) or usual
        yield Problem("missing-column", file.name, f"there is no column '{shortened(name)}'", hint)


def _unknown(
    file: _File, profile: Profile, strangers: Iterable[str], unmet: list[str]
) -> Iterator[Problem]:
    for name in dict.fromkeys(strangers):
        hint = nearest(name, unmet) or (
            "Use it in the profile, list it in `ignore`, or write unlisted: leave_behind."
        )
        what = f"the column '{shortened(name)}' is not in the profile {profile.profile}"
        yield Problem("unknown-column", file.name, what, hint)
