"""Sections of the plan language on measures that do not stand on rows: ledgers and rollups."""

from __future__ import annotations

RESULTS = """\
## Results

`kind: result` is a number that is nobody's own: a profit, a revenue, a coefficient of the
department (部门系数). It stands in `results.parquet`, a row each, for the company (`level: all`), a
region or a team, and all agents there have the same one.

- A measure reads it wherever a measure can be read: a component, a gate (`EBITDA` below what the
  board has set: no bonus), a multiplier, a condition of an award.
- `per` says whose number it is. An agent without a region, or of a region without a row, has no
  value, and `missing` decides. A result that no agent of the plan has is refused: it is misspelt.
- Its volume is 1 where it is known; there is no `volume_min`.
- In [cases](#cases) it stands under `measures`, like any other.
- With `roster_as_of: segments` a component reads the company's alone: where an agent moved, there
  would be two.

```yaml
department:
  title: {en: Department coefficient, zh: 部门系数}
  kind: result
  result: department
  per: region
  unit: times
  better: higher
  places: 2
  missing: hold
```
"""

LEDGERS = """\
## Ledgers

`kind: events` keeps a balance of points that are added and deducted (加减分) for what happened:
lateness, absence, praise. The events stand in `events.parquet`, a row each, with the day, the
category, the points, the evidence and who approved them.

- The months from `since` to the period's end are gone through in order. In each, the month's points
  of a category are added to what it has come to, praise against blame, and the sum is held within
  the category's `least` and `most`. A month without a deduction of the category then gives
  `recovery` back, up to 0: who is not late any more is forgiven step by step.
- The balance is `start` and what all categories have come to, held within `least` and `most` once,
  at the end. Each category begins at 0 on the first day of `since`.
- `since: year` in a monthly plan goes through the year so far, so that caps and recoveries reach
  over months without an earlier run; the table must then hold the events of the year. Days are
  calendar days; whether the agent was employed on them is not asked.
- `start: {previous_or: 100}` goes on from the agent's balance in the run that `--previous` names.
  What is carried so is one number: no category is capped by it or recovers from it.
- An event that does not count is told: of an agent outside of the plan, on another day, of another
  category. `otherwise: refuse` ends the run over a category that no ledger names, which is a
  misspelt one more often than not. `needs` ends it over an event without evidence or approver,
  since money must not depend on what nobody can show.
- The volume is the number of events. With `volume_min: 0` an agent without any has the start.
- Two ledgers may count one category, each by its own limits; `check` gives notice of it.

A gate may ask for a balance (一票否决), and `explain` lists every event behind it with its evidence
and its approver.

```yaml
conduct:
  title: {en: Conduct, zh: 加减分}
  kind: events
  start: 100
  since: year
  categories:
    lateness: {least: -40, recovery: 2}
    absence: {least: -60}
    praise: {most: 10}
  otherwise: refuse
  needs: [evidence, approver]
  least: 0
  most: 110
  unit: points
  better: higher
  places: 1
  volume_min: 0
  missing: exclude
```

With two points off for lateness in January and four in March, an agent stands at 98 after January,
at 100 after February, which gives the two back, and at 96 after March.
"""

ROLLUPS = """\
## Rollups

`kind: rollup` gives an agent the value of several, the members: of the own team, region or role, of
all agents of the plan, or of those who report to this agent, under this plan or not.

- `by: micro` is the measure over the facts of all members, as if they were one agent's: sums are
  divided by sums, so that whoever has more facts weighs more. A count or a sum is their total.
- `by: macro` is the mean of the members' values, each as it was rounded: everybody weighs the same,
  and a member without a value is left out.
- Members are agents of the plan in the period, by the roster row that `roster_as_of` chooses.
- `volume_min` asks of `micro` how many facts all members have together, whatever each has alone,
  and of `macro` how many members have a value.
- An agent without a team, or without anybody who reports to them, has no members and no value.
- A quantile, a value given ready, a result and a ledger are no sums: they are rolled up by `macro`
  alone. A rollup is not rolled up again.

```yaml
team_csat:
  title: {en: Satisfied customers of the team, zh: 团队满意度}
  kind: rollup
  of: csat
  over: team
  by: micro
  unit: points
  better: higher
  places: 2
  volume_min: 20
  missing: exclude
```
"""
