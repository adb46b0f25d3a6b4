"""The page on what goes out: payroll files and journals, their profiles, and how to write one."""

from __future__ import annotations

from typing import Any

from scoring.docs.exports_examples import examples
from scoring.exports.cells import (
    AmountCell,
    Cell,
    ConstantCell,
    DateCell,
    FieldCell,
    MapCell,
    NameCell,
    RosterCell,
    SettingCell,
    SideCell,
    TextCell,
)
from scoring.exports.profiles import (
    Amounts,
    ExportProfile,
    Extension,
    File,
    Mapped,
    Proven,
    Record,
    Setting,
    Whose,
)
from scoring.exports.targets import load_export
from scoring.plan.nodes import Node
from scoring.plan.words import expected, fields_of, hint_of
from scoring.shipped import find_export, shipped_exports

_BLOCKS: dict[str, type[Node]] = {
    "the profile": ExportProfile,
    "your own, on top of one": Extension,
    "proven": Proven,
    "file": File,
    "amounts": Amounts,
    "a setting": Setting,
    "a map": Mapped,
    "given": Whose,
    "a record": Record,
    "every cell": Cell,
    "cell: field": FieldCell,
    "cell: setting": SettingCell,
    "cell: map": MapCell,
    "cell: date": DateCell,
    "cell: amount": AmountCell,
    "cell: text": TextCell,
    "cell: constant": ConstantCell,
    "cell: roster": RosterCell,
    "cell: name": NameCell,
    "cell: two sides": SideCell,
}
_PROVEN = {
    "ours": "a format of this house",
    "vendor": "vendor's page",
    "excerpt": "excerpt of a page",
    "public_test": "public test",
    "public_code": "public code alone",
    "template": "**template to finish**",
    "own": "your own system",
}
EXTENDING = """\
export: our-netsuite
extends: netsuite
settings:
  expense_account: 6601 Bonus expense
  payable_account: 2211 Bonus payable
  currency: USD
  dates_written: MM/DD/YYYY
"""
"""A company's profile on top of a shipped one, as the page shows it."""

WHOLE = """\
# What our payroll takes: one row a payee and pay line, in dollars.
export: our-payroll
kind: payroll
title: {en: Our payroll, zh: 本公司薪资}
proven: {by: own, on: "the field list of our payroll, May 2026"}
file:
  delimiter: semicolon
  quoting: where_needed
  encoding: utf-8
  bom: true
  line_end: crlf
  dates: DD.MM.YYYY
amounts: {mark: comma, places: 2, digits: 7, negatives: refuse, unused: blank}
currencies: one
settings:
  payment_date: {what: the day of the pay run, form: day}
  currency: {what: the currency of our payroll, form: currency}
maps:
  wage_type:
    what: our wage type for each pay code
    by: pay_code
    form: code
    pattern: "[0-9]{4}"
    unmapped: refuse
records:
  lines:
    rows: line
    key: [Employee, Wage type]
    columns:
      Employee: {field: payee_id, pattern: "[A-Z][0-9]{4}"}
      Wage type: {map: wage_type}
      Amount: {amount: signed}
      Pay date: {date: payment_date}
      Cost centre: {field: cost_center, longest: 10}
      Remark: {text: "bonus {period}"}
      Reference: {field: line_id}
given:
  maps:
    wage_type: {PERF: "3100", STAR: "3110"}
"""
"""A whole profile of a company, as the page shows it."""

