"""Totals so far for people: which run they go on from, and what it had."""

from __future__ import annotations

from typing import Any

from scoring.independent.numbers import shown
from scoring.independent.so_far import Reached


def total_formula(reached: Reached) -> str:
    """Write what had been reached before, and what came in the period of the run before."""
    if reached.total is None:
        return ""
    if reached.how != "carried":
        return shown(reached.total)
    before, came = (shown(part) for part in (reached.before, reached.came) if part is not None)
    return f"{before} + {came} = {shown(reached.total)}"


def total_note(said: Any, reached: Reached, previous: tuple[str, str] | None) -> str:
    """Say where a total comes from.

    Args:
        said: what the plan says of it.
        reached: what it is made of.
        previous: the period and the id of the earlier run, where one was named.
    """
    since = said["since"].replace("_", "-")
    if reached.how == "fresh":
        begins = f"the {since} begins" if "opening" not in said else "it begins"
        return f"{begins} with this period: nothing is so far"
    if reached.how == "given":
        name = said["opening"]["reached"]["given"]
        known = "not given" if reached.before is None else "given"
        return f"opens in {said['opening']['in']} with {name}: {known}"
    period, run = previous or ("before", "unknown")
    if reached.how == "new":
        return f"not in the run of {period}, {run}: begins at 0"
    parts = {"before it": reached.before, f"{said['of']} in it": reached.came}
    named = [f"{word} {'not known' if x is None else shown(x)}" for word, x in parts.items()]
    return f"from the run of {period}, {run}: {', '.join(named)}"
