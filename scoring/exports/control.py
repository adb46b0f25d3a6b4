"""The control file beside an export: what its receiver needs to check it, and no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from scoring.exact import fixed
from scoring.exact.money import MINOR_PLACES
from scoring.exports.building import Built
from scoring.exports.items import Said
from scoring.exports.lines import Line
from scoring.exports.lint import amount_record
from scoring.exports.targets import Target
from scoring.ledger.identity import Json, digest, hash_total

_ENCODINGS = {"utf-8": "UTF-8", "utf-16": "UTF-16LE"}


class Handed(NamedTuple):
    """What of a run is handed out, and what stays.

    Attributes:
        lines: the lines in the currencies that are exported, those of zero among them.
        left: the lines in the others.
        sides: debits and credits of each currency.
    """

    lines: Sequence[Line]
    left: Sequence[Line]
    sides: Mapping[str, Mapping[str, str]]

    @property
    def paid(self) -> list[Line]:
        """The lines that are in the file: those that are not zero."""
        return [line for line in self.lines if line.amount_minor]


def control_of(
    handed: Handed, built: Built, target: Target, said: Said, manifest: Mapping[str, Any]
) -> dict[str, Any]:
    """Gather what the receiver of the file needs to check it, but for the file's own name."""
    paid, profile = handed.paid, target.profile
    zero = [line for line in handed.lines if not line.amount_minor]
    ids = [item.line_id for s in built.sections for item in s.items if item.line_id]
    control: dict[str, Any] = {
        "format": target.name,
        "kind": profile.kind,
        "profile": profile.export,
        "profile_sha256": target.sha256,
        "settings": dict(sorted(target.settings.items())),
        "columns": list(amount_record(profile).columns),
        "encoding": _ENCODINGS.get(profile.file.encoding, profile.file.encoding),
        "line_end": profile.file.line_end.upper(),
        "period": said.period,
        "plan": said.plan,
        "run_id": said.run_id,
        "manifest_digest": manifest["digest"],
        "plaudit": manifest["identity"]["versions"]["plaudit"],
        "rows": built.rows,
        "lines": len(paid),
        "currencies": _in_the_file(handed, built),
        "left_out": totals_of(handed.left),
        "hash_total": hash_total([line.payee_id for line in paid]),
        "hash_total_of": "the run's agent_id of each line in the file, whatever the file calls it",
        "zero_lines": {
            "rows": len(zero),
            "hash_total": hash_total([line.payee_id for line in zero]),
        },
        "below_zero": sum(line.amount_minor < 0 for line in paid),
        "without_cost_center": sum(not line.cost_center for line in paid),
        "line_ids_sha256": _digest_of([line.line_id for line in paid]),
    }
    if profile.kind == "journal":
        control["postings"] = dict(handed.sides)
        control["posting_ids_sha256"] = _digest_of(ids)
    return control | {"bytes": len(built.content), "sha256": digest(built.content)}


def _in_the_file(handed: Handed, built: Built) -> dict[str, dict[str, Json]]:
    """Return the totals of each currency with its pay lines and its rows in the file."""
    items = [item for section in built.sections for item in section.items]
    rows = Counter(item.first.currency for item in items)
    return {
        code: total | {"lines": total["rows"], "rows_in_file": rows[code]}
        for code, total in totals_of(handed.lines).items()
    }


def totals_of(lines: Sequence[Line]) -> dict[str, dict[str, Json]]:
    """Return rows, rows of zero and the sum of each currency, as text at its places."""
    totals: dict[str, dict[str, Json]] = {}
    for code in sorted({line.currency for line in lines}):
        amounts = [line.amount_minor for line in lines if line.currency == code]
        totals[code] = {
            "rows": sum(amount != 0 for amount in amounts),
            "zero_rows": sum(amount == 0 for amount in amounts),
            "sum": fixed.text(sum(amounts), MINOR_PLACES[code]),
        }
    return totals


def _digest_of(ids: Sequence[str]) -> str:
    """Return the SHA-256 of ids in order, each on a line of its own."""
    return digest("".join(f"{one}\n" for one in sorted(ids)).encode())
