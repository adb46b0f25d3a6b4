"""One agent of a published run, reckoned once more from what the run holds and nothing else.

Stored are the exact fractions of the measures; from them `scoring.independent` goes the whole way
to the pay, with the run's own copies of plan, roster and targets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from scoring.accounts import EXCLUSIONS
from scoring.errors import IntegrityError, Problem, UsageError
from scoring.exact.money import MINOR_PLACES
from scoring.independent.awards import act_on_agent, award_agents
from scoring.independent.chance import spread
from scoring.independent.company import entry_of, file_of
from scoring.independent.gates import gated
from scoring.independent.measures import measured
from scoring.independent.pay import pay_agent
from scoring.independent.people import person_of, reports_to, rows_in
from scoring.independent.prorating import calendars_in
from scoring.independent.ranking import rank_agent
from scoring.independent.readings import readings_of
from scoring.independent.records import Around, Measured, Outcome
from scoring.independent.results import results_of
from scoring.independent.samples import Prior, adjusted, group_of
from scoring.independent.score import components_in, score_agent
from scoring.independent.segments import BESIDE_ROWS, score_stretches
from scoring.independent.settlement import Settling
from scoring.independent.tiers import tier_agent
from scoring.ledger.identity import MANIFEST, read_manifest
from scoring.ledger.priors import used
from scoring.ledger.verify import read_verified
from scoring.outputs.behind import (
    Behind,
    ledgers_behind,
    require_reports,
    rollups_behind,
    rollups_of,
    totals_behind,
    with_roles,
)
from scoring.outputs.kept import earlier_kept, exactly
from scoring.outputs.others import Rows, others_of
from scoring.outputs.pools_again import share_again
from scoring.outputs.schemas import (
    COMPANY,
    PREVIOUS,
    PREVIOUS_BALANCES,
    REPORTS,
    SEGMENTS,
    SOMETIMES,
    WON_BEFORE,
)
from scoring.outputs.settled import settle_again
from scoring.outputs.stored import of_agent, stored_rows
from scoring.plan.load import read_yaml

CARDS, MEASURES, COMPONENTS = "scorecards.parquet", "measures.parquet", "components.parquet"
GROUPS = "groups.parquet"
SEGMENT_MEASURES = "segment_measures.parquet"
SEGMENT_COMPONENTS, SEGMENT_GROUPS = "segment_components.parquet", "segment_groups.parquet"
_CLASSES = ("priority", "category", "channel")
PAYOUTS, AWARDS, ACTIONS = "payouts.parquet", "awards.parquet", "actions.parquet"


class Recomputed(NamedTuple):
    """One agent of a run, as stored and as reckoned once more.

    Attributes:
        run_id: the run.
        period: its period.
        plan: the run's copy of the plan: nested text that knows its lines.
        outcome: everything reckoned once more.
        stored: the agent's own rows of each table, by file name.
        ranked: how many agents have a score, overall and in the agent's group.
        roster: the agent's rows of the run's roster that hold in the period, by their first day.
        around: what the agent is held against: the run's targets, what it keeps of an earlier run,
            and the values of all agents where the plan compares them.
        priors: by measure that is drawn toward one, the agent's own.
        behind: by measure, the ledger of points behind it, what was reached so far, or the ids of
            a rollup's members.
        previous: the period and the id of the earlier run that was named, if one was.
    """

    run_id: str
    period: str
    plan: Any
    outcome: Outcome
    stored: Mapping[str, Rows]
    ranked: tuple[int, int]
    roster: Sequence[Mapping[str, Any]]
    around: Around
    priors: Mapping[str, Prior | None] = MappingProxyType({})
    behind: Mapping[str, Behind] = MappingProxyType({})
    previous: tuple[str, str] | None = None

    def stretches(self) -> list[Recomputed]:
        """Return each stretch as an agent of its own; nothing where the agent has only one."""
        own = {
            MEASURES: SEGMENT_MEASURES,
            COMPONENTS: SEGMENT_COMPONENTS,
            GROUPS: SEGMENT_GROUPS,
            SEGMENTS: SEGMENTS,
        }
        return [
            self._replace(
                outcome=outcome,
                stored={
                    name: [row for row in self.stored[parts] if row["segment"] == number]
                    for name, parts in own.items()
                },
            )
            for number, outcome in enumerate(self.outcome.stretches, 1)
        ]


def recompute(run: Path, agent_id: str) -> Recomputed:
    """Reckon one agent of a run once more.

    Raises:
        UsageError: the run has no such agent.
        IntegrityError: a file of the run is not the one that was written.
    """
    manifest = read_manifest(run)
    said = manifest["identity"]["parameters"]
    period = said["period"]
    plan = _plan(run, f"inputs/{said['plan_file']}")
    stored = _stored(manifest, run, agent_id)
    if not stored[CARDS]:
        raise UsageError(_unknown_agent(run, agent_id))
    roster = rows_in(period, stored_rows(run, "inputs/roster.parquet", of_agent(agent_id)))
    covers = _covers(manifest, run, plan)
    person = _person(run, plan, period, roster, covers)
    priors = _priors(run, manifest, plan, person)
    targets = _targets(_optional(manifest, run, "inputs/targets.parquet"))
    kept = partial(_optional, manifest, run)
    earlier = earlier_kept(kept(PREVIOUS), kept(WON_BEFORE))
    cards = stored_rows(run, CARDS)
    events = _optional(manifest, run, "inputs/events.parquet", agent_id)
    ledgers, behind = ledgers_behind(plan, period, person, events, earlier)
    given = _optional(manifest, run, "inputs/given.parquet", agent_id)
    totals, reached = totals_behind(plan, period, person, earlier, given)
    rollups, members = _rollups(
        run, plan, period, {**person, "covers": covers}, (cards, _optional(manifest, run, REPORTS))
    )
    results = results_of(plan, person, kept("inputs/results.parquet"))
    measures = _measures(plan, stored[MEASURES], priors) | ledgers | totals | results | rollups
    measures = _each_measure(run, plan, measures)
    calendars = {n: _plan(run, f"inputs/calendars/{n}.yaml") for n in calendars_in(plan)}
    around = Around(targets, earlier, period=period, calendars=calendars)
    looked_back = _previous(manifest)
    around = around._replace(
        rates=_optional(manifest, run, "inputs/fx.parquet"),
        before="" if looked_back is None else looked_back[0],
    )
    whole = {**person, "earlier": earlier.get(agent_id)}
    held = gated(plan, whole, measures, around)
    around = around._replace(everybody=_everybody(run, plan, person, held))
    if "segments" in person:
        parts = _stretches(plan, person, stored[SEGMENT_MEASURES], (measures, priors))
        outcome = score_stretches(plan, whole, measures, parts, around)
    else:
        outcome = score_agent(plan, whole, measures, around)
        spread(plan, outcome)
    others = others_of(partial(stored_rows, run), plan, period, cards, agent_id, around, covers)
    everybody = [outcome, *others]
    ranked = rank_agent(plan, outcome, everybody)
    tier_agent(plan, outcome, everybody)
    pay_agent(plan, outcome, period, MINOR_PLACES)
    stored |= share_again(kept, plan, period, everybody)
    award_agents(plan, everybody, period, MINOR_PLACES)
    adjustments = _optional(manifest, run, "inputs/adjustments.parquet", agent_id)
    left = _optional(manifest, run, PREVIOUS_BALANCES, agent_id)
    settle_again(plan, outcome, period, Settling(adjustments, left))
    act_on_agent(plan, outcome)
    behind |= reached | members
    return Recomputed(
        manifest["run_id"], period, plan, outcome, stored, ranked, roster, around, priors, behind
    )._replace(previous=looked_back)


def _previous(manifest: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the period and the id of the earlier run that the run at hand looks back at."""
    said = manifest["identity"].get("previous")
    return None if said is None else (str(said["period"]), str(said["run_id"]))


