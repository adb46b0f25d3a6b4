"""The profiles on the page: one with everything said, and the smallest; tests import with both."""

from __future__ import annotations

ANNOTATED = """\
profile: incident-log                # its name, in every report: lower case, digits and hyphens
title: {en: Incidents with history, zh: 事件单日志}
proven: on no real export            # or, once it has: {export: our desk in 2026, rows: 52000}
csv: {delimiter: comma, encoding: detect}
xlsx: {sheet: first, header_row: 1}  # leave a block out where no such file comes; Parquet has none
trim: true                           # white space at both ends of a value is no part of it
zone: Asia/Shanghai                  # what the clock of the export shows, where no offset counts
nulls: ["", "?"]                     # these words, whole, mean: no value
numbers: {mark: point, grouping: none}
headers:                             # other names under which exports have a column
  number: [Ticket, 工单号]
  opened_at: [Opened, 打开时间]
unlisted: leave_behind               # columns nobody mentions stay behind and are named; or: refuse
keep:                                # rows that do not meet all of these are left out and counted
  category: {not: [Test]}            # a row with no category meets no `not`: it goes too
repeats:                             # many rows a ticket: the last counts
  keep_last_by: [x_changed_at, x_changes]   # last in this; where it is equal, last in that
  ties: later_row                    # equal in both: the later row of the file counts
attribution:
  credit: resolver                   # whom agent_id names; the others are compared with it
  assignee: {from: assigned_to}
  resolver: {from: resolved_by}
columns:                             # columns of the contract, and your own, which begin with x_
  interaction_id: {read: text, from: number}
  created_at: {read: stamp, from: opened_at, formats: ["%-d/%-m/%Y %H:%M"]}
  first_response_at:                 # when the first row was written that is not New
    read: stamp
    from: sys_updated_at
    formats: ["%-d/%-m/%Y %H:%M"]
    event: {take: first, where: {incident_state: {not: [New]}}}
  resolved_at:                       # the last row says it; the column may be missing altogether
    read: stamp
    from: resolved_at
    formats: ["%-d/%-m/%Y %H:%M"]
    optional: true
  channel: {read: text, from: contact_type, fill: {with: Phone}}
  priority: {read: text, from: priority}
  team: {read: text, from: assignment_group}
  resolved: {read: flag, from: incident_state, among: [Resolved, Closed]}
  reopens: {read: whole, from: reopen_count, round: exact}
  x_made_sla: {read: boolean, from: made_sla, true_words: ["true"], false_words: ["false"]}
  x_changed_at: {read: stamp, from: sys_updated_at, formats: ["%-d/%-m/%Y %H:%M"]}
  x_changes: {read: whole, from: sys_mod_count, round: exact}
ignore: [knowledge, notify]          # known, and not wanted
violations:                          # every rule, and what a row that breaks it comes to
  null-id: quarantine                # the row is left out and kept beside the data
  null-value: quarantine
  repeated-id: quarantine
  unparsable-stamp: quarantine
  ambiguous-stamp: error             # no import at all
  zone-gap: blank                    # the field has no value, the row stays
  zone-overlap: blank
  not-a-number: blank
  too-many-places: blank
  unknown-word: blank
  unsafe-text: blank
  blank-text: blank
  out-of-range: blank
  out-of-scale: blank
  negative-duration: blank
  passed-over-done: blank
  response-after-resolution: keep    # counted, and nothing done
roster:                              # or: none, where you bring roster.parquet yourself
  from_date: 2026-01-01              # the first day that the rows hold
  columns:
    team: {from: assignment_group, conflict: blank}
"""
"""A complete profile in which every line is explained."""

ANNOTATED_EXAMPLE = """\
```csv
number,incident_state,opened_at,sys_updated_at,sys_mod_count,reopen_count,made_sla,contact_type,\
category,assignment_group,assigned_to,resolved_by,resolved_at,priority,location
INC1,New,28/2/2026 09:16,28/2/2026 09:16,0,0,true,?,Mail,East,?,?,?,3,L1
INC1,Active,28/2/2026 09:16,28/2/2026 09:40,1,0,true,?,Mail,East,R7,?,?,3,L1
INC1,Closed,28/2/2026 09:16,1/3/2026 10:00,3,0,false,?,Mail,East,R7,R9,1/3/2026 09:58,3,L1
INC1,Resolved,28/2/2026 09:16,1/3/2026 10:00,2,0,false,?,Mail,East,R7,R9,1/3/2026 09:58,3,L1
INC2,New,1/3/2026 08:05,1/3/2026 08:05,0,0,true,Email,Test,East,?,?,?,4,L1
```

```text
interaction_id  agent_id  created_at            first_response_at     resolved  channel  x_changes
INC1            R9        2026-02-28 01:16:00Z  2026-02-28 01:40:00Z  true      Phone    3

rows in 5 = written 1 + rejected 0 + filtered 1 + superseded 3
other-assignee agent_id: 1 (keep)
columns that the profile does not mention, left behind: location
```"""

SMALLEST = """\
profile: our-desk
title: {en: Our help desk, zh: 服务台}
proven: on no real export
csv: {delimiter: comma, encoding: utf-8}
trim: true
zone: UTC
nulls: [""]
numbers: {mark: point, grouping: none}
unlisted: leave_behind
repeats: error
attribution: {credit: assignee, assignee: {from: agent}}
columns:
  interaction_id: {read: text, from: id}
  created_at: {read: stamp, from: opened, formats: ["%Y-%m-%d %H:%M"]}
ignore: []
violations: {null-id: quarantine, null-value: quarantine, repeated-id: quarantine,
  unparsable-stamp: quarantine, ambiguous-stamp: quarantine, zone-gap: blank, zone-overlap: blank,
  not-a-number: blank, too-many-places: blank, unknown-word: blank, unsafe-text: blank,
  blank-text: blank, out-of-range: blank, out-of-scale: blank, negative-duration: blank,
  passed-over-done: blank, response-after-resolution: keep}
roster: none
"""
"""The smallest profile; every recipe changes lines of it."""
