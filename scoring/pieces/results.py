"""Results of the company, of regions and of teams: the number that each agent has of one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scoring.beside import Results
from scoring.columns import Bools, Words
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.plan.kinds import Result


def result_of(
    measure: Result, results: Results, columns: Mapping[str, Words], n: int
) -> tuple[Exact, Bools]:
    """Return the number of each agent, and where there is one.

    Args:
        measure: which result it is, and whose.
        results: what there is.
        columns: where each agent is, `region` and `team` among them.
        n: how many agents there are.

    Returns:
        Exact[n] in units of 10**-results.places, and bool[n].
    """
    said = results.of.get((measure.per, measure.result), {})
    whole = measure.per == "all"
    words = () if whole else columns[measure.per].words
    codes = np.full(n, -1, np.int32) if whole else columns[measure.per].codes
    # Code -1 is nobody's team or region, and the last of the table: everybody's is the company's.
    table = [*map(said.get, words), said.get(None) if whole else None]
    known = np.array([one is not None for one in table], np.bool_)[codes]
    return fixed.exact([one or 0 for one in table])[codes], known
