"""A published run as the engine takes it: its plan, its roster, and the values that it stores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from scoring.again.stored import Rows, differs, numbers_in, values_in, words_in
from scoring.columns import Bools, Words
from scoring.errors import DataError, IntegrityError, Problem
from scoring.exact.fixed import Exact
from scoring.exact.period import parse_period
from scoring.flow import Roster, Values
from scoring.intake.kept import kept_roster
from scoring.ledger.identity import read_manifest
from scoring.ledger.verify import read_verified
from scoring.outputs.earlier import earlier_again
from scoring.outputs.schemas import COMPANY, PREVIOUS
from scoring.outputs.stored import stored_columns
from scoring.plan.company import load_company
from scoring.plan.load import load_plan
from scoring.plan.model import AppliesTo, Plan

CARDS, MEASURES = "scorecards.parquet", "measures.parquet"
SEGMENT_MEASURES = "segment_measures.parquet"


class Cards(NamedTuple):
    """What the scorecards of a run say, by agent.

    Attributes:
        score, scored: Exact[n] in units of the score's places, and bool[n] where there is one.
        tier, status: text[n]; the tier is empty where there is none.
    """

    score: Exact
    scored: Bools
    tier: Words
    status: Words


class Restored(NamedTuple):
    """A published run, without what only pay goes by.

    Attributes:
        run_id: the run.
        plan: its plan.
        roster: its agents.
        values: every measure of them, rollups among them, before the gates at them.
        parts: the measures of the stretches of agents who have several.
        cards: what the run stores of scores and tiers.
    """

    run_id: str
    plan: Plan
    roster: Roster
    values: Values
    parts: Values
    cards: Cards


def restored(run: Path) -> Restored:
    """Read a published run back.

    Args:
        run: its folder.

    Raises:
        IntegrityError: a file that is not the one that was written, or files that do not fit
            together.
        PlanError: a plan that this version does not read.
        StorageError: what the system does not let be read.
    """
    manifest = read_manifest(run)
    identity = manifest["identity"]
    said = identity["parameters"]
    name = f"inputs/{said['plan_file']}"
    read_verified(run, name)  # what is read next is what was written
    plan, period = load_plan(run / name), parse_period(said["period"])
    try:
        covers = _covers(run, identity, plan)
        roster = kept_roster(run / "inputs", plan, period, covers)
    except DataError as error:
        raise IntegrityError(error.problems) from error
    if any(entry["name"] == PREVIOUS for entry in manifest["outputs"]):
        before = identity.get("previous") or {"period": ""}
        earlier = earlier_again(run, plan, roster.agent_ids, before["period"])
        roster = replace(roster, earlier=earlier)
    cards = _cards(run, plan, roster)
    values = values_in(plan, Rows(run, MEASURES, roster.agent_ids))
    parts: Values = {}
    if (segments := roster.segments) is not None:
        rows = Rows(run, SEGMENT_MEASURES, segments.roster.agent_ids, segments.number)
        parts = values_in(plan, rows)
    return Restored(manifest["run_id"], plan, roster, values, parts, cards)


def _covers(run: Path, identity: Mapping[str, Any], plan: Plan) -> AppliesTo | None:
    """Return whom the company's file says that the plan covers, where the run was a company's."""
    if "company" not in identity:
        return None
    read_verified(run, COMPANY)
    for entry in load_company(run / COMPANY).plans:
        if entry.plan == plan.plan:
            return entry.covers
    what = f"does not name plan '{plan.plan}', by which the run was made"
    raise IntegrityError(Problem("figure-differs", str(run / COMPANY), what, ""))


def _cards(run: Path, plan: Plan, roster: Roster) -> Cards:
    table = stored_columns(run, CARDS, ("agent_id", "score", "tier", "status"))
    if table["agent_id"].to_pylist() != list(roster.agent_ids):
        raise IntegrityError(differs(run / CARDS, "has other agents than the roster of the run"))
    units, scored = numbers_in(table["score"], plan.conventions.places.score, run / CARDS)
    tier, status = words_in(table["tier"].fill_null("")), words_in(table["status"])
    return Cards(units, scored, tier, status)
