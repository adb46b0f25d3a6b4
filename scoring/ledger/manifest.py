"""The manifest: what went in, what came out, and the totals by which anybody can check it.

Its `identity` (inputs, plan, parameters, versions) gives the run id. Clock and machine stand in
`environment.json`, outside of every digest.
"""

from __future__ import annotations

import datetime as dt
import platform
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from scoring.accounts import Fates, Place, RuleTotal
from scoring.exact import fixed
from scoring.exact.money import MINOR_PLACES
from scoring.exact.period import Period
from scoring.flow import Finding, Result, Values
from scoring.ledger.account import reconciled
from scoring.ledger.identity import (
    ENVIRONMENT,
    MANIFEST,
    SCHEMA,
    Json,
    canonical,
    digest,
    hash_total,
    manifest_digest,
    run_id,
)
from scoring.ledger.priors import written
from scoring.lines import PayLines
from scoring.plan.model import Plan

_LIBRARIES = ("numpy", "pandas", "pandera", "pyarrow", "tzdata")


class Source(NamedTuple):
    """One input file as it was read; `rows` is None where a file has none."""

    name: str
    sha256: str
    size: int
    rows: int | None


class Intake(NamedTuple):
    """What intake and measurement did with the rows.

    Attributes:
        rows_in: rows that came in, as the files state it: footers, and the import's own report.
        places: the same rows by place, as they were counted before anything was decided.
        fates: the same rows by place and what became of them.
        faults: what was found in rows or applied to them, by rule: `Quarantine.totals`.
        import_report: the content of `import.json`, None where there was no import.
    """

    rows_in: int
    places: Mapping[Place, int]
    fates: Fates
    faults: Sequence[RuleTotal]
    import_report: Json

    @property
    def by_period(self) -> dict[str, int]:
        """Count the rows that came in by the period they began in, where it is known."""
        found: dict[str, int] = {}
        for place, rows in self.places.items():
            if place.period is not None:
                found[place.period] = found.get(place.period, 0) + rows
        return found


def versions() -> dict[str, Json]:
    """Return the versions that could change a result or a byte: engine, Python, libraries."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {"plaudit": _engine(), "python": python, **{name: version(name) for name in _LIBRARIES}}


def _engine() -> str:
    try:
        return version("plaudit")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "not installed"


def plan_parameters(plan: Plan, period: Period) -> dict[str, Json]:
    """Return the parameters of a run that readers of its files need: names, places, rank rule."""
    return {
        "period": period.name,
        "plan": plan.plan,
        "plan_version": plan.version,
        "pay_lines": [name for line in plan.lines for name in line.names],
        "rank": plan.conventions.rank,
        "points_places": plan.conventions.places.points,
        "score_places": plan.conventions.places.score,
    }


def identity(
    inputs: Iterable[Source],
    plan_sha256: str,
    parameters: Mapping[str, Json],
    import_report: Json = None,
    besides: Mapping[str, Json] = MappingProxyType({}),
) -> dict[str, Json]:
    """Gather everything that decides a run; `identity.run_id` of it is the run's name.

    Args:
        inputs: the files of the data folder.
        plan_sha256: the digest of the plan.
        parameters: what readers of the run need of the plan and the period.
        import_report: the content of `import.json`, None where there was no import.
        besides: what else was named, and only then: an earlier run.
    """
    report = None if import_report is None else digest(canonical(import_report))
    return {
        "inputs": [
            {"name": s.name, "sha256": s.sha256, "bytes": s.size, "rows": s.rows}
            for s in sorted(inputs)
        ],
        "plan_sha256": plan_sha256,
        "parameters": dict(parameters),
        "import_sha256": report,
        "versions": versions(),
        **besides,
    }


def build_manifest(
    identity: Mapping[str, Json],
    intake: Intake,
    result: Result,
    files: Mapping[str, bytes],
    rows: Mapping[str, int],
) -> bytes:
    """Write the manifest of a run.

    Args:
        identity: what decides the run.
        intake: what became of the rows.
        result: what the run decided.
        files: the other files of the run, by name.
        rows: how many rows the tables among them have.

    Returns:
        Canonical JSON.

    Raises:
        ReconciliationError: rows that went in are not all accounted for.
    """
    manifest: dict[str, Json] = {
        "schema": SCHEMA,
        "run_id": run_id(identity),
        "identity": identity,
        "outputs": outputs(files, rows),
        "rows": reconciled(intake.rows_in, intake.places, intake.fates),
        "faults": faults(intake.faults),
        "exclusions": exclusions(result.values),
        "priors": written(result.values),
        "agents": len(result.roster.agent_ids),
        "totals": pay_totals(result.lines, result.roster.agent_ids),
        "import": intake.import_report,
    }
    return canonical(manifest | {"digest": manifest_digest(manifest)})


def outputs(files: Mapping[str, bytes], rows: Mapping[str, int]) -> list[Json]:
    """List the files of a run with size, digest and rows; manifest and environment stay outside."""
    return [
        {"name": name, "bytes": len(data), "sha256": digest(data), "rows": rows.get(name)}
        for name, data in sorted(files.items())
        if name not in (MANIFEST, ENVIRONMENT)
    ]


def faults(totals: Iterable[RuleTotal]) -> list[Json]:
    """Count what was found and applied, by file, column, code and rule."""
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for total in totals:
        counts[total.file, total.column or "", total.code, total.rule] += total.count
    return [
        {"file": file, "column": column or None, "code": code, "rule": rule, "count": count}
        for (file, column, code, rule), count in sorted(counts.items())
    ]


def exclusions(values: Values) -> dict[str, Json]:
    """Add up, for each measure, its volume and the rows that it left out, by reason."""
    return {
        name: {
            "volume": fixed.sum_of(value.volume),
            "excluded": {
                reason: fixed.sum_of(rows) for reason, rows in value.excluded.items() if rows.any()
            },
        }
        for name, value in values.items()
    }


def pay_totals(lines: PayLines, agent_ids: Sequence[str]) -> dict[str, Json]:
    """Return the control totals of the pay lines: rows and sum for each currency, hash total.

    Sums are text at the currency's places; two currencies are never added.
    """
    paid, times = np.unique(lines.agent, return_counts=True)
    return {
        "rows": len(lines),
        "payees": paid.size,
        "currencies": {
            code: {"rows": rows, "sum": fixed.text(minor, MINOR_PLACES[code])}
            for code, (minor, rows) in lines.sums().items()
        },
        "hash_total": hash_total([agent_ids[agent] for agent in paid.tolist()], times.tolist()),
    }


def environment(beside: Iterable[Finding] = ()) -> bytes:
    """Describe machine, clock and what lay beside the run: this file is outside of every digest.

    Args:
        beside: what was found in other runs.
    """
    return canonical(
        {
            "beside": [{"rule": f.rule, "code": f.code, "reason": f.reason} for f in beside],
            "written_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "host": platform.node(),
            "machine": platform.machine(),
            "system": platform.platform(),
            "python": sys.version,
        }
    )
