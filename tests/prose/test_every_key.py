"""Two plans that differ in one key differ in what is printed of them, in either language."""

from collections import Counter
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scoring.plan.nodes import Label
from scoring.prose.page import explained, page
from scoring.prose.said import both
from scoring.prose.telling import Grid
from tests.blocks import WORDS, blocks, changes, differing, plain, tree_of, valid
from tests.plans import FORCED, PAID_FROM_AMOUNTS, RANKED, RICH, changed
from tests.strategies import plans

BY_SCORE = (
    "coefficient: {on: tier, gives: {A: 1.5, B: 1, C: 0}}",
    """coefficient: {on: score, curve: {mode: interpolated, below: 0, above: hold,
      points: [{at: 60, gives: 0.5}, {at: 90, gives: 1.25}]}}""",
)
HOURS = (
    "calendar: wall, reversed: exclude}",
    """calendar: {by: region, in: {north: day, south: none}, otherwise: wall},
      reversed: zero, holds: subtract}""",
)
MEAN = (
    "{kind: ratio, where: {cost_currency: CNY}, numerator: cost, denominator: x_price, per: 1,",
    "{kind: mean, of: cost, currency: CNY,",
)
SUM = (
    "cost: {kind: sum, of: cost, currency: CNY, title: Cost, unit: CNY",
    "cost: {kind: sum, of: x_wait_s, title: Waited, unit: h, where: {x_kept: true}",
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
            curve: {mode: marginal, bands: [{from: 50, gives: 0.1}, {from: 80, gives: 0.25}]}
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
                  bands: [{from: 20.5, gives: 1}, {from: baseline, gives: 1.5}]
                  crossed: 3
            missing: {neutral: 2.5}
            why: The weaker counts.
  - name: handling
    weight: 0.4
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
    ("{component: solved}", "{component: worst}"),
    ("tiers: any, where: {shift: night", "tiers: [A], where: {shift: night"),
    (
        "{measure: wait, at_least: 30.5, missing: fails}",
        "{group: service, below: 50.5, missing: holds}",
    ),
    (
        "{component: speed, below: 60.25, missing: fails}",
        "{any_of: [{score: final, below: 50, missing: holds}, {volume: rows, below: 3}]}",
    ),
    ("start: 100, since: half_year", "start: {previous_or: 90}, since: period"),
    ("least: -40, recovery: 2.5", "least: -40"),
    ("prior: {from: period, among: region}", "prior: {from: previous, among: team}"),
    ("over: team, of: response, by: micro", "over: reports, of: response, by: macro"),
)
"""Groups of groups, every form of curve and reading, and what looks back."""

PLANS = {
    "rich": RICH,
    "groups": changed(*GROUPS, text=RICH),
    "amounts": changed(*PAID_FROM_AMOUNTS, MEAN, text=RICH),
    "ranked": changed(*RANKED, text=RICH),
    "forced": changed(*FORCED, text=RICH),
    "score": changed(BY_SCORE, HOURS, SUM, EVERYONE, text=RICH),
}
"""Plans that have every key between them."""

# Nothing that changes a result is exempt. What may be read in one language alone:
ONE_LANGUAGE = {(Label, "en"): "zh", (Label, "zh"): "en"}


def pages(plan):
    return {language: explained(plan, language) for language in ("en", "zh")}


def sayings(plan):
    """Return what the pages say before it is laid out, which takes ten times as long."""
    said = list(page(plan))
    return {language: [spoken(block, language) for block in said] for language in ("en", "zh")}


def spoken(block, language):
    if isinstance(block, Grid):
        return [[getattr(both(cell), language) for cell in row] for row in block.rows]
    return getattr(block.text, language), getattr(block, "number", None)


def silent_in(keys, before, after):
    """Return the languages in which two plans read the same, though they differ in some keys."""
    exempt = {ONE_LANGUAGE.get(chain[-1]) for chain in keys}
    return [said for said in before if exempt != {said} and before[said] == after[said]]


@pytest.fixture(scope="module")
def trees(tmp_path_factory):
    found = {}
    for name, text in PLANS.items():
        path = Path(tmp_path_factory.mktemp(name)) / "plan.yaml"
        path.write_text(text, encoding="utf-8")
        found[name] = tree_of(path)
    return found


def test_every_key_of_the_language_shows_in_both_languages(trees):
    reached, silent, tried = set(), [], Counter()
    for name, tree in trees.items():
        plan = valid(tree)
        assert plan is not None, name
        before = sayings(plan)
        for change, other in some_of_each(name, trees, tried):
            if keys := set(differing(plan, other)):
                reached |= {step for chain in keys for step in chain}
                after = sayings(other)
                silent += [f"{name} {said}: {change}" for said in silent_in(keys, before, after)]
    assert silent == []
    assert sorted(f"{m.__name__}.{k}" for m, k in set(every_key()) - reached) == []


def some_of_each(name, trees, tried):
    """Yield changes that give a plan: of those that are alike, in any plan, two will do."""
    tree, before = trees[name], list(trees.values())[: list(trees).index(name)]
    for alike in filter(None, changes(tree, list(trees.values()), before)):
        kin = kin_of(tree, alike)
        for change in alike:
            if tried[kin, True] >= ENOUGH or tried[kin, False] >= HOPELESS:
                break
            plan = valid(change.of(tree))
            tried[kin, plan is not None] += 1
            if plan is not None:
                yield change, plan


ENOUGH, HOPELESS = 2, 6


def kin_of(tree, alike):
    """Return what is changed: the keys down to it and the kinds of blocks, and how."""
    first, steps, at = alike[0], [], tree
    for key in first.path:
        at = at[key]
        kind = next((at[k] for k in ("kind", "mode", "combine") if isinstance(at, dict) and k in at), "")
        steps.append((key if key in WORDS else "", kind))
    other = first.told.startswith(" -> ")
    return *steps[-3:], other, first.told if len(alike) == 1 and not other else ""


def every_key():
    """Yield each block and key; one that can only be one word goes with its block."""
    for model in blocks():
        for name, field in model.model_fields.items():
            word = get_origin(field.annotation) is Literal and len(get_args(field.annotation)) == 1
            if not field.exclude and not word:
                yield plain(model), name


@settings(
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    deadline=None,
    max_examples=30,
)
@given(st.data())
def test_a_key_changed_in_any_plan_shows(data):
    tree = data.draw(plans())
    plan = valid(tree)
    assert plan is not None
    change = data.draw(st.sampled_from([c for key in changes(tree) for c in key]), label="change")
    other = valid(change.of(tree))
    assume(other is not None and (keys := set(differing(plan, other))))
    assert silent_in(keys, pages(plan), pages(other)) == []


@settings(deadline=None, max_examples=50)
@given(plans(), plans())
def test_two_plans_that_differ_read_differently(one, other):
    first, second = valid(one), valid(other)
    assume(keys := set(differing(first, second)))
    assert silent_in(keys, pages(first), pages(second)) == []