_OPENING = """\
# Files for payroll and ledgers

`plaudit export RUN --to NAME --out FILE` writes the pay of a run for a payroll system, or its
journal for a ledger. NAME is a shipped profile or the path of your own: one YAML file that says
what the target reads, column by column. A journal debits bonus expense and credits bonus payable,
one pair of postings for each currency, cost centre and pay code.

**Before anything is written** the run is verified, and the file is read back by another reader and
held to the sums of the agents' statements, to the journal and to the manifest, for each currency to
the cent; where they differ, exit 7 and no file. Fields out of pattern, amounts longer than the
target takes or below zero where it refuses that, and payees without a cost centre where it needs
one are refused with exit 3, by row and column, all at once, and no value is shown. Nothing is
escaped: no free text reaches a file but that of your own profile, and names only where a target
asks for them. A file holds no clock: the same run and settings give the same bytes.

**What a run does not hold** you say: accounts, dates of payment, codes of your company. A target
that lacks any is refused (exit 4) with all that is missing and what each is. Give them by
`--set NAME=VALUE`, or in a profile of your own.

**Currencies.** A target that names no currency in its rows takes one, and its setting `currency`
says which. Where a run pays in several, `--currency` names one; what stays is said, stands in the
control file, and is free for another file. Lines of zero are left out and counted.

**Twice.** A payroll file and a journal of a run stand beside each other. A second payroll file for
the same currency would pay twice, and a second journal book twice: another target, or other
settings, needs `--supersedes RUN-ID` with the id of this very run, once the first file is
withdrawn. The same file again is written again, and said to be a repeat. Stable ids stand in the
file where the target has a column for them.
"""
_SHIPPED = """\
## Shipped export profiles

*Columns known from* says how far a profile has been held against its target; none of the systems of
others has taken a file of it yet. **Your own system's template always wins**: compare the header
before the first file, and copy the profile where it differs. A template is not used as it stands:
copy it, finish it by your own list of fields, and say `proven: {by: own, on: …}`.

| profile | kind | columns known from | you say |
|---|---|---|---|"""
_WRITING = """\
## Your own export profile

The settings of your company, once, on top of a shipped profile; the day of booking then comes from
the line, `plaudit export RUN --to our-netsuite.yaml --set journal_date=2026-11-15 --out j.csv`:

```yaml
{extending}```

`maps` give a value for each pay code, cost centre or payee, such as
`earnings_code: {{PERF: BON, STAR: AWD}}`; `same` where the target has the very values. What a map
does not know is refused, unless the profile says otherwise. A whole profile says everything:

```yaml
{whole}```

`plaudit schema export > export.schema.json` lets editors complete keys. Unknown keys are refused
with the nearest known one, and so is what contradicts itself, each at `file:line:column`.

- **Rows** are pay lines, or `rows: payee`: all lines of a payee and currency. There `slot: 1`,
  `slot: 2` take the first and second line, and further lines go on another row; or columns of money
  add up the lines that a map sends to their `word`. A journal has `rows: posting`.
- **Several kinds of rows** are several `records`, one after another, each with its header; money
  stands in one of them. A column that is the sum of its row says `total: true`.
- **Blank or zero** is `unused`, for columns of money without an amount. An amount below zero is
  written, refused, put in a column of its own, or, in a journal, booked on the other side.
- **Keys** that a target overwrites by are named in `key`: two rows alike in it are refused.
"""
_KEYS = """\
## Every key of an export profile

Keys in bold must be written wherever their block is. A cell is `blank` or one of the blocks called
*cell*.

| block | key | write | what it says |
|---|---|---|---|"""
_CONTROL = """\
# The payroll file

`plaudit export RUN --to payroll-csv --out FILE` writes one line for each amount to pay, UTF-8
without a byte-order mark, comma-separated without quotes, CRLF after every line: `period`,
`payee_id`, `pay_code`, `amount` (at the currency's places), `currency`, `cost_center`, `line_id`.
Ids and codes that a file writes are of the form `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`; anything else is
refused, never escaped; a journal names no payee, and a map by `payee_id` gives other numbers. Of
ids that no payroll file takes `run` tells beforehand (finding `not-for-payroll`). A line of zero is
left out and counted. A line may be below zero, such as a refund or what is held back; where all
that a payee is due in a currency is, the file is refused, unless the plan settles:
`settlement.negative` says what becomes of it. The control file counts lines below zero. `line_id`
is the first 32 hex digits of the SHA-256 of `period|plan|agent|currency|line`: the same in every
run, so that a second payment can be seen. The id of a posting is made of `period|plan|currency|cost
centre|pay code|side`, and its side is `expense` or `payable`.

Beside every export stands `FILE.control.json`: of each currency the pay lines (`lines`, also called
`rows`), their sum and `rows_in_file`; the engine's version by which the run was made, what was left
out, debits and credits of a journal, the settings, the run and the digest of its manifest, the
digest of the profile, the SHA-256 of the file, one of all line ids in order, and a hash total: each
line counts with the first 8 bytes of the SHA-256 of its agent id in the run, whatever the file
calls the payee, as a whole number, and the total is the last ten digits of their sum. The lines of
zero have a total of their own; both together make the one in the run's manifest where all
currencies are in the file. `export --json` prints these totals under the same names, with where
both files lie (`file`, `control_file`), whether they were exported before (`repeat`), and runs that
still stand on the other side (`still_standing`).

`RUNS/exports.jsonl` records every export in a chain of digests: its kind, its currencies, its lines
as digests. Another run of a period that was exported is refused unless `--supersedes` names the run
it replaces, and so is a line for the same payee and pay code under another plan's name. What is
replaced is of the same kind and currencies: whoever replaces a payroll file replaces the journal
by an export of its own. The record protects against mistakes, not against whoever can write to the
folder: who removes it, or runs into another folder, starts a new one. Keep one RUNS folder, and let
finance keep the control files.
"""


def exports_page() -> str:
    """Return all that is said of exports, in Markdown."""
    writing = _WRITING.format(extending=EXTENDING, whole=WHOLE)
    return f"{_OPENING}\n{_shipped()}\n{writing}\n{examples()}\n{_keys()}\n{_CONTROL}"


def _shipped() -> str:
    rows = [_row(load_export(find_export(name))) for name in shipped_exports()]
    return "\n".join([_SHIPPED, *rows, ""])


def _row(profile: ExportProfile) -> str:
    needed = [f"`{name}`" for name, said in profile.settings.items() if said.needed]
    needed += [
        f"`{name}` by {said.by}" for name, said in profile.maps.items() if said.unmapped == "refuse"
    ]
    name, proven = profile.export, profile.proven
    return (
        f"| [{name}](exports/{name}.yaml): {profile.title.en} {profile.title.zh} | {profile.kind} "
        f"| {_PROVEN[proven.by]}: {proven.on} | {', '.join(needed) or 'nothing'} |"
    )


def _keys() -> str:
    lines = [_KEYS]
    for title, block in _BLOCKS.items():
        lines += [
            f"| {title} | {_key(key, field)} | {expected(hint_of(field))} | {field.description} |"
            for key, field in fields_of(block).items()
            if field.description and (key not in Cell.model_fields or not _is_further_cell(block))
        ]
    return "\n".join([*lines, ""])


def _is_further_cell(block: type[Node]) -> bool:
    """Tell whether a block has the keys of every cell, which are listed once."""
    return issubclass(block, Cell) and block is not Cell


def _key(name: str, field: Any) -> str:
    return f"**`{name}`**" if field.is_required() else f"`{name}`"
