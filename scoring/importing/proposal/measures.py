"""Which column is which duration, in what unit, and where a zero means that nothing was."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, permutations

from scoring.importing.proposal.desk import Desk, share, tell_empty, vocabulary
from scoring.importing.proposal.draft import Notes
from scoring.importing.proposal.relations import UNITS
from scoring.importing.proposal.traits import Trait

SPOKEN = {"s": "seconds", "min": "minutes", "h": "hours", "d": "days"}
_NAMED = {"talk": "talk_s", "handle": "handle_s"}
_LATER = {"response": "first_response_at", "resolution": "resolved_at"}
_COUNTED = ("reopens", "checks_done", "checks_passed")
_ENOUGH = 20


def leave_proven(desk: Desk) -> None:
    """Leave behind durations that lead from one stamp to another and so say nothing new."""
    for trait in desk.free("number", "span", "clock"):
        found = proven(desk, trait)
        if found is None:
            continue
        unit, start, end, rows, of = found
        begin, finish = desk.traits[start].header, desk.traits[end].header
        told = f"'{begin}' + this in {SPOKEN[unit]} = '{finish}' in {share(rows, of)} rows"
        alone = trait.present - desk.relations.beside[trait.place, end]
        if alone > 0:
            told += f"; {alone:,} rows have it without '{finish}'"
        desk.ignore(trait.place, told)


def proven(desk: Desk, trait: Trait) -> tuple[str, int, int, int, int] | None:
    """Return unit, start, end and rows where two stamps prove what a duration is."""
    seen = desk.relations
    cut = trait.kind == "number" and not trait.places and seen.most.get(trait.place, 0) > 10**7
    for start, end in permutations(sorted(desk.stamps.values()), 2):
        for unit in UNITS:
            key = (trait.place, unit, start, end)
            of, rows = seen.tried[key], seen.spans[key]
            if cut:
                rows = max(rows, seen.nearly[key])
            if of >= _ENOUGH and rows >= 0.95 * of and trait.shape.distinct >= 10:
                return unit, start, end, rows, of
    return None


def decide_measures(desk: Desk) -> None:
    """Take the durations that the contract knows, and write their readings."""
    for role, name in _NAMED.items():
        for trait in _filled(desk.hinted(role, "number", "span", "clock"))[:1]:
            _write_duration(desk, name, trait, Notes())
    for role, name in _LATER.items():
        for trait in _filled(desk.hinted(role, "number", "span", "clock"))[:1]:
            if name not in desk.columns and "created_at" in desk.columns:
                _write_later(desk, name, trait, Notes())
    for name in _COUNTED:
        for trait in _filled(desk.hinted(name, "number"))[:1]:
            if not trait.places and desk.relations.least.get(trait.place, -1) >= 0:
                notes = Notes()
                notes.say(vocabulary(trait))
                reading = {"read": "whole", "from": trait.header, "round": "exact"}
                desk.write(name, trait.place, reading, notes)
    _by_zeros(desk)
    _by_flags(desk)


def _filled(traits: list[Trait]) -> list[Trait]:
    return [t for t in traits if t.filled >= 0.5]


def _by_zeros(desk: Desk) -> None:
    """Take a duration that is zero exactly where a flag says no: nobody worked there."""
    if "talk_s" in desk.columns:
        return
    for trait in _nameless(desk):
        found = _void_flag(desk, trait)
        if found is not None:
            notes = Notes()
            notes.check(
                "taken for this since it is zero exactly where nothing was done: talk or work?"
            )
            _write_duration(desk, "talk_s", trait, notes)
            return


def _by_flags(desk: Desk) -> None:
    """Take the wait for an answer by flags: it is empty where one says no, or held to a promise."""
    if "first_response_at" in desk.columns or "created_at" not in desk.columns:
        return
    for trait, why in chain(_endless(desk), _promised(desk)):
        notes = Notes()
        notes.check(f"taken for this since {why}")
        _write_later(desk, "first_response_at", trait, notes)
        return


def _endless(desk: Desk) -> Iterator[tuple[Trait, str]]:
    seen = desk.relations
    for trait in _nameless(desk):
        for flag, no in _noes(desk):
            rows = seen.rows[flag.place, no]
            empty = rows - seen.filled[flag.place, no, trait.place]
            if rows == empty == desk.rows - trait.present >= _ENOUGH:
                said = f"it is empty exactly where '{flag.header}' says no: a wait that did not end"
                yield trait, f"{said} has no length"


def _promised(desk: Desk) -> Iterator[tuple[Trait, str]]:
    for trait in _nameless(desk):
        for flag in desk.traits.values():
            if flag.kind == "truth" and limit_of(desk, flag, trait) is not None:
                said = f"'{flag.header}' is this number held against a limit"
                yield trait, f"{said}, as promises of an answer are"


def _nameless(desk: Desk) -> Iterator[Trait]:
    for trait in desk.free("number", "span", "clock"):
        varied = trait.shape.distinct >= 20 and not trait.unique
        positive = desk.relations.least.get(trait.place, -1) >= 0
        if varied and positive and not trait.hint.role and trait.filled >= 0.5:
            yield trait


def _noes(desk: Desk) -> Iterator[tuple[Trait, int]]:
    """Yield every flag with the code of its word for no."""
    for flag in desk.traits.values():
        able = flag.place in desk.usable and flag.place in desk.viewer.coded
        if flag.kind == "truth" and flag.truth is not None and able:
            code = desk.code(flag.place, flag.truth[1])
            if code >= 0:
                yield flag, code


def _void_flag(desk: Desk, trait: Trait) -> tuple[Trait, str] | None:
    """Return the flag, and its word, where a number is zero there and nowhere else."""
    seen = desk.relations
    zeros = seen.zeros[trait.place]
    for flag, no in _noes(desk):
        there = seen.zero[flag.place, no, trait.place]
        if zeros >= _ENOUGH and there == zeros == seen.rows[flag.place, no]:
            return flag, (flag.truth or ("", ""))[1]
    return None


def limit_of(desk: Desk, flag: Trait, number: Trait) -> int | None:
    """Return the least number of the worse side where a flag is a number held against a limit."""
    if flag.truth is None or number.shape.distinct < 20:
        return None
    seen = desk.relations
    sides = [
        seen.limits.get((flag.place, desk.code(flag.place, word), number.place))
        for word in flag.truth
    ]
    if sides[0] is None or sides[1] is None:
        return None
    if sides[0][1] <= sides[1][0]:
        return sides[1][0]
    return sides[0][0] if sides[1][1] <= sides[0][0] else None


def _write_duration(desk: Desk, name: str, trait: Trait, notes: Notes) -> None:
    reading = duration_reading(desk, trait, notes)
    void = _void_flag(desk, trait)
    if void is not None:
        flag, word = void
        zeros = desk.relations.zeros[trait.place]
        notes.say(
            f"0 stands in exactly the {zeros:,} rows where '{flag.header}' is {word}: no value"
        )
        reading["blank_where"] = {flag.header: word}
    desk.write(name, trait.place, reading, notes)


def duration_reading(desk: Desk, trait: Trait, notes: Notes) -> dict[str, object]:
    """Return the reading of a duration, and say in notes what speaks for its unit."""
    unit = _unit(desk, trait, notes)
    _tell_figures(desk, trait, notes)
    reading: dict[str, object] = {"read": "duration", "from": trait.header, "unit": unit}
    reading["round"] = _round(desk, trait, unit, notes)
    return reading


def _write_later(desk: Desk, name: str, trait: Trait, notes: Notes) -> None:
    length = duration_reading(desk, trait, notes)
    del length["read"]
    reading = {"read": "stamp_plus_duration", "stamp": "created_at", **length}
    desk.write(name, trait.place, reading, notes)


def _unit(desk: Desk, trait: Trait, notes: Notes) -> str:
    """Return the unit: written, named, or the largest that the other stamps leave room for."""
    if trait.unit:
        return trait.unit
    if trait.hint.unit:
        notes.say(f"the name says {SPOKEN[trait.hint.unit]}")
        return trait.hint.unit
    seen = desk.relations
    created, solved = desk.stamps.get("created_at"), desk.stamps.get("resolved_at")
    if created is not None and solved is not None:
        for unit in reversed(UNITS):
            key = (trait.place, unit, created, solved)
            of, rows = seen.tried[key], seen.within[key]
            if of >= _ENOUGH and rows >= 0.95 * of:
                notes.check(
                    f"the unit: in {SPOKEN[unit]} {share(rows, of)} of them end before it was "
                    "solved, and in a larger unit many would not"
                )
                return unit
    unit = "s" if not trait.places else "min"
    notes.check(
        f"the unit: neither the name nor another column says it; {SPOKEN[unit]} are a guess"
    )
    return unit


def _round(desk: Desk, trait: Trait, unit: str, notes: Notes) -> str:
    if unit in UNITS and desk.relations.uneven[trait.place, unit]:
        count = desk.relations.uneven[trait.place, unit]
        places = trait.places
        notes.say(
            f"{share(count, trait.present)} are no whole seconds (up to {places} places): rounded "
            "once, half up"
        )
        return "half_up"
    return "exact"


def _tell_figures(desk: Desk, trait: Trait, notes: Notes) -> None:
    seen = desk.relations
    tell_empty(desk, trait, notes)
    if seen.negative[trait.place]:
        notes.check(
            f"below zero in {share(seen.negative[trait.place], trait.present)} rows: a mistake, or "
            "time past a limit?"
        )
    if seen.zeros[trait.place]:
        notes.say(f"zero in {share(seen.zeros[trait.place], trait.present)} rows")
