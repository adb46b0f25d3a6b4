"""What a run is called and how its papers are written: canonical JSON, digests, names of files.

Standard library only: `verify` stands on this module, and an auditor's machine needs no more.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from scoring.errors import IntegrityError, Problem
from scoring.opening import ABSENT, irregular, refusal

Json: TypeAlias = bool | int | str | Sequence["Json"] | Mapping[str, "Json"] | None

MANIFEST = "manifest.json"
ENVIRONMENT = "environment.json"
SCHEMA = 1
"""The version of the manifest's layout; a reader refuses one that it does not know."""


def canonical(document: Json) -> bytes:
    """Write JSON in the one way that has a digest: sorted keys, UTF-8, no floats, LF at the end.

    Raises:
        TypeError: a float, or anything else that has more than one spelling.
    """
    _refuse_floats(document, "$")
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, indent=1, allow_nan=False)
    return text.encode() + b"\n"


def _refuse_floats(document: Json, place: str) -> None:
    if isinstance(document, Mapping):
        for key, value in document.items():
            if not isinstance(key, str):
                raise TypeError(f"{place} has a key that is not text: {key!r}")
            _refuse_floats(value, f"{place}.{key}")
    elif isinstance(document, (list, tuple)):
        for i, value in enumerate(document):
            _refuse_floats(value, f"{place}[{i}]")
    elif document is not None and not isinstance(document, (bool, int, str)):
        raise TypeError(f"{place} holds a {type(document).__name__}; write whole numbers or text")


def read_json(data: bytes) -> Any:
    """Read JSON with decimals as the text they were written in, so that it can be written again.

    Raises:
        ValueError: not UTF-8, not JSON, or nested beyond reason.
    """
    try:
        return json.loads(data, parse_float=str)
    except RecursionError as error:
        raise ValueError("nested beyond reason") from error


def digest(data: bytes) -> str:
    """Return the SHA-256 of some bytes, in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def run_id(identity: Json) -> str:
    """Name a run by everything that decides it: 32 hex digits of its identity's digest."""
    return digest(canonical(identity))[:32]


def manifest_digest(manifest: Mapping[str, Json]) -> str:
    """Return the digest that a manifest carries of everything else in it."""
    return digest(canonical({key: part for key, part in manifest.items() if key != "digest"}))


def line_ids(period: str, plan: str, keys: Iterable[tuple[str | None, ...]]) -> list[str]:
    """Name pay lines the same in every run, so that who pays can refuse one a second time.

    Args:
        period: the period's name.
        plan: the plan's name.
        keys: agent, currency and name of each line.
    """
    before, sha256 = f"{period}|{plan}", hashlib.sha256
    return [
        sha256(f"{before}|{agent}|{currency}|{line}".encode()).hexdigest()[:32]
        for agent, currency, line in keys
    ]


HASH_TOTAL_DIGITS = 10
_AT_ONCE = 65_536  # payees whose digests lie in memory together


def hash_numbers(payees: Sequence[str]) -> tuple[int, ...]:
    """Return the payees' numbers for hash totals: the first 8 bytes of each id's SHA-256."""
    firsts = [hashlib.sha256(payee.encode()).digest()[:8] for payee in payees]
    return struct.unpack(f">{len(firsts)}Q", b"".join(firsts))


def hash_total(payees: Sequence[str], lines: Sequence[int] | None = None) -> str:
    """Add up the numbers of the payees, one for each pay line; the last ten digits, as text.

    A line that is lost, doubled or given to somebody else changes it, as the entry hash of a bank
    file does.

    Args:
        payees: the ids of those who are paid.
        lines: how many pay lines each has; one each where it is not said.
    """
    total = 0
    for first in range(0, len(payees), _AT_ONCE):
        numbers = hash_numbers(payees[first : first + _AT_ONCE])
        times = [1] * len(numbers) if lines is None else lines[first : first + _AT_ONCE]
        total += sum(number * own for number, own in zip(numbers, times, strict=True))
    return str(total % 10**HASH_TOTAL_DIGITS).rjust(HASH_TOTAL_DIGITS, "0")


def read_manifest(run: Path) -> dict[str, Any]:
    """Read a run's manifest and check that it is the one that was written.

    Raises:
        IntegrityError: no manifest, not a manifest, or one that does not match its own digests.
        StorageError: the system does not let it be read.
    """
    where = str(run / MANIFEST)
    data = _manifest_bytes(run / MANIFEST)
    try:
        manifest = read_json(data)
    except ValueError as error:
        raise IntegrityError(_broken(where, "is not JSON")) from error
    try:
        problem = _manifest_problem(manifest, data, where)
    except (TypeError, ValueError, RecursionError):  # what no manifest can hold
        problem = _broken(where, "is not a manifest")
    if problem:
        raise IntegrityError(problem)
    checked: dict[str, Any] = manifest
    return checked


def _manifest_bytes(path: Path) -> bytes:
    try:
        found = irregular(path)
        if not found:
            return path.read_bytes()
    except ABSENT as error:
        found = (error.strerror or type(error).__name__).lower()
    except OSError as error:
        raise refusal(str(path), error) from error
    hint = "Name the folder of one run, RUNS/<period>/<run id>."
    raise IntegrityError(Problem("no-manifest", str(path), f"cannot be read: {found}", hint))


def _manifest_problem(manifest: Any, data: bytes, where: str) -> Problem | None:
    if not isinstance(manifest, dict) or not {"schema", "run_id", "digest"} <= manifest.keys():
        return _broken(where, "is not a manifest")
    if manifest["schema"] != SCHEMA:
        what = f"has layout version {manifest['schema']}; this version reads {SCHEMA}"
        return Problem("manifest-version", where, what, "Use the version that wrote the run.")
    if canonical(manifest) != data or manifest_digest(manifest) != manifest["digest"]:
        return _broken(where, "does not match its own digest")
    if run_id(manifest.get("identity")) != manifest["run_id"]:
        return _broken(where, "names a run id that its inputs, plan and versions do not give")
    return None


def _broken(where: str, what: str) -> Problem:
    return Problem("manifest-altered", where, what, "Do not pay from it; run the same again.")
