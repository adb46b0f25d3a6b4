"""The chapter on ranks and tiers of the plan language: who decides what, with worked places."""

RANKS_AND_TIERS = """\
## Ranks and tiers

Ranks and tiers compare the stored score: rounded, after gates. A vetoed agent keeps both, and the
place that goes with them.

**Ranks.** Equal scores share a rank, as `conventions.rank` says, unless `ranking.break_ties` names
what decides between them: each entry decides between those whom all before it left equal. A
measure is better in its own direction, points are better when higher, a missing number is last, and
`agent_id` ends the list, so that no two ranks are equal. `rank` is among all, `rank_in` within the
group. Agents without a region (team, role, manager) are a group of their own.

```yaml
ranking:
  within: team
  break_ties: [{measure: csat}, {component: speed}, agent_id]
```

**Rank intervals.** `intervals: {z: 1.96}` says how far a rank may be chance, for people alone: no
tier, award or amount reads it. Each `share`, `kept` and `repeat_rate` has a
[Wilson interval](#few-facts) of its facts, whose two ends are read by the components; half the
points between them is what a component may be off. The score may be off by the root of the sum of
(effective weight x that)². Other components add nothing, nor do places among others, since nobody
knows their spread, so that a true interval is rather wider. Of two agents one is surely better
whose interval begins above the end of the other's; of K agents a rank lies between 1 + those surely
better and K - those surely worse. Intervals are each agent's own, not of all ranks at once.
`plaudit rank` prints `4 (2-11)`.

**Tiers by score** (`mode: whole`) are a table. **Tiers by rank** (`mode: rank`) end at ranks in a
group of N agents:

| written | ends at rank |
|---|---|
| `{up_to: 3, gives: S}` | 3 |
| `{up_to_percent: 20, gives: A}` | N x 20 %, a started place in full: of 12 agents 2.4, so 3 |
| `{next_percent: 33.333333333333, gives: B}` | so many more than the tier before: \
terciles of four agents have 2, 2 and 0 |

The first tier that a rank is within is given, and `rest` after them. Where ranks are shared, equal
agents have one rank and one tier.

**A forced distribution** 强制分布 (`mode: distribution`) has places for each tier, by largest
remainder: 10, 20, 50, 15 and 5 % of 13 agents are 1.3, 2.6, 6.5, 1.95 and 0.65; the whole ones are
1, 2, 6, 1 and 0, and the three left go to .95, .65 and .6: 1, 3, 6, 2, 1. Seven agents have 1, 1,
4, 1 and 0: the last tier has no place. Three have 0, 1, 2, 0, 0.

A tier ends after as many agents as it and the better ones have places together: here after 1, 4,
10, 12 and 13. Equal scores may stand on both sides of such an end:

| `equal` | equal scores get the tier of | with two equal best of 13 |
|---|---|---|
| `up` | the first of them | both are in the first tier, two are left for the second |
| `down` | the last of them | both are in the second tier, and the first is empty |
| `break` | their own place, by `ranking.break_ties` | one and one |

A group with fewer agents to grade than `members_min` is small. `small_groups: pool` puts all small
groups together, and they are distributed as one; `apart` leaves each alone. Who is in fewer than
`members_min` even then gets the tier of `too_small`, so that a distribution over three people says
what it does. `plaudit check` tells which tiers the smallest group has no place for.

`excluded` agents have ranks and a tier of their own, and count neither among N nor in a tier.
`by_score` reports beside it what the score alone would give; the run's findings tell how many are
in each tier, and how many would be. In `scorecards.parquet`, `tier_by` says how each tier was
given: `score`, `rank`, `distribution`, `pooled`, `too_small` or `excluded`.

```yaml
tiers:
  mode: distribution
  among: region
  shares: {S: 10, A: 20, B: 50, C: 15, D: 5}
  equal: up
  members_min: 20
  small_groups: pool
  too_small: by_score
  excluded: {service_days_min: 90, gives: not graded}
  by_score:
    mode: whole
    below: D
    bands: [{from: 60, gives: C}, {from: 75, gives: B}, {from: 85, gives: A}, {from: 95, gives: S}]
```
"""
