"""The record of exports, RUNS/exports.jsonl: it refuses to pay a period twice.

Of each period one export a plan may stand, and no two that pay the same payee under the same pay
code, whatever their plans are called. Lines are recorded as digests, so that the record can tell
what was paid and names nobody.

One line an event, only ever appended, each line carrying the digest of the line before. An export
is recorded as `begun` before its file can exist, and as `done` after; a failure that left no file
is recorded as `abandoned`. So a crash can leave a record without a file, which the next export of
the same run completes, but never a file without a record.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from scoring import disk
from scoring.errors import ConflictError, IntegrityError, Problem
from scoring.ledger.identity import digest, read_json

EXPORTS = "exports.jsonl"
_START = "0" * 64
_KEYS = {"seq", "prev_sha256", "event", "period", "plan", "run_id", "supersedes", "lines"}
_TORN = "is cut short: the machine stopped while it was written, before its file could exist"
_TORN_HINT = "Remove this incomplete line, then run the same again."
_NOT_NAMED = "Leave out --supersedes, or name a run whose export of the period stands."
_REMEDY = "To replace it, have its file withdrawn, then export with --supersedes {}."
_BROKEN_HINT = "Restore the file from a backup; nothing is exported until its chain holds."


class Claim(NamedTuple):
    """What an export is about to hand out, and for which period of which plan.

    Attributes:
        lines: the digests of its lines, from `line_digests`.
        supersedes: the run whose export of the period this one replaces.
    """

    period: str
    plan: str
    run_id: str
    manifest_digest: str
    format: str
    file: Path
    sha256: str
    rows: int
    lines: tuple[str, ...]
    supersedes: str | None


def line_digests(period: str, lines: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return a digest for each line, by payee and pay code: who is paid for what, without a name.

    Two lines of one payee and pay code have the same digest, in whatever run, plan or currency.
    """
    texts = (f"{period}|{payee}|{pay_code}" for payee, pay_code in lines)
    return tuple(sorted(digest(text.encode())[:16] for text in texts))


def read_exports(runs: Path) -> list[dict[str, Any]]:
    """Read the record of exports, oldest first; none when nothing was ever exported.

    Raises:
        IntegrityError: a line that was edited, removed, reordered or cut short.
    """
    return _read(runs / EXPORTS)[0]


def standing_exports(runs: Path, plan: str) -> dict[str, list[str]]:
    """Return the runs of a plan whose exports stand, by period, in the order of the record.

    Raises:
        IntegrityError: the record is broken.
    """
    events = read_exports(runs)
    found: dict[str, list[str]] = {}
    for period in dict.fromkeys(event["period"] for event in events):
        own = [r for r, event in _standing(events, period).items() if event["plan"] == plan]
        if own:
            found[period] = own
    return found


def _read(path: Path) -> tuple[list[dict[str, Any]], str]:
    """Return the events and the digest of the last line."""
    data = path.read_bytes() if path.exists() else b""
    events: list[dict[str, Any]] = []
    problems: list[Problem] = []
    before = _START
    for number, line in enumerate(data.splitlines(keepends=True), 1):
        fault, event = _read_line(line, number, before)
        if fault:
            hint = _TORN_HINT if fault == _TORN else _BROKEN_HINT
            problems.append(Problem("exports-broken", f"{path}:{number}", fault, hint))
        events.append(event)
        before = digest(line)
    if problems:
        raise IntegrityError(problems)
    return events, before


def _read_line(line: bytes, number: int, before: str) -> tuple[str, dict[str, Any]]:
    if not line.endswith(b"\n"):
        return _TORN, {}
    try:
        event = read_json(line)
    except ValueError:
        return "is not JSON", {}
    if not isinstance(event, dict) or not event.keys() >= _KEYS:
        return "is not an entry of the record", {}
    if event["seq"] != number:
        return f"is not entry {number}: lines were removed or reordered", {}
    if event["prev_sha256"] != before:
        return "does not follow from the line before: one of the two was changed", {}
    return "", event


