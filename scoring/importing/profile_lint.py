"""What a profile says against the contract and against itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from scoring.errors import Problem, line_and_column, nearest, shortened
from scoring.exact.period import zone
from scoring.importing.formats import pattern
from scoring.importing.profiles import Profile, sources
from scoring.importing.readings import (
    LaterReading,
    NumberReading,
    Reading,
    StampReading,
    TruthReading,
)
from scoring.intake.contracts import Declared, Interactions, Roster, declared, with_company
from scoring.intake.physical import Kind

KINDS: Mapping[str, Kind] = {
    "text": "text",
    "constant": "text",
    "stamp": "stamp",
    "stamp_plus_duration": "stamp",
    "duration": "whole",
    "whole": "whole",
    "decimal": "decimal",
    "boolean": "boolean",
    "flag": "boolean",
    "kept": "boolean",
}
"""The kind of column that each way of reading makes."""

_COMPANY = re.compile(r"x_[a-z0-9_]{1,60}")


def lint_profile(profile: Profile) -> list[Problem]:
    """Return every contradiction in a profile, in the order in which the file is read."""
    found = [problem for rule in _RULES for problem in rule(profile)]
    return sorted(found, key=line_and_column)


def company_kinds(profile: Profile) -> dict[str, Kind]:
    """Return the kinds of the company columns that a profile makes."""
    own = profile.columns.items()
    return {name: KINDS[reading.read] for name, reading in own if name.startswith("x_")}


def declared_columns(profile: Profile) -> dict[str, Declared]:
    """Return what the contract declares of a profile's columns, in the contract's order."""
    every = with_company(company_kinds(profile))[1]
    return {name: column for name, column in every.items() if name in profile.readings}


def _columns_are_known(profile: Profile) -> Iterator[Problem]:
    known = declared(Interactions)
    for name in profile.columns:
        if name not in known and not _COMPANY.fullmatch(name):
            hint = nearest(name, list(known)) or "Name a column of your own x_…"
            yield _at(profile, name, "unknown-column", "is not a column of the contract", hint)
        elif name in known and known[name].kind != KINDS[profile.columns[name].read]:
            what = f"holds {known[name].kind}, and is read as {profile.columns[name].read}"
            ways = " or ".join(way for way, kind in KINDS.items() if kind == known[name].kind)
            yield _at(profile, name, "wrong-kind", what, f"Write read: {ways}.")
    for name, column in known.items():
        if column.required and name not in profile.readings:
            place = str(profile.at("columns"))
            hint = f"Say from which column of the export it comes: {column.said}."
            yield Problem("missing-column", place, f"columns lacks '{name}'", hint)


def _stamps_can_be_read(profile: Profile) -> Iterator[Problem]:
    for name, reading in profile.columns.items():
        if isinstance(reading, StampReading):
            yield from _formats_can_be_read(profile, name, reading)
        elif isinstance(reading, LaterReading):
            start = profile.columns.get(reading.stamp)
            if not isinstance(start, StampReading):
                what = f"starts from '{reading.stamp}', which is not a column with read: stamp"
                yield _at(profile, name, "unknown-stamp", what, "Start from such a column.")


def _formats_can_be_read(profile: Profile, name: str, reading: StampReading) -> Iterator[Problem]:
    timed = []
    for i, one in enumerate(reading.formats):
        try:
            timed.append(pattern(one).timed)
        except ValueError as error:
            place = str(reading.at("formats", i))
            what = f"'{shortened(one)}' cannot be read: {error}"
            yield Problem("unreadable-format", place, what, "")
    if all(timed) and reading.date_only is not None:
        what = "says date_only, and its formats have a time"
        yield _at(profile, name, "unused-choice", what, "Remove date_only.")
    if not all(timed) and reading.date_only is None:
        what = "has a format without a time"
        hint = "Say which instant the date stands for: date_only: day_start or day_end."
        yield _at(profile, name, "missing-choice", what, hint)


def _ratings_have_scales(profile: Profile) -> Iterator[Problem]:
    for name, reading in profile.columns.items():
        scale = reading.scale if isinstance(reading, NumberReading) else None
        if name == "csat" and scale is None:
            hint = "Write scale: {lowest: 1, highest: 5}, as the survey has it."
            yield _at(profile, name, "missing-choice", "has no scale", hint)
        elif scale is not None and scale.lowest >= scale.highest:
            what = f"has a scale from {scale.lowest} to {scale.highest}"
            yield _at(profile, name, "unordered-scale", what, "Write the lowest first.")


def _words_are_told_apart(profile: Profile) -> Iterator[Problem]:
    for name, reading in profile.columns.items():
        if isinstance(reading, TruthReading) and set(reading.true_words) & set(reading.false_words):
            what = "has a word that means both true and false"
            yield _at(profile, name, "ambiguous-word", what, "Keep it in one of the lists.")
        for test in (reading.blank_where or ()) if isinstance(reading, Reading) else ():
            if test.at_least is not None or test.below is not None:
                what = f"compares '{shortened(test.column)}' as a number, and an export holds text"
                yield _at(profile, name, "test-not-for-type", what, "List the words instead.")


def _sources_are_used_or_ignored(profile: Profile) -> Iterator[Problem]:
    used = used_sources(profile)
    for i, name in enumerate(profile.ignore):
        if name in used or name in profile.ignore[:i]:
            what = f"'{shortened(name)}' is ignored {'and used' if name in used else 'twice'}"
            place = str(profile.at("ignore", i))
            yield Problem("contradiction", place, what, "Remove it from ignore.")


def _zone_exists(profile: Profile) -> Iterator[Problem]:
    try:
        zone(profile.zone)
    except ValueError as error:
        hint = "Write a zone such as Asia/Shanghai or UTC."
        yield Problem("unknown-zone", str(profile.at("zone")), str(error), hint)


def _roster_columns_are_known(profile: Profile) -> Iterator[Problem]:
    if profile.roster == "none":
        return
    able = derivable()
    for name in profile.roster.columns:
        if name not in able:
            hint = nearest(name, able) or f"Columns that can be: {', '.join(able)}."
            place = str(profile.roster.at("columns", name))
            what = f"'{name}' is not a roster column that can be derived"
            yield Problem("unknown-column", place, what, hint)


def derivable() -> list[str]:
    """List the roster columns that an export's text can give; pay and dates cannot be guessed."""
    money = {"currency"}
    return [
        name
        for name, column in declared(Roster).items()
        if column.kind == "text" and column.nullable and name not in money
    ]


def used_sources(profile: Profile) -> list[str]:
    """List the columns of the export that a profile uses, each once, in the profile's order."""
    used = [name for reading in profile.readings.values() for name in sources(reading)]
    used += [test.column for test in profile.keep or ()]
    if profile.roster != "none":
        used += [column.source for column in profile.roster.columns.values()]
    return list(dict.fromkeys(used))


def _at(profile: Profile, name: str, code: str, what: str, hint: str) -> Problem:
    return Problem(code, str(profile.at("columns", name)), f"columns.{name} {what}", hint)


_RULES = (
    _columns_are_known,
    _stamps_can_be_read,
    _ratings_have_scales,
    _words_are_told_apart,
    _sources_are_used_or_ignored,
    _zone_exists,
    _roster_columns_are_known,
)
