"""Plans that have every key of the plan language between them, for tests that change each."""

from tests import months
from tests.plans import AMOUNTS, BASE_PAY, FORCED, PAID_FROM_AMOUNTS, RANKED, RICH, changed

BY_SCORE = (
    "coefficient: {on: tier, gives: {A: 1.5, B: 1, C: 0}}",
    """coefficient: {on: score, curve: {mode: interpolated, below: 0, above: hold,
      points: [{at: 60, gives: 0.5}, {at: 90, gives: 1.25}]}}""",
)
RAISED = (
    "{mode: whole, below: 0, bands: [{from: 4, gives: 80}, {from: 4.55, gives: 100}]}",
    "{mode: power, one_at: 4.5, above: 1.35, below: 1.9, places: 2}",
)
HOURS = (
    "calendar: wall, reversed: exclude}",
    """calendar: {by: region, in: {north: day, south: none}, otherwise: wall},
      reversed: zero, holds: subtract}""",
)
ENDED_LINE = (
    "    floor: none\n",
    """\
    floor: none
    rounding: {mode: half_even, to: {CNY: 0.5, JPY: 100}}
    split: {CC-A: 0.6, CC-B: 0.4}
exchange: {from: CNY, on: period_end, days_back: 7}
""",
)
OTHER_AMOUNTS = (
    ("CNY: 0}", "CNY: 0, JPY: 5}"),
    ("CNY: 100.01}", "CNY: 100.01, JPY: 2000}"),
    ("{CNY: 900}", "{CNY: 900, JPY: 18000}"),
)
MEAN = (
    "{kind: ratio, where: {cost_currency: CNY}, numerator: cost, denominator: x_price, per: 1,",
    "{kind: mean, of: cost, currency: CNY,",
)
SUM = (
    "cost: {kind: sum, of: cost, currency: CNY, title: Cost, unit: CNY",
    "cost: {kind: sum, of: x_wait_s, title: Waited, unit: h, where: {x_kept: true}",
)
GATED_LINE = (
    "    pay_code: PERF\n",
    """\
    pay_code: PERF
    where: {shift: day}
    when: {measure: csat, at_least: 3.5, missing: fails}
""",
)
LIMITED = (
    "cap: [{times_base: 2}]",
    """cap:
      - {times_base: 2}
      - {amount: {CNY: 900.5}, why: Slow,
         when: {measure: wait, at_least: 20.5, missing: fails}}""",
)
BY_ATTAINMENT = (
    "factor: {on: value, measure: csat,",
    "factor: {on: attainment, measure: response,",
)
ANOTHER_RESULT = (
    "  profit: {kind: result,",
    """\
  revenue: {kind: result, result: revenue, per: region, title: Revenue, unit: CNY, places: 0,
           better: higher, missing: exclude}
  profit: {kind: result,""",
)
DATED = "during: {from: 2026-10-12, to: 2026-10-18}"
POOLED = (
    "awards:\n",
    """\
  - name: gain
    pay_code: GAIN
    start: {column: bonus_base, rate: 0.2, coefficient: {on: tier, gives: {A: 2, B: 1, C: 0.5}}}
    multipliers: none
    cap: none
    proration: none
    floor: none
    pool:
      per: team
      fund: {percent: 2.5, payroll: all}
      each_most: {times_base: 1.5}
      left_over: share
  - name: thirds
    pay_code: THIRDS
    where: {role: agent}
    start: {weight: {on: tier, gives: {A: 3, B: 2, C: 1}}}
    multipliers: none
    cap: none
    proration: {by: calendar_days, fte: apply}
    floor: none
    pool:
      per: region
      fund: {groups: {north: {CNY: 5000.5, JPY: 80000}, south: {CNY: 4000}}}
      each_most: {amount: {CNY: 900.25, JPY: 20000}}
      left_over: return
  - name: heads
    pay_code: HEADS
    start: {weight: {on: roster, where: {role: leader}, times: 1.5}}
    multipliers: none
    cap: none
    proration: none
    floor: none
    pool: {per: overall, fund: {per_head: {CNY: 100.5}, heads: paid}, each_most: none}
  - name: whole
    pay_code: WHOLE
    start: {weight: {on: tier, gives: {A: 3, B: 2, C: 1}}}
    multipliers: none
    cap: none
    proration: none
    floor: none
    pool: {per: manager, fund: {amount: {CNY: 750.5}}, each_most: none}
  - name: profit
    pay_code: PROFIT
    start: {weight: {on: tier, gives: {A: 3, B: 2, C: 1}}}
    multipliers: none
    cap: none
    proration: none
    floor: none
    pool:
      per: region
      fund: {measure: profit, rate: {CNY: 0.035}, below_zero: nothing}
      each_most: none
awards:
""",
)
BY_MEASURE = """{on: value, measure: response, missing: {CNY: 0.5},
      amounts: {mode: whole, below: {CNY: 0}, bands: [{from: 90.5, gives: {CNY: 100.01}}]}}"""
