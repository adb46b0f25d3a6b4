"""The handbook's words on agents who move: one row for the whole period, or each for its days."""

MOVES = """\
## Moves within the period

Who changes team, region, role or base of pay within the period has several roster rows in it.
`conventions.roster_as_of` says what they come to:

| written | an agent who moved |
|---|---|
| `period_start` | is scored as a whole, where they were on the first day |
| `period_end` | is scored as a whole, where they are on the last day |
| `segments` | is scored for each row by itself, and the stretches make one score |

```yaml
conventions:
  roster_as_of: segments
segments:
  weigh_by: days
  without_score: exclude
  paid_on: by_days
```

- A **stretch** is the days of the period that the agent is employed under one row. Its facts are
  those from midnight of its first day to midnight of the first day of the next stretch, each in the
  zone of its own region, so that no fact is lost or counted twice. Days between two rows belong to
  the one before; those before the first row and after the last one to these.
- Each stretch has its own values, targets, overrides, points and score, as if it were an agent, and
  each measure's `volume_min` asks of a stretch alone. What is not over rows (a value given ready, a
  ledger) is the agent's for the whole period, and the same in every stretch.
- The score is `sum(weight x score) / sum(weight)` over the stretches that have one, each as it is
  before it is rounded: 87.5 in 6 days and 75 in 25 days are (6 x 87.5 + 25 x 75) / 31 = 77.42.
- All that comes after is asked once, of the agent: gates, tiers, ranks, pay, awards and actions.
  Team, region, role and currency are those of the last stretch, days employed those of all. A
  measure that a condition, a multiplier or an award asks for is over all stretches together, as
  `measures.parquet` has it; a component, an attainment or a group cannot be asked for there, since
  each stretch has its own.
- A plan that pays says on what. `paid_on: last` takes base of pay and `fte` of the last stretch.
  `paid_on: by_days` takes the mean of all, each by its days, exactly: 1,000 for 6 days and 2,000
  for 25 are (6 x 1,000 + 25 x 2,000) / 31. The `fte` is weighed by days and base, so that base x
  fte x days comes to the sum over the stretches. Who has no base in one of them, or a currency of
  its own in each, is not paid then, and a finding says so.
- `applies_to`, and `covers` in a company's file, are asked of each row: only stretches that they
  mean are scored, and only their days are paid. Who changes from one plan to another is under both,
  each for its own days, if both say `segments`. Where an agent leaves a plan and comes back, what
  is measured over all stretches is from the first to the last of them.
- What is reckoned from others is refused under `segments`, where others move too: a repeat rate, a
  rollup over reports, a prior that facts give; and a component may read neither a rollup nor a
  place among others.
- A case of a `.cases.yaml` file is an agent with one stretch.

A run in which somebody has several stretches has them in `segments.parquet`, with the measures,
components and groups of each in `segment_measures.parquet` and its like; `components.parquet` and
`groups.parquet` leave these agents out. `explain` prints each stretch with its days.
"""
