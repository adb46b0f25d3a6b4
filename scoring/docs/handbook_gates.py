"""Gates and vetoes in words, for the page of the plan language."""

from __future__ import annotations

GATES = """\
## Gates and vetoes

A gate closes for an agent where its `when` holds. What it then does is one of three:

| `then` | does |
|---|---|
| `veto` | no pay and no award; score, rank and tier stay (一票否决). It has no `at` |
| `{cap: 89.99}` | what it is `at` cannot be better than this |
| `void` | what it is `at` is worth nothing |

| `at` | `cap` | `void` |
|---|---|---|
| `{measure: NAME}` | its value is at most this | it has no value, and `missing` decides |
| `{component: NAME}` | its points are at most this | it has 0 points and counts in full |
| `{group: NAME}` | its score is at most this | it has a score of 0 and counts in full |
| `score` | the score is at most this | the score is 0 |

Gates act in this order, and a statement says so. All gates of one level look before any of them
acts, so that no result depends on which is written first; a gate that asks for what comes later
is refused.

1. **Measures.** They see the values, after rollups: a rollup takes what its members were counted
   at. All that comes later reads what they leave: attainment, places among others, what is added
   to the score, multipliers of pay, awards.
2. **Components.** They see measures, and the points before any gate at a component.
3. **Groups.** They see measures and components, and act when the group is rounded and its
   `missing` is done. They may not ask for a group.
4. **The score**, with vetoes. They see everything, and the score before any gate at it. They
   concern nobody without a score.

- The cap of a measure where lower is better works the other way round: its value is at least this,
  and so not better. A measure that is void has the status `voided`.
- Of several at one place, what is void goes first, and then the lowest cap holds. A cap counts for
  points that stand in for a missing value as well, and gives none to what has none.
- What is void counts also where it was missing or held; what an override has switched `off` stays
  off.
- `gates` of a scorecard names all that have closed, in the order of the plan, also those that had
  nothing to change, and also for agents without a score.
- `value_before_gates`, `points_before_gates` and `score_before_gates` keep what stood there where a
  gate has changed it, and are null elsewhere. The members of a group that is capped keep what they
  add; those of a void one add nothing.
- A later run that names this one by `--previous` reads values as the gates left them.
- Where a gate asks for a ledger, the statement lists the events behind it, with evidence and
  approver.

```yaml
gates:
  - name: rules_broken
    when: {measure: compliance, below: 80, missing: fails}
    then: veto
    why: {en: "Less than 80 of 100 checks passed: no bonus.", zh: "合规低于八十分，奖金一票否决。"}
  - name: open_complaints
    when: {measure: complaint_closure, below: 60, missing: fails}
    at: score
    then: {cap: 89.99}
    why: {en: "Too many complaints open: not above tier B.", zh: "投诉闭环率过低，不得评为 A 级。"}
  - name: unsafe
    when: {measure: violations, at_least: 1, missing: fails}     # such as a ledger of events
    at: {group: service}
    then: void
    why: {en: "A breach of safety: no points for service.", zh: "违反安全规定，服务部分零分。"}
  - name: both_needed                                # a hurdle over several numbers
    when:
      any_of:
        - {attainment: csat, below: 100, missing: holds}
        - {attainment: solved, below: 100, missing: holds}
    at: {component: speed}
    then: {cap: 100}
    why: {en: "Above 100 only with both targets met.", zh: "两项目标均达成方可超过一百分。"}
```
"""
