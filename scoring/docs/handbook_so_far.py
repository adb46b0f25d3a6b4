"""The section of the plan language on totals that go on from run to run within a year."""

from __future__ import annotations

SO_FAR = """\
## So far

`kind: so_far` is what another measure was in the earlier periods of the quarter, half-year or year,
added up (本期之前累计): the period itself is not in it. With it a table of rates applies to the
running total, and nobody keeps a spreadsheet:

```yaml
sold_before:
  title: {en: Sold before, zh: 本年前期累计销售额}
  kind: so_far
  of: sold
  since: year
  unit: CNY
  better: higher
  places: 2
  missing: hold
```

With `start: {measure: sold, after: sold_before, rates: {mode: marginal, …}}` a pay line goes on
where the year stands: 20,000 after 145,000, 4 % below 150,000 and 6 % above, pay 1,100.

- In the first period of that time it is 0, and needs no earlier run. In every other it is what the
  run of the period right before has: its total so far, and what `of` was there. `--previous` names
  that run; without it, or with that of another period, the run is refused.
- Both count as they were rounded and as gates have left them, which is what that run has paid by.
  A cap at `of` so holds back what counts later, too. A gate that makes `of` void is refused, since
  without a value no later total would be known: write `then: {cap: 0}` for what counts for nothing.
- An agent who was not in that run begins at 0, also after a time outside of the plan. A finding
  (`begins-at-zero`) says how many they are.
- Where `of` or the total is not known in that run, the total is not known here nor in any later
  period of that time. `missing` decides each time, in a pay line that of its `start`; the finding
  `unknown-so-far` counts them. So let `of` have `volume_min: 0`; `check` gives notice of any other.
- What is added up is a count, a sum, or a value that is given: `unit`, `better` and `places` are
  those of it. A mean, a share, a ratio, a quantile, a result, a ledger, a rollup and another total
  are refused, and a total is not rolled up: members come and go.
- Both runs must have the measure with the same `of`, `since`, `unit` and `places`. A plan that has
  it only from within that time on says where it begins, and with what; there no earlier run is
  needed:

```yaml
opening: {in: 2026-06, reached: zero}                      # counts from June on
opening: {in: 2026-06, reached: {given: sold_till_may}}    # of each agent, in given.parquet of June
```

- The opening stays in the plan until that time is over. A later opening begins the total anew for
  everybody, as one must where it was lost. An agent without a given number has no total.
- A run that is corrected changes what is so far in every later one: run those again, each with the
  corrected run of the period before.
- With `roster_as_of: segments` it is the agent's as a whole, the same in each stretch.
- Its volume is 1 where it is known. In [cases](#cases) it stands under `measures`.
- `explain` says from which run it comes, and what that run had.
"""