BY_LINE = """{on: value, measure: response, missing: {CNY: 0.5},
      amounts: {mode: interpolated, below: hold, above: {CNY: 900.25},
        points: [{at: 60.5, gives: {CNY: 100.01}, then: {CNY: 120}},
          {at: 90.5, before: {CNY: 600}, gives: {CNY: 700}}]}}"""
BY_FILLING = """{on: attainment, measure: response, missing: {CNY: 0.5},
      amounts: {mode: filled, to: 120.5,
        bands: [{from: 60.5, gives: {CNY: 100.01}}, {from: 90.5, gives: {CNY: 700}}]}}"""
BY_LOOKUP = """{on: lookup, by: [role, tier], otherwise: {CNY: 0.5},
      rows: [{is: [agent, A], gives: {CNY: 100.01}}, {is: [leader, A], gives: {CNY: 200}}]}"""
PIECES = """
      measure: rows
      after: cost
      prorated: {by: calendar_days, fte: apply}
      missing: {CNY: 0.75}
      rates: {mode: marginal, bands: [{from: 0, gives: {CNY: 0.25}}, {from: 50, gives: {CNY: 0.5}}]}
      hurdle:
        when: {measure: csat, at_least: 3.5, missing: fails}
        closed: {mode: marginal, bands: [{from: 0, gives: {CNY: 0.125}}]}
        why: Work counts where it is good."""
