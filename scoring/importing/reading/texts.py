"""The text that a reading starts from: words for no value, conditions, and what stands in.

Every step is by whole words: a word is one of a list or it is not, and nothing is looked for
inside a text. Texts are read a block at a time and each different text once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Bools, Int64s
from scoring.importing.profile.readings import Reading
from scoring.plan.conditions import Test

Texts = Mapping[str, Any]
"""string[rows] by the export's column, nothing null."""


class Start(NamedTuple):
    """The text that a reading starts from.

    Attributes:
        text: string[rows], null where there is no value.
        filled: bool[rows], where the fill rule stood in for no value.
        blanked: bool[rows], where a condition left a text out.
    """

    text: Any
    filled: Bools
    blanked: Bools


def start_of(
    reading: Reading, sources: tuple[str, ...], texts: Texts, nulls: Sequence[str]
) -> Start:
    """Return the text that a reading starts from.

    A text made of several columns is null where one of them is. What a condition blanks stays
    blank: the fill rule stands in for what the export does not say, not for what the profile
    takes out.

    Args:
        reading: how the column is made.
        sources: the columns whose texts are joined with a space.
        texts: the block.
        nulls: the profile's words for no value; the reading may have its own.
    """
    words = nulls if reading.nulls is None else reading.nulls
    text = _joined(texts, sources, words)
    out = (
        _nowhere(text) if reading.blank_where is None else where(reading.blank_where, texts, nulls)
    )
    kept = _without(text, out)
    filled = _nowhere(text)
    fill = reading.fill
    if fill is not None and kept.null_count:
        other = (
            pa.scalar(fill.word) if fill.source is None else _joined(texts, (fill.source,), words)
        )
        empty = ~known(kept) & ~out
        kept = pc.if_else(pa.array(empty), other, kept)
        filled = empty & known(kept)
    return Start(kept, filled, known(text) & out)


def where(tests: Sequence[Test], texts: Texts, nulls: Sequence[str]) -> Bools:
    """Return bool[rows]: whether every condition on the export's columns holds.

    Args:
        tests: the conditions; a null meets none but `present: false`.
        texts: string[rows] of each column named.
        nulls: the profile's words for no value.
    """
    result = np.ones(len(next(iter(texts.values()))), np.bool_)
    for test in tests:
        text = _joined(texts, (test.column,), nulls)
        held = known(text) if test.present is not False else ~known(text)
        if test.one_of is not None:
            held = held & among(text, test.one_of)
        if test.none_of is not None:
            held = held & ~among(text, test.none_of)
        result &= held
    return result


def among(text: Any, words: Sequence[str]) -> Bools:
    """Return bool[rows]: whether each text is one of the words; null is none."""
    return np.asarray(pc.is_in(text, value_set=pa.array(list(words), pa.string())), np.bool_)


def known(text: Any) -> Bools:
    """Return bool[rows]: whether there is a value."""
    if text.null_count == 0:
        return np.ones(len(text), np.bool_)
    return np.asarray(text.is_valid(), np.bool_)


class Coded(NamedTuple):
    """Texts, each different one once.

    Attributes:
        words: string[words], the different texts; never none, so that codes always point to one.
        codes: int64[rows] into `words`; 0 where null.
        known: bool[rows].
    """

    words: Any
    codes: Int64s
    known: Bools


def coded(text: Any) -> Coded:
    """Take the different texts apart, so that each is read once."""
    found = text.dictionary_encode()
    words = found.dictionary if len(found.dictionary) else pa.array([""], pa.string())
    codes = found.indices.fill_null(0) if found.indices.null_count else found.indices
    return Coded(words, np.asarray(codes, np.int64), known(text))


def _joined(texts: Texts, names: tuple[str, ...], nulls: Sequence[str]) -> Any:
    parts = [_without(texts[name], _means_nothing(texts[name], nulls)) for name in names]
    return parts[0] if len(parts) == 1 else pc.binary_join_element_wise(*parts, " ")


def _means_nothing(text: Any, nulls: Sequence[str]) -> Bools:
    if list(nulls) == [""]:  # by far the most frequent, and quick to see
        return np.asarray(pc.equal(pc.binary_length(text), 0), np.bool_)
    return among(text, nulls)


def _without(text: Any, rows: Bools) -> Any:
    return pc.if_else(pa.array(rows), pa.scalar(None, pa.string()), text) if rows.any() else text


def _nowhere(text: Any) -> Bools:
    return np.zeros(len(text), np.bool_)
