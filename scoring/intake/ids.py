"""Ids that settle everything by one look: known, plain, and each above the one before it.

Then no id repeats, none is at fault, and nobody need read them again.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Thread
from typing import Any, NamedTuple, Self

import numpy as np
import pyarrow as pa

from scoring.intake.contracts import Interactions, declared
from scoring.intake.folder import Folder
from scoring.intake.parts import batches_of
from scoring.intake.stretches import Stretch, stretches
from scoring.kernels import reference
from scoring.kernels.choice import kernels_for

ID = "interaction_id"
_LONGEST = declared(Interactions)[ID].longest or 0


class _Ends(NamedTuple):
    """The first id of some rows and the last; those between them increase."""

    first: Any
    last: Any


class Ids:
    """The look at the ids, begun at once on a thread of its own: other work can go on.

    Use it in a `with` statement: whatever ends that work ends the look.
    """

    def __init__(self, folder: Folder, threads: int = 1) -> None:
        """Begin.

        Args:
            folder: the data folder.
            threads: how many stretches are looked at together.
        """
        self._folder, self._threads = folder, threads
        self._settled, self._in_vain = False, False
        self._error: BaseException | None = None
        self._thread = Thread(target=self._look, daemon=True, name="ids")
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._in_vain = True

    def settled(self) -> bool:
        """Say whether the ids of all rows are well and increase, from file to file too.

        Raises:
            DataError, StorageError: a file that cannot be read after all.
            IntegrityError: a file that changed meanwhile.
        """
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._settled

    def _look(self) -> None:
        try:
            with ThreadPoolExecutor(self._threads) as pool:
                looks = list(pool.map(self._look_at, stretches(self._folder.parts)))
            self._settled = _chained([ends for look in looks for ends in look or (None,)])
        except BaseException as error:  # noqa: BLE001 - told to whoever asks
            self._error = error

    def _look_at(self, stretch: Stretch) -> list[_Ends] | None:
        """Return the ends of each batch; None as soon as an id does not settle by this look."""
        found = []
        for batch in batches_of(stretch.part, [ID], stretch.groups):
            if not batch.num_rows:
                continue
            ends = None if self._in_vain else _ends(batch.column(0), self._folder.rows)
            if ends is None:
                self._in_vain = True
                return None
            found.append(ends)
        return found


def _chained(ends: Sequence[_Ends | None]) -> bool:
    known = [one for one in ends if one is not None]
    if len(known) < len(ends):
        return False
    # Ids are numbers in one part and text in another: as text, one may be there twice.
    return len({type(one.first) for one in known}) <= 1 and all(
        before.last < after.first for before, after in pairwise(known)
    )


def _ends(ids: Any, rows: int) -> _Ends | None:
    """Return the ends of a batch whose ids are well; numbers need no kernel that has to load."""
    if ids.null_count:
        return None
    if pa.types.is_integer(ids.type):
        settled = reference.increases(ids.cast(pa.int64()).to_numpy())
    else:
        kernels = kernels_for(rows)
        texts = ids.cast(pa.string())
        _, begin, data = texts.buffers()
        begins = np.frombuffer(begin, np.int32)[texts.offset : texts.offset + len(texts) + 1]
        bytes_ = np.frombuffer(data or b"", np.uint8)
        settled = kernels.texts_are_plain(begins, bytes_, _LONGEST)
        settled = settled and kernels.texts_increase(begins, bytes_)
    return _Ends(ids[0].as_py(), ids[len(ids) - 1].as_py()) if settled else None
