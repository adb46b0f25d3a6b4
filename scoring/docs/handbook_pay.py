"""Pay in words, for the page of the plan language: lines, factors, steps, currencies, parts."""

from __future__ import annotations

PAY = """\
## Pay, line by line

`pay` lists the lines that are paid, each computed by itself and rounded once. Several lines add up:
what one part of a plan earns and what another earns are two lines of the payout, each with its own
pay code and its own place in the plan on the statement.

A line is paid to every agent who has a score and no veto, who passes its `where`, and for whom its
`when` holds: a gate in front of this line alone. Conditions see what is stored: score, tier, values
after gates. Then, for each agent:

1. **Start.** One of five: base of pay x `rate` x `coefficient`; an amount by the score
   (`on: score`); an amount by a measure (`on: value` or `on: attainment`); the amount of the row
   that has the agent's words in several columns (`on: lookup`); or so much money for each unit of
   a measure (`rates`), as pieces and turnovers are paid.
2. **Steps**, in the order of `conventions.order`: the product of all `multipliers`; `cap`, the
   lesser of the amount and the limit; `proration`; `floor`, the greater. A cap of 1,200 before a
   multiplier of 1.25 pays 1,500 where 1,500 are earned; after it, 1,200. A floor of 500 before half
   a month pays 250 where less is earned; after it, 500.
3. **One rounding** to the smallest unit of the currency, as `conventions.rounding` says, or to the
   line's own step. Until then every amount is an exact fraction.

A **factor** reads one thing: `on: tier`, a number for each tier; `on: score`, a curve over the
score; `on: value` or `on: attainment`, a curve over a measure, whose anchors it may name, with
`missing` for whoever has no value, no target or anchors that are out of order; `on: roster`, a
number for the agents of a filter, and 1 for others. `on: lookup`, the number of the row that has
the agent's words in several columns; `on: sections`, several factors added up by their shares or
multiplied. `least` and `most` hold a multiplier within bounds.

**Amounts** by a number are `whole`, the amount of the band; `interpolated`, on a line from point
to point; or `filled`, all of what the bands carry that are passed and the part of the last. They
are written as these curves are everywhere, with money in each currency in the place of numbers. By
the line below a score of 95 earns 900 yuan or 18,000 yen; by the filled bands a value of 1,500
earns 10 + 40 x 500 / 2,000 = 20, and one of 4,500 earns 10 + 40 + 100 x 1,500 / 5,000 = 80. Nothing
is rounded until the line is.

```yaml
start:
  on: score
  amounts:
    mode: interpolated
    below: {CNY: 0, JPY: 0}
    points:
      - {at: 80, gives: {CNY: 500, JPY: 10000}}
      - {at: 90, gives: {CNY: 800, JPY: 16000}}
      - {at: 100, gives: {CNY: 1000, JPY: 20000}}
    above: hold
```

```yaml
start:
  on: value
  measure: sales
  amounts:
    mode: filled
    bands:
      - {from: 0, gives: {CNY: 10}}
      - {from: 1000, gives: {CNY: 40}}
      - {from: 3000, gives: {CNY: 100}}
    to: 8000
  missing: {CNY: 0}
```

**Rates** are `whole`, one rate for all of the value, or `marginal`, each slice at its own. One
table pays four amounts, so the plan says which: 1 % to 1,000, 2 % to 3,000, 3 % to 8,000 and 5 %
above make 285 of 9,700 by slices and 485 as a whole. `after` names a measure of what was reached
before, such as one [so far](#so-far) in the year, and the slices begin there: 20,000 after 145,000,
4 % below 150,000 and 6 % above, earn 1,100. A `hurdle` opens the rates for those for whom it holds;
others have the rates of `closed`. The statement shows each slice.

A **lookup** is written alike as a factor and as a start, where its rows give money:

```yaml
start:
  on: lookup
  by: [role, region, tier]
  rows:
    - {is: [客服专员, 华东, A], gives: {CNY: 800, JPY: 16000}}
    - {is: [组长, 华东, A], gives: {CNY: 1200, JPY: 24000}}
  otherwise: {CNY: 0, JPY: 0}
```

A row has a word for each column of `by`, in its order, and no two rows have the same words. Whoever
is in no row, or has no word in a column, gets what `otherwise` says; `otherwise: refuse` ends the
run instead (exit 3), and says which words have no row. The statement shows the words and the line
of the row.

**Caps and floors** are lists, and each may hold for some agents only: `when` makes a cap a gate
that holds pay down (a profit below the threshold caps the bonus at half), and a floor a guarantee
(for the first months of newcomers). `times_base` is a multiple of base x `rate`.

The chain 基数 × 个人系数 × 部门系数 × 出勤 is a base, a coefficient by tier, a multiplier that
reads the department's coefficient, and a proration.

### Several currencies

An agent is paid in the roster's currency. Bases of pay are in it already. An amount of a line (of a
band or a point, a cap, a floor) names every currency that it is paid in; who has another is not
paid the line, and a finding counts them. With `exchange` such an amount is converted instead:

```yaml
exchange: {from: CNY, on: period_end, days_back: 7}
```

The 5,000 of `{CNY: 5000, JPY: 100000}` become 640 EUR at 0.128; in yen 100,000 stand as they are.
`from` must be named by every amount. The rate is the one of `fx.parquet` from that currency to the
agent's for exactly the day, or else for the latest of the `days_back` days before it. What comes of
it is an exact fraction until the line is rounded, once. The statement shows amount, rate, day and
source, and the run keeps the table.

A rate that is needed and not there ends the run (exit 3), with every pair and the days that there
are: for each agent who may get the line by its `where`, paid in the end or not. A rate is never
turned round, since that of the other direction has been rounded for that direction: from CNY to EUR
needs a row from CNY to EUR. What awards, the fund of a pool and a settlement name in money is not
converted: it is paid in what it names.

### Rounding and parts of a line

`rounding` gives a line a mode and a step of its own: `{mode: half_up, to: {USD: 1000}}` pays
3,639,402 as 3,639,000. It is still the line's one rounding, so it may lift an amount above its cap,
or put it below its floor, by less than a step. A currency that `to` does not name is not paid the
line. A step is not converted.

`split` parts what was rounded between cost centres, to the minor unit: each gets the whole units of
its share, and units left over go one each to the largest remainders, of equal ones to the first in
the plan. 100.00 in three is 33.33, 33.33 and 33.34 where the last share is the largest by a hair.
Each part is a row of `payouts.parquet` and of the payroll file, with a `line_id` of its own. It is
called line and cost centre, `bonus/CC-A`; its cost centre is the plan's, and the roster's is not
used for that line. No share of such a line can be held back (`settlement`). A case compares the
parts of a line together, under the line's name.

### What check says of money

These notices stop nothing. Whatever the data decide is left alone.

- `pay-cliff`: the smallest change of a score or a value moves what a line pays by a quarter: of the
  highest that a coefficient, a multiplier, a section of one or a table of amounts gives, or of what
  whole rates pay beyond the step. A condition is one, too, where a line, a brake, a cap or a floor
  begins or ends with a number, or a hurdle opens its rates. It says where, and what the step is
  worth: as a percent of the base, or in each currency. "Up to" is the most for an fte of 1, within
  caps for everybody, where other factors count too; where numbers have no end, or a pool decides,
  it is a part of what is paid there. Of each table the largest step is told, and where one step
  meets several of a line, the largest of them; gates and conditions on the roster are not.
- `cap-never-binds`: no score, value or factor makes what comes to a cap more than it.
- `implicit-cap`: a line has no `cap`, and its last band, held line, highest tier, or all of its
  sections together are one: where, and at what.
- `curve-turns-back`: amounts fall where more of what they go by is better, or rise where it is not.
- `floor-always-binds`: whatever comes to a floor is at most the floor: it pays all alike.
- `floor-pays-ineligible`: a floor above 0 lifts those whom an earlier step leaves nothing: tiers
  with a factor of 0, a factor, units or amounts that can be 0, agents of zero days. A floor for
  some is held against them where its condition asks for the same number, or the tier; where it asks
  for another, or for the roster, it "may pay" them. A guarantee for newcomers is meant to.
- `pool-can-go-unspent`: `each_most` returns a part of a fund, or all shares of a group can be 0.

`plaudit check PLAN --roster data/roster.parquet --period 2026-10` bounds what the plan can cost for
those agents: for each line, pool, award and draw, by currency, how many can be paid and the most in
all. **No run over that roster and period pays more.** It takes the largest factors within what
scores and values can be, caps that hold for certain, floors that may hold, days employed, fte,
whole funds of pools or what their caps come to, and every place of an award taken; where ties
expand, everybody able may win. A draw tops up: each agent counts with the greater of what all the
lines can pay and the draw, so that "all" is less than the lines and the whole draw together; the
report says how much of it is earned, and how much the draw adds. Beside it stand the same if
everybody were in one tier, or met the target exactly, and what cliffs are worth at the median base
and the highest. A line whose units, rates of exchange or results have no end has no bound; it says
why, and the currency has no total.
What settlement pays of other periods comes on top.
"""
