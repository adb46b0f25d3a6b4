"""The record of exports, RUNS/exports.jsonl: it refuses to pay a period twice.

Of each period one run a plan may be handed out, and no two that pay the same payee under the same
pay code, whatever their plans are called. Lines are recorded as digests, so that the record can
tell what was paid and names nobody.

Paying and booking are two claims on the same pay: a payroll file and a journal of one run stand
beside each other. Two payroll files of one run do not where they hold the same currency, since
both would be paid, and no more do two journals; a file by currency leaves the others free. What an
export supersedes is of its own kind and of its currencies; a journal of a run that is not paid any
more stands until a journal replaces it. Entries from before there were kinds and currencies are
payroll, and hold all that their run paid.

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
        kind: payroll, which is paid, or journal, which is booked.
        format: the name of the profile that it is written by.
        lines: the digests of its lines, from `line_digests`.
        currencies: the currencies of its lines.
        part: the run pays in others, too.
        supersedes: the run whose export of the period this one replaces; the run itself where
            another file of it was handed out.
    """

    period: str
    plan: str
    run_id: str
    manifest_digest: str
    kind: str
    format: str
    file: Path
    sha256: str
    rows: int
    lines: tuple[str, ...]
    currencies: tuple[str, ...]
    part: bool
    supersedes: str | None


class _Stands(NamedTuple):
    """An export that stands: its entry, and the currencies that it still holds.

    None for currencies: all that its run paid, as entries from before there were currencies say.
    """

    event: Mapping[str, Any]
    currencies: frozenset[str] | None

    @property
    def run_id(self) -> str:
        return str(self.event["run_id"])

    @property
    def kind(self) -> str:
        return _kind(self.event)

    def holds_any(self, currencies: Iterable[str]) -> bool:
        return self.currencies is None or not self.currencies.isdisjoint(currencies)


def _kind(event: Mapping[str, Any]) -> str:
    return str(event.get("kind", "payroll"))


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
    """Return the runs of a plan whose pay stands, by period, in the order of the record.

    Raises:
        IntegrityError: the record is broken.
    """
    events = read_exports(runs)
    found: dict[str, list[str]] = {}
    for period in dict.fromkeys(event["period"] for event in events):
        own = [
            one.run_id
            for one in _standing(events, period)
            if one.kind == "payroll" and one.event["plan"] == plan
        ]
        if own:
            found[period] = list(dict.fromkeys(own))
    return found


def left_standing(runs: Path, claim: Claim) -> list[str]:
    """Return the runs whose export of the other kind stands beside one that replaced their pay.

    What was paid anew is then booked as it was, or the other way round, until it is replaced, too.

    Raises:
        IntegrityError: the record is broken.
    """
    others = _standing(read_exports(runs), claim.period)
    found = [one for one in others if one.kind != claim.kind and _rivals(claim, one.event)]
    return list(dict.fromkeys(one.run_id for one in found))


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
        Whether this very file was handed out before: its bytes are then the same again.

    Raises:
        ConflictError: an export of another run of the period stands, of the same plan or with a
            line for the same payee and pay code, or another file of this run that pays or books
            the same, and `supersedes` does not name its run; or another command holds the lock.
        IntegrityError: the record of exports is broken.
    """
    path = runs / EXPORTS
    with disk.locked(runs):
        events, last = _read(path)
        standing = _standing(events, claim.period)
        _require_allowed(claim, standing, path)
        own = _own(claim, standing)
        repeat = own is not None and own.event["sha256"] == claim.sha256
        if own is not None and repeat:
            claim = claim._replace(supersedes=own.event["supersedes"])
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


def _standing(events: list[dict[str, Any]], period: str) -> list[_Stands]:
    """Find the exports of a period that stand: begun, not abandoned, not superseded."""
    begun: list[dict[str, Any]] = []
    for event in (e for e in events if e["period"] == period):
        if event["event"] == "begun":
            begun.append(event)
        elif event["event"] == "abandoned":  # it takes back what its run began last
            own = [i for i, e in enumerate(begun) if e["run_id"] == event["run_id"]]
            if own:
                del begun[own[-1]]
    standing: list[_Stands] = []
    for event in begun:
        standing = [left for one in standing if (left := _left(one, event)) is not None]
        held = event.get("currencies")
        standing.append(_Stands(event, None if held is None else frozenset(held)))
    return standing


def _left(one: _Stands, event: Mapping[str, Any]) -> _Stands | None:
    """Return what of an export stands after a later one; None where nothing does."""
    replaced = one.run_id in (event["supersedes"], event["run_id"])
    if not replaced or one.kind != _kind(event):
        return one
    if one.currencies is None or not event.get("part", False):
        return None
    rest = one.currencies.difference(event["currencies"])
    return one._replace(currencies=rest) if rest else None


def _own(claim: Claim, standing: Iterable[_Stands]) -> _Stands | None:
    """Return what stands of the very run that pays or books the same, if anything does."""
    same = [one for one in standing if one.run_id == claim.run_id and one.kind == claim.kind]
    return next((one for one in same if one.holds_any(claim.currencies)), None)


def _require_allowed(claim: Claim, standing: Iterable[_Stands], path: Path) -> None:
    """Let pass what pays nobody twice, the same file again, and what names what it replaces."""
    named, own = claim.supersedes, _own(claim, standing)
    if own is not None:
        problems = _again(claim, own, path)
    else:
        others = {one.run_id: one for one in standing if _rivals(claim, one.event)}
        problems = [
            _conflict(path, _paid_already(claim, one.event), _REMEDY.format(run_id))
            for run_id, one in others.items()
            if run_id != named
        ]
        if not problems and named is not None and named not in {one.run_id for one in standing}:
            found = f"no export of {claim.period} from the run to supersede stands"
            problems = [_conflict(path, found, _NOT_NAMED)]
    if problems:
        raise ConflictError(problems)


def _again(claim: Claim, own: _Stands, path: Path) -> list[Problem]:
    """Say why a run that was handed out cannot be once more, or nothing where it can."""
    same = own.event["sha256"] == claim.sha256
    if not same and claim.supersedes != claim.run_id:
        deed = "book" if claim.kind == "journal" else "pay"
        found = (
            f"another file of this very run was handed out as {own.event['format']}, and both "
            f"would {deed} the same"
        )
        return [_conflict(path, found, _REMEDY.format(claim.run_id))]
    if same and claim.supersedes not in (None, own.event["supersedes"]):
        found = "this very run is the one that was exported last"
        return [_conflict(path, found, _NOT_NAMED)]
    return []


def _rivals(claim: Claim, other: Mapping[str, Any]) -> bool:
    """Tell whether exports of two runs of a period cannot both stand."""
    if other["run_id"] == claim.run_id:
        return False
    alike = other["plan"] == claim.plan or other["supersedes"] == claim.run_id
    return alike or not set(claim.lines).isdisjoint(other["lines"])


def _paid_already(claim: Claim, other: Mapping[str, Any]) -> str:
    paid = set(other["lines"])
    twice = sum(line in paid for line in claim.lines)
    journal = _kind(other) == "journal"
    as_what = " as a journal" if journal else ""
    done = "booked for" if journal else "paid to"
    return (
        f"{claim.period} was exported from run {other['run_id']} of plan {other['plan']}{as_what}; "
        f"lines already {done} the same payee under the same pay code: "
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