IN_SECTIONS = (
    f" {BASE_PAY}",
    """
      column: bonus_base
      rate: 0.3
      coefficient:
        on: sections
        combine: add
        sections:
          - name: own
            share: 0.7
            least: 0.25
            most: 1.75
            factor: {on: tier, gives: {A: 1.5, B: 1, C: 0}}
          - name: house
            share: 0.3
            factor:
              on: lookup
              by: [role, tier]
              rows: [{is: [leader, A], gives: 1.75}, {is: [agent, A], gives: 1.5}]
              otherwise: 1.25
            brakes:
              - {when: {measure: wait, at_least: 20.5, missing: fails}, most: 0.5, why: Slow.}""",
)
IN_A_PRODUCT = (
    f" {BASE_PAY}",
    """
      column: bonus_base
      rate: 0.3
      coefficient:
        on: sections
        combine: multiply
        sections:
          - {name: own, factor: {on: tier, gives: {A: 1.5, B: 1, C: 0}}}
          - {name: house, factor: {on: roster, where: {role: leader}, times: 1.125}}""",
)
BRAKED = (
    "most: 1.25, factor:",
    """most: 1.25, brakes: [{when: {measure: wait, at_least: 21.5, missing: fails}, most: 0.875,
         why: Slower.}], factor:""",
)
EVERYONE = ("where: {role: [agent, leader]}\n  service_days_min: 30", "everyone: true")
COMPONENTS = RICH[RICH.index("components:") : RICH.index("gates:")]
GROUPED = """\
components:
  - name: service
    weight: 0.6
    combine: percent_of_possible
    scored_min: 1
    weight_min: 0.25
    missing: {neutral: 60.5}
    places: 1
    overrides:
      - {where: {role: leader, tenure_days: {at_least: 400}}, weight: 0.55}
      - {where: {region: east}, off: true}
    why: Service comes first.
    members:
      - name: satisfaction
        possible: 10
        best_of:
          - measure: csat
            on: value
            curve:
              mode: interpolated
              below: hold
              points:
                - {at: threshold, before: 0.25, gives: 0.5, then: 1}
                - {at: benchmark, before: 9.5, gives: 10}
              above: extrapolate
              crossed: missing
          - measure: csat
            on: {relative: percentile, among: team, all_equal: 50}
            curve: {mode: whole, below: 0, bands: [{from: 25, gives: 4}, {from: 75, gives: 8}]}
        points: {places: 0, rounding: half_even}
        missing: exclude
        scored_min: 2
        why: Customers come first.
      - name: speed
        possible: 20
        measure: response
        on: attainment
        curve:
          mode: interpolated
          below: extrapolate
          points: [{at: 80, gives: 12}, {at: 100.125, gives: 18, then: 18.5}]
          above: hold
        overrides:
          - where: {role: leader}
            curve: {mode: whole, below: 1, bands: [{from: 50, gives: 10}, {from: 80, gives: 20}]}
          - {where: {role: agent, shift: night}, possible: 25}
        why: A promise is a promise.
      - name: pair
        possible: 5
        combine: mean
        scored_min: 2
        missing: exclude
        places: exact
        why: Two that belong together.
        members:
          - name: length
            measure: wait
            on: value
            curve: {mode: deduct, from: 100, beyond: 30.5, side: above, every: 0.5, costs: 2,
                    part: ceil, least: 0}
            missing: zero
            why: Nobody waits.
          - name: worst
            worst_of:
              - measure: cost
                on: {relative: z_score, among: all, all_equal: 0}
                curve: {mode: whole, below: 0, bands: [{from: 0, gives: 5}]}
              - measure: solved
                on: value
                curve:
                  mode: marginal
                  start_at: baseline
                  bands: [{from: 20.5, gives: 1}, {from: baseline, gives: 1.5}]
                  crossed: 3
            missing: {neutral: 2.5}
            why: The weaker counts.
  - name: money
    weight: 0.1
    combine: sum
    scored_min: 1
    missing: zero
    places: 0
    why: Money is not ours.
    members:
      - name: cost
        measure: cost
        on: value
        curve: {mode: filled, bands: [{from: 0.5, gives: 2}, {from: budget, gives: 5}], to: 100,
                crossed: 4.5}
        missing: zero
        why: Nothing is free.
  - name: handling
    weight: 0.3
    measure: csat
    on: value
    curve: {mode: whole, below: 0, bands: [{from: threshold, gives: 5}, {from: 4.75, gives: 9}],
            crossed: missing}
    missing: hold
    why: Neither too fast nor too slow.
score:
  combine: weighted_mean
  scored_min: 1
  weight_min: 0.5
  adjust:
    - {name: conduct, measure: conduct, least: -20, most: none, missing: nothing, why: Conduct.}
    - {name: rating, measure: rating, least: none, most: 5.5, missing: hold, why: Rated.}
  least: 0
  most: none
"""
GROUPS = (
    (COMPONENTS, GROUPED),
    (
        "volume_min: 5, missing: exclude}\n  response",
        """volume_min: 5, missing: exclude,
         anchors: {threshold: previous, benchmark: targets, target: 4}}
  response""",
    ),
    ("anchors: {target: targets}}", "anchors: {target: targets, baseline: previous}}"),
    (
        "volume_min: 0, missing: exclude}\n  price",
        "volume_min: 0, missing: exclude, anchors: {budget: targets}}\n  price",
    ),
    ("missing: {neutral: 55.5}}", "missing: {neutral: 55.5}, anchors: {target: 70.5}}"),
    ("by: {component: solved}", "by: {component: worst}"),
    ("at: {component: solved},\n     then: void", "at: {group: pair},\n     then: {cap: 4.5}"),
    ("tiers: any, where: {shift: night", "tiers: [A], where: {shift: night"),
    (
        "{measure: wait, at_least: 30.5, missing: fails}",
        "{group: service, below: 50.5, missing: holds}",
    ),
    (
        "{component: speed, below: 60.25, missing: fails}",
        """{any_of: [{score: final, below: 50, missing: holds}, {volume: rows, below: 3},
      {earlier: score, below: 40.5, missing: fails}, {earlier: csat, at_least: 3.5,
      missing: holds}]}""",
    ),
    ("start: 100, since: half_year", "start: {previous_or: 90}, since: period"),
    ("least: -40, recovery: 2.5", "least: -40"),
    ("prior: {from: period, among: region}", "prior: {from: previous, among: team}"),
    (
        (
            'over: team, of: response, by: micro, title: Together, unit: "%",\n'
            "             better: higher"
        ),
        (
            'over: reports, of: wait, by: macro, title: Together, unit: "%",\n'
            "             better: lower"
        ),
    ),
    (
        (
            "better: higher, places: 2, period_on: created_at, volume_min: 5,\n"
            "             anchors: {target: 95.25}"
        ),
        (
            "better: lower, places: 2, period_on: created_at, volume_min: 5,\n"
            "             anchors: {target: 95.25}, adjusted: {by: wilson, z: 1.5, bound: centre}"
        ),
    ),
    ("missing: hold}", "missing: hold, anchors: {target: 30.5}}"),
    ("volume_min: 0, missing: zero}", "volume_min: 0, missing: zero, anchors: {target: 80}}"),
    (
        "volume_min: 1, missing: exclude}\n  sure",
        "volume_min: 1, missing: exclude, anchors: {best: 5}}\n  sure",
    ),
    (
        "better: higher, places: 1, volume_min: 0, missing: exclude}",
        "better: higher, places: 1, volume_min: 0, missing: exclude, anchors: {worst: 60}}",
    ),
)
"""Groups of groups, every form of curve and reading, and what looks back."""

