"""The run of an earlier period that `--previous` names: opened, and held against this one.

It is opened and judged before anything is reckoned; `earlier.py` reads its numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from scoring.errors import DataError, IntegrityError, Problem, UsageError
from scoring.exact.period import Period, parse_period
from scoring.ledger.identity import MANIFEST, Json, read_manifest
from scoring.ledger.priors import estimated
from scoring.ledger.verify import read_verified
from scoring.plan.load import read_yaml
from scoring.plan.model import Plan
from scoring.plan.past import needs_earlier
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
    """

    path: Path
    run_id: str
    digest: str
    period: str
    plan_version: int
    score_places: int
    priors: Mapping[str, Priors]

    def identity(self) -> dict[str, Json]:
        """Return what of it decides the run at hand."""
        return {"run_id": self.run_id, "digest": self.digest, "period": self.period}


def open_previous(run: Path | None, plan: Plan, period: Period) -> Previous | None:
    """Open the earlier run, where one is named, and hold it against the plan and the period.

    Raises:
        UsageError: none is named and the plan looks back; or it is of another plan, or of a
            period that is none of the plan's cycle before this one.
        IntegrityError: not a run, or one that is damaged.
        DataError: a measure that was counted in another unit.
    """
    if run is None:
        _require_not_needed(plan)
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
    _require_same_size(run, said, plan)
    return Previous(
        path=run,
        run_id=manifest["run_id"],
        digest=manifest["digest"],
        period=before.name,
        plan_version=said["plan_version"],
        score_places=said["score_places"],
        priors=_priors(run, manifest),
    )


def plan_of(run: Path) -> str:
    """Return the name of the plan that a run is of.

    Raises:
        IntegrityError: not a run, or one that is damaged.
    """
    return str(_parameters(run, read_manifest(run))["plan"])


def _require_not_needed(plan: Plan) -> None:
    needs = needs_earlier(plan)
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


def _require_same_size(run: Path, said: Mapping[str, Any], plan: Plan) -> None:
    """Refuse measures whose values cannot be held against each other: 2 h is not 2 min."""
    name = f"inputs/{said['plan_file']}"
    read_verified(run, name)  # what is read next is what was written
    then = read_yaml(run / name).get("measures", {})
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
