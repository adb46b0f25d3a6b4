"""The two passes of an import: rows from the files to the sorter, and from the sorter to tables.

The first pass reads, converts, sums and filters block by block. The second gets all rows of an id
together, lets the profile say which counts, holds it against contract and profile, and writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Int64s
from scoring.importing.blocks import Block
from scoring.importing.derive import RosterMaker
from scoring.importing.fold import Folded, fold
from scoring.importing.log import apart, places
from scoring.importing.profile.headers import Matched, others
from scoring.importing.profile.profiles import Profile
from scoring.importing.reading.convert import convert, where
from scoring.importing.sources.opening import SourceFile
from scoring.importing.staged import ASIDE, AT, EMPTIED, FILLED, Stage, take
from scoring.importing.sums import Sums
from scoring.importing.verdicts import Judge
from scoring.importing.writers import TableWriter
from scoring.intake.canonical import Rows
from scoring.intake.writing import arrow_of

Progress = Callable[[str, int], None]
"""Is told what is being done, and how many rows of it are."""

_JUDGED_ROWS = 65_536
_ROSTER = "roster."


class Job(NamedTuple):
    """What an import is made of.

    Attributes:
        files: the export's files, opened.
        matched: where the profile's columns stand in each of them.
        readings: the columns that this export gives, and how.
        stage: how rows are laid out for the sorter.
        judge: holds rows against contract and profile.
        counts: what is counted on the way.
        progress: is told of the rows that are done.
    """

    profile: Profile
    files: Sequence[SourceFile]
    matched: Sequence[Matched]
    readings: Mapping[str, Any]
    stage: Stage
    judge: Judge
    counts: Counts
    progress: Progress


@dataclass(slots=True)
class Counts:
    """What is counted while rows are read.

    Attributes:
        rows_in: rows of all files.
        sums: of each column of numbers, everything that was read.
    """

    sums: Sums
    rows_in: int = 0


def gather(job: Job) -> Iterator[Any]:
    """Yield the rows of all files as they go to the sorter."""
    readings = {**job.readings, **others(job.profile)}
    for index, file in enumerate(job.files):
        for block in file.blocks(job.matched[index].places, trim=job.profile.trim):
            converted = convert(block, job.profile, readings, job.judge.declared)
            job.counts.rows_in += block.rows.size
            job.counts.sums.add(converted.rows)
            at = places(index, block.rows)
            table = job.stage.lay_out(converted, at, _aside(job.profile, block, converted.rows))
            if job.profile.keep is not None:
                kept = where(job.profile.keep, block.columns, job.profile.nulls)
                job.judge.applied("filtered", "", at[~kept])
                table = table.filter(pa.array(kept))
            job.progress("rows read", job.counts.rows_in)
            yield table


def settle(job: Job, table: Any, writer: TableWriter, roster: RosterMaker | None) -> None:
    """Fold, judge and write rows sorted by id, among them every row of each id."""
    at = table.column(AT).to_numpy()
    folded = fold(table, job.stage, job.profile)
    job.judge.applied("repeated", "interaction_id", at[folded.repeated])
    job.judge.applied("superseded", "interaction_id", at[folded.superseded])
    for start in range(0, folded.rows.size, _JUDGED_ROWS):
        part = folded.part(slice(start, start + _JUDGED_ROWS))
        _settle_part(job, table, part, writer, roster)
    job.progress("rows written", writer.rows)


def _settle_part(
    job: Job, table: Any, part: Folded, writer: TableWriter, roster: RosterMaker | None
) -> None:
    at = table.column(AT).to_numpy()
    rows = job.stage.rows_of(table, part.taken, at[part.rows])
    taken_at = _taken_at(part, at)
    for name in job.judge.declared:
        for action in (FILLED, EMPTIED):
            cells = job.stage.marked(table, name, part.taken[name], action)
            job.judge.applied(action, name, taken_at.get(name, rows.places_in_file)[cells])
    kept = ~job.judge.judge(rows, part.torn, taken_at)
    left, taken = rows.keep(kept), part.rows[kept]
    _compare_credit(job, table, taken, left)
    writer.add(_table(left, job.judge.declared))
    if roster is not None:
        names = {column.source for column in roster.said.columns.values()}
        texts = {
            name: _without(take(table.column(ASIDE + _ROSTER + name), taken), job.profile.nulls)
            for name in names
        }
        roster.add(left.texts["agent_id"], texts, *apart(left.places_in_file))


def _aside(profile: Profile, block: Block, rows: Rows) -> dict[str, Any]:
    """Return the texts that a row brings along: whom it might credit, and for the roster."""
    aside = {word: rows.texts[word] for word in others(profile)}
    if profile.roster != "none":
        for column in profile.roster.columns.values():
            aside[_ROSTER + column.source] = block.columns[column.source]
    return aside


def _taken_at(part: Folded, at: Int64s) -> dict[str, Int64s]:
    """Return the places of values that come from another row of the id; -1 where there is none."""
    return {
        name: np.where(taken < 0, -1, at[taken])
        for name, taken in part.taken.items()
        if not np.array_equal(taken, part.rows)
    }


def _compare_credit(job: Job, table: Any, taken: Int64s, rows: Rows) -> None:
    """Count the rows that name another person than the one credited, by the word for them."""
    for word in others(job.profile):
        other = take(table.column(ASIDE + word), taken)
        differs = pc.fill_null(pc.not_equal(rows.texts["agent_id"], other), fill_value=False)
        at = rows.places_in_file[np.asarray(differs, np.bool_)]
        job.judge.note("agent_id", f"other-{word}", "keep", at)


def _without(text: Any, words: Sequence[str]) -> Any:
    """Return text, null where it is one of the words."""
    null = pc.is_in(text, value_set=pa.array(list(words), pa.string()))
    return pc.if_else(null, pa.scalar(None, pa.string()), text)


def _table(rows: Rows, columns: Mapping[str, Any]) -> Any:
    arrays = {
        name: rows.texts[name] if name in rows.texts else arrow_of(rows.numbers[name])
        for name in columns
    }
    return pa.table(arrays)
