"""The data dictionary, `datasets/README.md`: from the contracts and the shipped profiles."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scoring.docs.yaml_files import yaml_pages
from scoring.exact.fixed import text
from scoring.importing.formats import DIRECTIVES
from scoring.importing.profile_lint import KINDS
from scoring.importing.profiles import (
    Csv,
    Derived,
    Latest,
    Profile,
    Proven,
    RosterColumn,
    Violations,
    Xlsx,
    load_profile,
    proven_on,
)
from scoring.importing.readings import (
    Attribution,
    ConstantReading,
    DurationReading,
    Event,
    Fill,
    FlagReading,
    KeptReading,
    LaterReading,
    NumberReading,
    Numbers,
    Reading,
    StampReading,
    TextReading,
    TruthReading,
    Who,
)
from scoring.intake.contracts import Company, Contract, Declared, Interactions, declared
from scoring.intake.files import INTERACTIONS, KEYS, TABLES
from scoring.intake.physical import FAMILIES, TAKES, written
from scoring.plan.nodes import Node
from scoring.shipped import find_profile, shipped_profiles

_TABLES: Mapping[str, type[Contract]] = {INTERACTIONS: Interactions, **TABLES}
_BLOCKS: dict[str, type[Node]] = {
    "the profile": Profile,
    "proven": Proven,
    "csv": Csv,
    "xlsx": Xlsx,
    "numbers": Numbers,
    "repeats": Latest,
    "attribution": Attribution,
    "a person": Who,
    "every reading": Reading,
    "fill": Fill,
    "event": Event,
    "read: text": TextReading,
    "read: constant": ConstantReading,
    "read: stamp": StampReading,
    "read: stamp_plus_duration": LaterReading,
    "read: duration": DurationReading,
    "read: whole, decimal": NumberReading,
    "read: boolean": TruthReading,
    "read: flag": FlagReading,
    "read: kept": KeptReading,
    "roster": Derived,
    "roster column": RosterColumn,
}
_FORMATS = f"""\
Keys in bold must be written wherever their block is.

`proven` takes two forms: a block such as `{{export: our help desk in 2026, rows: 52000}}`, or the
words `on no real export`, which every import then says again.

The export is UTF-8 text, with a byte-order mark or without. Convert any other encoding first:
`iconv -f gb18030 -t utf-8 export.csv > export-utf-8.csv`. It is read from a file, never a pipe.

Formats are made of plain text and
{" ".join(f"`{name}`" for name in DIRECTIVES)}.
They read strictly: the whole text fits or none of it, `%d` is two digits and `%-d` is one or two
without a leading zero, so list both where an export has both. Names of months and days are English
in any capitals, and a weekday that contradicts its date does not fit. `%f` takes up to nine digits,
zeros beyond the sixth; `%p` takes AM, a.m. and 上午. A space may be one that does not break. Two
formats that fit one text and name different times are `ambiguous-stamp`: none is chosen.
`%z` is an offset such as `+0800`, `+08:00`, `+08` or `Z`; it counts, and the zone then does not.
Where an export prints an offset that is not true, write it as plain text, as in
`"%Y-%m-%d %H:%M:%S+00:00"`, and say in `zone` what its clock shows. `unix_s` and `unix_ms` count
from 1970 in UTC, with up to six or three decimals.

Numbers are digits, in threes where `grouping` names a sign between them, and decimals after the
`mark`; `-`, `−` or `+` stands directly before them. Nothing else is a number: no exponent, no other
mark, no digits of another script. `words` are looked up first, whole and in their own capitals;
`affixes` may stand before or after the number, with spaces between. `round: exact` refuses a number
with more places than are kept; a mode such as `half_up` rounds it, once, from its decimal text.

Durations are numbers of `s`, `min`, `h` or `d`, or parts: of `h:m:s` (`26:05:09`), `h:m` and `m:s`
the first part may be of any size and the others are two digits below 60; `d h:m:s` is
`3 12:05:09`, its days left out where there are none; `words` is `3 Days 12 Hours`, `1h 20m` or
`90 sec`, the larger unit first, and a day is 24 hours. A leading minus makes the whole negative.
Under `read: kept` it alone decides, so that `-0:00` is a broken promise.

What stands under `nulls` is no value, before anything else is asked; a text of several columns is
none where one of them is. Then `blank_where` takes values out, and `fill` stands in where the
export says nothing, never where `blank_where` took something out. What is filled in is read like
any other text, counted and listed."""
_OPENING = """\
# What goes in

<!-- Written by `make docs` from the contracts and the profiles; edit those. -->

A data folder holds `interactions.parquet` (or a folder of that name with Parquet parts) and
`roster.parquet`, and where a plan asks for them `targets.parquet` and `given.parquet`. Reviews,
events, adjustments, rates of exchange and calendars are read and checked where they are there, and
a run keeps copies; no rule of this version uses them, and the run says so. An import adds
`import.json`, its report, `import-faults.parquet`, every fault it met, and
`import-quarantine.parquet`, the rows that it set aside. The report lists each file that was
delivered with its digest. Files of these that differ from it are refused: import again, or remove
`import.json` if they were changed on purpose. A derived roster may be replaced by the real one; the
run says so.

