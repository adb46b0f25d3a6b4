"""The run of an earlier period that `--previous` names: opened, and held against this one.

It is opened and judged before anything is reckoned; `earlier.py` reads its numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from scoring.errors import DataError, IntegrityError, Problem, UsageError
from scoring.exact.period import Period, parse_period, period_numbered
from scoring.ledger.chain import link_of
from scoring.ledger.identity import MANIFEST, Json, read_manifest
from scoring.ledger.priors import estimated
from scoring.ledger.verify import read_verified
from scoring.outputs.schemas import WINNERS
from scoring.outputs.totals_before import require_opened, require_totals
from scoring.plan.load import read_yaml
from scoring.plan.model import Plan
from scoring.plan.past import Need, begun, needed_for, remembered
from scoring.priors import Priors

OPTION = "--previous"
_SIZED_BY = ("unit", "per", "better")


class Previous(NamedTuple):
    """A published run of an earlier period of the same plan.

    Attributes:
        path: its folder.
        run_id, digest: the run, and the digest that its manifest carries.
        period: the period that it was for.
        plan_version: the version of the plan that it was run by.
        score_places: the places of its scores.
        priors: by measure, what its own facts say, whatever it was reckoned with.
        starts: the first period of its chain; None where it hands no balances on.
    """

    path: Path
    run_id: str
    digest: str
    period: str
    plan_version: int
    score_places: int
    priors: Mapping[str, Priors]
    starts: str | None = None

    def identity(self) -> dict[str, Json]:
        """Return what of it decides the run at hand."""
        return {"run_id": self.run_id, "digest": self.digest, "period": self.period}


def open_previous(run: Path | None, plan: Plan, period: Period) -> Previous | None:
    """Open the earlier run, where one is named, and hold it against the plan and the period.

    Raises:
        UsageError: none is named and the plan looks back; or it is of another plan, or of a
            period that is none of the plan's cycle before this one, or not the one right before
            where something is carried from run to run.
        IntegrityError: not a run, or one that is damaged.
        DataError: a measure that was counted in another unit, or nothing of what is carried.
    """
    require_opened(plan, period)
    needs = needed_for(plan, period)
    if run is None:
        _require_not_needed(needs)
        _require_balances(plan, period, None)
        return None
    manifest = read_manifest(run)
    said = _parameters(run, manifest)
    before = _period_of(run, said)
    if said["plan"] != plan.plan:
        what = f"the run is of plan '{said['plan']}', and this is plan '{plan.plan}'"
        raise UsageError(_problem("previous-of-another-plan", what))
    if before.cycle != period.cycle:
        what = f"the run is for {before.name}, a {before.cycle}, and {period.name} is not"
        raise UsageError(_problem("previous-of-another-cycle", what))
    if before.end > period.first:
        what = f"the run is for {before.name}, which does not end before {period.name} begins"
        raise UsageError(_problem("previous-not-earlier", what))
    require_right_before(before, period, needs)
    then = _plan_then(run, said)
    _require_same_size(then, plan)
    require_totals(then, plan, before, period)
    _require_winners(manifest, then, plan, (before, period))
    found = Previous(
        path=run,
        run_id=manifest["run_id"],
        digest=manifest["digest"],
        period=before.name,
        plan_version=said["plan_version"],
        score_places=said["score_places"],
        priors=_priors(run, manifest),
        starts=None if link_of(manifest) is None else str(then["settlement"]["starts"]),
    )
    _require_balances(plan, period, found)
    return found


def _require_balances(plan: Plan, period: Period, previous: Previous | None) -> None:
    """Refuse an earlier run that does not hand on the balances that the period opens with."""
    if plan.settlement is None:
        return
    starts, begun_in = plan.settlement.starts, None if previous is None else previous.starts
    begins, hint = f"the chain of balances begins with {starts}", ""
    if begun(period.name, parse_period(starts)):
        what = f"{begins}, and this is {period.name}"
        hint = "Run a period from there on, or let settlement.starts be an earlier one."
        raise UsageError(Problem("before-settlement", "--period", what, hint))
    if previous is None or begun_in == (None if period.name == starts else starts):
        return
    if begun_in is None:
        what = f"the run of {previous.period} hands no balances on: its plan had no settlement"
        hint = f"Let settlement.starts be {period.name}, or run that period again by this plan."
    else:
        what = f"{begins}, and that of the run with {begun_in}"
        hint = f"Write starts: {begun_in} under settlement, where the chain has begun."
    raise UsageError(Problem("previous-without-balances", OPTION, what, hint))


def plan_of(run: Path) -> str:
    """Return the name of the plan that a run is of.

    Raises:
        IntegrityError: not a run, or one that is damaged.
    """
    return str(_parameters(run, read_manifest(run))["plan"])


def require_right_before(before: Period, period: Period, needs: Sequence[Need]) -> None:
    """Refuse a gap where something is carried from run to run: each period hands on to the next.

    Args:
        before: the period of the earlier run.
        period: the period of the run at hand.
        needs: what of the plan looks back in it.

    Raises:
        UsageError: naming each place of the plan that carries something on.
    """
    if before.number == period.number - 1:
        return
    gap = period_numbered(period.number - 1, period.cycle).name
    what = f"carries on from {gap}, and the run that is named is for {before.name}: {{}}"
    hint = f"Name the run of {gap} with {OPTION} RUN; run that period first if there is none."
    carried = [need for need in needs if need.carries]
    if carried:
        raise UsageError(
            [Problem("previous-gap", str(n.place), what.format(n.path), hint) for n in carried]
        )


def _require_not_needed(needs: Sequence[Need]) -> None:
    if needs:
        what = "the plan looks back at an earlier run here, and none is named: {}"
        hint = f"Name the run of the period before with {OPTION} RUN."
        raise UsageError(
            [Problem("previous-needed", str(n.place), what.format(n.path), hint) for n in needs]
        )


def _problem(code: str, what: str) -> Problem:
    hint = "Name the folder of a run of this plan for an earlier period, RUNS/<period>/<run id>."
    return Problem(code, OPTION, what, hint)


def _parameters(run: Path, manifest: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the run's parameters; a manifest that was made by hand may lack them."""
    said: Any = manifest["identity"]
    said = said.get("parameters") if isinstance(said, dict) else None
    kinds = {"period": str, "plan": str, "plan_file": str, "plan_version": int, "score_places": int}
    if isinstance(said, dict) and all(isinstance(said.get(k), t) for k, t in kinds.items()):
        return said
    raise IntegrityError(_altered(run, "does not say what the run was for"))


