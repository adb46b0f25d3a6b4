"""What a profile says besides its columns, and in which order it says it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from scoring.errors import counted
from scoring.importing.profile.headers import folded
from scoring.importing.proposal.desk import Desk
from scoring.importing.proposal.draft import Draft, Entry
from scoring.importing.proposal.exports import Unknown
from scoring.importing.proposal.headings import slug

_VIOLATIONS = {
    "null-id": "quarantine",
    "null-value": "quarantine",
    "repeated-id": "quarantine",
    "unparsable-stamp": "quarantine",
    "ambiguous-stamp": "error",
    "zone-gap": "blank",
    "zone-overlap": "blank",
    "not-a-number": "blank",
    "too-many-places": "blank",
    "unknown-word": "blank",
    "unsafe-text": "blank",
    "blank-text": "blank",
    "out-of-range": "blank",
    "out-of-scale": "blank",
    "negative-duration": "blank",
    "passed-over-done": "blank",
    "response-after-resolution": "keep",
}
_ORDER = (
    "interaction_id", "created_at", "first_response_at", "resolved_at", "closed_at", "survey_at",
    "channel", "priority", "category", "product", "region", "team", "shift", "customer_id", "csat",
    "nps", "resolved", "escalated", "complaint", "first_contact", "survey_sent", "handle_s",
    "talk_s",
)  # fmt: skip
_NOWHERE = "no column of dates was found, and an interaction must have a beginning"


def draft_of(export: Unknown, desk: Desk, repeats: Entry) -> Draft:
    """Return the draft with every key that a profile must have, in the order of the language."""
    notation = desk.notation
    columns = Entry("columns", tuple(_columns(desk)))
    entries = [
        Entry("profile", _name(export.stem)),
        Entry("title", {"en": f"Draft for {export.stem}", "zh": f"{export.stem} 的草稿"}),
        Entry("proven", "on no real export", ("once it has met one: {export: …, rows: …}",)),
        *_dialect(export),
        Entry("trim", True),
        Entry("zone", "UTC", ("check: the zone of the export's clock, such as Asia/Shanghai",)),
        Entry("nulls", ("", *notation.nulls), notation.null_notes),
        Entry(
            "numbers",
            {"mark": notation.mark, "grouping": notation.grouping},
            notation.number_notes,
        ),
        Entry("unlisted", *_unlisted(desk)),
        repeats,
        desk.attribution,
        columns,
        _ignore(desk, frozenset(map(folded, _used((desk.attribution, columns, desk.roster))))),
        Entry("violations", tuple(Entry(k, v) for k, v in _VIOLATIONS.items()), _HOW_STRICT),
        desk.roster,
    ]
    return Draft(tuple(entries), tuple(_head(export, desk)), desk.rows)


_HOW_STRICT = (
    "check: what a row that breaks a rule comes to; quarantine leaves the row out, blank the value",
)


def _head(export: Unknown, desk: Desk) -> Iterator[str]:
    yield (
        f"A draft, from {counted(desk.rows, 'row')} and {counted(len(export.header), 'column')} of "
        f"{export.name}; "
        "every row was looked at."
    )
    yield (
        "Somebody who knows the export finishes it: `check:` marks what the file alone cannot say."
    )
    if export.dialect.looks_like_data:
        yield "check: the first line looks like data; a profile needs a line with the column names."
    for said in export.said:
        for note in said.notes:
            yield f"{said.name}: {note}"


def _name(stem: str) -> str:
    made = re.sub(r"[^a-z0-9]+", "-", slug(stem)).strip("-")[:60].strip("-")
    return made if re.match("[a-z]", made) else f"draft-{made}".strip("-")


def _dialect(export: Unknown) -> list[Entry]:
    dialect = export.dialect
    if dialect.kind == "xlsx":
        row = {"header_row": str(dialect.header_row)}
        note = "check: the first sheet was read; others are not looked at"
        return [Entry("xlsx", {"sheet": "first", **row}, (note,))]
    if dialect.kind == "parquet":
        return []
    csv: dict[str, object] = {"delimiter": dialect.delimiter, "encoding": export.encoding}
    notes = []
    if dialect.header_row > 1:
        csv["header_row"] = str(dialect.header_row)
        notes.append(f"above the column names: {counted(dialect.header_row - 1, 'line')}")
    if export.encoding == "windows-1252":
        notes.append("check: neither UTF-8 nor GB18030; windows-1252 reads any bytes whatever")
    return [Entry("csv", csv, tuple(notes))]


def _unlisted(desk: Desk) -> tuple[str, tuple[str, ...]]:
    odd = [t for p, t in desk.traits.items() if p not in desk.usable]
    if any(len(trait.header) > 500 for trait in odd):
        return "leave_behind", ("check: a column name is longer than a profile can hold",)
    return "refuse", ()


def _columns(desk: Desk) -> Iterator[Entry]:
    if "created_at" not in desk.columns:
        header = desk.traits[min(desk.usable, default=0)].header
        reading = {"read": "stamp", "from": header, "formats": ["%Y-%m-%d %H:%M:%S"]}
        desk.columns["created_at"] = Entry("created_at", reading, (f"check: {_NOWHERE}",))
    known = {name: place for place, name in enumerate(_ORDER)}
    yield from sorted(desk.columns.values(), key=lambda e: known.get(e.key, len(_ORDER)))


def _ignore(desk: Desk, used: frozenset[str]) -> Entry:
    """List what stays behind; of a name that stands several times no column can be used."""
    reasons: dict[str, tuple[str, str]] = {}
    for place, trait in desk.traits.items():
        spelled = folded(trait.header)
        if spelled not in used and len(trait.header) <= 500:
            why = desk.ignored.get(place, "the name stands several times in the header")
            reasons.setdefault(spelled, (trait.header, why))
    notes = tuple(f"{name or 'the blank name'}: {why}" for name, why in reasons.values())
    return Entry("ignore", tuple(name for name, _ in reasons.values()), notes)


def _used(value: object, key: str = "") -> Iterator[str]:
    """Yield the columns of the export that a part of the draft names."""
    if isinstance(value, Entry):
        yield from _used(value.value, value.key)
    elif isinstance(value, Mapping):
        if key in ("blank_where", "where"):
            yield from map(str, value)
        for inner, one in value.items():
            yield from _used(one, str(inner))
    elif isinstance(value, str):
        if key == "from":
            yield value
    elif isinstance(value, Sequence):
        for one in value:
            yield from _used(one, key)
