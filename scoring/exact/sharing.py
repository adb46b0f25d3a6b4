"""Many pools shared at once: exact parts by weight, caps, and the odd cents by largest remainder.

`fixed.allocate` is the plain twin for one pool without caps. An exact part is held as a mixed
number, whole units and a rest over the group's weight: weight x fund is then never written out,
and int64 suffices for any fund as long as a group's weight leaves a few bits free.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from scoring.exact import fixed
from scoring.exact.fixed import INT64_MAX, Exact

LeftOver = Literal["share", "return"]
_Int64s = npt.NDArray[np.int64]
_Bools = npt.NDArray[np.bool_]
_ROOM = 62  # bits of weight and digit together: twice their product then fits int64
_DIGIT_MIN = 4  # bits of a digit at the least; a smaller one would take more than 16 rounds
_RADIX = 2**16  # NumPy sorts numbers of 16 bits by counting


class Caps(NamedTuple):
    """The most that anyone may get, and what becomes of what a cap leaves.

    Attributes:
        most: Exact[n], minor units, not negative; held against the amount without its sign.
        left_over: `share` hands it to those below their caps, by their weights, until nobody is
            above; `return` shares as if there were no caps, and what exceeds one goes back.
    """

    most: Exact
    left_over: LeftOver


class Shares(NamedTuple):
    """What each of n agents gets from the pool of its group, and what each of g groups keeps.

    The exact share is `whole + rest / under` minor units. Under `share` it is what the agent is
    due after others stopped at their caps, or its own cap; under `return` what it is due without
    any cap.

    Attributes:
        amount: Exact[n], minor units.
        odd: bool[n], true where the amount has one of the units that no exact share held.
        capped: bool[n], true where a cap took something away.
        whole: Exact[n], the whole units of the exact share.
        rest: Exact[n], of the sign of the fund.
        under: Exact[n], positive.
        returned: Exact[g], what nobody gets, of the sign of the fund.
    """

    amount: Exact
    odd: _Bools
    capped: _Bools
    whole: Exact
    rest: Exact
    under: Exact
    returned: Exact


class _Left(NamedTuple):
    """What is left of each group once some have stopped at their caps."""

    fund: Exact
    weight: Exact
    capped: _Bools


def share(group: _Int64s, weight: Exact, fund: Exact, caps: Caps | None) -> Shares:
    """Share each group's fund among its members by weight, to the unit.

    Every member gets the whole units of its exact share; those left over go one by one to the
    largest fractions, equal fractions to the lower index, so callers order by agent id. A unit
    never lifts anyone over a cap. A negative fund mirrors the positive one; the fund of a group
    without weight is returned. Source: Hamilton's method; caps by filling up to a level.

    Args:
        group: int64[n], the group of each agent, from 0 to g - 1.
        weight: Exact[n], not negative: numerators over any denominator that a group has in common.
        fund: Exact[g], minor units.
        caps: the agents' caps; None where there are none.

    Raises:
        ValueError: a weight or a cap below zero.
    """
    if weight.size and int(weight.min()) < 0:
        raise ValueError("weights must not be negative")
    if caps is not None and caps.most.size and int(caps.most.min()) < 0:
        raise ValueError("caps must not be negative")
    sign = np.where(np.asarray(fund < 0, dtype=bool), -1, 1)
    size = fixed.narrow(abs(fixed.wide(fund)))  # int64's least number has no opposite in it
    stopped = caps if caps is not None and caps.left_over == "share" else None
    found = _out(group, weight, size, stopped)
    if caps is not None and caps.left_over == "return":
        found = _cut(found, caps.most)
    returned = _less(size, sums(group, found.amount, fund.size))
    return _mirrored(found._replace(returned=returned), sign, group)


def sums(group: _Int64s, values: Exact, groups: int) -> Exact:
    """Add values up by group.

    Args:
        group: int64[n], from 0 to groups - 1.
        values: Exact[n].
        groups: how many groups there are.

    Returns:
        Exact[groups], in Python's integers where a sum could pass int64.
    """
    fits = fixed.largest(values) * max(1, values.size) <= INT64_MAX
    sums = np.zeros(groups, dtype=np.int64 if fits else object)
    np.add.at(sums, group, fixed.narrow(values) if fits else fixed.wide(values))
    return fixed.narrow(sums)


def _out(group: _Int64s, weight: Exact, fund: Exact, caps: Caps | None) -> Shares:
    """Share funds that are not negative; what is returned is left for the caller to reckon."""
    left = _Left(fund, sums(group, weight, fund.size), np.zeros(group.size, dtype=bool))
    if caps is not None:
        left = _filled_up(group, weight, left, caps.most)
    free = fixed.where(left.capped, np.zeros(group.size, dtype=np.int64), weight)
    under = fixed.where(np.asarray(left.weight > 0, dtype=bool), left.weight, 1)[group]
    whole, rest = _parts(free, left.fund[group], under)
    over = _less(left.fund, sums(group, whole, fund.size))
    odd = _largest(group, rest, fixed.where(np.asarray(left.weight > 0, dtype=bool), over, 0))
    if caps is not None:
        whole = fixed.where(left.capped, *fixed.alike(caps.most, whole))
    amount = fixed.narrow(fixed.add(whole, odd.astype(np.int64)))
    return Shares(amount, odd, left.capped, whole, rest, under, fund)


def _filled_up(group: _Int64s, weight: Exact, left: _Left, most: Exact) -> _Left:
    """Stop those at their caps who are due more, and share what they leave, until nobody is.

    Who was once due more is so ever after, as what is left rises for each unit of weight. This
    is Newton's method on what the caps let through: each round at least quarters the product of
    the excess and the weight left, so the rounds are as many as these have digits, not agents.
    """
    fund, whole, capped = left.fund, left.weight, left.capped.copy()
    here = np.flatnonzero(weight > 0)
    while here.size:
        at = group[here]
        units, rest = _parts(weight[here], fund[at], whole[at])
        beyond = (units > most[here]) | ((units == most[here]) & (rest > 0))
        now = here[np.asarray(beyond, dtype=bool)]
        capped[now] = True
        fund = _less(fund, sums(group[now], most[now], fund.size))
        whole = _less(whole, sums(group[now], weight[now], fund.size))
        again = np.zeros(fund.size, dtype=bool)
        again[group[now]] = True
        here = here[again[at] & ~capped[here]]
    return _Left(fund, whole, capped)


def _parts(weight: Exact, fund: Exact, whole: Exact) -> tuple[Exact, Exact]:
    """Return the whole part of weight x fund / whole, and the rest over `whole`.

    The fund is taken digit by digit, the rest of one carried to the next as in long division:
    with digits of b bits no number exceeds 2 x whole x 2**b, which decides between int64 and
    Python's integers.

    Args:
        weight: Exact[n], 0 to `whole`.
        fund: Exact[n], not negative.
        whole: Exact[n], positive.
    """
    most, heaviest = fixed.largest(fund), fixed.largest(whole)
    bits = _ROOM - heaviest.bit_length()
    fits = max(most, heaviest) <= INT64_MAX
    if fits and fixed.largest(weight) * most <= INT64_MAX:
        bits = max(most.bit_length(), 1)  # one digit: the product fits as it is
    elif not fits or bits < _DIGIT_MIN:
        product = fixed.wide(weight) * fixed.wide(fund)
        units = product // fixed.wide(whole)
        return fixed.narrow(units), fixed.narrow(product - units * fixed.wide(whole))
    weight, fund, whole = (fixed.narrow(numbers) for numbers in (weight, fund, whole))
    quotient, rest = np.zeros(weight.size, dtype=np.int64), np.zeros(weight.size, dtype=np.int64)
    for shift in reversed(range(0, max(most.bit_length(), 1), bits)):
        carried = (rest << bits) + weight * ((fund >> shift) & (2**bits - 1))
        units = carried // whole
        quotient, rest = (quotient << bits) + units, carried - units * whole
    return quotient, rest


def _largest(group: _Int64s, rest: Exact, count: Exact) -> _Bools:
    """Return bool[n]: the `count` largest rests of each group, the lower index among equals.

    There are always more rests above zero than units, so that nobody without one gets a unit.
    """
    chosen = np.zeros(group.size, dtype=bool)
    order = np.flatnonzero(rest > 0)
    order = order[np.argsort(-rest[order], kind="stable")]
    small = np.uint16 if count.size <= _RADIX else np.int64
    order = order[np.argsort(group[order].astype(small), kind="stable")]
    members = np.bincount(group[order], minlength=count.size)
    place = np.arange(order.size) - (np.cumsum(members) - members)[group[order]]
    chosen[order[np.asarray(place < count[group[order]], dtype=bool)]] = True
    return chosen


def _cut(found: Shares, most: Exact) -> Shares:
    """Take from each what exceeds its cap; an odd unit goes first."""
    above = np.asarray(found.amount > most, dtype=bool)
    amount = fixed.where(above, *fixed.alike(most, found.amount))
    return found._replace(amount=amount, odd=found.odd & ~above, capped=above)


def _mirrored(found: Shares, sign: _Int64s, group: _Int64s) -> Shares:
    if not (sign < 0).any():
        return found
    own = sign[group]
    return found._replace(
        amount=fixed.multiply(found.amount, own),
        whole=fixed.multiply(found.whole, own),
        rest=fixed.multiply(found.rest, own),
        returned=fixed.multiply(found.returned, sign),
    )


def _less(a: Exact, b: Exact) -> Exact:
    """Return a - b; of two numbers that are not negative, the difference never wraps."""
    return fixed.narrow(np.subtract(*fixed.alike(a, b)))
