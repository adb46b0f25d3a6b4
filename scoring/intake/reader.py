"""Interactions, streamed: batch by batch from Parquet to facts, faults on the way to quarantine.

What comes out depends on the rows alone: not on their order, the parts they lie in, or the size
of a batch. Nothing is held but the batch at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from threading import Lock
from typing import Any, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Bools, Column, Int64s
from scoring.flow import Facts
from scoring.intake.canonical import Rows, encoded, enter, plain_text
from scoring.intake.checks import RowFault, faults_in, reason_of
from scoring.intake.contracts import Interactions, Terms, declared, with_company
from scoring.intake.folder import FileInfo, Folder, check_unchanged, open_folder
from scoring.intake.gate import Gate, Numbered
from scoring.intake.holds import HeldRows
from scoring.intake.ids import Ids
from scoring.intake.parts import batches_of
from scoring.intake.physical import Kind
from scoring.intake.quarantine import FIRST, Entry, Quarantine
from scoring.intake.raw import json_texts
from scoring.intake.repeats import Batch, Repeats, find_repeats, masks_of
from scoring.intake.stretches import Stretch, stretches
from scoring.kernels import reference
from scoring.kernels.choice import Kernels
from scoring.plan.model import Scale
from scoring.vocabulary import IDENTIFIERS

__all__ = ["Asked", "FileInfo", "Folder", "Seen", "open_folder", "read_batches", "read_streams"]

ID, AGENT = "interaction_id", "agent_id"
_ID_LONGEST = declared(Interactions)[ID].longest or 0
UNATTRIBUTED, NOT_IN_PLAN, _UNKNOWN = -1, -2, -3


class Seen(NamedTuple):
    """A batch as it came in, and what was found in it: for whoever counts rows, used or not.

    Attributes:
        file: the file it is from.
        rows: every row of the batch, nothing blanked.
        agent: int64[rows], as in `Facts`; -3 for an agent who is not on the roster.
        faults: what was wrong, each over all of `rows`.
        kept: bool[rows], the rows that go on as facts.
    """

    file: str
    rows: Rows
    agent: Int64s
    faults: list[RowFault]
    kept: Bools


class _Came(NamedTuple):
    """A batch as the file has it."""

    file: str
    first_row: int
    batch: Any

    def values(self, column: str, places: Int64s) -> tuple[str, ...]:
        """Write out what stands in the first of these rows."""
        at = pa.array(places[:FIRST] - self.first_row)
        return tuple(json_texts(self.batch.column(column).take(at)).to_pylist())


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a data folder.

    Attributes:
        known_agents: every agent of the roster, with the index in the plan or -2.
        scales: the plan's rating scales, by column; what is outside is `out-of-scale`.
        company_columns: the `x_` columns to read, with their kinds; `folder.company` for all.
        quarantine: takes the faults; complete once the last batch is out.
        observe: is shown every batch as it came in.
        columns: the columns of the contract that are read; None for all of them.
        kernels: the kernels that do the work.
        ids: the look at the ids, where one was begun; it spares a large export a second one.
        held: when interactions were on hold, where somebody asks.
    """

    known_agents: Mapping[str, int]
    scales: Mapping[Literal["csat"], Scale]
    company_columns: Mapping[str, Kind]
    quarantine: Quarantine
    observe: Callable[[Seen], None] | None = None
    columns: Collection[str] | None = None
    kernels: Kernels = reference
    ids: Ids | None = None
    held: HeldRows | None = None


@dataclass(frozen=True, slots=True)
class _Reading:
    """What every batch is read with; pandas serves one thread at a time."""

    asked: Asked
    terms: Terms
    repeats: Repeats
    agents: Numbered
    pandas: Lock