def _altered(run: Path, what: str) -> Problem:
    hint = "Check it with `plaudit verify`; run its period again."
    return Problem("manifest-altered", str(run / MANIFEST), what, hint)


def _period_of(run: Path, said: Mapping[str, Any]) -> Period:
    try:
        return parse_period(said["period"])
    except ValueError as error:
        raise IntegrityError(_altered(run, "names no period")) from error


def _priors(run: Path, manifest: Mapping[str, Any]) -> dict[str, Priors]:
    try:
        return estimated(manifest)
    except (AttributeError, LookupError, TypeError, ValueError, ArithmeticError) as error:
        raise IntegrityError(_altered(run, "has priors that are no numbers")) from error


def _plan_then(run: Path, said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the plan by which the run was made, as nested text."""
    name = f"inputs/{said['plan_file']}"
    read_verified(run, name)  # what is read next is what was written
    return read_yaml(run / name)


def _require_same_size(plan_then: Mapping[str, Any], plan: Plan) -> None:
    """Refuse measures whose values cannot be held against each other: 2 h is not 2 min."""
    then = plan_then.get("measures", {})
    problems = [
        _sized(plan, measure, key, str(then[measure].get(key)), str(getattr(now, key, None)))
        for measure, now in plan.measures.items()
        if measure in then
        for key in _SIZED_BY
        if str(then[measure].get(key)) != str(getattr(now, key, None))
    ]
    if problems:
        raise DataError(problems)


def _sized(plan: Plan, measure: str, key: str, then: str, now: str) -> Problem:
    what = f"measures.{measure} has {key} {now}, and {then} in the earlier run: not comparable"
    hint = "Give the measure another name, or run the earlier period again by this plan."
    return Problem("previous-differs", str(plan.measures[measure].at(key)), what, hint)


def _require_winners(
    manifest: Mapping[str, Any],
    then: Mapping[str, Any],
    plan: Plan,
    periods: tuple[Period, Period],
) -> None:
    """Refuse a run that did not count the winners of an award whose cool-down has begun."""
    before, period = periods
    kept = any(entry["name"] == WINNERS for entry in manifest["outputs"])
    rests = {a["name"]: a["cool_down"]["since"] for a in then.get("awards", ()) if "cool_down" in a}
    problems = []
    for award in remembered(plan, before):
        since = rests.get(award.name)
        if not kept or since is None or begun(before.name, parse_period(since)):
            what = f"awards.{award.name}.cool_down counts winners since before {period.name}, and "
            what += f"the run of {before.name} did not count who won it"
            hint = f"Run {before.name} again by this plan, or write since: {period.name}."
            place = str(award.at("cool_down"))
            problems.append(Problem("previous-without-winners", place, what, hint))
    if problems:
        raise DataError(problems)