def _each_measure(run: Path, plan: Any, measures: Mapping[str, Measured]) -> dict[str, Measured]:
    """Return the measures in the plan's order.

    Raises:
        IntegrityError: the run stores nothing of one of them.
    """
    without = [name for name in plan["measures"] if name not in measures]
    if without:
        what = f"has no row of the agent for {', '.join(without)}"
        hint = "Do not pay from this run; run the period again."
        raise IntegrityError(Problem("figure-differs", str(run / MEASURES), what, hint))
    return {name: measures[name] for name in plan["measures"]}


def _everybody(
    run: Path, plan: Any, person: Mapping[str, Any], measures: Mapping[str, Measured]
) -> list[tuple[Any, Mapping[str, Measured]]]:
    """Return all agents with the values that the plan compares them by; nobody if by none."""
    compared = sorted(
        {
            reading["measure"]
            for _, said in components_in(plan["components"])
            for reading in readings_of(said)
            if not isinstance(reading["on"], str)
        }
    )
    if not compared:
        return []
    values = _values(run, compared)
    cards = {card["agent_id"]: card for card in stored_rows(run, CARDS)}
    others = [(cards[who], found) for who, found in values.items() if who != person["agent_id"]]
    return [(person, measures), *others]


def _values(run: Path, measures: Sequence[str]) -> dict[str, dict[str, Measured]]:
    """Return the stored values of some measures, by agent."""
    values: dict[str, dict[str, Measured]] = {}
    for row in stored_rows(run, MEASURES, ("measure", measures)):
        value = None if row["value"] is None else Fraction(row["value"])
        known = Measured(value, value, row["volume"], {}, row["status"])
        values.setdefault(row["agent_id"], {})[row["measure"]] = known
    return values


