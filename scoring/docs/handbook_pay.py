"""Pay in words, for the page of the plan language: lines, factors, steps and their order."""

from __future__ import annotations

PAY = """\
## Pay, line by line

`pay` lists the lines that are paid, each computed by itself and rounded once. Several lines add up:
what one part of a plan earns and what another earns are two lines of the payout, each with its own
pay code and its own place in the plan on the statement.

A line is paid to every agent who has a score and no veto, who passes its `where`, and for whom its
`when` holds: a gate in front of this line alone. Conditions see what is stored: score, tier, values
after gates. Then, for each agent:

1. **Start.** Base of pay x `rate` x `coefficient`, or the amount that the score's band names in the
   agent's currency.
2. **Steps**, in the order of `conventions.order`: the product of all `multipliers`; `cap`, the
   lesser of the amount and the limit; `proration`; `floor`, the greater. A cap of 1,200 before a
   multiplier of 1.25 pays 1,500 where 1,500 are earned; after it, 1,200. A floor of 500 before half
   a month pays 250 where less is earned; after it, 500.
3. **One rounding** to the smallest unit of the currency, as `conventions.rounding` says. Until then
   every amount is an exact fraction.

A **factor** reads one thing: `on: tier`, a number for each tier; `on: score`, a curve over the
score; `on: value` or `on: attainment`, a curve over a measure, whose anchors it may name, with
`missing` for whoever has no value, no target or anchors that are out of order; `on: roster`, a
number for the agents of a filter, and 1 for others. `least` and `most` hold a multiplier
within bounds.

The chain 基数 × 个人系数 × 部门系数 × 出勤 is a base, a coefficient by tier, a multiplier that
reads the department's coefficient, and a proration.
"""
