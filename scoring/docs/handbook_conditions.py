"""Conditions, awards and actions in words, for the page of the plan language."""

from __future__ import annotations

CONDITIONS = """\
## Conditions

A condition asks exactly one thing of an agent. A number is held against an edge, `below` or
`at_least`; where the number may be missing, `missing` says whether the condition `holds` or
`fails` then. Gates, awards and actions ask alike.

| written | holds where |
|---|---|
| `{measure: csat, below: 80, missing: fails}` | the value is under 80 |
| `{attainment: csat, at_least: 100, missing: fails}` | 100 x value / target is, not rounded |
| `{volume: csat, at_least: 20}` | at least 20 facts are behind the value |
| `{component: speed, below: 60, missing: holds}` | the points are under 60, or there are none |
| `{score: final, at_least: 90, missing: fails}` | the score is |
| `{improved: csat, at_least: 2, missing: fails}` | it is better by 2 than in the earlier run |
| `{improved: score, below: 0, missing: fails}` | the score has become worse |
| `{earlier: score, below: 60, missing: fails}` | the score was under 60 in the earlier run |
| `{tier: [S, A]}` | the tier is one of these; gates come before there is one |
| `{where: {role: agent, tenure_days: {at_least: 365}}}` | the roster's row passes the filter |
| `{all_of: [{…}, {…}]}`, `{any_of: [{…}, {…}]}` | all of these do, or at least one |

What `improved` compares with is the run that `--previous` names, and a better value counts above
zero in either direction; `earlier` asks for the `score`, or a measure's value, of that run itself,
so that who is under 60 twice in a row is `all_of` two conditions. Without such a run, or for agents
it does not know, the number is missing, and a finding says so. `tenure_days` counts from
`hire_date` to the end of the period.

An award goes `by` the `score`, a measure by its name, or an agent number such as
`{improved: score}` or `{component: speed}`. The reason that is stored with an award says the place,
among how many, the number, and how many others had the same.

```yaml
awards:
  - name: riser
    title: {en: Most improved, zh: 进步之星}
    top: 3
    per: region
    least: 5                      # in a region of four nobody is the most improved
    by: {improved: score}
    tiers: any
    where: {tenure_days: {at_least: 90}}
    when: {volume: csat, at_least: 20}
    ties: share                   # equal at the last place: all win, and share its money exactly
    amount: {CNY: 300}
    pay_code: RISER
actions:
  - {name: training, title: Training need, each_component: {below: 60}}
  - name: promotion
    title: {en: Eligible for promotion, zh: 可晋升}
    when:
      all_of:
        - {score: final, at_least: 90, missing: fails}
        - {tier: [S, A]}
        - {where: {tenure_days: {at_least: 365}}}
```

With `share`, the money of the places that equal agents occupy is pooled and split between them to
the last minor unit; what is left over goes to the first by agent id, and the reason names whoever
got it. Where they are paid in several currencies, those of each share their part of the places.

In place of `top` and `amount`, `prizes` says what each place wins, from the first on; a lower place
wins less. With `share` the prizes of all places that equal agents occupy are pooled, places without
a prize among them. With `expand` and `none` equal agents have the same place, and each gets its
prize, so that more may be paid than the ladder comes to; with `break_by` no two have one place.

```yaml
awards:
  - name: podium
    title: {en: Best of the month, zh: 月度之星}
    per: overall
    by: score
    tiers: any
    ties: share
    prizes:                       # six places, 1400 in all
      - {places: 1, amount: {CNY: 500}}
      - {places: 2, amount: {CNY: 300}}
      - {places: 3, amount: {CNY: 100}}
    budget: {amount: {CNY: 1200}, over: scale}
    cool_down: {periods: 2, since: 2026-10}
    pay_code: PODIUM
```

| winners | what they win, before the budget |
|---|---|
| two equal at the top | places 1 and 2 win 500 + 300: 400 each, and the next has place 3 |
| three equal behind four better | places 5 and 6 win 200: 66.67, 66.67 and 66.66, by agent id |

A `budget` holds for all groups of an award together, in each currency by itself, and names every
currency that is paid. Where `over` is `scale` and the winners come to more, each amount is cut in
proportion; each gets the whole minor units of its part, and the largest remainders one of those
left over, equal ones by agent id. The budget is then paid to the last unit: here six winners, each
with a place, come to 1400 and get 428.57, twice 257.14, twice 85.72 and 85.71. The reason says what
an amount was before, and a finding what they came to. With `refuse` the run ends with exit 3.

`cool_down` keeps whoever has won an award in one of the `periods` before out of its race: such an
agent counts neither as a candidate nor for `least`. In the period of `since` nobody has won before.
Each later run names the run of the period right before it with `--previous`, which has counted who
won the award and when; a run of another period, or one that has not, is refused. Each run hands on
`winners.parquet`, with agents who have left: they may come back. To begin anew, or after a version
of the plan without the rule, write another `since`.
"""
