"""Plans for tests: the smallest one that says everything, and ways to change a line of it."""

from __future__ import annotations

from pathlib import Path

from scoring.plan.load import load_plan
from scoring.plan.model import Plan

MINIMAL = """\
plan: minimal
title: The smallest plan
version: 1
cycle: month
conventions:
  rounding: half_up
  places: {points: 2, score: 2}
  boundary: upper
  denominators: known
  rank: competition
  roster_as_of: period_end
  period_zone: plan
  zone: Asia/Shanghai
  order: [multipliers, cap, proration, floor]
  quarantine_max: 0.02
applies_to:
  everyone: true
scales:
  csat: {lowest: 1, highest: 5}
measures:
  csat:
    title: {en: Satisfaction, zh: 客户满意度}
    kind: mean
    of: csat
    unit: points
    better: higher
    places: 2
    period_on: created_at
    volume_min: 5
    missing: exclude
components:
  - name: satisfaction
    measure: csat
    weight: 1
    on: value
    curve:
      mode: whole
      below: 0
      bands:
        - {from: 4, gives: 80}
        - {from: 4.5, gives: 100}
    why: Customers come first.
tiers:
  mode: whole
  below: C
  bands:
    - {from: 60, gives: B}
    - {from: 90, gives: A}
pay: none
"""


def changed(*changes: tuple[str, str], text: str = MINIMAL) -> str:
    """Return the text with each first piece, which must be there once, replaced by the second."""
    for old, new in changes:
        if text.count(old) != 1:
            raise ValueError(f"{old!r} stands {text.count(old)} times in the plan")
        text = text.replace(old, new)
    return text


def plan_of(folder: Path, text: str = MINIMAL) -> Plan:
    """Write the text as plan.yaml into a folder and load it."""
    path = folder / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return load_plan(path)


