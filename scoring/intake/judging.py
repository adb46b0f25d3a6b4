"""Rows that may be wrong before their judge: what each breaks, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from scoring.columns import Column, Int64s
from scoring.flow import Facts
from scoring.intake.canonical import Rows, encoded, enter
from scoring.intake.checks import RowFault, faults_in, reason_of
from scoring.intake.quarantine import Entry
from scoring.intake.reading import AGENT, ID, UNATTRIBUTED, UNKNOWN, Came, Reading, Seen
from scoring.intake.repeats import Repeats, masks_of
from scoring.vocabulary import IDENTIFIERS


def judge(came: Came, reading: Reading, *, suspect: bool) -> tuple[Facts, bool]:
    """Take a batch through contract, agents and repeated ids; what fails goes to quarantine.

    Returns:
        The facts that are left, and whether anything was wrong: the next batch is suspect then.
    """
    known, asked = reading.terms.columns, reading.asked
    rows = enter(came.batch, known.values(), 1)
    rows = replace(rows, places_in_file=came.places)
    agent = _agents(rows.texts[AGENT], asked.known_agents)
    before, credited, told = rows.copy(), agent, list[RowFault]()
    found = _found(rows, agent, came, reading, suspect=suspect)
    faulty = bool(found) and not came.well
    while found:
        told += [_spread(fault, rows, before) for fault in found]
        rows, agent = _set_aside(rows, agent, found, came, reading)
        found = faults_in(rows, reading.terms) if agent.size and not came.well else []
    if asked.observe:
        kept = np.isin(before.places_in_file, rows.places_in_file, assume_unique=True)
        asked.observe(Seen(came.file, before, credited, told, kept))
    columns: dict[str, Column] = dict(rows.numbers)
    columns |= {n: encoded(array) for n, array in rows.texts.items() if n not in IDENTIFIERS}
    held = asked.held.places_of(rows.texts[ID]) if asked.held else None
    columns = {name: columns[name] for name in known if name in columns}
    return Facts(agent, columns, came.file, held), faulty


def _found(
    rows: Rows, agent: Int64s, came: Came, reading: Reading, *, suspect: bool
) -> list[RowFault]:
    """Return the faults of a batch; a batch after one with faults is likely to have some too."""
    across = _across(rows, agent, came.file, reading.repeats)
    if came.well:  # pandera would find nothing either
        return across
    found = faults_in(rows, reading.terms, suspect=suspect) + across
    if suspect and not found:
        found = faults_in(rows, reading.terms)
    return found


def _spread(fault: RowFault, rows: Rows, before: Rows) -> RowFault:
    """Return a fault of the rows that are left as one of the whole batch."""
    if rows.places_in_file.size == before.places_in_file.size:
        return fault
    mask = np.isin(before.places_in_file, rows.places_in_file[fault.mask], assume_unique=True)
    return fault._replace(mask=mask)


def _agents(texts: Any, known_agents: Mapping[str, int]) -> Int64s:
    """Return the agent's index of each row, with what stands for nobody and for unknown."""
    column = encoded(texts)
    table = [*(known_agents.get(word, UNKNOWN) for word in column.words), UNATTRIBUTED]
    index: Int64s = np.array(table, np.int64)[column.values]  # a null is code -1, the last entry
    return index


def _across(rows: Rows, agent: Int64s, file: str, repeats: Repeats) -> list[RowFault]:
    """Return the faults that only the roster or the other rows can show."""
    alike, apart = masks_of(repeats, file, rows.places_in_file)
    found = [
        RowFault(AGENT, "unknown-agent", agent == UNKNOWN),
        RowFault(ID, "repeated-row", alike),
        RowFault(ID, "repeated-id", apart),
    ]
    return [fault for fault in found if fault.mask.any()]


def _set_aside(
    rows: Rows, agent: Int64s, found: list[RowFault], came: Came, reading: Reading
) -> tuple[Rows, Int64s]:
    """Record faults, blank the fields they cost and drop the rows they cost."""
    dropped = np.zeros(agent.size, np.bool_)
    for fault in found:
        column = reading.terms.columns[fault.column]
        places = rows.places_in_file[fault.mask]
        reason = reason_of(fault.rule, column)
        shown = came.values(fault.column, places) if reading.asked.quarantine.show_values else ()
        reading.asked.quarantine.add(
            Entry(came.file, fault.column, fault.rule, reason, column.fault, places, shown)
        )
        if column.fault == "field":
            rows.blank(fault.column, fault.mask)
        else:
            dropped |= fault.mask
    return rows.keep(~dropped), agent[~dropped]
