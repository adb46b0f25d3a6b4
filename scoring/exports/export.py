"""Exporting a run: verified, validated, tied out, recorded, and handed out once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from scoring.again.held import require_held
from scoring.errors import DataError, Problem, UsageError
from scoring.exact.period import parse_period
from scoring.exports.building import Built, built
from scoring.exports.cells import filled
from scoring.exports.control import Handed, control_of, totals_of
from scoring.exports.exported import Exported
from scoring.exports.filling import Filler
from scoring.exports.handing import control_path, hand_out, require_places
from scoring.exports.items import Said
from scoring.exports.lines import PAYOUTS, Line, of_currencies, validated
from scoring.exports.notes import notes_of
from scoring.exports.showing import shown
from scoring.exports.sources import ROSTER_COLUMNS, Roster, Sources, written_fields
from scoring.exports.targets import Target, load_target
from scoring.exports.tying import require_file_tied, require_run_tied
from scoring.ledger.chain import link_of, require_in_turn
from scoring.ledger.exports import Claim, left_standing, line_digests
from scoring.ledger.identity import canonical
from scoring.ledger.totals import Rows, parquet_rows
from scoring.ledger.verify import read_verified, require_verified
from scoring.opening import led_to

_ROSTER = "inputs/roster.parquet"
_PROVEN = {
    "vendor": "the vendor's page",
    "excerpt": "an excerpt of a page",
    "public_test": "a public test",
    "public_code": "public code alone",
}


class Asked(NamedTuple):
    """What an export is asked to do.

    Attributes:
        to: a shipped profile's name, or the path of one.
        given: settings as `name=value`.
        currency: the only currency to export; all of them where none is named.
        supersedes: the id of the run whose export this one replaces.
        show_values: name the agent in the refusal of a pay line.
    """

    to: str
    given: Sequence[str] = ()
    currency: str | None = None
    supersedes: str | None = None
    show_values: bool = False


def export_run(run: Path, out: Path, asked: Asked, runs_root: Path | None = None) -> Exported:
    """Write a run's pay as a target's file with its control file, once for a period.

    The run is verified and reckoned again first, the lines are validated, and the file is read
    back and must tie to statements, journal and manifest before anything is written or recorded.

    Args:
        run: RUNS/<period>/<run id>.
        out: the file to write; `<out>.control.json` is written beside it.
        asked: for which target, and what of the run.
        runs_root: RUNS, which keeps the record of exports; by default the run's own.

    Raises:
        PlanError: a profile that cannot be used, or lacks what the company must say.
        IntegrityError: the run or the record of exports is not what was written, or a pay line is
            not what its agent's values come to.
        DataError: a run without pay, or fields that the target must not get; all are listed.
        ReconciliationError: totals that differ.
        ConflictError: another export of the period pays the same, or another file stands at `out`.
        StorageError: the disk or a permission stood in the way.
        UsageError: `out` lies inside RUNS or has another name than the target asks for, the run
            is not in its place, or a currency must be named.
    """
    root = runs_root if runs_root is not None else led_to(run).parent.parent
    target = load_target(asked.to, asked.given)
    manifest = require_verified(run)
    require_places(run, out, root, manifest)
    _require_name(out, target)
    require_in_turn(root, manifest)
    require_held(run)
    rows = parquet_rows(read_verified(run, PAYOUTS), run / PAYOUTS)
    settles, written = link_of(manifest) is not None, written_fields(target)
    with shown(rows, show_values=asked.show_values):
        lines = validated(rows, run, settles=settles, written=written)
    require_run_tied(lines, manifest, run)
    codes = _currencies(lines, target, asked.currency, run)
    chosen = of_currencies(lines, codes)
    others = [line for line in lines if line.currency not in codes]
    said = _said(manifest)
    handed = Handed(chosen, others, {})
    sources = Sources(target, said, _roster(run, target, said))
    with shown(rows, show_values=asked.show_values):
        file = built(Filler(sources), handed.paid)
    _require_something(file, target, run)
    sides = require_file_tied(file, target, handed.paid, rows, said)
    return _handed_out(
        handed._replace(sides=sides), file, target, _Order(out, asked, root, manifest)
    )


class _Order(NamedTuple):
    """Where an export goes, and for which run."""

    out: Path
    asked: Asked
    root: Path
    manifest: Mapping[str, Any]


def _handed_out(handed: Handed, file: Built, target: Target, order: _Order) -> Exported:
    out, said = order.out, _said(order.manifest)
    control = control_of(handed, file, target, said, order.manifest) | {"file": out.name}
    paid = handed.paid
    claim = Claim(
        period=said.period,
        plan=said.plan,
        run_id=said.run_id,
        manifest_digest=order.manifest["digest"],
        kind=target.profile.kind,
        format=target.name,
        file=out,
        sha256=control["sha256"],
        rows=file.rows,
        lines=line_digests(said.period, [(line.payee_id, line.pay_code) for line in paid]),
        currencies=tuple(sorted({line.currency for line in handed.lines})),
        part=any(line.amount_minor for line in handed.left),
        supersedes=order.asked.supersedes,
    )
    repeat = hand_out(claim, file.content, canonical(control), order.root)
    return Exported(
        file=out,
        control=control_path(out),
        rows=file.rows,
        lines=len(paid),
        zero_rows=len(handed.lines) - len(paid),
        sums=_sums(handed.lines),
        left=_sums([one for one in handed.left if one.amount_minor]),
        repeat=repeat,
        others=left_standing(order.root, claim),
        proven=_PROVEN.get(target.profile.proven.by, ""),
        notes=notes_of(target, said, file.rows),
        checks=control,
    )


def _sums(lines: Sequence[Line]) -> dict[str, str]:
    return {code: str(total["sum"]) for code, total in totals_of(lines).items()}


def _said(manifest: Mapping[str, Any]) -> Said:
    parameters = manifest["identity"]["parameters"]
    return Said(parameters["period"], parameters["plan"], manifest["run_id"])


def _require_name(out: Path, target: Target) -> None:
    """Refuse another name than the one by which the target knows the file."""
    if target.profile.file.name is None:
        return
    name = filled(target.profile.file.name, target.settings)
    if out.name != name:
        what = f"the target takes the file under the name {name} alone"
        raise UsageError(Problem("file-name", str(out), what, f"Write --out {out.parent / name}."))


def _currencies(
    lines: Sequence[Line], target: Target, named: str | None, run: Path
) -> tuple[str, ...]:
    """Return the currencies that are exported: all, or the one that is named or the target knows.

    Raises:
        UsageError: the run pays in several, and the target takes one.
        DataError: a currency that the run does not pay in, or the target does not keep.
    """
    there = sorted({line.currency for line in lines if line.amount_minor})
    known = sorted({line.currency for line in lines})
    if named is not None and named not in known:
        what = f"pays nothing in that currency; it pays in {', '.join(known)}"
        raise DataError(Problem("no-such-currency", str(run), what, "Name one of them."))
    codes = (named,) if named is not None else tuple(known)
    if target.profile.currencies == "one":
        if named is None and len(there) > 1:
            what = f"pays in {', '.join(there)}, and a file of {target.name} holds one currency"
            hint = "Name it with --currency; each of the others is a file of its own."
            raise UsageError(Problem("several-currencies", str(run), what, hint))
        codes = codes if named is not None else tuple(there or known[:1])
        if codes != (target.currency,):
            what = f"pays in {codes[0]}, and the target keeps its amounts in {target.currency}"
            hint = "Export another currency, or correct the setting."
            raise DataError(Problem("other-currency", str(run), what, hint))
    return codes


def _require_something(file: Built, target: Target, run: Path) -> None:
    if target.profile.kind == "journal" and not file.rows:
        what = "has nothing to book: every amount comes to zero"
        hint = "No journal is needed for it."
        raise DataError(Problem("nothing-to-book", str(run), what, hint))


def _roster(run: Path, target: Target, said: Said) -> Roster:
    """Return the row of each agent that holds at the end of the period, where rows are asked."""
    if not any(_asks(target)):
        return {}
    rows = parquet_rows(read_verified(run, _ROSTER), run / _ROSTER)
    return _at_the_end(rows, said)


def _at_the_end(rows: Rows, said: Said) -> dict[str, Mapping[str, Any]]:
    end = parse_period(said.period).end
    begun = [row for row in rows if row["from_date"] < end]
    return {row["agent_id"]: row for row in sorted(begun, key=lambda row: row["from_date"])}


def _asks(target: Target) -> Iterator[bool]:
    """Yield whether each map and cell of a profile takes something from the roster."""
    for mapped in target.profile.maps.values():
        yield mapped.by in ROSTER_COLUMNS
    for record in target.profile.records.values():
        for cell in record.columns.values():
            yield getattr(cell, "roster", None) is not None or hasattr(cell, "written")
            yield getattr(cell, "within", None) is not None