EQUALLY = (
    ("    weight: 0.4\n", "    missing: zero\n"),
    ("    weight: 0.35\n", ""),
    ("    weight: 0.25\n", ""),
    (
        "gates:",
        """score: {combine: mean, scored_min: 2, least: none, most: 99.5}
gates:""",
    ),
    ("{volume: csat}, agent_id", "{measure: rows}, agent_id"),
)
BY_NEXT = (
    ("{up_to_percent: 60.5, gives: B}", "{next_percent: 33.3, gives: B}"),
    ("agent_id]}\ntiers", "agent_id], intervals: {z: 1.96}}\ntiers"),
)
ALONE = (
    ("shares: {A: 20, B: 70, C: 10}", "shares: {A: 25, B: 65, C: 10}"),
    ("too_small: by_score", "too_small: {gives: B}"),
)
"""Members that all count alike, and other ways to give a tier."""

BY_STRETCH = (
    ("roster_as_of: period_end", "roster_as_of: segments"),
    ("tiers:\n", "segments: {weigh_by: days, without_score: exclude, paid_on: by_days}\ntiers:\n"),
)
"""Agents who move within the period."""

SETTLED = """\
settlement:
  starts: 2026-01
  adjustments: {pay_code: ADJ}
  holdback: {lines: [bonus, star], share: 0.25, release_after: 3, release_to: employed,
             pay_code: HELD}
  draw: {amount: {CNY: 600, JPY: 9000}, recoverable: true, pay_code: DRAW}
  negative: carry
  minimum: {amount: {CNY: 20}}
  pay_code: CARRY
"""
AS_IT_IS = """\
settlement:
  starts: 2026-04
  adjustments: ignore
  holdback: none
  draw: none
  negative: refuse
  minimum: none
  pay_code: OTHER
"""
STAR = """\
awards:
  - {name: star, title: Star, top: 1, per: overall, by: score, tiers: any, ties: share,
     amount: {CNY: 100}, pay_code: STAR}
"""
"""What becomes of what is earned."""

PRIZES = (
    """top: 1, per: region, by: score, tiers: [A, B], ties: expand,
     amount: {CNY: 500.25, JPY: 10000}, pay_code: STAR}""",
    """per: region, by: score, tiers: [A, B], ties: share, cool_down: {periods: 2, since: 2026-10},
     prizes: [{places: 1, amount: {CNY: 500.25, JPY: 10000}},
              {places: 2, amount: {CNY: 300, JPY: 6000}}],
     budget: {amount: {CNY: 1500, JPY: 20000}, over: scale}, pay_code: STAR}""",
)
RESTED = (
    "ties: {break_by: [agent_id]}, amount: none}",
    "ties: {break_by: [agent_id]}, cool_down: {periods: 1, since: 2026-01}, amount: none}",
)


def served(paid: str, owed: str, *measures: str) -> str:
    """The rich plan with other forms of proration: of pay, and of what some measures owe."""
    kept = "anchors: {target: 95.25}"
    both = f"prorated: {{anchors: [target, worst], proration: {owed}}}"
    prorated = f"anchors: {{target: 5, worst: 3}}, {both}"
    return changed(
        ("proration: {by: calendar_days, fte: apply}", f"proration: {paid}"),
        (kept, f"{kept}, prorated: {{anchors: [target], proration: {owed}}}"),
        *((f"  {said},", f"  {said}, {prorated},\n         ") for said in measures),
        text=RICH,
    )


def on_some_days(text: str) -> str:
    """The plan with every measure over rows on some days of the period alone."""
    text = text.replace("during: {from: 2026-10-05, to: 2026-10-11}, ", "")
    return text.replace(" period_on:", f" {DATED}, period_on:")


