"""The gate: lets a batch through in which nothing can fail, without asking pandera about it.

It is made from the contract's own terms, and asks the same of arrays. pandera stays the judge:
whatever the gate does not let through, or does not understand, goes to pandera as if there were
no gate.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Bools, Column, Int64s
from scoring.intake.canonical import ENTRIES
from scoring.intake.fields import Declared, Ordered, Terms, Together
from scoring.intake.in_place import codes_in, column_in, known_in
from scoring.intake.physical import family_of
from scoring.intake.plain import FORMS, good_words
from scoring.kernels.choice import Kernels

_UNDERSTOOD = {
    "plain_text",
    "in_range",
    "greater_than_or_equal_to",
    "less_than_or_equal_to",
    "isin",
    "out_of_scale",
    *(f"form_{form}" for form in FORMS),
}


class Numbered(NamedTuple):
    """Words that numbers stand for: Arrow strings, and int64[words]."""

    words: Any
    numbers: Int64s

    @classmethod
    def of(cls, numbers: Mapping[str, int]) -> Numbered:
        """Lay out words and their numbers."""
        words = pa.array(list(numbers), pa.string())
        return cls(words, np.array(list(numbers.values()), np.int64))

    def among(self, texts: Any) -> Int64s:
        """Return each text's number, -3 for one that has none."""
        places = pc.index_in(texts, value_set=self.words)
        at = places.fill_null(len(self.words)).to_numpy(zero_copy_only=False)
        found: Int64s = np.append(self.numbers, _NOBODY)[at]
        return found


class Words(NamedTuple):
    """The words of a column's dictionary, with what is asked of each.

    Attributes:
        dictionary: Arrow strings.
        good: bool[words], whether the contract takes it.
        words: as Python has them; none where numbers stand for them.
        numbers: int64[words], those that stand for them; -3 for a word that has none.
    """

    dictionary: Any
    good: Bools
    words: tuple[str, ...]
    numbers: Int64s


class Texts(NamedTuple):
    """A column of text as codes into words."""

    codes: Int64s
    known: Bools
    of: Words


class Through(NamedTuple):
    """A batch that was let through: every value keeps the contract."""

    numbers: dict[str, Column]
    texts: dict[str, Texts]


