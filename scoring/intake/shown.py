"""What stood in the first places that an import set aside: read from the rows that it kept."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from scoring.intake.files import IMPORT_QUARANTINE, check_unchanged
from scoring.intake.folder import Folder
from scoring.intake.parts import batches_of
from scoring.intake.report import PlaceReport, RuleReport

_JOINED = " + "  # as an import writes the columns of a value that it joined


def with_kept(rules: Iterable[RuleReport], folder: Folder) -> list[RuleReport]:
    """Show the values of rows that an import set aside; of others it kept none.

    Raises:
        DataError, StorageError, IntegrityError: a file that cannot be read, or that changed.
    """
    rules = list(rules)
    info = folder.others.get(IMPORT_QUARANTINE)
    asked = {(p.file, p.row) for rule in rules for p in rule.places if p.value is None}
    if info is None or not asked:
        return rules
    numbers = pa.array(sorted({row for _, row in asked}), pa.int64())
    kept: dict[tuple[str, int], Any] = {}
    for batch in batches_of(info, ["file", "row", "raw"]):
        for one in batch.filter(pc.is_in(batch["row"], value_set=numbers)).to_pylist():
            if (place := (one["file"], one["row"])) in asked:
                kept[place] = _read(one["raw"])
    check_unchanged([info])
    return [
        replace(rule, places=tuple(_shown(place, rule, kept) for place in rule.places))
        for rule in rules
    ]


def _read(raw: str | None) -> dict[str, Any]:
    """Read a row that was kept; one that somebody else wrote may be no such row."""
    try:
        row = json.loads(raw or "")
    except (ValueError, RecursionError):
        return {}
    return row if isinstance(row, dict) else {}


def _shown(place: PlaceReport, rule: RuleReport, kept: dict[tuple[str, int], Any]) -> PlaceReport:
    """Give a place the texts of its rule's columns, as JSON; nothing where the row has none."""
    row = kept.get((place.file, place.row), {})
    column = rule.column or ""
    names = [column] if column in row else column.split(_JOINED)
    texts = [json.dumps(row[name], ensure_ascii=False) for name in names if name in row]
    return place._replace(value=_JOINED.join(texts)) if place.value is None and texts else place