def _plan(run: Path, name: str) -> Any:
    read_verified(run, name)  # what is read next is what was written
    return read_yaml(run / name)


def _unknown_agent(run: Path, agent_id: str) -> Problem:
    outside = bool(stored_rows(run, "inputs/roster.parquet", of_agent(agent_id)))
    why = "the agent is on the roster but not in the plan" if outside else "nobody has this id"
    hint = "List the agents with `plaudit rank RUN`."
    return Problem("unknown-agent", str(run / CARDS), f"{why} in this run", hint)


def _stored(manifest: Mapping[str, Any], run: Path, agent_id: str) -> dict[str, Rows]:
    tables = (CARDS, MEASURES, COMPONENTS, PAYOUTS, AWARDS, ACTIONS)
    stored = {name: stored_rows(run, name, of_agent(agent_id)) for name in tables}
    parts = (SEGMENTS, SEGMENT_MEASURES, SEGMENT_COMPONENTS, SEGMENT_GROUPS)
    optional = (GROUPS, *SOMETIMES, *parts)
    return stored | {name: _optional(manifest, run, name, agent_id) for name in optional}


def _optional(
    manifest: Mapping[str, Any], run: Path, name: str, agent_id: str | None = None
) -> Rows:
    listed = any(entry["name"] == name for entry in manifest["outputs"])
    only = None if agent_id is None else of_agent(agent_id)
    return stored_rows(run, name, only) if listed else []


def _rollups(
    run: Path, plan: Any, period: str, person: Mapping[str, Any], stored: tuple[Rows, Rows]
) -> tuple[dict[str, Measured], dict[str, Behind]]:
    said, (cards, reports) = rollups_of(plan).values(), stored
    if not said:
        return {}, {}
    over = {rollup["over"] for rollup in said}
    roster = stored_rows(run, "inputs/roster.parquet") if over & {"role", "reports"} else []
    rows = stored_rows(run, MEASURES, ("measure", sorted({rollup["of"] for rollup in said})))
    people = with_roles(plan, period, cards, roster, person["covers"])
    if "reports" in over:
        require_reports(run, reports_to(plan, period, person["agent_id"], roster), person, stored)
    return rollups_behind(plan, person, people, rows, reports)


def _targets(rows: Rows) -> Rows:
    """Leave out promises to a class of interactions, which are owed to customers."""
    return [row for row in rows if all(row.get(name) is None for name in _CLASSES)]


