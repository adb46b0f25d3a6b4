"""Settlement in words, for the page of the plan language: what is paid now, and what is kept."""

from __future__ import annotations

SETTLEMENT = """\
## What is paid now

Without `settlement`, what is earned is paid. With it, earned lines stay as they are, and signed
lines beside them make up the difference, so that the lines of an agent in a currency add up to what
is paid now. What is not paid now is a balance, and `balances.parquet` has every one of them:
`opening + added - taken - forfeited = closing`. The next run opens with what this one closes with.

```yaml
settlement:
  starts: 2026-10
  adjustments: {pay_code: ADJ}
  holdback:
    lines: [performance]
    share: 0.2
    release_after: 3
    release_to: employed
    pay_code: HELD
  draw: {amount: {USD: 2000}, recoverable: true, pay_code: DRAW}
  negative: carry
  minimum: {amount: {USD: 20}}
  pay_code: CARRY
```

An agent is settled in each currency alone, in this order:

| step | line | changes the balance |
|---|---|---|
| what is earned: pay lines and awards | as they are called | |
| + every row of `adjustments.parquet` for the period | `adjustment:ID` | |
| - a share of each line of `holdback.lines` above zero, rounded once | `held:LINE` | `held` |
| + what was held `release_after` periods ago or longer | `released:PERIOD` | `held`, of then |
| + what the run before has carried over, or a debt | `carried:in` | `carried` |
| below the draw: up to it, which is owed | `draw:advanced` | `owed` |
| or, where the draw is not recoverable, which is not | `draw:guaranteed` | |
| above the draw: the lesser of what is owed and the excess | `draw:recovered` | `owed` |
| below zero and `negative: carry`, or below the minimum | `carried:out` | `carried` |

A recoverable draw, as Siebel has published it, with a draw of 2,000. The excess over the draw and
the balance owed are two figures of the statement, and never one column with a sign:

| month | earned | `draw:advanced` | `draw:recovered` | paid | excess over the draw | owed |
|---|---|---|---|---|---|---|
| 1 | 2,750 | | | 2,750 | 750 | 0 |
| 2 | 3,000 | | | 3,000 | 1,000 | 0 |
| 3 | 1,500 | 500 | | 2,000 | 0 | 500 |
| 4 | 2,375 | | -375 | 2,000 | 0 | 125 |
| 5 | 3,000 | | -125 | 2,875 | 875 | 0 |
| 6 | 2,750 | | | 2,750 | 750 | 0 |

- **Every agent in the plan** whose currency the draw names has it, whole, whatever the score and
  however few days; whom it should not reach, another plan covers.
- **A guarantee** (`recoverable: false`) makes up from zero to its amount. A sum below zero, after a
  clawback, it does not make up: with -500 due and a guarantee of 2,000, 1,500 are paid. A
  recoverable draw pays 2,000 then, and 2,500 are owed.
- **Adjustments** are signed, each with its reason and approver on the statement; a row without a
  `pay_code` has the one that the plan names. Rows of other periods, of agents outside of the plan
  and of agents whom the roster does not have are not paid; findings count them, with their sums by
  currency. An agent under two plans that pay adjustments gets
  them from both, which the record of exports refuses where the pay codes are the same.
- **A clawback** is an adjustment below zero, or a recovery. Where it takes more than the period
  pays, `negative` says what follows: the rest is carried to the next period (`carry`); payroll gets
  a sum below zero and deducts it (`pay`); or there is no run (`refuse`, exit 3).
- **The payroll file** may hold lines below zero. With `carry` or `refuse` the lines of a payee add
  up to zero or more; a plan without settlement has no payroll file where they do not.
- **An agent who has left the plan** is not paid by it. The balances stay as they are, run after
  run, and a finding names their sums; who is back in the plan has them again. Nothing is lost, and
  `verify --totals` holds every balance to its lines and to what the earlier run has left.
- **Who has left the company** forfeits, under `release_to: employed`, each share in the period in
  which it falls due, whether or not the plan has the agent then: with 20 held in November and 20
  in December, both for two months, who leaves on 15 December forfeits 20 in January and 20 in
  February. `balances.parquet` has a row for each, a finding their sums, `explain` the reason.
  Outside of the plan only the roster's `leave_date` counts, and it must lie before the last day of
  the period in which the share falls due. So keep leavers on the roster, with their `leave_date`,
  until all that was held for them has fallen due: of whom the roster does not know nothing is
  guessed, the share is kept, and a finding says so. Who is employed then in another role, outside
  of the plan, keeps the share as well.

### The chain

`starts` is the first period: there all balances are zero. Every later run needs `--previous RUN`,
the run of the period directly before, of the same plan and the same chain. A gap is refused (exit
2). What was taken from the earlier run is kept as `inputs/previous_balances.parquet`.

A period may be run as often as one likes; which of its runs counts, the exports say. A **fork** is
refused (exit 6), with both runs named:

- A run that continues X, where X's period was exported from another run: the chain goes on from
  what was paid. Its export is refused as well.
- Another run of a period, when a later one was exported: what was paid later would not follow from
  it. Its export is refused as well.
- A run that continues X, where another run of the same period continues another run than X, and
  nothing of X's period was exported yet: nobody could tell which of the two goes on. Export the one
  that holds for X's period, or remove the draft.
- A run of `starts`, where the period before has a run with balances: they would be lost.

To correct a period, run it again and export the new run with `--supersedes OLD`; then run the
periods after it again, each on the new one. Once a later period was exported, the closed one stays:
book the difference as an adjustment in the next period that is open.
"""
