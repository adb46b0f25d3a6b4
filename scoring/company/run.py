"""A company's plans run together: each whole, and all of them or none.

Which version of a plan holds is resolved first, then who is under which plan; only then are rows
read. Nothing is published before everything could be computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from scoring.done import Done
from scoring.errors import PlanError, PlauditError, Problem, UsageError
from scoring.exact.period import Period
from scoring.flow import Finding
from scoring.intake.controls import hold_to_controls
from scoring.intake.coverage import Coverage, coverage
from scoring.intake.folder import ROSTER, Folder, open_folder
from scoring.intake.needs import check_needs
from scoring.monthly import (
    Job,
    Membership,
    cores,
    keep_apart,
    named_period,
    publish_reckoned,
    reckon,
    run_period,
    with_bytes,
)
from scoring.outputs.previous import OPTION, Previous, open_previous, plan_of
from scoring.plan.company import (
    Company,
    Covered,
    in_force,
    is_company,
    load_company,
    load_version,
)
from scoring.plan.model import Plan

_IDS_SHOWN = 100


class Told(NamedTuple):
    """What a command has to say: words for a person, and the folders of the runs."""

    words: str
    places: tuple[Path, ...]


class _Chosen(NamedTuple):
    """A plan of the company that is run: its entry, and the version that holds."""

    entry: Covered
    plan: Plan
    file: str
    text: bytes


class Asked(NamedTuple):
    """What the command was given beside the plan and the data.

    Attributes:
        period: the period's name.
        runs: the folder that holds all runs.
        threads: how many cores read a large export; None for all there are.
        previous: runs of earlier periods, at most one for each plan.
        show_agents: whether messages name the agents whom they are about.
    """

    period: str
    runs: Path
    threads: int | None = None
    previous: tuple[Path, ...] = ()
    show_agents: bool = False


def run_file(path: Path, data: Path, asked: Asked) -> Told:
    """Run a plan, or all plans of a company, and say what came out.

    Raises:
        PlauditError: any of the tree in `errors.py`; then nothing was written.
    """
    if is_company(path):
        done, found = run_company(path, data, asked)
        parts = [_said(one) for one in done]
        parts += ["company", *(f"  {f.code:<22}{f.rule:<26}{f.reason}" for f in found)]
        return Told("\n".join(parts), tuple(one.path for one in done))
    if len(asked.previous) > 1:
        what = f"{len(asked.previous)} runs are named, and a plan looks back at one"
        raise UsageError(Problem("previous-twice", OPTION, what, "Name one of them."))
    earlier = asked.previous[0] if asked.previous else None
    one = run_period(path, data, asked.period, asked.runs, asked.threads, earlier)
    return Told(_said(one), (one.path,))


def _said(done: Done) -> str:
    return f"{done.summary()}\nfindings\n{done.findings()}"


def run_company(path: Path, data: Path, asked: Asked) -> tuple[list[Done], tuple[Finding, ...]]:
    """Run every plan of a company that is in force for the period, and publish all of them.

    Args:
        path: the company's file.
        data: the data folder.
        asked: the period, and what else the command was given.

    Returns:
        The runs, in the order of the file; and what was found about the plans together, which is
        no part of any run.

    Raises:
        PlanError: the file or a plan of it; days without a version; agents under two plans.
        PlauditError: whatever a single run may raise, with the plan named.
    """
    keep_apart(data, asked.runs)
    company, text = with_bytes(path, load_company)
    period = named_period(asked.period)
    chosen, told = _resolved(path, company, period)
    previous = _previous(chosen, asked.previous, period)
    folder = open_folder(data)
    for name, one in chosen.items():
        with _named(name):
            check_needs(folder, one.plan)
    hold_to_controls(folder)
    told += _about_coverage(company, _coverage(folder, chosen, period), asked)
    reckoned = []
    for name, one in chosen.items():
        member = Membership(company.company, text, one.entry.covers, tuple(told))
        job = Job(
            plan=one.plan,
            plan_file=one.file,
            plan_bytes=one.text,
            period=period,
            folder=folder,
            threads=asked.threads or cores(),
            previous=previous[name],
            member=member,
        )
        with _named(name):
            reckoned.append(reckon(job))
    return publish_reckoned(asked.runs, reckoned), tuple(told)


@contextmanager
def _named(plan: str) -> Iterator[None]:
    """Say of which plan it is that something is wrong."""
    try:
        yield
    except PlauditError as error:
        named = [p._replace(where=f"plan {plan}, {p.where}") for p in error.problems]
        raise type(error)(named) from error


def _resolved(
    path: Path, company: Company, period: Period
) -> tuple[dict[str, _Chosen], list[Finding]]:
    """Find the version of each plan that holds, and read it; tell of plans that are not run."""
    problems, told, chosen = list[Problem](), list[Finding](), dict[str, _Chosen]()
    day = company.day_in(period)
    for entry in company.plans:
        try:
            version, why = in_force(entry, day, period)
            if version is None:
                told.append(_finding("plan-skipped", path.name, entry.plan, why))
                continue
            file = path.parent / version.file
            plan, text = with_bytes(file, partial(load_version, path, entry, version))
        except PlanError as error:
            problems += error.problems
            continue
        if plan.cycle != period.cycle:
            why = f"its cycle is a {plan.cycle}, and {period.name} is a {period.cycle}"
            told.append(_finding("plan-skipped", path.name, entry.plan, why))
            continue
        if why:
            why = f"the version of {day} holds for all of {period.name}; {why}"
            told.append(_finding("version-changes", path.name, entry.plan, why))
        chosen[entry.plan] = _Chosen(entry, plan, Path(version.file).name, text)
    if problems:
        raise PlanError(problems)
    if not chosen:
        said = "; ".join(f"{f.rule}: {f.reason}" for f in told)
        what = f"no plan of the company is run for {period.name}: {said}"
        hint = "Name a period of a plan's cycle, in which it is in force."
        raise UsageError(Problem("no-plan-for-period", path.name, what, hint))
    return chosen, told


def _previous(
    chosen: Mapping[str, _Chosen], runs: Sequence[Path], period: Period
) -> dict[str, Previous | None]:
    """Give each plan the earlier run that is named for it."""
    named: dict[str, Path] = {}
    problems = list[Problem]()
    for run in runs:
        plan = plan_of(run)
        if plan not in chosen:
            what = f"the run is of plan '{plan}', which is not run for {period.name}"
            hint = f"Name runs of {', '.join(chosen)}."
            problems.append(Problem("previous-of-another-plan", OPTION, what, hint))
        elif plan in named:
            what = f"two runs of plan '{plan}' are named, and a plan looks back at one"
            problems.append(Problem("previous-twice", OPTION, what, "Name one of them."))
        named[plan] = run
    if problems:
        raise UsageError(problems)
    found: dict[str, Previous | None] = {}
    for name, one in chosen.items():
        with _named(name):
            found[name] = open_previous(named.get(name), one.plan, period)
    return found


def _coverage(folder: Folder, chosen: Mapping[str, _Chosen], period: Period) -> Coverage:
    plans = {name: (one.plan, one.entry.covers) for name, one in chosen.items()}
    return coverage(folder, plans, period)


def _about_coverage(company: Company, found: Coverage, asked: Asked) -> list[Finding]:
    """Refuse agents under two plans, who could be paid twice; tell of those under none."""
    entries = {entry.plan: entry for entry in company.plans}
    problems = [
        Problem(
            "under-two-plans",
            str(entries[other].at("covers")),
            f"agents under both '{one}' and '{other}': {_counted(agents, asked)}",
            "Narrow `covers` of one of them"
            + ("." if asked.show_agents else "; --show-agents says who they are."),
        )
        for one, other, agents in found.twice()
    ]
    if problems:
        raise PlanError(problems)
    none = found.none()
    if not none:
        return []
    why = f"agents employed in {asked.period} and under no plan that is run: "
    why += _counted(none, asked)
    return [_finding("under-no-plan", ROSTER, company.company, why)]


def _counted(agents: tuple[str, ...], asked: Asked) -> str:
    if not asked.show_agents:
        return f"{len(agents):,}"
    more = f" and {len(agents) - _IDS_SHOWN:,} more" if len(agents) > _IDS_SHOWN else ""
    return f"{len(agents):,}: {', '.join(agents[:_IDS_SHOWN])}{more}"


def _finding(code: str, file: str, rule: str, reason: str) -> Finding:
    return Finding(code, file, None, None, rule, reason)
