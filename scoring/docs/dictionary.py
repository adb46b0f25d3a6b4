"""The data dictionary, `datasets/README.md`: from the contracts and the shipped profiles."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scoring.docs.guide import profile_guide
from scoring.docs.profile_keys import profile_reference
from scoring.docs.yaml_files import yaml_pages
from scoring.exact.fixed import text
from scoring.intake.contracts import Company, Contract, Declared, Interactions, declared
from scoring.intake.files import INTERACTIONS, KEYS, TABLES
from scoring.intake.physical import FAMILIES, TAKES, written

_TABLES: Mapping[str, type[Contract]] = {INTERACTIONS: Interactions, **TABLES}
_CONTENTS = """\
# Exports and data

<!-- Written by `make docs` from the contracts, the profiles and scoring/docs; edit those. -->

[Writing an import profile](#writing-an-import-profile): [a tour](#your-first-profile) ·
[annotated](#a-whole-profile-annotated) · [recipes](#recipes) ·
[shipped profiles](#shipped-profiles) · [every key](#every-block-and-key) ·
[rules](#rules-of-an-import). Then [what goes in](#what-goes-in), table by table,
[the files of a run](#the-files-of-a-run), [files for payroll and
ledgers](#files-for-payroll-and-ledgers) with [their profiles](#shipped-export-profiles), and [the
payroll file](#the-payroll-file).
"""
_OPENING = """\
# What goes in

A data folder holds `interactions.parquet` (or a folder of that name with Parquet parts) and
`roster.parquet`, and where a plan asks for them `targets.parquet`, `given.parquet`,
`results.parquet`, `events.parquet`, `holds.parquet`, `fx.parquet`, `adjustments.parquet` and
calendars of working hours. Reviews are read and checked where they are there, and a run keeps
copies; no rule of this version uses them, and the run says so, as it does of what its plan does not
ask for. An import adds `import.json`, its report, `import-faults.parquet`, every fault it met, and
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
    parts = [_CONTENTS, profile_guide(), profile_reference(), _OPENING, _kinds()]
    parts += [_table(f"`{name}`", contract, _key_of(name)) for name, contract in _TABLES.items()]
    parts.append(_table("Company columns", Company, "The column here is the kind that it has."))
    return "\n".join([*parts, yaml_pages()])


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
    if column.finer:
        kind += f" ({column.finer}, and below a million, where a number of the table needs them)"
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
