"""Recipes on rows and names: which rows count, what stands in, how columns are called."""

from __future__ import annotations

RECIPES = """\
### Rows: which count

#### An event log: many rows a ticket

The rows of a ticket are put in the order of `keep_last_by`, and the last gives every value but
those with an `event`: these come from the first or the last row that meets its `where`, and are
empty where no row does. Order by the stamp of the change, made under
`columns` as a column of your own, and, since several changes fall into one
minute, by the counter of changes. `ties` says what becomes of rows that are equal in both: the row
that stands later in the file, or, with `fault`, none of them (identical rows still count once). A
row whose order cannot be read takes its whole ticket aside (`repeated-id`). What is wrong with a
row that a later one replaces is never told, since nothing of it counts.

```csv
id,agent,opened,state,changed,changes,solver
T1,A1,2026-03-01 09:00,New,2026-03-01 09:00,0,
T1,A2,2026-03-01 09:00,Active,2026-03-01 09:20,1,
T1,A2,2026-03-01 09:00,Resolved,2026-03-01 11:00,3,A3
T1,A2,2026-03-01 09:00,Waiting,2026-03-01 11:00,2,
T1,A2,2026-03-01 09:00,Closed,2026-03-01 11:00,3,
T2,A1,2026-03-02 09:00,New,2026-03-02 09:00,0,
```

```yaml
repeats: {keep_last_by: [x_changed_at, x_changes], ties: later_row}
attribution:
  credit: resolver
  resolver: {from: solver, event: {take: last, where: {solver: {present: true}}}}
columns:
  first_response_at:
    read: stamp
    from: changed
    formats: ["%Y-%m-%d %H:%M"]
    event: {take: first, where: {state: {not: [New]}}}
  resolved: {read: flag, from: state, among: [Resolved, Closed]}
  x_changed_at: {read: stamp, from: changed, formats: ["%Y-%m-%d %H:%M"]}
  x_changes: {read: whole, from: changes, round: exact}
```

```text
interaction_id  agent_id  first_response_at     resolved  x_changed_at          x_changes
T1              A3        2026-03-01 09:20:00Z  true      2026-03-01 11:00:00Z  3
T2              -         -                     false     2026-03-02 09:00:00Z  0

rows in 6 = written 2 + rejected 0 + superseded 4
```

Where every row of a ticket carries the same final value, as `resolved_by` often does, no `event` is
needed. `keep` looks at single rows: a condition on the state would take events out of a ticket.

#### The same ticket exported twice (去重)

`repeats: error` breaks `repeated-id` for every row of an id that comes again, also in another file.
`identical_ok` lets rows that are equal in all columns the profile makes count once; others break
`repeated-id`, all of them: none is known to be the right one. `keep_last_by` lets the last count.

```csv
id,agent,opened,rating
T1,A1,2026-03-01 09:00,5
T1,A1,2026-03-01 09:00,5
T2,A2,2026-03-01 10:00,4
T2,A2,2026-03-01 10:00,1
T3,A2,2026-03-01 11:00,3
```

```yaml
repeats: identical_ok
columns:
  csat: {read: decimal, from: rating, round: exact, scale: {lowest: 1, highest: 5}}
```

```text
interaction_id  agent_id  csat
T1              A1        5
T3              A2        3

rows in 5 = written 2 + rejected 2 + repeated 1
repeated-id interaction_id: 2 (quarantine)
```

#### Rows that do not belong (筛选)

`keep` names columns of the export, used elsewhere or not; a row stays where all conditions hold.
A condition is a word, a list of words, `{not: [words]}`, or `{present: true}` or `false`; words are
compared whole and with their capitals. A row that says nothing meets none but `present: false`, so
that `not` leaves it out too: below, T4 goes because nobody knows that it is no test. Look at the
count of `filtered` before you believe a condition.

```csv
id,agent,opened,kind,state
T1,A1,2026-03-01 09:00,incident,Closed
T2,A1,2026-03-01 09:00,test,Closed
T3,A1,2026-03-01 09:00,request,
T4,A1,2026-03-01 09:00,,Closed
```

```yaml
keep: {kind: {not: [test]}, state: {present: true}}
```

```text
interaction_id
T1

rows in 4 = written 1 + rejected 0 + filtered 3
keep: 3 (filtered)
```

#### What stands in for nothing (填充), and what is taken out

`fill` stands in where the export says nothing: a word, or the text of another column. What
`blank_where` takes out stays out. Each time is counted and listed. No other value is ever made up.

```csv
id,agent,opened,channel,talk,answered,queue
T1,A1,2026-03-01 09:00,,0,N,Sales
T2,A2,2026-03-01 09:00,Chat,65,Y,
```

```yaml
columns:
  channel: {read: text, from: channel, fill: {with: Phone}}
  team: {read: text, from: queue, fill: {from: channel}}
  talk_s: {read: duration, from: talk, unit: s, round: exact, blank_where: {answered: N}}
```

```text
interaction_id  channel  team   talk_s
T1              Phone    Sales  -
T2              Chat     Chat   65

fill channel: 1 (filled)
fill team: 1 (filled)
blank-where talk_s: 1 (emptied)
```

#### What breaks a rule (校验)

`violations` says for each rule what it comes to: `blank` empties the field and keeps the row (a
field that the contract cannot do without takes the row along), `quarantine` leaves the row out,
`error` refuses the whole export with exit code 3, `keep` counts. The rules are
[below](#rules-of-an-import).

```csv
id,agent,opened,rating,solved
T1,A1,2026-03-01 09:00,9,2026-03-01 10:00
T2,A1,2026-03-01 09:00,4,2026-02-28 10:00
T3,A1,yesterday,4,2026-03-01 10:00
,A1,2026-03-01 09:00,4,2026-03-01 10:00
```

```yaml
columns:
  csat: {read: decimal, from: rating, round: exact, scale: {lowest: 1, highest: 5}}
  resolved_at: {read: stamp, from: solved, formats: ["%Y-%m-%d %H:%M"]}
violations: {out-of-scale: blank, negative-duration: quarantine, unparsable-stamp: blank}
```

```text
interaction_id  csat  resolved_at
T1              -     2026-03-01 10:00:00Z

rows in 4 = written 1 + rejected 3
negative-duration resolved_at: 1 (quarantine)
null-id interaction_id: 1 (quarantine)
out-of-scale csat: 1 (blank)
unparsable-stamp created_at: 1 (quarantine)
```

### Columns: how they are called

#### Renamed and localised headers

Capitals, white space around and within a name, and full-width letters never matter. Other names go
under `headers`, below the name that the profile uses. A name that could be of two columns is
refused, and so is a used column that stands twice. A blank name is written `""`.

```csv
工单号,AGENT,Creada,First  Reply
T1,A1,2026-03-01 09:00,2026-03-01 09:10
```

```yaml
headers:
  id: [Ticket ID, 工单号]
  opened: [Created, Creada, 创建时间]
columns:
  first_response_at: {read: stamp, from: First reply, formats: ["%Y-%m-%d %H:%M"]}
```

```text
interaction_id  agent_id  first_response_at
T1              A1        2026-03-01 09:10:00Z
```

#### Columns nobody mentions, and columns that may be missing

`unlisted: refuse` ends the import where the header names a column that is neither used nor under
`ignore`, or lacks one of `ignore`: good for an export that ought never to change. `leave_behind`
goes on and names such columns in the report. Without `optional: true` a missing column that is used
ends the import; with it the value is missing in all rows, and the report says which columns were
absent. Files imported together have the same optional columns.

```csv
id,agent,opened,mood,remark
T1,A1,2026-03-01 09:00,fine,none
```

```yaml
unlisted: leave_behind
columns:
  channel: {read: text, from: channel, optional: true}
ignore: [remark]
```

```text
interaction_id  agent_id
T1              A1

columns that the profile does not mention, left behind: mood
optional columns that the export does not have: channel
```
"""
