"""The record of exports, RUNS/exports.jsonl: it refuses to pay a period twice.

One line an event, only ever appended, each line carrying the digest of the line before. An export
is recorded as `begun` before its file can exist, and as `done` after; a failure that left no file
is recorded as `abandoned`. So a crash can leave a record without a file, which the next export of
the same run completes, but never a file without a record.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from scoring import disk
from scoring.errors import ConflictError, IntegrityError, Problem
from scoring.ledger.identity import digest, read_json

EXPORTS = "exports.jsonl"
_START = "0" * 64
_KEYS = {"seq", "prev_sha256", "event", "period", "plan", "run_id", "supersedes"}
_TORN = "is cut short: the machine stopped while it was written, before its file could exist"
_TORN_HINT = "Remove this incomplete line, then run the same again."
_BROKEN_HINT = "Restore the file from a backup; nothing is exported until its chain holds."


class Claim(NamedTuple):
    """What an export is about to hand out, and for which period of which plan."""

    period: str
    plan: str
    run_id: str
    manifest_digest: str
    format: str
    file: Path
    sha256: str
    rows: int
    supersedes: str | None


def read_exports(runs: Path) -> list[dict[str, Any]]:
    """Read the record of exports, oldest first; none when nothing was ever exported.

    Raises:
        IntegrityError: a line that was edited, removed, reordered or cut short.
    """
    return _read(runs / EXPORTS)[0]


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
        ConflictError: the period of the plan was exported from another run, which `supersedes`
            does not name; or another command holds the lock.
        IntegrityError: the record of exports is broken.
    """
    path = runs / EXPORTS
    with disk.locked(runs):
        events, last = _read(path)
        live = _live(events, claim)
        repeat = live is not None and live["run_id"] == claim.run_id
        _require_allowed(claim, live, path)
        if live is not None and repeat:
            claim = claim._replace(supersedes=live["supersedes"])
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


def _live(events: list[dict[str, Any]], claim: Claim) -> dict[str, Any] | None:
    """Find the export of this plan's period that stands: the last one begun and not abandoned."""
    standing: list[dict[str, Any]] = []
    for event in events:
        if (event["period"], event["plan"]) != (claim.period, claim.plan):
            continue
        if event["event"] == "begun":
            standing.append(event)
        elif event["event"] == "abandoned" and standing:
            standing.pop()
    return standing[-1] if standing else None


def _require_allowed(claim: Claim, live: Mapping[str, Any] | None, path: Path) -> None:
    """Let the first export pass, the same run again, and a run that names the one it replaces."""
    named = claim.supersedes
    if live is None:
        fits, found = named is None, "nothing of this period and plan was exported yet"
    elif live["run_id"] == claim.run_id:
        fits = named in (None, live["supersedes"])
        found = "this very run is the one that was exported last"
    else:
        fits = named == live["run_id"]
        found = f"{claim.period} of plan {claim.plan} was exported from run {live['run_id']}"
    if not fits:
        hint = (
            "Leave out the run to supersede."
            if live is None or live["run_id"] == claim.run_id
            else "Name that run as the one to supersede, and have its file withdrawn first."
        )
        raise ConflictError(Problem("already-exported", str(path), found, hint))


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
