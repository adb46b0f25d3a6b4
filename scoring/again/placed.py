"""A published run placed again from the values that it stores, and held to its scorecards.

This is a second derivation of every score and tier: nothing of the way from values to them is
believed.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from scoring import engine
from scoring.again.restored import CARDS, Restored, restored
from scoring.again.stored import differs
from scoring.columns import Bools, Words, joined
from scoring.engine import Placed
from scoring.errors import IntegrityError, counted


class Again(NamedTuple):
    """A run, and what its values come to."""

    restored: Restored
    placed: Placed


def placed_again(run: Path) -> Again:
    """Read a run back, and give scores, ranks and tiers once more.

    Args:
        run: the folder of a published run.

    Raises:
        IntegrityError: a score, a tier or a standing that is stored is not what its agent's values
            come to; or what `restored` finds.
    """
    found = restored(run)
    placed = engine.place(found.plan, found.values, found.roster, found.parts)
    stored, standing = found.cards, placed.standing
    scored = placed.scored.scored
    other = {
        "score": (stored.scored != scored) | _unequal(stored.score != standing.score),
        "tier": _other_words(stored.tier, standing.tier),
        "status": _other_words(stored.status, standing.status),
    }
    problems = [
        differs(run / CARDS, f"stores another {name} than the values of {counted(count, 'agent')}")
        for name, wrong in other.items()
        if (count := int(np.count_nonzero(wrong)))
    ]
    if problems:
        raise IntegrityError(problems)
    return Again(found, placed)


def _unequal(wrong: object) -> Bools:
    return np.asarray(wrong, dtype=bool)


def _other_words(one: Words, other: Words) -> Bools:
    codes = joined([one, other]).codes
    return np.asarray(codes[: len(one)] != codes[len(one) :], dtype=bool)
