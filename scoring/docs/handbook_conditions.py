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
| `{tier: [S, A]}` | the tier is one of these; gates come before there is one |
| `{where: {role: agent, tenure_days: {at_least: 365}}}` | the roster's row passes the filter |
| `{all_of: [{…}, {…}]}`, `{any_of: [{…}, {…}]}` | all of these do, or at least one |

What `improved` compares with is the run that `--previous` names, and a better value counts above
zero in either direction. Without such a run, or for agents it does not know, the number is missing,
and a finding says so. `tenure_days` counts from `hire_date` to the end of the period.

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
"""