def _covers(manifest: Mapping[str, Any], run: Path, plan: Any) -> Any:
    """Return whom the company's file says that the plan covers, where the run was a company's.

    Raises:
        IntegrityError: the file names another version of the plan for the period.
    """
    if "company" not in manifest["identity"]:
        return None
    said, company = manifest["identity"]["parameters"], _plan(run, COMPANY)
    named = file_of(company, plan["plan"], said["period"])
    entry = entry_of(company, plan["plan"])
    if entry is None or named is None or Path(named).name != said["plan_file"]:
        what = f"names another version than {said['plan_file']}, by which the run was made"
        hint = "Do not pay from this run; run the period again."
        raise IntegrityError(Problem("figure-differs", str(run / COMPANY), what, hint))
    return entry["covers"]


def _person(
    run: Path, plan: Any, period: str, rows: Sequence[Mapping[str, Any]], covers: Any
) -> Mapping[str, Any]:
    person = person_of(plan, period, rows, covers)
    if person is None:
        what = "scores an agent whom the run's own roster and plan leave out"
        hint = "Do not pay from this run; run the period again."
        raise IntegrityError(Problem("figure-differs", str(run / CARDS), what, hint))
    return person


def _priors(
    run: Path, manifest: Mapping[str, Any], plan: Any, person: Mapping[str, Any]
) -> dict[str, Prior | None]:
    """Return the prior that the run keeps for the agent, of each measure that is shrunk."""
    try:
        kept = used(manifest)
    except (LookupError, TypeError, ValueError, ArithmeticError) as error:
        what = "has priors that are no numbers"
        raise IntegrityError(Problem("manifest-altered", str(run / MANIFEST), what, "")) from error
    found = dict[str, Prior | None]()
    for name, measure in plan["measures"].items():
        if measure.get("adjusted", {}).get("by") == "shrinkage":
            of = kept[name].of if name in kept else {}
            found[name] = exactly(of.get(group_of(measure["adjusted"], person)))
    return found


def _measures(plan: Any, rows: Rows, priors: Mapping[str, Prior | None]) -> dict[str, Measured]:
    """Turn the stored fractions into values again, in the plan's order."""
    stored = {row["measure"]: row for row in rows}
    found = {
        name: _measured(plan, said, stored[name])
        for name, said in plan["measures"].items()
        if name in stored and said["kind"] not in {"events", "rollup", "result", "so_far"}
    }
    for name, own in found.items():
        if "adjusted" in plan["measures"][name]:
            own.squares = _squares(stored[name])
            adjusted(plan, plan["measures"][name], own, priors.get(name))
    return found


def _stretches(
    plan: Any,
    person: Mapping[str, Any],
    rows: Rows,
    own: tuple[Mapping[str, Measured], Mapping[str, Prior | None]],
) -> list[tuple[Mapping[str, Any], dict[str, Measured]]]:
    """Return each stretch with its measures; what is not over rows is the agent's as a whole."""
    (whole, priors), parts = own, []
    for number, stretch in enumerate(person["segments"], 1):
        stored = [row for row in rows if row["segment"] == number]
        over_rows = {
            name: value
            for name, value in _measures(plan, stored, priors).items()
            if plan["measures"][name]["kind"] not in BESIDE_ROWS
        }
        found = {**whole, **over_rows}
        parts.append((stretch, {name: found[name] for name in whole}))
    return parts


def _squares(row: Mapping[str, Any]) -> Fraction | None:
    """Return the sum of squares in the measure's unit, of which the denominator tells the size."""
    if row["squares"] is None or not row["volume"]:
        return None
    return int(row["squares"]) * Fraction(row["volume"], int(row["denominator"])) ** 2


def _measured(plan: Any, measure: Any, row: Mapping[str, Any]) -> Measured:
    excluded = {r: row[f"excluded_{r}"] for r in EXCLUSIONS if row[f"excluded_{r}"]}
    if row["status"] == "not_given":
        return Measured(None, None, row["volume"], excluded, "not_given")
    empty = row["volume"] == 0 and measure["kind"] in {"mean", "quantile"}
    under = 0 if empty else int(row["denominator"])
    exact = Fraction(int(row["numerator"]), under) if under else None
    return measured(plan, measure, exact, row["volume"], excluded)
