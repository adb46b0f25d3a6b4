"""What an agent is paid on, once more: the base of pay and the fte, of one row or of stretches."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from scoring.independent.numbers import ZERO, shown
from scoring.independent.rows import Tree


class Based(NamedTuple):
    """What an agent is paid on; the words are empty where one row says it all.

    `base` is None where it is missing; `mixed` says that stretches have different currencies.
    """

    base: Fraction | None
    fte: Fraction
    fte_words: str = ""
    mixed: bool = False
    base_words: str = ""


def paid_on(plan: Tree, agent: Tree, *, based: bool) -> Based:
    """Return the base and the fte of an agent.

    Args:
        plan: the plan as nested text.
        agent: with `segments`, where the agent has several stretches.
        based: whether what is paid starts from a base, so that fte is weighed by it.
    """
    parts = agent.get("segments", ())
    if not parts or plan["segments"]["paid_on"] == "last":
        base = agent["bonus_base"]
        return Based(None if base is None else Fraction(base), Fraction(agent["fte"]))
    mixed = len({part["currency"] for part in parts}) > 1
    days = [Fraction(part["employed_days"]) for part in parts]
    ftes = [Fraction(part["fte"]) for part in parts]
    said = [part["bonus_base"] for part in parts if part["currency"] is not None]
    bases = [Fraction(base) for base in said if base is not None]
    if len(bases) < len(parts):
        return Based(None, *_mean(ftes, days), mixed)
    base, how = _mean(bases, days)
    weights = [d * b for d, b in zip(days, bases, strict=True)]
    if not based or not any(weights):
        weights = days
    fte, fte_how = _mean(ftes, weights)
    return Based(base, fte, fte_how, mixed, how)


def _mean(numbers: Sequence[Fraction], weights: Sequence[Fraction]) -> tuple[Fraction, str]:
    """Return a weighed mean, and how it is reckoned where not all numbers are one."""
    total = sum(weights, ZERO)
    mean = sum((w * x for w, x in zip(weights, numbers, strict=True)), ZERO) / total
    each = " + ".join(f"{shown(w)} x {shown(x)}" for w, x in zip(weights, numbers, strict=True))
    return mean, "" if len(set(numbers)) == 1 else f"({each}) / {shown(total)}"