def read_batches(folder: Folder, asked: Asked) -> Iterator[Facts]:
    """Read the interactions as facts, one batch after the other.

    Yields:
        Facts without the rows in quarantine; every column that is read, but for those that name
        rows or people, with words of the batch alone.

    Raises:
        DataError, StorageError: a file that cannot be read after all.
        IntegrityError: a file that changed meanwhile.
    """
    for stream in read_streams(folder, asked):
        yield from stream


def read_streams(folder: Folder, asked: Asked) -> Iterator[Iterator[Facts]]:
    """Read the interactions as streams of facts, each of them by whichever thread takes it.

    Yields:
        Streams, each a stretch of a file; together they are what `read_batches` reads.

    Raises:
        DataError, StorageError, IntegrityError: as `read_batches` does.
    """
    reading = _reading(folder, asked)
    for stretch in stretches(folder.parts):
        yield _stream(stretch, reading)


def _reading(folder: Folder, asked: Asked) -> _Reading:
    """Look at the ids first: where they increase, they are unique and need not be read again."""
    terms = with_company(asked.company_columns)
    wanted = {*terms.columns} if asked.columns is None else {*asked.columns, *asked.company_columns}
    wanted &= {*folder.columns}
    repeats = Repeats()
    if asked.ids is not None and asked.ids.settled():
        wanted -= set() if asked.held else {ID}
    else:
        repeats = find_repeats(lambda: _ids(folder), lambda: _whole(folder))
    asked.quarantine.recurring = repeats.across
    terms = _scaled(terms.only(wanted), asked.scales)
    return _Reading(asked, terms, repeats, Numbered.of(asked.known_agents), Lock())


def _stream(stretch: Stretch, reading: _Reading) -> Iterator[Facts]:
    """Read a stretch batch by batch: through the gate, or by way of pandera."""
    gate = Gate(reading.terms, reading.asked.kernels)
    first_row, suspect = stretch.first_row, False
    columns, part = list(reading.terms.columns), stretch.part
    for batch in batches_of(part, columns, stretch.groups, dictionaries=True):
        came = _Came(part.name, first_row, batch)
        first_row += batch.num_rows
        facts = _waved(came, reading, gate)
        if facts is None:
            with reading.pandas:
                facts, suspect = _judged(came, reading, suspect=suspect)
        if facts.agent.size:
            yield facts
    check_unchanged([part])


def _numbered(part: FileInfo, columns: list[str]) -> Iterator[tuple[int, Any]]:
    """Read a part's batches, each with the number of its first row."""
    first_row = 1
    for batch in batches_of(part, columns):
        yield first_row, batch
        first_row += batch.num_rows


def _ids(folder: Folder) -> Iterator[Any]:
    for part in folder.parts:
        for batch in batches_of(part, [ID]):
            yield _alike(batch.column(0))


def _alike(ids: Any) -> Any:
    """Return ids of one physical type; one that is too long, and set aside for it, is none."""
    if pa.types.is_integer(ids.type):
        return ids.cast(pa.int64())
    texts = plain_text(ids, _ID_LONGEST)
    if (pc.max(pc.binary_length(texts)).as_py() or 0) <= _ID_LONGEST:
        return texts
    fits = pc.less_equal(pc.utf8_length(texts), _ID_LONGEST)
    return pc.if_else(fits, texts, pa.scalar(None, pa.string()))


def _whole(folder: Folder) -> Iterator[Batch]:
    """Read all that the rows hold, a company's columns whether a plan reads them or not."""
    known = with_company(folder.company).columns
    columns = [known[name] for name in folder.columns]
    for part in folder.parts:
        for first_row, batch in _numbered(part, list(folder.columns)):
            rows = enter(batch, columns, first_row)
            yield Batch(part.name, _alike(batch.column(ID)), rows)


def _scaled(terms: Terms, scales: Mapping[Literal["csat"], Scale]) -> Terms:
    """Add the plan's scales to the contract; what the contract itself refuses is not told twice."""
    bounds: dict[str, tuple[int, int]] = {}
    for name, scale in scales.items():
        if name in terms.columns:
            unit = 10 ** terms.columns[name].places
            bounds[name] = (
                ceil(Fraction(scale.lowest) * unit),
                floor(Fraction(scale.highest) * unit),
            )
    return replace(terms, scales=bounds)


