"""How to write an import profile, on the page of the data: a tour, a whole one, and recipes."""

from __future__ import annotations

from scoring.docs.annotated import ANNOTATED, ANNOTATED_EXAMPLE, SMALLEST
from scoring.docs.recipes_files import RECIPES as FILES
from scoring.docs.recipes_rows import RECIPES as ROWS
from scoring.docs.recipes_times import RECIPES as TIMES
from scoring.docs.recipes_values import RECIPES as VALUES

_TOUR = """\
# Writing an import profile

A profile is one YAML file that says how an export becomes a data folder: for each column of the
contract, from which columns of the export it is made and how; for each rule, what a row that breaks
it comes to. No rule, no change: nothing is cleaned, guessed or filled in unless the profile says
so, and each time it does is counted and listed. A [shipped profile](#shipped-profiles) may be all
that you need.

## Your first profile

1. `plaudit import --propose export.csv --out our-desk.yaml` reads the file and writes a draft. Its
   comments say what was found in each column: how often it is empty, its words and how frequent
   each is, which formats fit all of it.
2. Look for `# check:`. These are what the file alone cannot say: the zone of its clock, an order of
   day and month that no value decides, a unit, whom to credit. Ask whoever knows the system.
3. `plaudit import --profile our-desk.yaml export.csv --out data/2026-03`. A profile that
   contradicts itself or the contract is refused with all that is wrong, each at `file:line:column`,
   and writes nothing. So does an export that lacks a column, or breaks a rule that the profile
   calls `error`.
4. Read the report. Every row is in one of its counts, and every rule that was broken or applied has
   a line. A count you did not expect is a line of the profile to change: remove the folder, import
   again. The same import again changes nothing; a folder with other contents is never overwritten.
5. `plaudit validate data/2026-03` shows the same by rule, with the first rows and what to do about
   it, and the quality figures. The draft of `--propose` lists the words of a column
   that has few.
6. When it fits, name the export under `proven`, and say what it must look like next month:
   `unlisted: refuse`, stricter `violations`, and
   [`--controls`](#what-the-exporting-system-states-controlsyaml).

Editors complete keys from `plaudit schema profile > profile.schema.json`. Every scalar is read as
it is written: `no`, `012` and `12:30` are text. Quote what YAML takes for something else: `""`,
`"?"`, `"#N/A"`, `"-"`, a unit such as `"h:m"`, a format that begins with `%`, and a text with `: `
or `, ` in braces.

## What happens to a row

| step | key | what it does | in the report |
|---|---|---|---|
| read | `csv`, `xlsx`, `headers` | cells become text; columns are found by name | `rows in` |
| filter 筛选 | `keep` | rows that do not meet it go | `filtered` |
| convert | `columns`, `nulls`, `zone` | text becomes a value, is none, or breaks a rule | |
| fill 填充 | `blank_where`, `fill` | values are taken out or stand in | `blank-where`, `fill` |
| fold 去重 | `repeats`, `event` | rows of one id become one | `repeated`, `superseded` |
| check 校验 | `violations` | each row is held against the contract | `rejected`, a line a rule |
| write | `roster` | tables in the order of the ids | `written` |

`rows in = written + rejected + filtered + repeated + superseded`, or the import ends with exit code
7. A row is *rejected* when it breaks a rule that leaves it out, *repeated* when it is identical to
one that stands, *superseded* when a later row of its id counts instead. A line such as
`out-of-scale csat: 3 (blank)` counts rows by rule and column; a row can be in several, and the word
in brackets says what it came to. Rows are numbered within their file from 1, the first below the
header; blank rows count. Row 25 of a workbook under `header_row: 3` is row 28 of its sheet.

## A whole profile, annotated

An event log: each change of a ticket is a row. In the export below the clock is China's, `?` means
nothing, days and months are not padded, and the rows are out of order.

"""
_AFTER = """\
## What lies in the data folder afterwards

| file | what it is |
|---|---|
| `interactions.parquet` | the rows that were written, by increasing id |
| `roster.parquet` | the derived roster, where the profile wants one |
| `import-faults.parquet` | a row for each fault and each use of a cleaning rule |
| `import-quarantine.parquet` | each rejected row, whole, as JSON of the export's columns |
| `import.json` | the report: files with digests and notes, counts, rules, sums |
| `controls.yaml` | what the exporting system states, where it was given |

Rejected rows are never lost: mend them in the export, or read them from
`import-quarantine.parquet`, and import again. It holds personal values; messages and reports never
do. `plaudit run` carries all of it on: rows set aside stand in `quarantine.parquet` of the run with
their raw text, every other fault and use of a rule in `findings.parquet` (`blanked`, `emptied`,
`filled`, `filtered`, `repeated`, `superseded`), and `manifest.json` accounts for the rows of each
file and period and holds the report. Rejected rows count against the plan's `quarantine_max`; what
the profile's own rules filtered, repeated or superseded does not.

## Recipes

Each recipe changes lines of this smallest profile: its `columns` and `violations` stand beside
those here, other keys in their place. Below each stand what comes out (stamps in UTC, `-` for no
value) and lines of the report.

"""


def profile_guide() -> str:
    """Return how to write a profile, in Markdown: everything but the tables of keys."""
    parts = [_TOUR, ANNOTATED_EXAMPLE, "\n\n", _yaml(ANNOTATED), "\n", _AFTER]
    parts += [_yaml(SMALLEST), "\n", f"{ROWS}\n{TIMES}\n{VALUES}\n{FILES}"]
    return "".join(parts)


def _yaml(text: str) -> str:
    return f"```yaml\n{text}```\n"
