"""What a cliff of pay is worth to those of a roster: at the median base and the highest."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from scoring.costs.lines import line_most
from scoring.costs.world import World
from scoring.exact import ratios
from scoring.exact.fixed import divide_one, text
from scoring.exact.money import MINOR_PLACES
from scoring.exact.ratios import Ratios
from scoring.flow import Roster
from scoring.plan.line_reach import OF_BASE
from scoring.plan.lint_worth import base_cliffs
from scoring.plan.model import Plan


class Worth(NamedTuple):
    """What a cliff moves for one currency.

    Attributes:
        path: the coefficient.
        crossing: which smallest change meets it.
        currency: its code.
        most: whether it moves so much at the most, rather than always.
        median, highest: a base of those who can get the line, and what the cliff moves there.
    """

    path: str
    crossing: str
    currency: str
    most: bool
    median: tuple[Fraction, Fraction]
    highest: tuple[Fraction, Fraction]

    def __str__(self) -> str:
        """Say it to a person."""
        at = [
            f"{_money(moved, self.currency)} for {which} of {_money(base, self.currency)}"
            for which, (base, moved) in (
                ("the median base", self.median),
                ("the highest", self.highest),
            )
        ]
        moves = "moves up to" if self.most else "moves"
        return f"{self.path}: {self.crossing} {moves} {' and '.join(at)} {self.currency}"

    def to_json(self) -> dict[str, Any]:
        """Return it for a script."""
        at = {"median": self.median, "highest": self.highest}
        found = {"path": self.path, "at": self.crossing, "currency": self.currency}
        return (
            found
            | {"up_to": self.most}
            | {
                key: {"base": _money(base, self.currency), "moves": _money(moved, self.currency)}
                for key, (base, moved) in at.items()
            }
        )


def worths(plan: Plan, roster: Roster) -> Iterator[Worth]:
    """Yield what each cliff that is worth a part of the base is worth, by currency."""
    world = World(plan, roster)
    for line, cliff in base_cliffs(plan):
        one = line_most(line, world)
        for code in sorted(one.currency.words):
            who = one.who[one.currency.are(code)]
            if who.size:
                at = _middle_and_highest(ratios.picked(world.based.base, who))
                median, highest = ((base, base * cliff.worth[OF_BASE]) for base in at)
                yield Worth(cliff.path, cliff.crossing, code, cliff.most, median, highest)


def _middle_and_highest(bases: Ratios) -> tuple[Fraction, Fraction]:
    """Return the median, of an even number half way between the two in the middle, and the most."""
    last = bases.num.size - 1
    if isinstance(bases.den, int):
        order = np.sort(bases.num)
        found = [Fraction(int(order[i]), bases.den) for i in (last // 2, (last + 1) // 2, last)]
    else:
        pairs = zip(bases.num.tolist(), bases.den.tolist(), strict=True)
        ordered = sorted(Fraction(num, den) for num, den in pairs)
        found = [ordered[i] for i in (last // 2, (last + 1) // 2, last)]
    return (found[0] + found[1]) / 2, found[2]


def _money(amount: Fraction, code: str) -> str:
    """Write an amount in the minor unit of a currency, halves up."""
    places = MINOR_PLACES[code]
    return text(divide_one(amount.numerator * 10**places, amount.denominator), places)
