"""Recipes on files: encodings, packing, workbooks, Parquet, folders, and stated figures."""

from __future__ import annotations

RECIPES = """\
### Files

A file is known by what it holds, never by its name. Give one or several, or folders of them:
`plaudit import --profile our-desk.yaml may.csv june.csv.gz more/ --out data/2026`. All of a folder
is read, by name; what is none of the export's files there is refused, not passed over, and so is a
file given twice. Each file is matched to the profile by its own header, so columns may stand in
another order in each. Row numbers count from 1 within each file, without the header.

#### Delimited text: sign, encoding, packing

`delimiter` is `comma`, `semicolon`, `tab`, `pipe` or one sign such as `;` or `¦`. Text in quotation
marks may hold the sign and line breaks. `encoding` is declared (`utf-8`, `utf-16` with its mark,
`gb18030` for GBK and GB2312 too, `windows-1252`) or `detect`: the mark at the beginning, else the
whole file must be UTF-8, else GB18030, and the report says which it was. Text in another encoding
is converted first: `iconv -f big5 -t utf-8 export.csv > export-utf-8.csv`. A byte that is none ends
the import with its place; nothing is replaced. Lines above the header: `header_row: 3`; an Excel
line `sep=;` is one: `header_row: 2`. A row with more or fewer values than the header names ends the
import, so take a footer out of the export; a total in a full row goes by `keep`. Files
packed with gzip or zstd are read as they are; no word in the profile is needed.

```csv
客服月报;;;
;;;
id;agent;opened;channel
T1;A1;2026-03-01 09:00;在线客服
T2;A2;2026-03-01 09:30;电话
```

```yaml
csv: {delimiter: semicolon, encoding: detect, header_row: 3}
columns:
  channel: {read: text, from: channel}
```

```text
interaction_id  agent_id  created_at            channel
T1              A1        2026-03-01 09:00:00Z  在线客服
T2              A2        2026-03-01 09:30:00Z  电话

rows in 2 = written 2 + rejected 0
```

#### Workbooks (XLSX)

`sheet` is a name, or `first`: the first that is not hidden. `header_row` is the sheet's own row
number, so titles above it need nothing else. Every cell becomes text before it is read, so formats
name the text and not what the cell shows:

| cell | text |
|---|---|
| a date, with or without a time | `2026-03-01 00:00:00`, and `.250` where it has a fraction |
| a time alone; a duration such as `[h]:mm` | `09:05:00`; `26:05:00` |
| a number | `5`, `4.5`, `0.25` (25 % is 0.25); no thousands sign, always a point |
| true and false | `true`, `false` |
| a formula | its last result; none where it was never worked out, which is noted |
| an error such as `#N/A` | as it stands; name it under `nulls`, or it breaks a rule |

Real dates beside dates as text therefore need a format each. Blank rows, columns without a name,
hidden sheets and rows, merged cells, and dates beside text in one column are noted in the report.

```csv
Ratings of March,,,
,,,
id,agent,opened,rating
T1,A1,2026-03-01 09:00:00,5
,,,
T2,A2,13/03/2026 10:30,Good
```

```yaml
xlsx: {sheet: first, header_row: 3}
columns:
  created_at: {read: stamp, from: opened, formats: ["%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M"]}
  csat:
    read: decimal
    from: rating
    round: exact
    scale: {lowest: 1, highest: 5}
    words: {Good: 5, Bad: 1}
```

```text
interaction_id  agent_id  created_at            csat
T1              A1        2026-03-01 09:00:00Z  5
T2              A2        2026-03-13 10:30:00Z  5

rows in 2 = written 2 + rejected 0
1 row above the header passed over
1 blank row passed over
```

#### Parquet

No block is needed. A stamp becomes `2026-03-01 09:00:00`, with `Z` behind it where its type has a
zone (so write `%z`), and with `.250` or `.250000` where its fraction is not zero (so list both); a
day `2026-03-01`; a number plainly, without an exponent; a truth `true` or `false`; a null the empty
text, which is then under `nulls`.

```csv
id,agent,opened,talk,done
T1,A1,2026-03-01 09:00:00Z,65,true
T2,A2,2026-03-01 09:00:00.250Z,,false
```

```yaml
columns:
  created_at:
    read: stamp
    from: opened
    formats: ["%Y-%m-%d %H:%M:%S%z", "%Y-%m-%d %H:%M:%S.%f%z"]
  talk_s: {read: duration, from: talk, unit: s, round: exact}
  resolved: {read: boolean, from: done, true_words: ["true"], false_words: ["false"]}
```

```text
interaction_id  created_at                   talk_s  resolved
T1              2026-03-01 09:00:00Z         65      true
T2              2026-03-01 09:00:00.250000Z  -       false
```

#### What the exporting system states: `controls.yaml`

`plaudit import --controls controls.yaml …` holds the export to figures that the system itself
prints: no check within a file can see that a part of it was lost. All rows count, before any is
left out, and sums are exact, of all that could be read. `period` must hold every `created_at`. The
file goes into the data folder, and every run holds the data to it again. Its keys stand
[below](#controlsyaml).

```csv
id,agent,opened,talk,cost
T1,A1,2026-03-01 09:00,65,1.10
T2,A2,2026-03-31 09:00,70,2.20
```

```yaml
columns:
  talk_s: {read: duration, from: talk, unit: s, round: exact}
  cost: {read: decimal, from: cost, round: exact}
```

```yaml
system: help desk, report 12
period: {from: 2026-03-01, to: 2026-03-31, zone: UTC}
tables:
  interactions: {rows: 2, sums: {talk_s: 135, cost: 3.30}}
```

```text
interaction_id  talk_s  cost
T1              65      1.1
T2              70      2.2
```

With `rows: 3` and `cost: 3.31` instead, the import ends with exit code 7 and writes nothing:

```text
controls.yaml:4:18: interactions, rows: stated 3, found 2, difference -1.
controls.yaml:4:47: interactions, cost: stated 3.31, found 3.3000, difference -0.01.
```
"""
