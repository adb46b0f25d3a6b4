"""What a profile says against the contract and against itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from scoring.errors import Problem, line_and_column, nearest, shortened
from scoring.exact.period import zone
from scoring.importing.profile.lint_readings import (
    all_said,
    constants_are_allowed,
    fills_stand_in,
    numbers_can_be_read,
    ratings_have_scales,
    stamps_can_be_read,
    words_are_told_apart,
)
from scoring.importing.profile.lint_sources import (
    conditions_can_hold,
    headers_name_one_column,
    sources_are_used_or_ignored,
)
from scoring.importing.profile.profiles import Profile
from scoring.intake.contracts import Declared, Interactions, Roster, declared
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

PEOPLE = {"agent_id": "attribution", "rated_agent_id": "attribution.rated"}
"""Columns that are made under attribution, and where there."""

_COMPANY = re.compile(r"x_[a-z0-9_]{1,60}")
_ORDERED = ("stamp", "whole", "decimal")


def lint_profile(profile: Profile) -> list[Problem]:
    """Return every contradiction in a profile, in the order in which the file is read."""
    known = declared(Interactions)
    found = [problem for rule in _RULES for problem in rule(profile)]
    found += [problem for rule in _RULES_OF_CONTRACT for problem in rule(profile, known)]
    return sorted(found, key=line_and_column)


def company_kinds(profile: Profile) -> dict[str, Kind]:
    """Return the kinds of the company columns that a profile makes."""
    own = profile.columns.items()
    return {name: KINDS[reading.read] for name, reading in own if name.startswith("x_")}


def derivable() -> list[str]:
    """List the roster columns that an export's text can give; pay and dates cannot be guessed."""
    money = {"currency"}
    return [
        name
        for name, column in declared(Roster).items()
        if column.kind == "text" and column.nullable and name not in money
    ]


def _columns_are_known(profile: Profile, known: dict[str, Declared]) -> Iterator[Problem]:
    for name in profile.columns:
        if name in PEOPLE:
            hint = f"Say under {PEOPLE[name]} from which column of the export it comes."
            yield _at(profile, name, "contradiction", "is made under attribution", hint)
        elif name not in known and not _COMPANY.fullmatch(name):
            hint = nearest(name, list(known)) or "Name a column of your own x_…"
            yield _at(profile, name, "unknown-column", "is not a column of the contract", hint)
        elif name in known and known[name].kind != KINDS[profile.columns[name].read]:
            what = f"holds {known[name].kind}, and is read as {profile.columns[name].read}"
            ways = " or ".join(way for way, kind in KINDS.items() if kind == known[name].kind)
            yield _at(profile, name, "wrong-kind", what, f"Write read: {ways}.")


def _needed_columns_are_there(profile: Profile, known: dict[str, Declared]) -> Iterator[Problem]:
    for name, column in known.items():
        reading = profile.readings.get(name)
        if not column.required:
            continue
        if getattr(reading, "optional", False):
            what = "is optional, and the contract cannot do without the column"
            key = (
                f"attribution.{profile.attribution.credit}" if name in PEOPLE else f"columns.{name}"
            )
            place = str(reading.at("optional")) if reading is not None else ""
            yield Problem("contradiction", place, f"{key} {what}", "Remove optional.")
        elif reading is None and name not in PEOPLE:
            place = str(profile.at("columns"))
            hint = f"Say from which column of the export it comes: {column.said}."
            yield Problem("missing-column", place, f"columns lacks '{name}'", hint)


def _somebody_is_credited(profile: Profile) -> Iterator[Problem]:
    said = profile.attribution
    if said.credited is None:
        what = f"attribution credits the {said.credit}, and does not say who that is"
        hint = f"Write {said.credit}: {{from: …}}, or credit whom it names."
        yield Problem("missing-choice", str(said.at("credit")), what, hint)


def _repeats_can_be_ordered(profile: Profile) -> Iterator[Problem]:
    latest = profile.latest
    for i, name in enumerate(latest.order if latest is not None else ()):
        place = str(latest.at("keep_last_by") if latest is not None else "")
        reading = profile.columns.get(name)
        hint = "Name columns under columns that are stamps or numbers."
        if reading is None:
            what = f"repeats orders by '{name}', which is not made under columns"
            yield Problem(
                "unknown-order", place, what, nearest(name, list(profile.columns)) or hint
            )
        elif KINDS[reading.read] not in _ORDERED:
            what = f"repeats orders by '{name}', which is read as {reading.read}"
            yield Problem("wrong-kind", place, what, hint)
        elif getattr(reading, "optional", False):
            what = f"repeats orders by '{name}', which is optional"
            yield Problem("contradiction", place, what, f"Remove optional from columns.{name}.")
        elif latest is not None and name in latest.order[:i]:
            what = f"repeats orders by '{name}' twice"
            yield Problem("contradiction", place, what, "Name it once.")


def _events_have_an_order(profile: Profile) -> Iterator[Problem]:
    for said in all_said(profile):
        if getattr(said.reading, "event", None) is not None and profile.latest is None:
            what = "says which row counts, and an id has one row"
            hint = "Remove event, or write repeats: {keep_last_by: …}."
            yield said.problem("unused-choice", what, hint, "event")


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
            what = f"'{shortened(name)}' is not a roster column that can be derived"
            yield Problem("unknown-column", place, what, hint)


def _at(profile: Profile, name: str, code: str, what: str, hint: str) -> Problem:
    return Problem(code, str(profile.at("columns", name)), f"columns.{name} {what}", hint)


_RULES = (
    _somebody_is_credited,
    _repeats_can_be_ordered,
    _events_have_an_order,
    _zone_exists,
    _roster_columns_are_known,
    stamps_can_be_read,
    numbers_can_be_read,
    words_are_told_apart,
    fills_stand_in,
    conditions_can_hold,
    sources_are_used_or_ignored,
    headers_name_one_column,
)
_RULES_OF_CONTRACT = (
    _columns_are_known,
    _needed_columns_are_there,
    ratings_have_scales,
    constants_are_allowed,
)
