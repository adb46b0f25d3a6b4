"""The handbook's words on curves, anchors, groups and what is missing."""

from __future__ import annotations

CURVES = """\
## Tables and lines

A **table** (`mode: whole`) gives what the band of a value gives, in whole; `below` stands for
everything under the first edge, and `conventions.boundary` says who owns an exact edge. A **line**
(`mode: interpolated`) runs straight from point to point; `below` and `above` say what happens
outside: a number, `hold`, which keeps the outermost point's, or `extrapolate`, which goes on as the
line went.

```yaml
curve:                      curve:
  mode: whole                 mode: interpolated
  below: 0                    below: 0
  bands:                      points:
    - {from: 80, gives: 60}     - {at: 80, gives: 60}
    - {from: 90, gives: 100}    - {at: 90, gives: 100}
                              above: hold
```

A line may **jump**: a point says what it `gives` exactly there, `before` what the line from below
arrives at, and `then` what it goes on from. Punctuality that is worth 300 up to three minutes, then
falls from 200 to 100 and is worth nothing after ten:

```yaml
curve:
  mode: interpolated
  below: hold
  points:
    - {at: 180, gives: 300, then: 200}
    - {at: 600, gives: 100}
  above: 0
```

A line of a single point is a **step**, which says who owns its edge:
`{below: hold, points: [{at: 3, gives: 10, then: 0}], above: hold}` gives ten up to three and at
exactly three, and nothing beyond.

Where too much is as bad as too little (`better: inside`), the line rises and falls again.

**Slices** (`mode: marginal`) earn each part of a value at the rate of its own band, and nothing
under the first edge: 1,500 by `{from: 0, gives: 0.01}, {from: 1000, gives: 0.02}` is 10 + 10 = 20.
With `start_at`, a number or an anchor of the measure, the value goes on from what was there before,
so that a deal which straddles an edge earns at both rates. After 145,000, a deal of 20,000 earns
4 % of 5,000 and 6 % of 15,000, together 1,100, and its refund takes back as much:

```yaml
curve:
  mode: marginal
  start_at: before          # anchors: {before: targets}, or previous, or a number
  bands: [{from: 0, gives: 0.04}, {from: 150000, gives: 0.06}, {from: 250000, gives: 0.08}]
```

**Amounts of bands** (`mode: filled`) are another thing than rates, and than a line through points:
each band carries an amount, which a value that has passed the band has earned in whole, and one
within it in proportion. 4,500 by the table below is 10 + 40 + 100 x 1,500 / 5,000 = 80; beyond `to`
nothing more comes:

```yaml
curve:
  mode: filled
  bands:
    - {from: 0, gives: 10}
    - {from: 1000, gives: 40}
    - {from: 3000, gives: 100}
  to: 8000
```

A **deduction** (`mode: deduct`, 减分) takes points off for each step on one side of an edge. Short
of 100 by 2.7, at two points for every started 1, costs 6 (`part: ceil`), 4 (`floor`) or 5.4
(`exact`):

```yaml
curve:
  {mode: deduct, from: 100, beyond: 100, side: below, every: 1, costs: 2, part: ceil, least: 0}
```

A **power** (`mode: power`) bends: it gives 1 at `one_at`, `(x / one_at)` to the power `above` from
there on, and to the power `below` under it, so that good results pay more than in proportion, and
poor ones less. 120 by the curve below gives 1.28, and 80 gives 0.65. Powers do not end, and so the
curve says at which `places` they are rounded, half up, before anything is made of them; what is 0
or less gives 0:

```yaml
curve: {mode: power, one_at: 100, above: 1.35, below: 1.9, places: 2}
```

## By row or on the total

One table of rates gives four answers, and a plan says which. Six deals of 200, 300, 1,500, 1,200,
2,000 and 4,500 together are 9,700; the table is 1 % from 0, 2 % from 1,000, 3 % from 3,000 and 5 %
from 8,000:

| the table | a row at a time (`through` of a `sum`) | on the total (a curve on the sum) |
|---|---|---|
| `marginal`: each slice at its own rate | 164 | 285 |
| `whole`: all at the rate of its band | 234 | 485 |

`through` of `kind: sum` lets each row go through a curve before anything is added up. What the
curve gives is an `amount`, or a `rate` that the row's own value is multiplied by, which a table of
whole bands alone can give. With amounts of bands (`filled`) of 10, 40, 100 and 2,000 the six deals
earn 149.

```yaml
commission:
  title: {en: Commission, zh: 提成}
  kind: sum
  of: x_deal
  through:
    gives: rate
    curve:
      mode: whole
      below: 0
      bands: [{from: 0, gives: 0.01}, {from: 1000, gives: 0.02}, {from: 3000, gives: 0.03}]
  unit: CNY
  better: higher
  places: 2
  period_on: created_at
  volume_min: 0
  missing: zero
```

`explain` prints of each band how much lies in it and what that earns; `bands.parquet` has the rows
and their sum for each agent and band. A row below 0, a refund, lies under the first edge of a table
that begins at 0, and earns nothing by it.

## Anchors

A measure may give numbers a name: its `anchors`. An edge or a point of a curve that reads the
measure's value may name one in the place of a number, so that one plan serves agents who have
thresholds, benchmarks or a baseline of their own:

```yaml
measures:
  readmission:
    anchors: {threshold: 0.55, benchmark: targets, baseline: previous}
components:
  - name: readmission
    best_of:
      - measure: readmission                  # achievement: from the threshold to the benchmark
        on: value
        curve:
          mode: interpolated
          below: 0
          points: [{at: threshold, gives: 0.5}, {at: benchmark, before: 9.5, gives: 10}]
          above: hold
          crossed: missing
      - measure: readmission                  # improvement: from one's own baseline
        on: value
        curve:
          mode: interpolated
          below: 0
          points: [{at: baseline, gives: 0, then: -0.5}, {at: benchmark, before: 9.5, gives: 9}]
          above: hold
          crossed: missing
    points: {places: 0, rounding: half_up}
    missing: exclude
```

- `targets` reads it from `targets.parquet` under the anchor's own name, for the agent, the team,
  the role, the region or all; the more specific wins. `previous` is the agent's own value of the
  measure in the run that `--previous` names.
- The rows of a curve stand in the order in which its anchors must lie. Where an agent's do not, or
  two of them are equal, `crossed` says what the curve gives: a number, or `missing`. Where a
  threshold may lie at its benchmark, a step at the benchmark as one more reading of `best_of` says
  that reaching it is enough.
- An agent without an anchor that a curve names has no value there: `missing` decides, and in
  `best_of` the other readings do, unless `scored_min` of the component asks for more of them.

## Groups, and what is missing

Components are **members** of the score, or of a group, which is a member itself. Groups may hold
groups. How members come together, `combine` says:

| `combine` | the members say | a group comes to |
|---|---|---|
| `weighted_mean` | `weight`; together 1 | Σ weight x points / Σ weight |
| `mean` | nothing | Σ points / their number |
| `percent_of_possible` | `possible` | 100 x Σ points / Σ possible |
| `sum` | nothing | Σ points |

Only members that count stand in these sums, so that leaving one out (`missing: exclude`) scales the
others up, exactly: one division, no rounded weight. A **sum** scales nothing up; there, leaving out
would be a silent zero, and the plan must say `zero`, `neutral` or `hold`, or ask for all members
with `scored_min`, so that there is no sum without one of them. A zero denominator of a measure is a
missing value, never a zero.

With `possible: 0` a member's points are on top: they count above the line, and nothing below it.

- `scored_min` asks for so many members that count, `weight_min` for such a share of the weights;
  with less the group has no score, and its own `missing` says what it does above. Without a score
  of the plan, an agent is unranked.
- `hold` in any member holds the score, whatever else there is.
- `places` of a group is a rounding of its own; `exact` carries the fraction on unrounded.
- `effective_weight` and `weighted_points` in `components.parquet` and `groups.parquet` say what
  each member was of the whole for this agent. They are views; nothing is reckoned with them.
- `overrides` change a member for some agents. Of those that match an agent, the one that names most
  columns wins; two that match and name as many are refused. `off: true` takes a member out for
  them, with its weight: the others are scaled up.

**Relative** readings put an agent beside the others of a group that have a value: their place comes
from others' work as well as from their own, and the statement says so. Where all of the group are
equal, or the agent is alone, `all_equal` is read.
"""
