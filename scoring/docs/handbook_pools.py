"""Pools in words, for the page of the plan language: funds, shares, caps and odd units."""

from __future__ import annotations

POOLS = """\
## Pools

A line with a `pool` pays no amount of its own: what its steps come to is the agent's **share** of a
fund. The line may start from money, so that shares are in proportion to pay, or from a bare
`weight`, a factor that is no money:

```yaml
pay:
  - name: team_pool
    pay_code: POOL
    start: {weight: {on: tier, gives: {A: 1.2, B: 1, C: 0.6}}}
    multipliers: none
    cap: none
    proration: {by: calendar_days, fte: apply}
    floor: none
    pool:
      per: team                                      # overall, region, team, role or manager
      fund: {per_head: {CNY: 1000}, heads: all}
      each_most: {amount: {CNY: 1500}}
      left_over: share
```

- The **fund** of each group is an `amount`; an amount for each group by name (`groups: {sh: {CNY:
  50000}, bj: {CNY: 30000}}`), where whoever is in another group gets no line; an amount `per_head`;
  a `percent` of the `payroll`, the bases of pay added up, rounded once; or so much for each unit of
  a result of the company, the region or the team: `{measure: profit, rate: {CNY: 0.03}, below_zero:
  nothing}` is 3 % of a profit, and nothing of a loss, where `shared` would deduct it. `heads` and
  `payroll` say who counts: `all` of the group whom the line's `where` takes in, or those who are
  `paid` the line. Agents who have no region, team, role or manager are a group together.
- **To the cent.** Of 10,000.00 by 91.35, 87.20 and 64.10 the exact parts are 3,764.6816…,
  3,593.6534… and 2,641.6650…. Each gets the whole cents, 9,999.99, and the cent that is left goes
  to the largest fraction: 3,764.68, 3,593.65 and 2,641.67. Where fractions are equal, it goes by
  agent id, and the statement of whoever got it says so.
- **Caps** (`each_most`) are an amount, or a multiple of base x rate. With `left_over: share`, what
  exceeds a cap is shared by those below theirs, by their shares, until nobody is above; 100 by 5, 3
  and 2, of which the first gets at most 20, are 20, 48 and 32. With `return` the others keep what
  they had: 20, 30 and 20, and 30 are returned. No odd unit lifts anyone over a cap. Where all who
  have a share are at their caps, what is left is returned under `share`, too: at 20 each at most,
  60 are shared and 40 returned. Of a loss, what would be returned is not deducted.
- **Nobody, or nothing but zeros.** Where nobody gets the line in a group, or all shares are zero,
  nothing is paid and the fund is returned. `pools.parquet` has a row for every fund, with its
  members, what was shared and what was returned, and a finding names every pool of which anything
  is returned, with all of these.
- **One currency a pool.** A fund that names several currencies is a pool for each. Agents who are
  paid in one that their fund does not name, or a payroll in several, are refused as data.

A plan that bends what a rating is worth has a power as a factor: `{on: value, measure: rating,
curve: {mode: power, one_at: 100, above: 1.35, below: 1.9, places: 12}, missing: 0}`, with the
target pay as the base, and the fund is spent to the cent.
"""
