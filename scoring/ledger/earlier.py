"""Runs that were published before: what of today's data they have counted already.

What is found here stays outside of the run that looks: the same inputs give the same bytes,
whatever else lies in RUNS.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from scoring.errors import IntegrityError
from scoring.flow import Finding
from scoring.ledger.identity import MANIFEST, read_manifest

_RULE = "period-already-run"


def already_run(runs: Path, plan: str, rows: Mapping[str, int], own: str) -> list[Finding]:
    """Tell which periods of the data have runs of this plan; those stay as they are.

    Args:
        runs: the folder of all runs.
        plan: the plan's name.
        rows: rows of the data by the name of the period in which they began.
        own: the id of the run at hand, which is not told of.

    Returns:
        A finding for each run, by period and run id; and for each that cannot be read.
    """
    told = []
    for period, count in sorted(rows.items()):
        for run in _runs_of(runs / period):
            if run.name == own:
                continue
            try:
                said = read_manifest(run)["identity"]["parameters"]["plan"]
            except (IntegrityError, LookupError, TypeError):
                why = f"cannot be read, so nobody knows whether its rows are counted: {count:,}"
                told.append(_finding(period, f"run {run.name} {why}"))
                continue
            if said == plan:
                why = f"published {period} before and stays as it is; rows of it here: {count:,}"
                told.append(_finding(period, f"run {run.name} {why}"))
    return told


def _runs_of(folder: Path) -> list[Path]:
    """List the runs of a period; what the system refuses here, it refuses when publishing."""
    try:
        return sorted(run for run in folder.glob("[!.]*") if (run / MANIFEST).is_file())
    except OSError:
        return []


def _finding(period: str, reason: str) -> Finding:
    return Finding(_RULE, "interactions", None, "created_at", period, reason)
