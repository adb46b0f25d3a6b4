"""Recipes on values: ratings, numbers, durations, yes and no, and people."""

from __future__ import annotations

RECIPES = """\
### Numbers, ratings and words

#### Ratings that mix numbers and words

`words` are looked up first, whole and with their capitals: list every spelling that occurs. `none`
is no value: nobody rated, so nothing is filled and nothing is counted as wrong. A word or number
that is not declared breaks `not-a-number`, one off the `scale` breaks `out-of-scale`. `affixes` are
signs that may stand before or after a number.

```csv
id,agent,opened,rating
T1,A1,2026-03-01 09:00,5
T2,A1,2026-03-01 09:00,Very satisfied
T3,A1,2026-03-01 09:00,not rated
T4,A1,2026-03-01 09:00,
T5,A1,2026-03-01 09:00,4分
T6,A1,2026-03-01 09:00,10
T7,A1,2026-03-01 09:00,so-so
T8,A1,2026-03-01 09:00,4.0
```

```yaml
columns:
  csat:
    read: decimal
    from: rating
    round: exact
    scale: {lowest: 1, highest: 5}
    words: {Very satisfied: 5, Satisfied: 4, Dissatisfied: 1, not rated: none}
    affixes: [分]
```

```text
interaction_id  csat
T1              5
T2              5
T3              -
T4              -
T5              4
T6              -
T7              -
T8              4

not-a-number csat: 1 (blank)
out-of-scale csat: 1 (blank)
```

Whether a customer was asked at all is another column: `survey_sent: {read: boolean, …}` from the
same source.

#### Decimal comma and thousands

`numbers` holds for the profile, and a reading may have its own. A number in groups of other than
three digits, with another mark or with an exponent is `not-a-number`; one with more places than the
column keeps is `too-many-places` under `round: exact` and is rounded once by any other mode
(`half_up`, `half_even`, `half_down`, `up`, `down`, `ceiling` or `floor`).

```csv
id;agent;opened;cost;share
T1;A1;2026-03-01 09:00;€ 1.234,50;12.345
T2;A1;2026-03-01 09:00;12,5;7
T3;A1;2026-03-01 09:00;1.23;7
```

```yaml
csv: {delimiter: semicolon, encoding: utf-8}
numbers: {mark: comma, grouping: point}
columns:
  cost: {read: decimal, from: cost, round: exact, affixes: [€]}
  cost_currency: {read: constant, word: EUR}
  x_share:
    read: decimal
    from: share
    round: half_up
    numbers: {mark: point, grouping: none}
```

```text
interaction_id  cost    cost_currency  x_share
T1              1234.5  EUR            12.345
T2              12.5    EUR            7
T3              -       EUR            7

not-a-number cost: 1 (blank)
```

#### Durations of every unit

All come to whole seconds. `unit` is what one number counts (`s`, `min`, `h`, `d`) or the shape.
Under `round: exact` a part of a second is `too-many-places`.

```csv
id,agent,opened,a,b,c,d,e,f,g
T1,A1,2026-03-01 09:00,90,1.5,0.25,26:05:09,1:30,3 12:05:09,"3 Days 12 Hours"
```

```yaml
columns:
  handle_s: {read: duration, from: a, unit: s, round: exact}
  talk_s: {read: duration, from: b, unit: min, round: exact}
  x_hours_s: {read: duration, from: c, unit: h, round: half_up}
  x_clock_s: {read: duration, from: d, unit: "h:m:s", round: exact}
  x_short_s: {read: duration, from: e, unit: "m:s", round: exact}
  x_days_s: {read: duration, from: f, unit: "d h:m:s", round: exact}
  x_words_s: {read: duration, from: g, unit: words, round: exact}
```

```text
interaction_id  handle_s  talk_s  x_hours_s  x_clock_s  x_short_s  x_days_s  x_words_s
T1              90        90      900        93909      90         302709    302400
```

A spreadsheet's own durations come as `h:m:s`, whatever the cell shows.

#### Time left of a promise: negative is broken

`read: kept` is true where the time left has no minus and false where it has one, `-0:00` included.
A column that says yes or no is read as `boolean` instead.

```csv
id,agent,opened,left
T1,A1,2026-03-01 09:00,3:30
T2,A1,2026-03-01 09:00,-0:05
T3,A1,2026-03-01 09:00,
```

```yaml
columns:
  x_response_kept: {read: kept, from: left, unit: "h:m"}
```

```text
interaction_id  x_response_kept
T1              true
T2              false
T3              -
```

#### Yes and no, and flags

`boolean` knows two lists of words, and any other word breaks `unknown-word`: right for a column of
few words that should not grow unseen. `flag` is true for its words and false for every other: right
for one state among many. Both are empty where there is no word, and capitals count.

```csv
id,agent,opened,sla,state
T1,A1,2026-03-01 09:00,true,Escalated
T2,A1,2026-03-01 09:00,FALSE,Open
T3,A1,2026-03-01 09:00,perhaps,-100
```

```yaml
columns:
  escalated: {read: flag, from: state, among: [Escalated]}
  x_in_time:
    read: boolean
    from: sla
    true_words: ["true", "TRUE"]
    false_words: ["false", "FALSE"]
```

```text
interaction_id  escalated  x_in_time
T1              true       true
T2              false      false
T3              false      -

unknown-word x_in_time: 1 (blank)
```

### People

#### Who is credited, and whom the customer rated

`credit` says whose interaction it is: the `assignee` at the time of the export, the `resolver` who
solved it, or the `column` of anybody else, such as a first answerer. Only that one becomes
`agent_id`; where another that is named differs, the report counts it (`other-assignee` and so on)
and the row stays. `rated` becomes `rated_agent_id`; a run reports interactions whose rated agent is
another than the credited. A row that names nobody is kept without an agent and never scored. A
queue is nobody: list its name under the `nulls` of the person.

```csv
id,owner,opened,solver,survey_about
T1,A1,2026-03-01 09:00,A2,A1
T2,Queue 7,2026-03-01 09:00,A2,A2
T3,A1,2026-03-01 09:00,,
```

```yaml
attribution:
  credit: resolver
  assignee: {from: owner, nulls: ["", Queue 7]}
  resolver: {from: solver, fill: {from: owner}}
  rated: {from: survey_about}
```

```text
interaction_id  agent_id  rated_agent_id
T1              A2        A1
T2              A2        A2
T3              A1        -

fill agent_id: 1 (filled)
other-assignee agent_id: 1 (keep)
```

#### A roster from the export, or your own

A run needs `roster.parquet`. `roster: none` leaves it to you: put the real one, with names, teams,
currency and bonus base as [below](#rosterparquet), into the folder. `roster: {from_date, columns}`
derives one: every agent of the rows written, from that day on, with texts that all rows of the
agent agree on. Where they do not, `conflict: blank` leaves the value out (`roster-conflict`) and
`error` ends the import. Pay is never derived: such a run gives scorecards and no pay. You may
replace a derived roster by the real one at any time.

```csv
id,agent,opened,boss,site
T1,A1,2026-03-01 09:00,m1,North
T2,A1,2026-03-02 09:00,m2,North
T3,A2,2026-03-02 09:00,m1,South
```

```yaml
roster:
  from_date: 2026-01-01
  columns:
    region: {from: site, conflict: error}
    manager_id: {from: boss, conflict: blank}
```

```text
roster.parquet: agent_id  from_date   region  manager_id
roster.parquet: A1        2026-01-01  North   -
roster.parquet: A2        2026-01-01  South   m1

roster-conflict roster.manager_id: 1 (blank)
roster derived: 2 agents
```
"""