def _waved(came: _Came, reading: _Reading, gate: Gate) -> Facts | None:
    """Take a batch through the gate; None where pandera must look at it."""
    asked = reading.asked
    through = gate.through(came.batch, {AGENT: reading.agents})
    if through is None:
        return None
    agents = through.texts[AGENT]
    agent = np.empty(agents.codes.size, np.int64)
    asked.kernels.translated(agents.codes, agents.known, agents.of.numbers, UNATTRIBUTED, agent)
    places = np.arange(came.first_row, came.first_row + agent.size)
    if (agent == _UNKNOWN).any() or any(
        m.any() for m in masks_of(reading.repeats, came.file, places)
    ):
        return None
    if asked.observe:
        texts = {name: came.batch.column(name) for name in through.texts}
        rows = Rows(places, through.numbers, texts, {})
        asked.observe(Seen(came.file, rows, agent, [], np.ones(agent.size, np.bool_)))
    columns = through.numbers | {
        name: Column("text", text.codes, text.known, 0, text.of.words)
        for name, text in through.texts.items()
        if name not in IDENTIFIERS
    }
    held = asked.held.places_of(came.batch.column(ID)) if asked.held else None
    return Facts(agent, columns, came.file, held)


def _judged(came: _Came, reading: _Reading, *, suspect: bool) -> tuple[Facts, bool]:
    """Take a batch through contract, agents and repeated ids; what fails goes to quarantine.

    Returns:
        The facts that are left, and whether anything was wrong: the next batch is suspect then.
    """
    known, asked = reading.terms.columns, reading.asked
    rows = enter(came.batch, known.values(), came.first_row)
    agent = _agents(rows.texts[AGENT], asked.known_agents)
    before, credited, told = rows.copy(), agent, list[RowFault]()
    found = _found(rows, agent, came.file, reading, suspect=suspect)
    faulty = bool(found)
    while found:
        told += [_spread(fault, rows, before) for fault in found]
        rows, agent = _set_aside(rows, agent, found, came, reading)
        found = faults_in(rows, reading.terms) if agent.size else []
    if asked.observe:
        kept = np.isin(before.places_in_file, rows.places_in_file, assume_unique=True)
        asked.observe(Seen(came.file, before, credited, told, kept))
    columns: dict[str, Column] = dict(rows.numbers)
    columns |= {n: encoded(array) for n, array in rows.texts.items() if n not in IDENTIFIERS}
    held = asked.held.places_of(rows.texts[ID]) if asked.held else None
    columns = {name: columns[name] for name in known if name in columns}
    return Facts(agent, columns, came.file, held), faulty


def _found(
    rows: Rows, agent: Int64s, file: str, reading: _Reading, *, suspect: bool
) -> list[RowFault]:
    """Return the faults of a batch; a batch after one with faults is likely to have some too."""
    across = _across(rows, agent, file, reading.repeats)
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
    table = [*(known_agents.get(word, _UNKNOWN) for word in column.words), UNATTRIBUTED]
    index: Int64s = np.array(table, np.int64)[column.values]  # a null is code -1, the last entry
    return index


def _across(rows: Rows, agent: Int64s, file: str, repeats: Repeats) -> list[RowFault]:
    """Return the faults that only the roster or the other rows can show."""
    alike, apart = masks_of(repeats, file, rows.places_in_file)
    found = [
        RowFault(AGENT, "unknown-agent", agent == _UNKNOWN),
        RowFault(ID, "repeated-row", alike),
        RowFault(ID, "repeated-id", apart),
    ]
    return [fault for fault in found if fault.mask.any()]


def _set_aside(
    rows: Rows, agent: Int64s, found: list[RowFault], came: _Came, reading: _Reading
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
