"""The handbook's words on proration: the part of a period that is paid, or owed."""

PRORATION = """\
## Proration

A line's `proration:` multiplies its amount by the part of the period that counts (在职折算). An
employee on 1,200 who joins on Monday 15 June 2026 has, for that June,

| written | counts | is paid |
|---|---|---|
| `by: calendar_days` | 16 of 30 days | 640.00 |
| `by: working_days`, `out_of: period` | 12 of the 22 working days | 654.55 |
| `by: working_days`, `out_of: 21.75`, `most: 1` | 12 of the 21.75 of any month | 662.07 |
| `by: months`, `full_from: 16`, `february_from: 15` | the month, from 16 days on | 1,200.00 |

```yaml
proration: {by: working_days, calendar: shanghai, out_of: 21.75, most: 1, fte: apply}
```

- A **day employed** is one on which a roster row holds, from `hire_date` to `leave_date`, both
  included, whichever row that is.
- A **working day** is one on which the calendar (`calendars/shanghai.yaml` of the data folder)
  opens at all, once breaks are cut out: holidays are none, days worked instead (调休) are. Hours
  that run over midnight belong to the day on which they begin. A calendar that the folder lacks, or
  that names days of other years and none of the period's, ends the run (exit 3), and so does one
  without a working day in the period.
- By a fixed number a long month would come to more than 1: 22 / 21.75. `most` is what it can be at
  the most, and is required there.
- A **month of service** counts whole or not at all: with `full_from` days employed in it, or
  `february_from` in a February. It is 6 / 12 of a year's 10,000 that are 5,000.00; nothing is
  rounded to 833.33 on the way.
- `by: measure` divides a value by a number, or by the value of another measure: attendance 出勤率
  with `measure: days_attended` and `out_of: 22`. The quotient is exact: 2,000 x 1.2 x 1.1 x 20 / 22
  is 2,400.00, and would be 2,400.02 if 20 / 22 were rounded to 0.9091. A value below 0 counts as 0.
  `missing` is the factor where there is no value, or nothing above 0 to divide by.
- `fte: apply` multiplies by the roster's `fte` besides.

A measure may ask less of whoever serves a part of the period: half the month, half the count.

```yaml
solved:
  title: {en: Cases solved, zh: 解决量}
  kind: count
  unit: cases
  better: higher
  places: 0
  period_on: resolved_at
  volume_min: 0
  missing: zero
  anchors: {threshold: 80, target: 100}
  prorated:
    anchors: [threshold, target]
    proration: {by: calendar_days, fte: apply}
```

Each anchor named is multiplied by the factor, for each agent, and rounded once at the places of the
measure: 100 x 16 / 30 is 53. Attainment, curves and conditions all go by it, and the statement
shows both. It follows from days, never from another measure; a stretch of an agent who moved owes
its own days. As the anchors differ by agent, a curve over them says what it gives where they are
`crossed`.

The edges of piece rates, too: `prorated: {by: calendar_days, fte: ignore}` under a line's `start`
that has `rates`. With 1 a case up to 100 and 2 from there on, 80 cases in 16 of 30 days are
53.33... at 1 and the rest at 2, 106.67 together. These edges are not rounded. Whoever served
nothing gets what `missing` says.

A case states service as its plan counts it: `employed_days: 16`, or `employed_from: 2026-06-15` and
`employed_to` where months are counted; and `working_days: {employed: 12, period: 22}`, since a case
has no calendar to count by.
"""