ON_AND_ON = (
    "measures:\n",
    """\
measures:
  rows_before: {kind: so_far, of: rows, since: year, title: Before, unit: rows, better: higher,
                places: 0, missing: hold, opening: {in: 2026-06, reached: {given: till_may}},
                anchors: {target: 50},
                prorated: {anchors: [target], proration: {by: calendar_days, fte: apply}}}
  rated_before: {kind: so_far, of: rated, since: half_year, title: Stars before, unit: points,
                 better: inside, places: 2, missing: zero, opening: {in: 2026-09, reached: zero}}
  rows: {kind: count, title: Rows, unit: rows, better: higher, places: 0,
         period_on: created_at, volume_min: 0, missing: zero}
  rated: {kind: sum, of: csat, title: Rated, unit: points, better: inside, places: 2,
          period_on: created_at, volume_min: 0, missing: zero}
""",
)
"""Totals that go on from run to run."""

TITLED = (
    ("- {name: slow, when", "- {name: slow, title: {en: Much too slow, zh: 过慢}, when"),
    ("  - name: bonus\n", "  - name: bonus\n    title: {en: Performance bonus, zh: 绩效奖金}\n"),
    ("{name: leader, factor", "{name: leader, title: {en: Group leader, zh: 组长系数}, factor"),
    ("  - name: service\n", "  - name: service\n    title: {en: Good service, zh: 服务质量}\n"),
    ("      - name: speed\n", "      - name: speed\n        title: {en: Quick, zh: 响应速度}\n"),
)
"""Titles of pieces that may go by their names."""

PLANS = {
    "product": changed(IN_A_PRODUCT, BRAKED, text=RICH),
    "rich": RICH,
    "groups": changed(*GROUPS, text=RICH),
    "titled": changed(*TITLED, text=changed(*GROUPS, text=RICH)),
    "amounts": changed(
        *PAID_FROM_AMOUNTS, MEAN, PRIZES, RESTED, ENDED_LINE, *OTHER_AMOUNTS, text=RICH
    ),
    "by measure": changed(*PAID_FROM_AMOUNTS, (AMOUNTS, BY_MEASURE), text=RICH),
    "by line": changed(*PAID_FROM_AMOUNTS, (AMOUNTS, BY_LINE), text=RICH),
    "by filling": changed(*PAID_FROM_AMOUNTS, (AMOUNTS, BY_FILLING), text=RICH),
    "looked up": changed(*PAID_FROM_AMOUNTS, (AMOUNTS, BY_LOOKUP), text=RICH),
    "pieces": changed(*PAID_FROM_AMOUNTS, (f" {AMOUNTS}", PIECES), text=RICH),
    "equally": changed(*EQUALLY, *BY_NEXT, text=changed(*RANKED, BY_SCORE, text=RICH)),
    "ranked": changed(*RANKED, text=RICH),
    "sections": changed(IN_SECTIONS, text=RICH),
    "forced": changed(*FORCED, text=RICH),
    "pools": changed(POOLED, ANOTHER_RESULT, text=RICH),
    "dated": on_some_days(RICH),
    "alone": changed(*ALONE, text=changed(*FORCED, text=RICH)),
    "stretches": changed(*BY_STRETCH, text=months.PLAN),
    "score": changed(
        BY_SCORE,
        RAISED,
        HOURS,
        SUM,
        EVERYONE,
        GATED_LINE,
        LIMITED,
        BY_ATTAINMENT,
        text=RICH,
    ),
    "so_far": changed(ON_AND_ON, text=months.PLAN),
    "settled": months.PLAN + STAR + SETTLED,
    "as_it_is": months.PLAN + STAR + AS_IT_IS,
    "by_days": served(
        "{by: working_days, calendar: north, out_of: 21.75, most: 1.25, fte: apply}",
        "{by: working_days, calendar: south, out_of: period, fte: apply}",
        "cost: {kind: sum",
        "rows: {kind: count",
        "wait: {kind: quantile",
    ),
    "by_months": served(
        "{by: measure, measure: rows, out_of: rating, most: 1.5, missing: 0.5, fte: ignore}",
        "{by: months, full_from: 16, february_from: 15, fte: ignore}",
        "price: {kind: ratio",
        "conduct: {kind: events",
        "csat: {kind: mean",
        "sure: {kind: share",
    ),
    "by_measure": served(
        "{by: measure, measure: rating, out_of: 22, most: 1, missing: 0, fte: apply}",
        "{by: calendar_days, fte: ignore}",
        "rating: {kind: given",
        "profit: {kind: result",
        "together: {kind: rollup",
        "again: {kind: repeat_rate",
    ),
}
"""Plans that have every key between them."""