RICH = """\
plan: rich
title: {en: A plan with every piece, zh: 样样齐全的方案}
version: 3
cycle: month
conventions:
  rounding: half_up
  places: {points: 2, score: 2}
  boundary: upper
  denominators: known
  rank: competition
  roster_as_of: period_end
  period_zone: region
  zone: Asia/Shanghai
  zones: {east: Asia/Shanghai, islands: Asia/Tokyo}
  order: [multipliers, cap, proration, floor]
  quarantine_max: 0.02
applies_to:
  where: {role: [agent, leader]}
  service_days_min: 30
columns: {x_wait_s: whole, x_lead: text, x_kept: boolean, x_seen_at: stamp, x_price: decimal}
scales:
  csat: {lowest: 1, highest: 5}
promises:
  first_response: {by: priority, within: {high: 15 min, low: 2 h}, otherwise: none}
measures:
  csat: {kind: mean, of: csat, title: Satisfaction, unit: points, better: higher, places: 2,
         period_on: created_at, volume_min: 5, missing: exclude}
  response: {kind: kept,
    of: {elapsed: {from: created_at, to: first_response_at, calendar: wall, reversed: exclude}},
             within: first_response, unanswered: broken, per: 100, title: Kept, unit: "%",
             better: higher, places: 2, period_on: created_at, volume_min: 5,
             anchors: {target: 95.25}, missing: {neutral: 70.25}}
  solved: {kind: share, where: {channel: {not: [bot, ivr]}, x_lead: {present: true}},
           hits: {resolved: true, reopens: {below: 1}}, per: 100, title: Solved, unit: "%",
           better: higher, places: 1, period_on: x_seen_at, volume_min: 5, missing: zero,
           anchors: {target: targets}}
  wait: {kind: quantile, of: x_wait_s, q: 0.9, title: Wait, unit: min, better: lower, places: 1,
         period_on: created_at, volume_min: 5, missing: hold}
  cost: {kind: sum, of: cost, currency: CNY, title: Cost, unit: CNY, better: lower, places: 2,
         period_on: created_at, volume_min: 0, missing: exclude}
  price: {kind: ratio, where: {cost_currency: CNY}, numerator: cost, denominator: x_price, per: 1,
          title: Price, unit: CNY, better: lower, places: 2, period_on: created_at,
          volume_min: 1, missing: exclude}
  rows: {kind: count, where: {x_kept: false, csat: {at_least: 1.5, below: 4}}, title: Rows,
         during: {from: 2026-10-05, to: 2026-10-11}, unit: rows, better: higher, places: 0,
         period_on: created_at, volume_min: 0, missing: zero}
  again: {kind: repeat_rate, by: [customer_id, category, x_lead], within: 7 d, look: back,
          hits: repeated, among: {product: {present: true}}, beyond_data: exclude, per: 100,
          title: Again, unit: "%", better: lower, places: 2, period_on: created_at,
          volume_min: 1, missing: exclude}
  rating: {kind: given, given: rating, title: Rating, unit: points, better: higher, places: 1,
           volume_min: 1, missing: exclude}
  sure: {kind: share, hits: {nps: {at_least: 9}}, per: 100, title: Sure, unit: "%", better: higher,
         places: 2, period_on: created_at, volume_min: 0, missing: exclude,
         adjusted: {by: wilson, z: 1.96, bound: lower}}
  handling: {kind: mean, of: handle_s, title: Handling, unit: s, better: lower, places: 2,
         period_on: created_at, volume_min: 1, missing: exclude,
         adjusted: {by: shrinkage, z: 1.96, prior: {from: period, among: region}}}
  promoted: {kind: share, hits: {nps: [9, 10]}, per: 100, title: Promoted, unit: "%",
         better: higher, places: 2, period_on: created_at, volume_min: 0, missing: exclude,
         adjusted: {by: shrinkage, z: 2.576, prior: {from: stated, mean: 0.6, strength: 30.5}}}
  profit: {kind: result, result: profit, per: region, title: Profit, unit: CNY, better: higher,
           places: 1, missing: {neutral: 55.5}}
  earned: {kind: sum, of: x_price, through: {gives: amount, curve:
             {mode: whole, below: 0.5, bands: [{from: 0.5, gives: 1}, {from: 10, gives: 2.5}]}},
           title: Earned, unit: CNY, better: higher, places: 2, period_on: created_at,
           volume_min: 3, missing: {neutral: 10.5}}
  conduct: {kind: events, start: 100, since: half_year, otherwise: refuse,
            categories: {lateness: {least: -40, recovery: 2.5}, 表扬: {most: 10}},
            needs: [evidence, approver], least: 0, most: 110, title: Conduct, unit: points,
            better: higher, places: 1, volume_min: 0, missing: exclude}
  together: {kind: rollup, over: team, of: response, by: micro, title: Together, unit: "%",
             better: higher, places: 2, volume_min: 6, missing: exclude}
components:
  - name: satisfaction
    measure: csat
    weight: 0.4
    on: value
    curve: {mode: whole, below: 0, bands: [{from: 4, gives: 80}, {from: 4.55, gives: 100}]}
    why: Customers come first.
  - name: speed
    measure: response
    weight: 0.35
    on: attainment
    curve: {mode: interpolated, below: hold, above: 95,
            points: [{at: 80, gives: 60}, {at: 100.125, gives: 90}]}
    why: A promise is a promise.
  - name: solved
    measure: solved
    weight: 0.25
    on: attainment
    curve: {mode: whole, below: 0, bands: [{from: 33.333, gives: 50}, {from: 100, gives: 100}]}
    why: Solved is solved.
gates:
  - {name: slow, when: {measure: wait, at_least: 30.5, missing: fails}, then: veto, why: Too slow.}
  - {name: weak, when: {component: speed, below: 60.25, missing: fails}, at: score,
     then: {cap: 89.99}, why: Too weak.}
  - {name: lax, when: {measure: conduct, below: 30.5, missing: fails}, at: {measure: rows},
     then: {cap: 250}, why: Too lax.}
  - {name: unliked, when: {measure: sure, below: 25.5, missing: fails}, at: {component: solved},
     then: void, why: Nobody likes it.}
tiers: {mode: whole, below: C, bands: [{from: 60, gives: B}, {from: 90.01, gives: A}]}
pay:
  - name: bonus
    pay_code: PERF
    start: {column: bonus_base, rate: 0.3, coefficient: {on: tier, gives: {A: 1.5, B: 1, C: 0}}}
    multipliers:
      - {name: leader, factor: {on: roster, where: {role: leader}, times: 1.1}}
      - {name: care, least: 0.85, most: 1.25, factor: {on: value, measure: csat, missing: 1,
         curve: {mode: whole, below: 0.9, bands: [{from: 4.25, gives: 1.1}]}}}
    cap: [{times_base: 2}]
    proration: {by: calendar_days, fte: apply}
    floor: [{times_base: 0.1}]
awards:
  - {name: star, title: Star, top: 1, per: region, by: score, tiers: [A, B], ties: expand,
     amount: {CNY: 500.25, JPY: 10000}, pay_code: STAR}
  - {name: thanks, title: Thanks, top: 3, per: overall, by: csat, tiers: any,
     ties: {break_by: [agent_id]}, amount: none}
  - {name: heart, title: Heart, top: 2, per: manager, least: 3, by: {component: solved},
     tiers: any, where: {shift: night, tenure_days: {at_least: 90}},
     when: {volume: csat, at_least: 20},
     ties: share, amount: {CNY: 120.01, JPY: 1000}, pay_code: HEART}
  - {name: riser, title: Riser, top: 1, per: role, by: {improved: csat}, tiers: any,
     ties: {break_by: [score, {volume: csat}, agent_id]}, amount: {CNY: 50, JPY: 900},
     pay_code: RISER}
actions:
  - {name: training, title: Training, when: {score: final, below: 60.5, missing: fails}}
  - {name: coaching, title: Coaching, when: {improved: csat, below: -1.5, missing: fails},
     each_component: {below: 70.25}}
  - name: promotion
    title: Promotion
    when:
      all_of:
        - {score: final, at_least: 90.01, missing: fails}
        - any_of: [{where: {shift: night}}, {attainment: solved, at_least: 99.5, missing: fails}]
        - {tier: [A]}
"""

