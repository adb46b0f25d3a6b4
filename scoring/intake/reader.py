"""Interactions, streamed: batch by batch from Parquet to facts, faults on the way to quarantine.

What comes out depends on the rows alone: not on their order, the parts they lie in, or the size
of a batch. Nothing is held but the batch at hand, and of a stretch the rows that may be wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor
from threading import Lock
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Bools, Column
from scoring.flow import Facts
from scoring.intake.canonical import Rows, enter, plain_text
from scoring.intake.contracts import Interactions, Terms, declared, with_company
from scoring.intake.folder import FileInfo, Folder, check_unchanged, open_folder
from scoring.intake.gate import Gate, Numbered, Through
from scoring.intake.judging import judge
from scoring.intake.parts import BATCH_ROWS, batches_of
from scoring.intake.raw import TEXT_MAX
from scoring.intake.reading import AGENT, ID, UNATTRIBUTED, UNKNOWN, Asked, Came, Reading, Seen
from scoring.intake.repeats import Batch, Repeats, find_repeats, masks_of
from scoring.intake.stretches import Stretch, stretches
from scoring.plan.model import Scale
from scoring.vocabulary import IDENTIFIERS

__all__ = ["Asked", "FileInfo", "Folder", "Seen", "open_folder", "read_batches", "read_streams"]

_ID_LONGEST = declared(Interactions)[ID].longest or 0


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

    The ids are settled before this returns, on the thread that asks.

    Returns:
        Streams, each a stretch of a file; together they are what `read_batches` reads.

    Raises:
        DataError, StorageError, IntegrityError: as `read_batches` does.
    """
    reading = _reading(folder, asked)
    return (_stream(stretch, reading) for stretch in stretches(folder.parts))


def _reading(folder: Folder, asked: Asked) -> Reading:
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
    return Reading(asked, terms, repeats, Numbered.of(asked.known_agents), Lock())


def _stream(stretch: Stretch, reading: Reading) -> Iterator[Facts]:
    """Read a stretch batch by batch: rows in which nothing can be wrong go on at once.

    The others wait for each other, since the judge takes as long for one row as for a thousand.
    """
    gate, waiting = Gate(reading.terms, reading.asked.kernels), _Waiting(reading)
    columns, part = list(reading.terms.columns), stretch.part
    first_row = stretch.first_row
    for batch in batches_of(part, columns, stretch.groups, dictionaries=True):
        came = Came(part.name, np.arange(first_row, first_row + batch.num_rows), batch)
        first_row += batch.num_rows
        facts, doubted = _sifted(came, reading, gate)
        if facts is not None:
            yield facts
        if doubted is not None:
            yield from waiting.add(doubted)
    yield from waiting.judged()
    check_unchanged([part])


class _Waiting:
    """Rows of one file that wait for their judge, until they are as many as a batch has."""

    def __init__(self, reading: Reading) -> None:
        self._reading, self._suspect = reading, False
        self._rows = 0
        self._came: list[Came] = []

    def add(self, came: Came) -> Iterator[Facts]:
        """Take rows, and give those that are facts after all, once there are many."""
        self._came.append(_own_words(came, self._reading.terms))
        self._rows += came.places.size
        if self._rows >= BATCH_ROWS:
            yield from self.judged()

    def judged(self) -> Iterator[Facts]:
        """Have all that wait judged, and give those that are facts after all."""
        if not self._came:
            return
        came = _joined(self._came)
        self._came, self._rows = [], 0
        with self._reading.pandas:
            facts, self._suspect = judge(came, self._reading, suspect=self._suspect)
        if facts.agent.size:
            yield facts


def _own_words(came: Came, terms: Terms) -> Came:
    """Leave behind the words of other rows, of which a dictionary may have a whole file's.

    A word that is far too long is cut: it would cost its length once a row.
    """
    columns = [
        plain_text(array, max(terms.columns[name].longest or 0, TEXT_MAX)).dictionary_encode()
        if terms.columns[name].kind == "text" and not pa.types.is_integer(array.type)
        else array
        for name, array in zip(came.batch.schema.names, came.batch.columns, strict=True)
    ]
    return came._replace(batch=pa.RecordBatch.from_arrays(columns, names=came.batch.schema.names))


def _joined(came: list[Came]) -> Came:
    """Put rows of one file together."""
    if len(came) == 1:
        return came[0]
    table = pa.concat_tables([pa.Table.from_batches([one.batch]) for one in came])
    (batch,) = table.unify_dictionaries().combine_chunks().to_batches()
    places = np.concatenate([one.places for one in came])
    return Came(came[0].file, places, batch, all(one.well for one in came))


def _sifted(came: Came, reading: Reading, gate: Gate) -> tuple[Facts | None, Came | None]:
    """Part a batch: facts of the rows in which nothing can be wrong, and the rows left."""
    facts = _waved(came, reading, gate)
    if facts is not None:
        return facts, None
    doubt, strange = gate.doubted(came.batch), _strange(came, reading)
    came, left = came._replace(well=not doubt.any()), doubt | strange
    if 2 * np.count_nonzero(left) > left.size or not left.any():
        return None, came if strange.any() else came._replace(well=False)
    facts = _waved(came.only(~left), reading, gate)
    return (None, came._replace(well=False)) if facts is None else (facts, came.only(left))


def _strange(came: Came, reading: Reading) -> Bools:
    """Say which rows only the roster or the other rows can say something of."""
    agents = came.batch.column(AGENT).cast(pa.string())
    known: Bools = agents.is_valid().to_numpy(zero_copy_only=False)
    strange: Bools = known & (reading.agents.among(agents) == UNKNOWN)
    for mask in masks_of(reading.repeats, came.file, came.places):
        strange |= mask
    return strange


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


def _waved(came: Came, reading: Reading, gate: Gate) -> Facts | None:
    """Take a batch through the gate; None where something may be wrong."""
    asked = reading.asked
    through = gate.through(came.batch, {AGENT: reading.agents})
    if through is None:
        return None
    agents = through.texts[AGENT]
    agent = np.empty(agents.codes.size, np.int64)
    asked.kernels.translated(agents.codes, agents.known, agents.of.numbers, UNATTRIBUTED, agent)
    repeated = masks_of(reading.repeats, came.file, came.places)
    if (agent == UNKNOWN).any() or any(mask.any() for mask in repeated):
        return None
    if asked.observe:
        texts = {name: came.batch.column(name) for name in through.texts}
        rows = Rows(came.places, through.numbers, texts, {})
        asked.observe(Seen(came.file, rows, agent, [], np.ones(agent.size, np.bool_)))
    held = asked.held.places_of(came.batch.column(ID)) if asked.held else None
    return Facts(agent, _columns(through), came.file, held)


def _columns(through: Through) -> dict[str, Column]:
    """Return the columns of facts; those that name rows or people are none."""
    return through.numbers | {
        name: Column("text", text.codes, text.known, 0, text.of.words)
        for name, text in through.texts.items()
        if name not in IDENTIFIERS
    }
