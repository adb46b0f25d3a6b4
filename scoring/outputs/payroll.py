"""The payroll file: what payroll reads, every field validated, refused and never escaped.

`payroll-csv` is UTF-8 without a byte-order mark, comma-separated without quotes, CRLF after every
line (RFC 4180). Columns: period, payee_id, pay_code, amount, currency, cost_center, line_id.
Amounts carry exactly the currency's places. Lines of zero are left out, since many payroll
systems read zero as "overwrite with nothing", and are counted in the control file. A line may be
below zero, as a refund or what is held back; what a payee is due in a currency may not, unless the
plan settles: then it is what its `negative` allows. An agent without a cost centre has an empty
field, and the control file counts those lines. The file holds no clock: the same run gives the same
bytes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from scoring import disk
from scoring.errors import (
    ConflictError,
    DataError,
    Problem,
    ReconciliationError,
    UsageError,
    counted,
)
from scoring.exact import fixed
from scoring.exact.money import AMOUNT_PLACES, MINOR_PLACES
from scoring.ledger.chain import link_of, require_in_turn
from scoring.ledger.exports import Claim, line_digests, recorded
from scoring.ledger.identity import HASH_TOTAL_DIGITS, Json, canonical, digest, hash_total
from scoring.ledger.totals import Rows, parquet_rows
from scoring.ledger.verify import read_verified, require_verified
from scoring.opening import led_to
from scoring.vocabulary import PAYROLL_ID

FORMAT = "payroll-csv"
COLUMNS = ("period", "payee_id", "pay_code", "amount", "currency", "cost_center", "line_id")
_LINE_ID = re.compile(r"[0-9a-f]{32}")
_PAYOUTS = "payouts.parquet"
_TIE_HINT = "Do not pay from it; check the run with `plaudit verify --totals`."


class Exported(NamedTuple):
    """The files of an export, and what to say about it.

    Attributes:
        file: the payroll file.
        control: its control file.
        rows: lines in the file.
        zero_rows: pay lines of zero, which are not in it.
        sums: the sum of each currency, as text at its places.
        repeat: the same run was exported before.
    """

    file: Path
    control: Path
    rows: int
    zero_rows: int
    sums: Mapping[str, str]
    repeat: bool

    def summary(self) -> str:
        """Say in a few lines what was written."""
        again = ": exported before, the same bytes again" if self.repeat else ""
        left_out = f", {self.zero_rows:,} of zero left out" if self.zero_rows else ""
        lines = [f"{self.file}{again}", f"{counted(self.rows, 'line')}{left_out}"]
        lines += [f"{code} {total}" for code, total in self.sums.items()]
        return "\n".join([*lines, f"control totals in {self.control}"])


class _Line(NamedTuple):
    """A validated pay line: amount in the currency's minor unit."""

    payee_id: str
    pay_code: str
    amount_minor: int
    currency: str
    cost_center: str
    line_id: str


def export_payroll(
    run: Path, out: Path, runs_root: Path, supersedes: str | None = None
) -> Exported:
    """Write a run's pay lines as a payroll file with its control file, once for a period.

    The run is verified first, the lines are validated, and the totals must tie to the manifest
    before anything is written or recorded.

    Args:
        run: RUNS/<period>/<run id>.
        out: the file to write; `<out>.control.json` is written beside it.
        runs_root: RUNS, which keeps the record of exports.
        supersedes: the id of the run whose export of this period this one replaces.

    Raises:
        IntegrityError: the run or the record of exports is not what was written.
        DataError: a run without pay, or fields that payroll must not get; all of them are listed.
        ReconciliationError: totals that differ from the manifest's.
        ConflictError: another export of the period pays the same, or another file stands at `out`.
        StorageError: the disk or a permission stood in the way.
        UsageError: `out` lies inside RUNS, or the run is not in its place there.
    """
    manifest = require_verified(run)
    _require_places(run, out, runs_root, manifest)
    require_in_turn(runs_root, manifest)
    rows = parquet_rows(read_verified(run, _PAYOUTS), run / _PAYOUTS)
    lines = _validated(rows, run, settles=link_of(manifest) is not None)
    paid = [line for line in lines if line.amount_minor]
    control = _control(lines, paid, manifest)
    _require_tied(control, manifest, run)
    content = _csv(control["period"], paid)
    control |= {"file": out.name, "bytes": len(content), "sha256": digest(content)}
    claim = Claim(
        period=control["period"],
        plan=control["plan"],
        run_id=manifest["run_id"],
        manifest_digest=manifest["digest"],
        format=FORMAT,
        file=out,
        sha256=control["sha256"],
        rows=len(paid),
        lines=line_digests(control["period"], [(line.payee_id, line.pay_code) for line in paid]),
        supersedes=supersedes,
    )
    repeat = _hand_out(claim, content, canonical(control), runs_root)
    sums = {code: total["sum"] for code, total in control["currencies"].items()}
    return Exported(out, _control_path(out), len(paid), len(lines) - len(paid), sums, repeat)


