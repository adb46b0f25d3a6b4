"""A published run, held to what its own plan, roster and values come to, before anybody pays by it.

Digests say that files are the ones that were written; whoever writes a manifest anew has new ones.
Here nothing of that is believed: scores, tiers and pay lines are reckoned again by the engine's own
stages, and everything else is added up.
"""

from __future__ import annotations

from pathlib import Path

from scoring.again.pay_steps import pay_steps
from scoring.again.placed import placed_again
from scoring.errors import ReconciliationError
from scoring.ledger.totals import verify_totals


def require_held(run: Path) -> None:
    """Make sure that a run stores what it comes to.

    Args:
        run: the folder of a published run, whose files were verified.

    Raises:
        ReconciliationError: totals, line ids, awards, pools or balances that do not tie.
        IntegrityError: a score, a tier, a pay line or a share of a pool is not what the stored
            values come to by the run's own plan and roster.
    """
    if problems := verify_totals(run):
        raise ReconciliationError(problems)
    pay_steps(run, placed_again(run))
