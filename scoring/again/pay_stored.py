"""Pay lines and shares of pools as a run stores them, held to those that are reckoned again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.again.placed import Again
from scoring.again.stored import differs
from scoring.columns import Int64s
from scoring.errors import Problem, counted
from scoring.exact import fixed
from scoring.lines import PayLines
from scoring.outputs.arrow import text_array, whole_texts
from scoring.outputs.pool_tables import amounts
from scoring.outputs.schemas import MEMBERS
from scoring.outputs.stored import stored_columns
from scoring.pieces.funds import funded, sharing_in
from scoring.plan.model import Plan
from scoring.pools import Entered

PAYOUTS = "payouts.parquet"
_KEYS = ("agent_id", "line", "currency", "cost_center", "pay_code")
_SHARES = ("agent_id", "line", "numerator", "denominator")


def other_lines(run: Path, plan: Plan, lines: PayLines, ids: Any) -> Iterator[Problem]:
    """Yield a problem where a run stores other pay lines than these.

    Lines of pools, awards and settlement are none of these: the plan shares, gives or adds them.

    Args:
        run: the folder of the run.
        plan: its plan.
        lines: its pay lines, reckoned again.
        ids: the ids of its agents, as Arrow strings.
    """
    names = [name for line in plan.lines if line.pool is None for name in line.names]
    stored = stored_columns(run, PAYOUTS, (*_KEYS, "amount"))
    stored = stored.filter(pc.is_in(stored["line"], pa.array(names, pa.string())))
    columns = {
        "agent_id": ids.take(pa.array(lines.agent)),
        "line": text_array(lines.line),
        "currency": text_array(lines.currency),
        "cost_center": text_array(lines.cost_center),
        "pay_code": text_array(lines.pay_code),
        "amount": amounts(lines.amount_minor, lines.currency),
    }
    if lacking := _unlike(stored, pa.table(columns)):
        what = f"stores other pay lines than the values of {counted(lacking, 'agent')} come to"
        yield differs(run / PAYOUTS, what)


def _unlike(stored: Any, again: Any) -> int:
    """Count the agents of whom two tables have other rows, whatever the order of them."""
    stored, again = (_in_order(table) for table in (stored, again))
    if stored.num_rows == again.num_rows and stored.equals(again):
        return 0
    pairs = [set(map(tuple, map(dict.values, table.to_pylist()))) for table in (stored, again)]
    other = len({row[0] for row in pairs[0] ^ pairs[1]})
    return other or 1  # the same row twice


def _in_order(table: Any) -> Any:
    return table.sort_by([(key, "ascending") for key in _KEYS]).combine_chunks()


def other_shares(
    run: Path, again: Again, entered: tuple[Entered, ...], ids: Any
) -> tuple[Mapping[int, Int64s], list[Problem]]:
    """Hold the shares of all pools to those that a run stores.

    Args:
        run: the folder of the run.
        again: the run, placed again.
        entered: who shares in the pool of which line, reckoned again.
        ids: the ids of its agents, as Arrow strings.

    Returns:
        By the place of a line, int64[k], the agents of groups for which its pool has no fund; and
        what is wrong.
    """
    if not entered:
        return {}, []
    stored, found, problems = stored_columns(run, MEMBERS, _SHARES), dict[int, Int64s](), []
    plan, roster, values = again.restored.plan, again.restored.roster, again.placed.weighed.values
    for one in entered:
        sharing = sharing_in(funded(plan, roster, values, one))
        found[one.line], line = np.delete(one.who, sharing), plan.lines[one.line].name
        if wrong := _other_members(
            one, sharing, ids, stored.filter(pc.equal(stored["line"], line))
        ):
            what = f"stores another share of '{line}' than the values of {counted(wrong, 'agent')}"
            problems.append(differs(run / MEMBERS, what))
    return found, problems


def _other_members(entered: Entered, sharing: Int64s, ids: Any, stored: Any) -> int:
    """Count the agents who share in a pool with another fraction than is stored, or not at all."""
    who = pc.fill_null(pc.index_in(stored["agent_id"], ids), -1).to_numpy().astype(np.int64)
    if not np.array_equal(who, entered.who[sharing]):
        return np.setxor1d(who, entered.who[sharing]).size or 1  # the same row twice
    num, den = entered.share
    num = fixed.where(np.asarray(num > 0, dtype=bool), num, 0)  # below zero is none at all
    num = fixed.spread(num.reshape(-1), entered.who.size)[sharing]
    under = fixed.filled(num.size, den) if isinstance(den, int) else den[sharing]
    texts = zip(whole_texts(num).to_pylist(), whole_texts(under).to_pylist(), strict=True)
    said = zip(stored["numerator"].to_pylist(), stored["denominator"].to_pylist(), strict=True)
    return sum(
        _fraction(pair) != _fraction(other)
        for pair, other in zip(texts, said, strict=True)
        if pair != other
    )


def _fraction(pair: tuple[str, str]) -> Fraction:
    return Fraction(int(pair[0]), int(pair[1]))