No text, a name included, may hold a character that does not show: a control, direction or
zero-width mark, such as the joiner U+200D, or a byte-order mark.

Bounds are inclusive. *A fault* says what becomes of a row whose field breaks the contract: the
`row` goes to quarantine, or the one `field` is blanked; both are counted, with file, row, column,
rule and reason. Every other table but the import's own is read exactly: there, any fault ends the
run, and so does a row with the key of an earlier one. Columns in bold must be there.
"""


def data_dictionary() -> str:
    """Return the data dictionary in Markdown: every table and column, every shipped profile."""
    parts = [_OPENING, _kinds()]
    parts += [_table(f"`{name}`", contract, _key_of(name)) for name, contract in _TABLES.items()]
    parts.append(_table("Company columns", Company, "The column here is the kind that it has."))
    parts += [yaml_pages(), _profiles(), _language(), _rules()]
    return "\n".join(parts)


def _kinds() -> str:
    """List what each kind is written as, and the types it is taken from."""
    lines = ["## Kinds", "", "| kind | written as | taken from |", "|---|---|---|"]
    for kind, families in TAKES.items():
        taken = " · ".join(FAMILIES[family] for family in families)
        lines.append(f"| {kind} | {written(kind, 0)} | {taken} |")
    return (
        "\n".join([*lines, ""]).replace("{places}", "the column's").replace("18, 0", "18, places")
    )


def _table(title: str, contract: type[Contract], note: str = "") -> str:
    said = " ".join((contract.__doc__ or "").split())
    lines = [f"## {title}", "", f"{said} {note}".strip(), ""]
    lines += [
        "| column | kind | empty | bounds | a fault | what it is |",
        "|---|---|---|---|---|---|",
    ]
    lines += [_row(column) for column in declared(contract).values()]
    return "\n".join([*lines, ""])


def _key_of(name: str) -> str:
    return f"Its key: {', '.join(f'`{column}`' for column in KEYS[name])}." if name in KEYS else ""


def _row(column: Declared) -> str:
    name = f"**{column.name}**" if column.required else column.name
    empty = "may be" if column.nullable else "never"
    said = column.said.replace("|", "\\|")
    kind = f"{column.kind}, {column.places} places" if column.places else column.kind
    kind += "".join(f", or {FAMILIES[family].partition(' (')[0]}" for family in column.also)
    return f"| {name} | {kind} | {empty} | {_bounds(column)} | {column.fault} | {said} |"


def _bounds(column: Declared) -> str:
    if column.longest is not None:
        listed = (
            ", ".join(column.words) if len(column.words) <= 5 else "one of the standard's words"
        )
        return listed if column.words else f"1–{column.longest} characters"
    if column.low is None or column.high is None:
        return ""
    return f"{_edge(column, column.low)} – {_edge(column, column.high)}"


def _edge(column: Declared, units: int) -> str:
    if column.kind == "stamp":
        return str(np.datetime64(units, "us").astype("datetime64[D]"))
    if column.kind == "day":
        return str(np.datetime64(units, "D"))
    plain = text(units, column.places)
    return plain.rstrip("0").rstrip(".") if column.places else plain


def _profiles() -> str:
    lines = [
        "## Import profiles",
        "",
        "`plaudit import --profile NAME SOURCE --out DATA` turns a CSV export into a data folder.",
        "A profile says for each column of the contract from which columns of the export it is",
        f"made and how (`read:` {', '.join(KINDS)}),",
        "and for each rule what a row that breaks it comes to. Copy the nearest one and change it.",
        "One that has met no real export says so.",
        "",
        "| profile | proven on | zone | makes | roster |",
        "|---|---|---|---|---|",
    ]
    lines += [_profile(load_profile(find_profile(name)).profile) for name in shipped_profiles()]
    return "\n".join([*lines, ""])


def _profile(profile: Profile) -> str:
    roster = "none"
    if profile.roster != "none":
        roster = "derived: " + ", ".join(["agent_id", "from_date", *profile.roster.columns])
    columns = ", ".join(profile.columns)
    return (
        f"| [{profile.profile}](profiles/{profile.profile}.yaml): {profile.title.en} "
        f"| {proven_on(profile)} | {profile.zone} | {columns} | {roster} |"
    )


def _language() -> str:
    """List every key of a profile, block by block, from the models that read it."""
    lines = ["### What a profile says", "", _FORMATS, ""]
    lines += ["| block | key | what it says |", "|---|---|---|"]
    for title, block in _BLOCKS.items():
        lines += [
            f"| {title} | {_key(field.alias or name, required=field.is_required())} "
            f"| {field.description} |"
            for name, field in block.model_fields.items()
            if field.description
            and (name not in Reading.model_fields or block in (Reading, Profile))
        ]
    return "\n".join([*lines, ""])


def _key(name: str, *, required: bool) -> str:
    return f"**`{name}`**" if required else f"`{name}`"


def _rules() -> str:
    said = " ".join((Violations.__doc__ or "").split()).replace(" `", "\n`", 1)
    said += " Every rule must be written."
    lines = ["### Rules of an import", "", said, "", "| rule | what breaks it |", "|---|---|"]
    fields = Violations.model_fields.values()
    lines += [f"| `{field.alias}` | {field.description} |" for field in fields if field.alias]
    return "\n".join([*lines, ""])
