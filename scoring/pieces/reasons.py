"""Why a condition holds for an agent: what decided, as people read it.

Each different text is written once, however many agents it is for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.columns import Bools, Column, Int64s, Words
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.pieces.conditions import Numbers, asked, attainment, holds
from scoring.plan.conditions import Test, When
from scoring.plan.model import Plan


def why(when: When, numbers: Numbers, plan: Plan, agents: Int64s) -> Words:
    """Say why a condition holds.

    Args:
        when: the condition.
        numbers: what is stored of the agents.
        plan: the plan.
        agents: int64[m], agents for whom it holds.

    Returns:
        text[m].
    """
    if when.all_of is not None:
        return beside("; ", [why(part, numbers, plan, agents) for part in when.all_of])
    if when.any_of is not None:
        said = []
        for part in when.any_of:
            here = np.flatnonzero(holds(part, numbers, plan)[agents])
            said.append(_placed(why(part, numbers, plan, agents[here]), here, agents.size))
        return beside("; ", said)
    if when.where is not None:
        return beside(", ", [_passed(test, numbers, agents) for test in when.where])
    if when.tier is not None and numbers.tier is not None:
        asked_for = ", ".join(when.tier)
        tier = numbers.tier.taken(agents)
        return of_codes(tier.codes, [f"tier {t} is among {asked_for}" for t in tier.words])
    return _number(when, numbers, plan, agents)


def _number(when: When, numbers: Numbers, plan: Plan, agents: Int64s) -> Words:
    side = "below" if when.below is not None else "at least"
    edge = when.below if when.below is not None else when.at_least
    tail = f" is {side} {edge:f}"
    if when.attainment is not None:
        num, den, known = attainment(when.attainment, numbers, plan)
        called = f"attainment of {when.attainment}"
        said = _of_fractions(num[agents], den[agents], lambda x: f"{called} {x}{tail}")
    else:
        found = asked(when, numbers, plan)
        known, called = found.known, found.called
        said = of_units(found.units[agents], lambda units: found.text(units) + tail)
    missing = f"{called} has no value: taken as met (missing: {when.missing})"
    return of_codes(np.where(known[agents], said.codes, len(said.words)), [*said.words, missing])


def of_units(units: Exact, write: Callable[[int], str]) -> Words:
    """Write each different whole number once: text[m]."""
    place, count = fixed.levels(units)
    different = np.empty(count.size, dtype=object)
    different[place] = units
    return of_codes(place, [write(one) for one in different.tolist()])


def of_codes(codes: npt.NDArray[np.integer[Any]], texts: Sequence[str]) -> Words:
    """Hold texts, some of which may be alike, by their place in a list."""
    code: dict[str, int] = {}
    again = np.array([code.setdefault(text, len(code)) for text in texts], np.int32)
    return Words(again[codes] if len(texts) else np.empty(0, np.int32), tuple(code))


def beside(between: str, parts: Sequence[Words]) -> Words:
    """Write texts of the same agents one after the other; an empty one leaves nothing."""
    codes, texts = parts[0].codes.astype(np.int64), list(parts[0].words)
    for part in parts[1:]:
        both = codes * len(part.words) + part.codes
        pairs, codes = np.unique(both, return_inverse=True)
        texts = [
            between.join(
                filter(None, (texts[pair // len(part.words)], part.words[pair % len(part.words)]))
            )
            for pair in pairs.tolist()
        ]
    return of_codes(codes, texts)


def _placed(said: Words, here: Int64s, n: int) -> Words:
    """Put texts at some of n places, with nothing at the others."""
    codes = np.full(n, len(said.words), dtype=np.int64)
    codes[here] = said.codes
    return of_codes(codes, [*said.words, ""])


def _of_fractions(num: Exact, den: Exact, write: Callable[[str], str]) -> Words:
    """Write each different fraction once; without a denominator it is beyond every edge."""
    above, (under, count) = fixed.levels(num)[0], fixed.levels(den)
    pair = above * count.size + under
    first, codes = np.unique(pair, return_index=True, return_inverse=True)[1:]
    both = zip(num[first].tolist(), den[first].tolist(), strict=True)
    said = [f"{shown(Fraction(x, y))} %" if y else "beyond every edge" for x, y in both]
    return of_codes(codes, [write(text) for text in said])


def shown(x: Fraction) -> str:
    """Write a fraction as a decimal: exact where it ends, and marked ≈ at six places where not."""
    for places in range(13):
        if (x * 10**places).denominator == 1:
            return fixed.text(int(x * 10**places), places)
    return "≈" + shown(Fraction(fixed.divide_one(x.numerator * 10**6, x.denominator), 10**6))


# Filters: what stands in a roster row, and what was asked for where that is another word.


def _passed(test: Test, numbers: Numbers, agents: Int64s) -> Words:
    roster = numbers.roster
    if test.column in roster.numbers:
        column = roster.numbers[test.column]
        return _with_empty(column, agents, test, of_units(column.values[agents], str))
    if test.column not in roster.columns:
        return of_codes(np.zeros(agents.size, np.int64), [_found(test, None)])
    words = roster.columns[test.column].taken(agents)
    texts = [*(_found(test, word) for word in words.words), _found(test, None)]
    return of_codes(words.codes, texts)  # a code of -1 is the last of them


def _with_empty(column: Column, agents: Int64s, test: Test, numbers: Words) -> Words:
    known: Bools = column.known[agents]
    texts = [*(_found(test, word) for word in numbers.words), _found(test, None)]
    return of_codes(np.where(known, numbers.codes, len(numbers.words)), texts)


def _found(test: Test, value: str | None) -> str:
    """Write a roster value beside what was asked of it."""
    here = f"{test.column} is {'empty' if value is None else value}"
    if test.one_of is not None:
        return here
    edges: tuple[tuple[str, Decimal | None], ...] = (
        ("at least", test.at_least),
        ("below", test.below),
    )
    said = [] if test.none_of is None else [f"other than {' or '.join(test.none_of)}"]
    said += [f"{words} {edge:f}" for words, edge in edges if edge is not None]
    said += [] if test.present is None else ["not empty" if test.present else "empty"]
    return f"{here} (as asked: {' and '.join(said)})"