BASE_PAY = "{column: bonus_base, rate: 0.3, coefficient: {on: tier, gives: {A: 1.5, B: 1, C: 0}}}"
AMOUNTS = """{on: score, amounts:
      {mode: whole, below: {CNY: 0}, bands: [{from: 60.5, gives: {CNY: 100.01}}]}}"""
PAID_FROM_AMOUNTS = (
    (BASE_PAY, AMOUNTS),
    ("cap: [{times_base: 2}]", "cap: [{amount: {CNY: 900}}]"),
    ("floor: [{times_base: 0.1}]", "floor: none"),
)

BY_SCORE = "{mode: whole, below: C, bands: [{from: 60, gives: B}, {from: 90.01, gives: A}]}"
TIES = "ranking: {within: team, break_ties: [{measure: wait}, {component: speed}, agent_id]}\n"
EXCLUDED = "{where: {role: leader}, service_days_min: 90, gives: C}"
RANKED = (
    (
        f"tiers: {BY_SCORE}\n",
        f"""{TIES}tiers: {{mode: rank, among: region, rest: C, excluded: {EXCLUDED},
  bands: [{{up_to: 3, gives: A}}, {{up_to_percent: 60.5, gives: B}}], by_score: {BY_SCORE}}}
""",
    ),
)
FORCED = (
    (
        f"tiers: {BY_SCORE}\n",
        f"""{TIES}tiers: {{mode: distribution, among: team, equal: break,
  shares: {{A: 20, B: 70, C: 10}}, members_min: 10, small_groups: pool,
  too_small: by_score, excluded: {EXCLUDED},
  by_score: {BY_SCORE}}}
""",
    ),
)
"""Ways to give tiers: the rich plan with tiers by rank, and with a forced distribution."""


def where_of(text: str, piece: str, file: str = "plan.yaml") -> str:
    """Return `file:line:column` of a piece of text that stands there once."""
    if text.count(piece) != 1:
        raise ValueError(f"{piece!r} stands {text.count(piece)} times in the text")
    before = text[: text.index(piece)]
    return f"{file}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
