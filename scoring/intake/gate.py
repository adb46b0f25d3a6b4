"""The gate: lets a batch through in which nothing can fail, without asking pandera about it.

It is made from the contract's own checks, and asks the same of arrays. pandera stays the judge:
whatever the gate does not let through, or does not understand, goes to pandera as if there were
no gate.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from scoring.columns import Bools, Column, Int64s
from scoring.intake.contracts import Declared
from scoring.intake.in_place import codes_in, column_in, known_in
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


class Order(NamedTuple):
    """Two columns of which one is never above the other."""

    lower: str
    upper: str


class Words(NamedTuple):
    """The words of a column's dictionary, with what is asked of each.

    Attributes:
        dictionary: Arrow strings.
        good: bool[words], whether the contract takes it.
        words: as Python has them; none where nobody asks for them.
        agent: int64[words], for agents their index in the plan, -3 for nobody on the roster;
            empty for other columns.
    """

    dictionary: Any
    good: Bools
    words: tuple[str, ...]
    agent: Int64s


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

    def __init__(
        self,
        schema: Any,
        declared: Mapping[str, Declared],
        bounds: Mapping[str, tuple[int, int]],
        kernels: Kernels,
    ) -> None:
        """Take a contract.

        Args:
            schema: its pandera schema.
            declared: the columns that batches have.
            bounds: what a plan's scales ask beyond the contract, in units, by column.
            kernels: the kernels that do the work.
        """
        self._declared, self._bounds, self._kernels = declared, bounds, kernels
        self._orders, self.understands = _orders(schema, declared)
        self._last: dict[str, Words] = {}
        self._came: dict[str, Any] = {}

    def through(self, batch: Any, agents: Mapping[str, Mapping[str, int]]) -> Through | None:
        """Let a batch through, or not.

        Args:
            batch: an Arrow record batch of the columns declared, texts as dictionaries.
            agents: by column, what number stands for each word of it.

        Returns:
            Its columns; None where something may be wrong.
        """
        if not self.understands:
            return None
        numbers: dict[str, Column] = {}
        texts: dict[str, Texts] = {}
        for name, declared in self._declared.items():
            array = batch.column(name)
            if not declared.nullable and array.null_count:
                return None
            if declared.kind == "text":
                text = self._text(array, declared, agents.get(name))
                if text is None:
                    return None
                texts[name] = text
            else:
                column = self._number(array, declared)
                if column is None:
                    return None
                numbers[name] = column
        return Through(numbers, texts) if self._in_order(numbers) else None

    def _number(self, array: Any, declared: Declared) -> Column | None:
        column = column_in(array, declared, self._kernels)
        if column is None or declared.low is None or declared.high is None:
            return column
        low, high = self._bounds.get(declared.name, (declared.low, declared.high))
        well = self._kernels.all_within(
            column.values, column.known, max(low, declared.low), min(high, declared.high)
        )
        return column if well else None

    def _text(
        self, array: Any, declared: Declared, agents: Mapping[str, int] | None
    ) -> Texts | None:
        if pa.types.is_integer(array.type):
            array = array.cast(pa.string())
        if not pa.types.is_dictionary(array.type):
            array = array.dictionary_encode()
        elif self._has_grown(array, declared.name):
            array = array.dictionary_decode().dictionary_encode()
        known, words = known_in(array, self._kernels), self._words(array, declared, agents)
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
        last, dictionary = self._came.get(name), array.dictionary
        self._came[name] = dictionary
        same = last is not None and last.equals(dictionary)
        return len(dictionary) > len(array) and not same

    def _words(self, array: Any, declared: Declared, agents: Mapping[str, int] | None) -> Words:
        """Look at the words of a dictionary, which is mostly the one that came before it."""
        last = self._last.get(declared.name)
        if last is None or not last.dictionary.equals(array.dictionary):
            dictionary = array.dictionary
            texts = dictionary.cast(pa.string())
            listed = texts.to_pylist()
            indices = [] if agents is None else [agents.get(word, _NOBODY) for word in listed]
            last = Words(
                dictionary,
                good_words(texts, declared.longest, frozenset(declared.words), declared.form),
                tuple(listed),
                np.array(indices, np.int64),
            )
            self._last[declared.name] = last
        return last

    def _in_order(self, numbers: Mapping[str, Column]) -> bool:
        return all(
            self._kernels.all_in_order(
                numbers[order.lower].values,
                numbers[order.upper].values,
                numbers[order.lower].known & numbers[order.upper].known,
            )
            for order in self._orders
        )


_NOBODY = -3
"""As the reader has it for an agent who is not on the roster."""


def _orders(schema: Any, declared: Mapping[str, Declared]) -> tuple[list[Order], bool]:
    """Return what a contract asks of two columns, and whether all that it asks is understood."""
    names = {check.name for column in schema.columns.values() for check in column.checks}
    said = [check.statistics or {} for check in schema.checks]
    understood = names <= _UNDERSTOOD and all({"lower", "upper"} <= one.keys() for one in said)
    orders = [Order(one["lower"], one["upper"]) for one in said] if understood else []
    return [o for o in orders if {*o} <= declared.keys()], understood
