"""The chain of runs that hand balances on: one run for each period, each continuing the one before.

A period may be run as often as one likes. What decides is which run was exported, since money
leaves the house there and nowhere else. A fork is a run of which the chain could not go on: it
continues another run than the one that was paid, or comes behind a later period that was paid, or
another run of its period continues another run and nothing is paid yet. So a period is corrected by
exporting its new run in place of the old one, before the next is exported; after that, by an
adjustment in the next open period.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from scoring.errors import ConflictError, IntegrityError, Problem
from scoring.exact.period import parse_period, period_numbered
from scoring.ledger.balanced import BALANCES, OPENED
from scoring.ledger.exports import standing_exports
from scoring.ledger.identity import MANIFEST, read_manifest

_BEHIND = "Book the difference as an adjustment in the next period that is open."
_DRAFTS = (
    "Export the run that holds for {}, then continue it; or remove the other run, from which "
    "nothing was exported."
)


class Link(NamedTuple):
    """A run of the chain.

    Attributes:
        plan: the plan's name.
        period: its period.
        run_id: its id.
        before: the id of the run that it continues; None where the chain begins.
    """

    plan: str
    period: str
    run_id: str
    before: str | None


def require_unforked(runs: Path, link: Link) -> None:
    """Refuse to publish a run of which the chain could not go on; one that is there already may.

    Args:
        runs: the folder of all runs.
        link: the run that is to be published.

    Raises:
        ConflictError: naming both runs.
        IntegrityError: the record of exports is broken.
    """
    if not (runs / link.period / link.run_id).exists():
        paid = standing_exports(runs, link.plan)
        problems = [*_unpaid(paid, link), *_behind(runs, paid, link)]
        drafts = _drafts if link.before is not None else _begun
        _refuse([*problems, *drafts(runs, paid, link)])


def require_in_turn(runs: Path, manifest: Mapping[str, Any]) -> None:
    """Refuse to export a run that hands balances on, where the chain could not go on from it.

    Raises:
        ConflictError: naming both runs.
        IntegrityError: the record of exports is broken.
    """
    link = link_of(manifest)
    if link is None:
        return
    paid = standing_exports(runs, link.plan)
    if link.run_id not in paid.get(link.period, ()):
        _refuse([*_unpaid(paid, link), *_behind(runs, paid, link)])


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise ConflictError(problems)


def link_of(manifest: Mapping[str, Any]) -> Link | None:
    """Return the run as one of a chain; None where it hands no balances on."""
    names = {entry["name"] for entry in manifest["outputs"]}
    if BALANCES not in names:
        return None
    said = manifest["identity"]["parameters"]
    run_id = manifest["identity"]["previous"]["run_id"] if OPENED in names else None
    return Link(said["plan"], said["period"], manifest["run_id"], run_id)


def _before(period: str) -> str:
    """Name the period right before another."""
    found = parse_period(period)
    return period_numbered(found.number - 1, found.cycle).name


def _unpaid(paid: Mapping[str, list[str]], link: Link) -> Iterator[Problem]:
    """Yield that the run before was not the one that was paid."""
    before = _before(link.period)
    if link.before is not None and link.before not in paid.get(before, [link.before]):
        what = (
            f"a fork: {before} was exported from run {paid[before][-1]}, and this run of "
            f"{link.period} continues run {link.before}"
        )
        hint = f"Name the run that was exported with --previous; {_BEHIND[0].lower()}{_BEHIND[1:]}"
        yield Problem("chain-forks", "--previous", what, hint)


def _behind(runs: Path, paid: Mapping[str, list[str]], link: Link) -> Iterator[Problem]:
    """Yield that a later period was paid, of a run that does not go back to this one."""
    end = parse_period(link.period).end
    later = [(p, run) for p, several in sorted(paid.items()) for run in several]
    for period, run_id in later:
        if parse_period(period).first >= end and not _goes_back(runs / period / run_id, link):
            what = (
                f"a fork: {period} was exported from run {run_id}, which does not go back to "
                f"this run of {link.period}, {link.run_id}"
            )
            yield Problem("period-closed", "--period", what, _BEHIND)


def _goes_back(run: Path, link: Link) -> bool:
    """Tell whether a run continues another, or one that does."""
    runs, seen = run.parent.parent, set[str]()
    while (found := _read(run)) is not None and run.name not in seen:
        seen.add(run.name)
        before = found["identity"].get("previous")
        if before is None or before["run_id"] == link.run_id:
            return before is not None
        run = runs / before["period"] / before["run_id"]
    return False


def _drafts(runs: Path, paid: Mapping[str, list[str]], link: Link) -> Iterator[Problem]:
    """Yield other runs of the period that the chain forks by, where nothing was paid before."""
    before = _before(link.period)
    for other in () if before in paid else _links(runs, link.period, link.plan):
        if other.before != link.before:
            what = (
                f"a fork: run {other.run_id} of {link.period} continues run {other.before} of "
                f"{before}, and this one would continue run {link.before}"
            )
            yield Problem("chain-forks", "--previous", what, _DRAFTS.format(before))


def _begun(runs: Path, paid: Mapping[str, list[str]], link: Link) -> Iterator[Problem]:
    """Yield runs of the period before a chain begins that hand balances on: they would be lost."""
    before = _before(link.period)
    for other in _links(runs, before, link.plan):
        if other.run_id in paid.get(before, [other.run_id]):
            what = (
                f"the chain would begin again: run {other.run_id} of {before} hands balances on, "
                f"and this run of {link.period}, {link.run_id}, opens with none"
            )
            hint = "Let settlement.starts be the first period of the chain, and name the run."
            yield Problem("chain-begins-again", "--period", what, hint)


def _links(runs: Path, period: str, plan: str) -> Iterator[Link]:
    """Yield the runs of a period that hand balances of a plan on; what cannot be read does not."""
    for place in sorted((runs / period).glob("[!.]*")):
        found = _read(place)
        link = None if found is None else link_of(found)
        if link is not None and link.plan == plan:
            yield link


def _read(run: Path) -> Mapping[str, Any] | None:
    if not (run / MANIFEST).is_file():
        return None
    try:
        return read_manifest(run)
    except IntegrityError:
        return None
