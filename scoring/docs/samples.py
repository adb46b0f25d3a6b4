"""Few facts, on the page of the plan language: what `adjusted` does, by formula and example."""

from __future__ import annotations

FEW_FACTS = """\
## Few facts

Two of two customers were satisfied, and 45 of 50: the first share is 100 %, and says little.
`volume_min` asks for so many facts before there is a value. `adjusted` says what few facts are
worth where there is one. It may stand at a share, a promise kept, a repeat rate (of x rows that
hit in n) and at a mean:

| written | the value is |
|---|---|
| `by: wilson`, `bound: lower` | (p + z²/2n - z √(p (1 - p) / n + z²/4n²)) / (1 + z²/n), p = x / n |
| `by: wilson`, `bound: upper` | the same with + before the root |
| `by: wilson`, `bound: centre` | the same without the root |
| `by: shrinkage` | (x + strength · mean) / (n + strength); of a mean the sum stands for x |

- All of it is times `per`, and rounded once, at the measure's `places`. What is compared, scored
  and paid is the adjusted value; the raw one and its interval stand beside it, in
  `measures.parquet` (`raw`, `low`, `high`) and on the statement. The interval is Wilson's, or of a
  mean ± z s / √n, from two facts on.
- The lower bound doubts what is high: right where higher is better. Where lower is better the
  upper bound does that, and `plaudit check` gives notice of the other. z changes the value: 10 of
  12 come to 55.20 at z 1.96 and to 44.72 at 2.69.
- **Shrinkage** draws a value toward what is usual, the prior, by so many facts as that is worth.
  `from: stated`: the plan says the mean and its strength. `from: period`: the facts of this period
  say it, of all agents in the plan, or of those of the same region, team or role (`among`); whom
  the roster puts into none are a group of their own. `from: previous`: as those of the period
  before said it, so that nobody's own month moves the measure of another's. The run of that period
  is named by `--previous`, its plan shrinks the measure among the same, and an agent whose group it
  does not know has no value (`no_prior`).
- An estimated mean is that of all facts; its strength is 1/ρ - 1, where ρ is the part of the
  variance that lies between agents, by moments: of p(1 - p) for rows that hit, by the analysis of
  variance for a mean. ρ is held within 0.0001 and 0.9. Agents with a fact take part, whether or not
  they have `volume_min` of them.
- Where agents differ no more than chance makes them, where nobody has two facts, and where one
  agent alone has any, there is no strength: the mean stands for each, and a finding says so.
- A prior is frozen at 12 decimal places before it is used, and kept in the run's `manifest.json`
  under `priors`: `used`, and `estimated` from this period's facts for the run that comes after.

```yaml
satisfied:
  title: {en: Satisfied customers, zh: 客户满意度}
  kind: share
  hits: {csat: {at_least: 4}}
  per: 100
  unit: "%"
  better: higher
  places: 2
  period_on: created_at
  volume_min: 5
  missing: exclude
  adjusted: {by: wilson, z: 1.96, bound: lower}
handling:
  title: {en: Handling time, zh: 处理时长}
  kind: mean
  of: handle_s
  unit: min
  better: lower
  places: 2
  period_on: created_at
  volume_min: 5
  missing: exclude
  adjusted: {by: shrinkage, z: 1.96, prior: {from: previous, among: region}}
```
"""