def _hand_out(claim: Claim, content: bytes, control: bytes, runs_root: Path) -> bool:
    """Write both files under the record of exports; say whether it was a repeat."""
    files = [(_control_path(claim.file), control), (claim.file, content)]
    with disk.storage(claim.file):
        for path, data in files:
            _require_free(path, data)
        with recorded(runs_root, claim) as repeat:
            _put(files)
    return repeat


def _put(files: Sequence[tuple[Path, bytes]]) -> None:
    """Write the files beside their places, then give them their names, the payroll file last."""
    disk.make_folder(files[0][0].parent)
    written: list[tuple[Path, Path]] = []
    try:
        for path, data in files:
            written.append((disk.beside(path, data), path))
        for partial, path in written:
            disk.move(partial, path)
    except BaseException:  # an interrupt must clean up as well as an error
        for partial, _ in written:
            partial.unlink(missing_ok=True)
        raise


def _control_path(out: Path) -> Path:
    return out.with_name(f"{out.name}.control.json")


def _require_free(path: Path, content: bytes) -> None:
    """Let a missing file pass, and one that holds these very bytes; overwrite nothing else."""
    free = not path.exists() and not path.is_symlink()
    if not free and not (path.is_file() and path.read_bytes() == content):
        what = "another file stands here"
        hint = "Name another file, or move this one away."
        raise ConflictError(Problem("file-exists", str(path), what, hint))


def _require_places(run: Path, out: Path, runs_root: Path, manifest: Mapping[str, Any]) -> None:
    """Refuse to write into RUNS, and to record the export anywhere but in the run's own RUNS."""
    period, run_id = manifest["identity"]["parameters"]["period"], manifest["run_id"]
    if led_to(run) != led_to(runs_root / period / run_id):
        what = f"does not lie at {period}/{run_id} in {runs_root}, where its exports are recorded"
        hint = "Export from the folder that the run was published in."
        raise UsageError(Problem("run-not-in-place", str(run), what, hint))
    if led_to(out).is_relative_to(led_to(runs_root)):
        what = f"lies in {runs_root}, which holds runs and the record of exports alone"
        raise UsageError(Problem("file-in-runs", str(out), what, "Name a file outside of it."))


def _validated(rows: Rows, run: Path, *, settles: bool) -> list[_Line]:
    """Turn rows into validated lines, or refuse the file and list every field out of pattern.

    Args:
        rows: the pay lines of the run.
        run: its folder.
        settles: whether its plan says what becomes of a sum below zero.
    """
    if not rows:
        what = "has no pay lines: it holds scorecards only"
        hint = "A plan with a bonus, and a roster with bonus_base and currency, give pay."
        raise DataError(Problem("no-pay", str(run), what, hint))
    problems = [problem for number, row in enumerate(rows, 1) for problem in _faults(number, row)]
    if not settles:
        problems += _below_zero(rows)
    if problems:
        raise DataError(problems)
    return [_line(row) for row in rows]


