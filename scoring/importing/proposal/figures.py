"""Which whole numbers a block comes to: stamps, millionths of numbers, codes of words.

What is compared here only proposes; the import reads every text again, exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Bools, Int64s
from scoring.exact.fixed import multiply
from scoring.importing.profile.readings import Numbers
from scoring.importing.proposal.exports import Texts
from scoring.importing.proposal.shapes import NO_VALUE
from scoring.importing.proposal.traits import Trait
from scoring.importing.reading.clock import read_local
from scoring.importing.reading.formats import pattern
from scoring.importing.reading.numbers import read_figures, settle
from scoring.importing.reading.spans import read_spans
from scoring.importing.reading.texts import among

MILLION = 1_000_000
_POINT = Numbers.model_construct(mark="point", grouping="none")


class Figures(NamedTuple):
    """A column of whole numbers: int64[rows], and bool[rows] where there is one."""

    values: Int64s
    known: Bools


@dataclass
class View:
    """One block.

    Attributes:
        rows: how many it has.
        filled: bool[rows] of each column, where it has a value.
        stamps: microseconds of the wall clock; `days` of them where the export has no time.
        numbers: millionths; durations in parts as millionths of a second.
        codes: places in the column's sorted words, -1 where there is none.
    """

    rows: int
    filled: dict[int, Bools] = field(default_factory=dict)
    stamps: dict[int, Figures] = field(default_factory=dict)
    numbers: dict[int, Figures] = field(default_factory=dict)
    codes: dict[int, Int64s] = field(default_factory=dict)


class Viewer:
    """Turns blocks into views, by what is known of the columns."""

    def __init__(self, traits: Mapping[int, Trait], joined: Mapping[int, int]) -> None:
        """Prepare for a file.

        Args:
            traits: every column by its place.
            joined: the column of times that belongs to a column of dates, by place.
        """
        self._traits = traits
        self._joined = joined
        self._words = {
            place: pa.array(sorted(trait.shape.words), pa.string())
            for place, trait in traits.items()
            if trait.kind in ("words", "many", "truth", "number") and trait.shape.words
        }

    def words(self, place: int) -> list[str]:
        """Return the words that a column's codes point to."""
        return [str(word) for word in self._words[place].to_pylist()]

    @property
    def coded(self) -> list[int]:
        """The columns that have codes."""
        return list(self._words)

    def view(self, texts: Texts) -> View:
        """Turn one block into whole numbers."""
        view = View(len(next(iter(texts.values()))))
        for place, trait in self._traits.items():
            text = texts[place]
            known = ~among(text, ["", *NO_VALUE, *trait.nulls])
            view.filled[place] = known
            if trait.kind == "stamp":
                view.stamps[place] = self._stamps(texts, place, known)
            elif trait.kind == "number":
                view.numbers[place] = _numbers(text, known, trait)
            elif trait.unit:
                view.numbers[place] = _spans(text, known, trait.unit)
            if place in self._words:
                found = pc.fill_null(pc.index_in(text, value_set=self._words[place]), -1)
                view.codes[place] = np.where(known, np.asarray(found, np.int64), -1)
        return view

    def _stamps(self, texts: Texts, place: int, known: Bools) -> Figures:
        text, formats = texts[place], stamp_formats(self._traits, self._joined, place)
        if place in self._joined:
            text = pc.binary_join_element_wise(text, texts[self._joined[place]], " ")
        us, fits = np.zeros(len(text), np.int64), np.zeros(len(text), np.bool_)
        for one in formats:
            read = read_local(text, pattern(one))
            us, fits = np.where(read.fits & ~fits, read.us, us), fits | read.fits
        return Figures(us, fits & known)


def stamp_formats(
    traits: Mapping[int, Trait], joined: Mapping[int, int], place: int
) -> tuple[str, ...]:
    """Return the formats of a column of stamps, with that of its times where it is joined."""
    dates = traits[place].dates
    formats = dates.formats if dates is not None else ()
    if place in joined:
        return tuple(f"{one} {traits[joined[place]].clock}" for one in formats)
    return formats


def _numbers(text: Any, known: Bools, trait: Trait) -> Figures:
    numbers = Numbers.model_validate({"mark": trait.mark, "grouping": trait.grouping})
    read = read_figures(text, numbers, (trait.affix,) if trait.affix else ())
    micro, _ = settle(multiply(read.units, MILLION), 10**read.places, "half_up")
    return Figures(micro, known & read.plain)


def _spans(text: Any, known: Bools, unit: Any) -> Figures:
    read = read_spans(text, unit, _POINT, "half_up")
    return Figures(read.seconds * MILLION, known & read.plain)