class Gate:
    """A contract, asked of arrays; one gate for each thread, as it remembers the last words."""

    def __init__(self, terms: Terms, kernels: Kernels) -> None:
        """Take the terms of the columns that batches have, and the kernels that do the work."""
        self._terms, self._kernels = terms, kernels
        self._orders = [asked for asked in terms.together if isinstance(asked, Ordered)]
        self._rest = [asked for asked in terms.together if isinstance(asked, Together)]
        asked = {asked.name for column in terms.columns for asked in terms.asked(column)}
        self.understands = asked <= _UNDERSTOOD
        self._last: dict[str, Words] = {}
        self._came: dict[str, Any] = {}

    def through(self, batch: Any, numbered: Mapping[str, Numbered]) -> Through | None:
        """Let a batch through, or not.

        Args:
            batch: an Arrow record batch of the columns declared, texts as dictionaries.
            numbered: by column, what number stands for each word of it.

        Returns:
            Its columns; None where something may be wrong.
        """
        if not self.understands:
            return None
        numbers: dict[str, Column] = {}
        texts: dict[str, Texts] = {}
        for name, declared in self._terms.columns.items():
            array = batch.column(name)
            if not declared.nullable and array.null_count:
                return None
            if declared.kind == "text":
                text = self._text(array, declared, numbered.get(name))
                if text is None:
                    return None
                texts[name] = text
            else:
                column = self._number(array, declared)
                if column is None:
                    return None
                numbers[name] = column
        through = Through(numbers, texts)
        return through if self._in_order(numbers) and self._row_by_row(through) else None

    def doubted(self, batch: Any) -> Bools:
        """Say in which rows of a batch that was not let through something may be wrong.

        Args:
            batch: as above.

        Returns:
            bool[rows], all true where the contract asks what is not understood here.
        """
        doubt = np.full(batch.num_rows, not self.understands or bool(self._rest), np.bool_)
        numbers: dict[str, Column] = {}
        for name, declared in self._terms.columns.items():
            array = batch.column(name)
            if not declared.nullable:
                doubt |= ~known_in(array, self._kernels)
            if declared.kind == "text":
                doubt |= self._doubted_texts(array, declared)
            else:
                numbers[name], wrong = self._doubted_numbers(array, declared)
                doubt |= wrong
        for order in self._orders:
            lower, upper = numbers[order.lower], numbers[order.upper]
            doubt |= lower.known & upper.known & (upper.values < lower.values)
        return doubt

    def _doubted_numbers(self, array: Any, declared: Declared) -> tuple[Column, Bools]:
        values, known, faults = ENTRIES[family_of(array.type)](array, declared.places)
        wrong = np.zeros(values.size, np.bool_)
        for mask in faults.values():
            wrong |= mask
        if declared.low is not None and declared.high is not None:
            low, high = self._terms.scales.get(declared.name, (declared.low, declared.high))
            low, high = max(low, declared.low), min(high, declared.high)
            wrong |= known & ((values < low) | (values > high))
        return Column("whole", values, known), wrong

    def _doubted_texts(self, array: Any, declared: Declared) -> Bools:
        coded = _coded(array)
        known = known_in(coded, self._kernels)
        if coded.dictionary.null_count:
            return known
        good = np.empty(len(array), np.bool_)
        words = self._good(coded.dictionary.cast(pa.string()), declared)
        self._kernels.looked_up(codes_in(coded), known, words, good)
        return known & ~good

    def _number(self, array: Any, declared: Declared) -> Column | None:
        column = column_in(array, declared, self._kernels)
        if column is None or declared.low is None or declared.high is None:
            return column
        low, high = self._terms.scales.get(declared.name, (declared.low, declared.high))
        well = self._kernels.all_within(
            column.values, column.known, max(low, declared.low), min(high, declared.high)
        )
        return column if well else None

    def _text(self, array: Any, declared: Declared, numbered: Numbered | None) -> Texts | None:
        array = _coded(array)
        if array.dictionary.null_count:  # a null among the words: rare, and for pandera to see
            return None
        if self._has_grown(array, declared.name):
            array = array.dictionary_decode().dictionary_encode()
        known, words = known_in(array, self._kernels), self._words(array, declared, numbered)
        codes = codes_in(array)
        if words.good.all():
            return Texts(codes, known, words)
        good = np.empty(len(array), np.bool_)
        self._kernels.looked_up(codes, known, words.good, good)
        return Texts(codes, known, words) if (good == known).all() else None

    def _has_grown(self, array: Any, name: str) -> bool:
        """Say whether a dictionary has words of other batches, more of them each time.

        Where words are too many for a dictionary page, the library keeps those of all batches of
        a row group, so that the last would be looked at with all that came before.
        """
        dictionary = array.dictionary
        if len(dictionary) <= len(array):
            return False
        last = self._came.get(name)
        self._came[name] = dictionary
        return last is None or not _same(last, dictionary)

    def _words(self, array: Any, declared: Declared, numbered: Numbered | None) -> Words:
        """Look at the words of a dictionary, which is mostly the one that came before it."""
        last = self._last.get(declared.name)
        if last is None or not _same(last.dictionary, array.dictionary):
            texts = array.dictionary.cast(pa.string())
            last = Words(
                array.dictionary,
                self._good(texts, declared),
                () if numbered else tuple(texts.to_pylist()),
                numbered.among(texts) if numbered else np.zeros(0, np.int64),
            )
            self._last[declared.name] = last
        return last

    def _good(self, texts: Any, declared: Declared) -> Bools:
        """Say which words are good; those of plain ASCII are told by one look at their bytes."""
        _, begin, data = texts.buffers()
        if declared.longest and not declared.words and not declared.form and data is not None:
            begins = np.frombuffer(begin, np.int32)[texts.offset :][: len(texts) + 1]
            ascii_ = np.frombuffer(data, np.uint8)
            if self._kernels.texts_are_plain(begins, ascii_, declared.longest):
                return np.ones(len(texts), np.bool_)
        return good_words(texts, declared.longest, frozenset(declared.words), declared.form)

    def _in_order(self, numbers: Mapping[str, Column]) -> bool:
        return all(
            self._kernels.all_in_order(
                numbers[order.lower].values,
                numbers[order.upper].values,
                numbers[order.lower].known & numbers[order.upper].known,
            )
            for order in self._orders
        )

    def _row_by_row(self, through: Through) -> bool:
        if not self._rest:
            return True
        columns: dict[str, list[Any]] = {n: _listed(c) for n, c in through.numbers.items()}
        columns |= {name: _said(text) for name, text in through.texts.items()}
        rows = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
        return all(asked.holds(row) for row in rows for asked in self._rest)


def _listed(column: Column) -> list[int | None]:
    pairs = zip(column.values.tolist(), column.known.tolist(), strict=True)
    return [units if known else None for units, known in pairs]


def _said(text: Texts) -> list[str | None]:
    pairs = zip(text.codes.tolist(), text.known.tolist(), strict=True)
    return [text.of.words[code] if known else None for code, known in pairs]


def _coded(array: Any) -> Any:
    """Return text of any physical form, whole numbers or nulls as a dictionary's array."""
    if pa.types.is_integer(array.type) or pa.types.is_null(array.type):
        array = array.cast(pa.string())
    return array if pa.types.is_dictionary(array.type) else array.dictionary_encode()


def _same(one: Any, other: Any) -> bool:
    """Say whether two dictionaries are the same bytes; equal words may yet lie otherwise."""
    pairs = zip(one.buffers(), other.buffers(), strict=True)
    return (
        len(one) == len(other)
        and one.offset == other.offset == 0
        and all(
            (a is None and b is None) or (a is not None and b is not None and a.equals(b))
            for a, b in pairs
        )
    )


_NOBODY = -3
"""As the reader has it for an agent who is not on the roster."""