def _faults(number: int, row: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with one row: its number and columns, never its values."""
    ids = {"agent_id": PAYROLL_ID, "pay_code": PAYROLL_ID, "line_id": _LINE_ID}
    if row["cost_center"] is not None:
        ids["cost_center"] = PAYROLL_ID
    for column, pattern in ids.items():
        if row[column] is None or not pattern.fullmatch(row[column]):
            yield _fault(number, column, f"is not of the form {pattern.pattern}")
    places = MINOR_PLACES.get(row["currency"])
    if places is None:
        yield _fault(number, "currency", "is not an ISO 4217 code")
    elif fixed.scaled(row["amount"], AMOUNT_PLACES) % 10 ** (AMOUNT_PLACES - places):
        yield _fault(number, "amount", f"has more than the {places} places of its currency")


def _below_zero(rows: Rows) -> Iterator[Problem]:
    """Yield the lines below zero of payees to whom less than nothing is due in their currency."""
    due: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        due[row["agent_id"], row["currency"]] += row["amount"]
    for number, row in enumerate(rows, 1):
        if row["amount"] < 0 and due[row["agent_id"], row["currency"]] < 0:
            where = f"{_PAYOUTS}:{number} (amount)"
            what = f"{row['line']}: below zero, and so is all that the payee is due in the currency"
            hint = "Let settlement.negative say in the plan what follows: carry, pay or refuse."
            yield Problem("sum-below-zero", where, what, hint)


def _fault(number: int, column: str, what: str) -> Problem:
    hint = "Correct the roster or the plan and run again; machine files are never escaped."
    return Problem("field-refused", f"{_PAYOUTS}:{number} ({column})", what, hint)


def _line(row: Mapping[str, Any]) -> _Line:
    places = MINOR_PLACES[row["currency"]]
    minor = fixed.scaled(row["amount"], AMOUNT_PLACES) // 10 ** (AMOUNT_PLACES - places)
    center = row["cost_center"] or ""
    return _Line(row["agent_id"], row["pay_code"], minor, row["currency"], center, row["line_id"])


def _csv(period: str, lines: Sequence[_Line]) -> bytes:
    """Write the file by hand: no field needs quotes, and every amount is cut from an integer."""
    rows = [COLUMNS]
    for line in lines:
        amount = fixed.text(line.amount_minor, MINOR_PLACES[line.currency])
        payee = (period, line.payee_id, line.pay_code)
        rows.append((*payee, amount, line.currency, line.cost_center, line.line_id))
    return "".join(",".join(row) + "\r\n" for row in rows).encode()


def _control(
    lines: Sequence[_Line], paid: Sequence[_Line], manifest: Mapping[str, Any]
) -> dict[str, Any]:
    """Gather what the receiver of the file needs to check it."""
    parameters = manifest["identity"]["parameters"]
    zero = [line for line in lines if not line.amount_minor]
    return {
        "format": FORMAT,
        "columns": list(COLUMNS),
        "encoding": "UTF-8",
        "line_end": "CRLF",
        "period": parameters["period"],
        "plan": parameters["plan"],
        "run_id": manifest["run_id"],
        "manifest_digest": manifest["digest"],
        "rows": len(paid),
        "currencies": _currencies(lines),
        "hash_total": hash_total([line.payee_id for line in paid]),
        "zero_lines": {
            "rows": len(zero),
            "hash_total": hash_total([line.payee_id for line in zero]),
        },
        "below_zero": sum(line.amount_minor < 0 for line in paid),
        "without_cost_center": sum(not line.cost_center for line in paid),
    }


def _currencies(lines: Sequence[_Line]) -> dict[str, Json]:
    totals: dict[str, Json] = {}
    for code in sorted({line.currency for line in lines}):
        amounts = [line.amount_minor for line in lines if line.currency == code]
        totals[code] = {
            "rows": sum(amount != 0 for amount in amounts),
            "zero_rows": sum(amount == 0 for amount in amounts),
            "sum": fixed.text(sum(amounts), MINOR_PLACES[code]),
        }
    return totals


def _require_tied(control: Mapping[str, Any], manifest: Mapping[str, Any], run: Path) -> None:
    """Compare the file's totals with the run's: rows and sum by currency, and the hash total."""
    said = manifest["totals"]
    here = {
        code: {"rows": total["rows"] + total["zero_rows"], "sum": total["sum"]}
        for code, total in control["currencies"].items()
    }
    hashes = int(control["hash_total"]) + int(control["zero_lines"]["hash_total"])
    problems = []
    if here != said["currencies"]:
        what = "rows or sums by currency are not those of the manifest"
        problems.append(Problem("pay-differs", str(run / _PAYOUTS), what, _TIE_HINT))
    if hashes % 10**HASH_TOTAL_DIGITS != int(said["hash_total"]):
        what = "the hash total is not that of the manifest"
        problems.append(Problem("hash-total-differs", str(run / _PAYOUTS), what, _TIE_HINT))
    if problems:
        raise ReconciliationError(problems)


def _payroll_csv(run: Path, out: Path, supersedes: str | None = None) -> str:
    """Export a run that lies in its place in RUNS, and say what was written."""
    return export_payroll(run, out, led_to(run).parent.parent, supersedes).summary()


EXPORTERS: Mapping[str, Callable[..., str]] = {FORMAT: _payroll_csv}
"""The formats of `plaudit export`: (run, out, supersedes) to what was written, in words."""