@contextmanager
def recorded(runs: Path, claim: Claim) -> Iterator[bool]:
    """Record an export around the writing of its file, under the lock of RUNS.

    Yields:
        Whether this run has been exported before: its bytes are then the same again.

    Raises:
        ConflictError: another export of the period stands, of the same plan or with a line for
            the same payee and pay code, and `supersedes` does not name its run; or another
            command holds the lock.
        IntegrityError: the record of exports is broken.
    """
    path = runs / EXPORTS
    with disk.locked(runs):
        events, last = _read(path)
        standing = _standing(events, claim.period)
        _require_allowed(claim, standing, path)
        repeat = claim.run_id in standing
        if repeat:
            claim = claim._replace(supersedes=standing[claim.run_id]["supersedes"])
        seq = len(events) + 1
        begun = _event("begun", seq, last, claim, repeat=repeat)
        _append(path, begun)
        try:
            yield repeat
        except BaseException:
            if not _handed_out(claim):
                after = _event("abandoned", seq + 1, digest(begun), claim, repeat=repeat)
                _append(path, after)
            raise
        _append(path, _event("done", seq + 1, digest(begun), claim, repeat=repeat))


def _handed_out(claim: Claim) -> bool:
    """Tell whether the file that was claimed stands there: then the record must, too."""
    return claim.file.is_file() and digest(claim.file.read_bytes()) == claim.sha256


def _standing(events: list[dict[str, Any]], period: str) -> dict[str, dict[str, Any]]:
    """Find the exports of a period that stand, by run: begun, not abandoned, not superseded."""
    begun: list[dict[str, Any]] = []
    for event in (e for e in events if e["period"] == period):
        if event["event"] == "begun":
            begun.append(event)
        elif event["event"] == "abandoned":  # it takes back what its run began last
            own = [i for i, e in enumerate(begun) if e["run_id"] == event["run_id"]]
            if own:
                del begun[own[-1]]
    standing: dict[str, dict[str, Any]] = {}
    for event in begun:
        standing.pop(event["supersedes"], None)
        standing[event["run_id"]] = event
    return standing


def _require_allowed(claim: Claim, standing: Mapping[str, Mapping[str, Any]], path: Path) -> None:
    """Let pass what pays nobody twice, the same run again, and what names the run it replaces."""
    named, own = claim.supersedes, standing.get(claim.run_id)
    problems = [
        _conflict(path, _paid_already(claim, other), _REMEDY.format(run_id))
        for run_id, other in standing.items()
        if own is None and run_id != named and _rivals(claim, other)
    ]
    if own is not None and named not in (None, own["supersedes"]):
        found = "this very run is the one that was exported last"
        problems.append(_conflict(path, found, _NOT_NAMED))
    elif own is None and not problems and named is not None and named not in standing:
        found = f"no export of {claim.period} from the run to supersede stands"
        problems.append(_conflict(path, found, _NOT_NAMED))
    if problems:
        raise ConflictError(problems)


def _rivals(claim: Claim, other: Mapping[str, Any]) -> bool:
    """Tell whether two exports of a period cannot both stand."""
    alike = other["plan"] == claim.plan or other["supersedes"] == claim.run_id
    return alike or not set(claim.lines).isdisjoint(other["lines"])


def _paid_already(claim: Claim, other: Mapping[str, Any]) -> str:
    paid = set(other["lines"])
    twice = sum(line in paid for line in claim.lines)
    return (
        f"{claim.period} was exported from run {other['run_id']} of plan {other['plan']}; "
        f"lines already paid to the same payee under the same pay code: "
        f"{twice:,} of {len(claim.lines):,}"
    )


def _conflict(path: Path, what: str, hint: str) -> Problem:
    return Problem("already-exported", str(path), what, hint)


def _event(kind: str, seq: int, before: str, claim: Claim, *, repeat: bool) -> bytes:
    """Write one line of the record; its clock is the only one that an export carries."""
    event = claim._asdict() | {
        "seq": seq,
        "prev_sha256": before,
        "event": kind,
        "file": claim.file.name,
        "repeat": repeat,
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }
    text = json.dumps(event, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode() + b"\n"


def _append(path: Path, line: bytes) -> None:
    """Append one whole, flushed line, or none: what a failure has written is taken back."""
    new = not path.exists()
    flags = os.O_CREAT | os.O_APPEND | os.O_WRONLY | os.O_NOFOLLOW
    handle = os.open(path, flags, 0o600)
    try:
        size = os.fstat(handle).st_size
        try:
            disk.write_all(handle, line)
            os.fsync(handle)
        except BaseException:
            os.ftruncate(handle, size)
            raise
    finally:
        os.close(handle)
    if new:
        disk.flush_folder(path.parent)
