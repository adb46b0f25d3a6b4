"""What a command shows: a drawing on a terminal, and the plain text everywhere else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scoring.terminal.screen import draws

if TYPE_CHECKING:
    from scoring.ledger.totals import Rows
    from scoring.outputs.explain import Explanation
    from scoring.outputs.explain_outside import LeftBehind
    from scoring.outputs.rank import By


def ranking_shown(run: Path, rows: Rows, by: By | None) -> str:
    """Show the ranking of a run.

    Args:
        run: the folder of the run.
        rows: what `rank_rows` has returned.
        by: what it was asked to rank within.

    Raises:
        IntegrityError: a drawing needs the run's copy of the plan, and it is not what was written.
    """
    if not rows or not draws():
        from scoring.outputs.rank import rank_text

        return rank_text(rows)
    from scoring.outputs.tier_scale import scale_of
    from scoring.terminal.ranking import drawn_ranking

    return drawn_ranking(rows, scale_of(run), by)


def statement_shown(told: Explanation | LeftBehind) -> str:
    """Show the statement of one agent."""
    if not draws():
        return told.to_text()
    from scoring.terminal.statement import drawn_statement

    return drawn_statement(told.said(), told.chart())
