"""Which column names an interaction, and what it means where it stands in several rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scoring.errors import counted
from scoring.importing.proposal.desk import Desk, listed, share
from scoring.importing.proposal.draft import Entry, Notes
from scoring.importing.proposal.traits import Trait

_WHICH_COUNTS = (
    "check: whether the last row is the one that counts, and what decides between rows of the same "
    "time"
)
_NEVER = frozenset(
    {"customer", "agent", "resolver", "person", "remark", "csat", "money", "manager", "team"}
)


@dataclass(frozen=True)
class Repeating:
    """What rows that share an id come to.

    Attributes:
        value: what the profile says of them.
        order: the columns that tell the last row, where that counts.
    """

    value: object
    order: tuple[int, ...] = ()
    notes: tuple[str, ...] = field(default=())


def key_candidates(traits: Mapping[int, Trait]) -> list[int]:
    """Return the columns that may be the id, the likeliest first."""
    able = [
        trait
        for trait in traits.values()
        if trait.kind in ("ids", "many", "words", "number")
        and trait.filled >= 0.95
        and trait.hint.role not in _NEVER
        and (trait.shape.gaps == 0 or trait.hint.role == "id")
        and (trait.unique or trait.hint.role == "id" or trait.coded > 0.9)
        and not (trait.kind == "number" and trait.places)
    ]
    return [trait.place for trait in sorted(able, key=_rank, reverse=True)]


def _rank(trait: Trait) -> tuple[object, ...]:
    is_text = trait.kind != "number"
    named = trait.hint.role == "id"
    strange = trait.hint.role in ("other_id", "row")
    # A running number beside a text that is unique as well is the number of the row.
    return (
        trait.unique or (named and trait.coded > 0.9),
        not strange,
        named and is_text,
        trait.unique and is_text,
        named,
        trait.unique,
        trait.shape.distinct,
        -trait.place,
    )


def decide_key(desk: Desk, candidates: Iterable[int]) -> int:
    """Take the id, and write its reading."""
    found = [desk.traits[place] for place in candidates if place in desk.usable]
    notes = Notes()
    if found:
        key = found[0]
        notes.say(_why(key))
        rivals = [one for one in found[1:] if one.unique and one.kind == key.kind]
        if rivals and key.hint.role != "id":
            notes.check(f"{listed(rivals)} would do as well: no value of it repeats either")
    else:
        everything = [desk.traits[place] for place in sorted(desk.usable)]
        key = max(everything, key=lambda one: (one.shape.distinct, -one.place))
        notes.check("no column looks like an id; this one has the most different values")
    desk.write("interaction_id", key.place, {"read": "text", "from": key.header}, notes)
    return key.place


def _why(key: Trait) -> str:
    said = f"{key.variety} in {counted(key.present, 'row')}"
    if key.unique:
        few = " (counted up to the first 2,000,000)" if key.shape.capped else ""
        return f"{said}{few}: no repeats"
    return f"{said}: an id repeats in {counted(key.present - key.shape.distinct, 'row')}"


def decide_repeats(desk: Desk, key: int) -> Repeating:
    """Say what rows that share an id come to: the same twice, an event log, or an error."""
    trait, counted = desk.traits[key], desk.repeats
    if trait.unique:
        return Repeating("error", notes=("no id repeats",))
    ids, rows = counted.ids(key), counted.rows.get(key, 0)
    if not ids:
        return Repeating("error", notes=("check: the id was not looked through for repeats",))
    said = f"{share(rows - ids, rows)} rows repeat an id"
    if counted.whole(key) == ids:
        return Repeating(
            "identical_ok", notes=(f"{said}, and each of them is identical in every column",)
        )
    order = _order(desk, key)
    if not order or rows < 1.02 * ids:
        why = "check: repeats that differ break repeated-id; keep_last_by takes the last of them"
        return Repeating("error", notes=(said, why))
    first = desk.traits[order[0]]
    return Repeating(
        "keep_last_by",
        order,
        (_as_log(said, counted.versions(key, order[0]), first), _WHICH_COUNTS),
    )


def _as_log(said: str, versions: int, first: Trait) -> str:
    return (
        f"{said}, as in a log with a row for every change: ids and {listed([first])} together have "
        f"{counted(versions, 'different value')}; the last row of an id counts"
    )


def _order(desk: Desk, key: int) -> tuple[int, ...]:
    """Return the columns that tell the last row of an id: a stamp, and then a counter."""
    counted = desk.repeats
    ids = counted.ids(key)

    def moves(trait: Trait) -> int:
        return counted.versions(key, trait.place)

    stamps = [
        one
        for one in desk.traits.values()
        if one.kind == "stamp" and one.place in desk.usable and one.filled > 0.95
        and moves(one) > 1.02 * ids
    ]  # fmt: skip
    if not stamps:
        return ()
    best = max(stamps, key=lambda one: (one.hint.role == "updated", moves(one), -one.place))
    counters = [
        one
        for one in desk.traits.values()
        if one.kind == "number"
        and one.place in desk.usable
        and one.filled > 0.95
        and one.places == 0
        and moves(one) >= moves(best)
        and not one.unique
    ]
    counters.sort(key=lambda one: (-moves(one), one.place))
    return (best.place, *(one.place for one in counters[:1]))


def repeats_entry(repeating: Repeating, names: Mapping[int, str]) -> Entry:
    """Return the draft's key for rows that share an id."""
    if not repeating.order:
        return Entry("repeats", repeating.value, repeating.notes)
    order = [names[place] for place in repeating.order]
    value = {"keep_last_by": order[0] if len(order) == 1 else order, "ties": "later_row"}
    return Entry("repeats", value, repeating.notes)
