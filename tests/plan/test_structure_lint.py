"""What a plan says of its structure and its curves: each rule broken once, and words misspelt."""

import pytest

from scoring.errors import PlanError
from scoring.plan.lint import lint
from tests.plans import MINIMAL, changed, plan_of, where_of

CONVENTIONS = MINIMAL[: MINIMAL.index("measures:")]
TIERS = MINIMAL[MINIMAL.index("tiers:") :]
GROUPED = f"""{CONVENTIONS}measures:
  csat: {{kind: mean, of: csat, title: Satisfaction, unit: points, better: higher, places: 2,
         period_on: created_at, volume_min: 5, missing: exclude,
         anchors: {{target: 4, threshold: 3.5, benchmark: targets, baseline: previous}}}}
  wait: {{kind: mean, of: handle_s, title: Wait, unit: min, better: lower, places: 1,
         period_on: created_at, volume_min: 5, missing: {{neutral: 70.25}},
         anchors: {{target: 10}}}}
  band: {{kind: mean, of: handle_s, title: Band, unit: min, better: inside, places: 1,
         period_on: created_at, volume_min: 5, missing: zero}}
  conduct: {{kind: events, start: 0, since: period, otherwise: refuse, needs: none, least: none,
            most: none, categories: {{late: {{}}}}, title: Conduct, unit: points, better: higher,
            places: 1, volume_min: 0, missing: exclude}}
components:
  - name: quality
    weight: 0.5
    combine: weighted_mean
    scored_min: 1
    weight_min: 0.4
    missing: {{neutral: 60.5}}
    places: 2
    why: Quality.
    members:
      - name: rating
        weight: 0.6
        best_of:
          - {{measure: csat, on: value, curve: {{mode: interpolated, below: hold, above: hold,
             crossed: missing,
             points: [{{at: threshold, gives: 0}}, {{at: benchmark, gives: 100}}]}}}}
          - {{measure: csat, on: value, curve: {{mode: interpolated, below: 0, above: extrapolate,
             crossed: 0,
             points: [{{at: baseline, gives: 0, then: 5}}, {{at: benchmark, gives: 100}}]}}}}
        missing: hold
        points: {{places: 1, rounding: half_even}}
        why: Customers.
      - name: handling
        weight: 0.4
        measure: band
        on: value
        curve: {{mode: interpolated, below: 0, above: 0,
                points: [{{at: 5, gives: 50}}, {{at: 15, gives: 50}}]}}
        why: Neither too long nor too short.
  - name: waiting
    weight: 0.3
    measure: wait
    on: attainment
    curve: {{mode: whole, below: 0, bands: [{{from: 100, gives: 90}}]}}
    overrides:
      - where: {{region: north}}
        curve: {{mode: whole, below: 0, bands: [{{from: 90, gives: 90}}]}}
      - {{where: {{region: south}}, weight: 0.25}}
      - {{where: {{region: north, team: t1}}, off: true}}
    why: Waiting.
  - name: steps
    weight: 0.2
    measure: csat
    on: {{relative: rank, among: team, all_equal: 1}}
    curve: {{mode: deduct, from: 100, beyond: 1, side: above, every: 1, costs: 2, part: ceil,
            least: 0}}
    why: Steps.
score:
  combine: weighted_mean
  scored_min: 2
  adjust:
    - {{name: ledger, measure: conduct, least: -10, most: 5, missing: nothing, why: Conduct.}}
  least: 0
  most: 100
{TIERS}"""
RATING = GROUPED[GROUPED.index("        best_of:") : GROUPED.index("        missing: hold")]
ONE = RATING[: RATING.index("          - {measure", 40)]
SUM = [
    ("  combine: weighted_mean\n  scored_min: 2", "  combine: sum\n  scored_min: 2"),
    ("    weight: 0.5\n", ""),
    ("    weight: 0.3\n", ""),
    ("weight: 0.25", "off: true"),
    ("    weight: 0.2\n", ""),
]


def problems_of(folder, text):
    with pytest.raises(PlanError) as caught:
        plan_of(folder, text)
    return caught.value.problems


def test_the_plan_that_is_broken_below_holds_together(tmp_path):
    assert lint(plan_of(tmp_path, GROUPED)) == []


# For each case: what is changed, the code, the text at the place, words of the message.
BROKEN = {
    # members and their weights
    "a member's name twice, at two levels": (
        [("name: handling", "name: steps ")],
        "duplicate-name",
        "name: steps\n",
        "components names 'steps' twice",
    ),
    "a group called as a component": (
        [("name: quality", "name: rating ")],
        "duplicate-name",
        "name: rating\n",
        "components names 'rating' twice",
    ),
    "an adjustment twice": (
        [
            (
                "  least: 0\n  most",
                (
                    "    - {name: ledger , measure: conduct, least: 0, most: 1, missing: hold, "
                    "why: C}\n"
                    "  least: 0\n  most"
                ),
            )
        ],
        "duplicate-name",
        "name: ledger ,",
        "score.adjust names 'ledger' twice",
    ),
    "a weight in a mean": (
        [("    combine: weighted_mean\n    scored_min: 1", "    combine: mean\n    scored_min: 1")],
        "weight-not-read",
        "weight: 0.6",
        "quality.members: rating says weight, and combine: mean does not read it",
    ),
    "no weight": (
        [("        weight: 0.6\n", "")],
        "missing-key",
        "name: rating",
        "quality.members: rating lacks 'weight', which combine: weighted_mean reads",
    ),
    "nothing possible": (
        [
            ("combine: weighted_mean\n    scored", "combine: percent_of_possible\n    scored"),
            ("        weight: 0.6\n", ""),
            ("        weight: 0.4\n", "        possible: 40\n"),
        ],
        "missing-key",
        "name: rating",
        "lacks 'possible', which combine: percent_of_possible reads",
    ),
    "possible in an override": (
        [("weight: 0.25}", "possible: 10}")],
        "weight-not-read",
        "possible: 10",
        "components: an override says possible",
    ),
    "weights of a group": (
        [("        weight: 0.4\n", "        weight: 0.3\n")],
        "weights-not-one",
        "members:\n",
        "the weights of quality.members sum to 0.9, not to 1: 0.6 + 0.3",
    ),
    "left out of a sum": (
        SUM,
        "left-out-of-sum",
        "name: steps",
        "components: steps may be left out, and a sum scales nothing up",
    ),
    "more than there are": (
        [("    scored_min: 1\n", "    scored_min: 3\n")],
        "too-few-members",
        "scored_min: 3",
        "quality.scored_min is 3, and there are 2 members",
    ),
    "more than the score has": (
        [("  scored_min: 2\n", "  scored_min: 4\n")],
        "too-few-members",
        "scored_min: 4",
        "score.scored_min is 4, and there are 3 members",
    ),
    # readings
    "best and single": (
        [("name: handling\n", f"name: handling\n{RATING}        missing: zero\n")],
        "reading-not-clear",
        "name: handling",
        "components.handling has measure and on and curve and best_of",
    ),
    "nothing read": (
        [(RATING, "")],
        "reading-not-clear",
        "name: rating",
        "components.rating has nothing to read",
    ),
    "half a reading": (
        [("        on: value\n", "")],
        "missing-key",
        "name: handling",
        "components.handling lacks on",
    ),
    "nothing for when none has a value": (
        [("        missing: hold\n", "")],
        "missing-key",
        "name: rating",
        "components.rating lacks 'missing', and reads several measures",
    ),
    "an unknown measure among several": (
        [
            (
                "{measure: csat, on: value, curve: {mode: interpolated, below: hold",
                "{measure: cast, on: value, curve: {mode: interpolated, below: hold",
            )
        ],
        "unknown-measure",
        "measure: cast",
        "components.rating.measure names no measure: 'cast'",
    ),
    "an unknown measure added": (
        [("measure: conduct", "measure: condukt")],
        "unknown-measure",
        "measure: condukt",
        "score.adjust.ledger.measure names no measure: 'condukt'",
    ),
    # overrides
    "nothing different": (
        [(", weight: 0.25}", "}")],
        "override-of-nothing",
        "{where: {region: south}",
        "waiting.overrides: nothing is different here",
    ),
    "off: false": (
        [("weight: 0.25}", "off: false}")],
        "override-of-nothing",
        "off: false",
        "off is false, which is how it is without",
    ),
    "off and a weight": (
        [("weight: 0.25}", "weight: 0.25, off: true}")],
        "override-not-clear",
        "{where: {region: south}",
        "waiting.overrides: off, and weight that nothing reads then",
    ),
    "the same words in two": (
        [("{where: {region: south}", "{where: {region: [south, north]}")],
        "override-tie",
        "{where: {region: [south",
        "name the same columns, and may match the same agent",
    ),
    "a curve where several are read": (
        [
            (
                "        missing: hold\n",
                (
                    "        missing: hold\n        overrides: [{where: {team: t1}, "
                    "curve: {mode: whole, below: 0, bands: [{from: 1, gives: 1}]}}]\n"
                ),
            )
        ],
        "curve-not-here",
        "curve: {mode: whole, below: 0, bands: [{from: 1,",
        "rating.overrides: a curve where there is not one reading",
    ),
    "a curve for a group": (
        [
            (
                "    places: 2\n    why: Quality",
                (
                    "    places: 2\n    overrides: [{where: {team: t1}, "
                    "curve: {mode: whole, below: 0, bands: [{from: 1, gives: 1}]}}]\n"
                    "    why: Quality"
                ),
            )
        ],
        "curve-not-here",
        "curve: {mode: whole, below: 0, bands: [{from: 1,",
        "quality.overrides: a curve where there is not one reading",
    ),
    "a column that no roster has": (
        [("{where: {region: south}", "{where: {regoin: south}")],
        "unknown-column",
        "regoin: south",
        "components.waiting.overrides[2].where names no column: 'regoin'",
    ),
    # numbers
    "a measure's neutral points": (
        [("neutral: 70.25", "neutral: 70.255")],
        "too-many-places",
        "neutral: 70.255",
        "measures.wait.missing.neutral 70.255 has more places than the 2",
    ),
    "neutral points where the component keeps fewer": (
        [("    why: Waiting.", "    points: {places: 0, rounding: up}\n    why: Waiting.")],
        "too-many-places",
        "neutral: 70.25",
        "measures.wait.missing.neutral 70.25 has more places than the 0",
    ),
    "a component's neutral points": (
        [("missing: hold", "missing: {neutral: 1.25}")],
        "too-many-places",
        "neutral: 1.25",
        "rating.missing.neutral 1.25 has more places than the 1",
    ),
    "a group's neutral points": (
        [("neutral: 60.5", "neutral: 60.505")],
        "too-many-places",
        "neutral: 60.505",
        "quality.missing.neutral 60.505 has more places than the 2",
    ),
    "bounds of the score": (
        [("  least: 0\n", "  least: 101\n")],
        "bounds-crossed",
        "least: 101",
        "score: least is 101, above most, which is 100",
    ),
    "bounds of an adjustment": (
        [("least: -10", "least: 6")],
        "bounds-crossed",
        "least: 6",
        "score.adjust.ledger: least is 6, above most, which is 5",
    ),
    "a bound finer than the score": (
        [("  most: 100\n", "  most: 100.001\n")],
        "too-many-places",
        "most: 100.001",
        "score.most 100.001 has more places than the 2",
    ),
    "a bound finer than the ledger": (
        [("least: -10", "least: -9.95")],
        "too-many-places",
        "least: -9.95",
        "score.adjust.ledger.least -9.95 has more places than the 1",
    ),
    # curves and anchors
    "anchors of the plan out of order": (
        [
            (
                "{at: benchmark, gives: 100}]}}\n          -",
                "{at: target, gives: 100}]}}\n          -",
            ),
            ("threshold: 3.5", "threshold: 4"),
            ("crossed: missing,\n", "\n"),
        ],
        "edges-not-rising",
        "at: target",
        "at target (4) follows threshold (4) and is not above it",
    ),
    "an anchor that is none": (
        [("at: threshold", "at: treshold")],
        "unknown-anchor",
        "at: treshold",
        "components.rating.best_of[1].curve names no anchor of its measure: 'treshold'",
    ),
    "an anchor of a measure without any": (
        [("at: 15,", "at: best,")],
        "unknown-anchor",
        "at: best",
        "components.handling.curve names no anchor of its measure: 'best'",
    ),
    "an anchor on a rank": (
        [("beyond: 1", "beyond: target")],
        "anchor-not-here",
        "beyond: target",
        "components.steps.curve names 'target', where no anchor has a meaning",
    ),
    "an anchor among tiers": (
        [("{from: 60, gives: B}", "{from: target, gives: B}")],
        "anchor-not-here",
        "from: target",
        "tiers names 'target'",
    ),
    "nothing for the wrong order": (
        [("crossed: missing,\n", "\n")],
        "crossed-not-said",
        "curve: {mode: interpolated, below: hold",
        "does not say what it gives where benchmark is out of order",
    ),
    "a wrong order that cannot be": (
        [
            (
                "curve: {mode: interpolated, below: 0, above: 0,",
                "curve: {mode: interpolated, crossed: 0, below: 0, above: 0,",
            )
        ],
        "crossed-not-read",
        "crossed: 0, below",
        "components.handling.curve.crossed is said, and its edges cannot be out of order",
    ),
    "one edge has no order": (
        [
            (
                "{mode: whole, below: 0, bands: [{from: 100, gives: 90}]}",
                "{mode: whole, below: 0, crossed: missing, bands: [{from: 100, gives: 90}]}",
            )
        ],
        "crossed-not-read",
        "crossed: missing, bands",
        "components.waiting.curve.crossed is said",
    ),
    "an anchor too fine": (
        [("threshold: 3.5", "threshold: 3.555")],
        "too-many-places",
        "threshold: 3.555",
        "measures.csat.anchors.threshold 3.555 has more places than the 2",
    ),
    "a side that nothing reads": (
        [("{at: 15, gives: 50}", "{at: 15, gives: 50, then: 60}")],
        "side-not-read",
        "then: 60",
        "nothing reads `then` here, since `above` says the same",
    ),
    "the other side": (
        [("{at: baseline, gives: 0, then", "{at: baseline, gives: 0, before: 1, then")],
        "side-not-read",
        "before: 1",
        "nothing reads `before` here, since `below` says the same",
    ),
    "more left than there was": (
        [("            least: 0}", "            least: 101}")],
        "bounds-crossed",
        "least: 101",
        "components.steps.curve.least is 101, above 100 to begin with",
    ),
    # directions, targets and ends
    "attainment inside": (
        [
            ("measure: band\n        on: value", "measure: band\n        on: attainment"),
            (
                "places: 1,\n         period_on: created_at, volume_min: 5, missing: zero",
                (
                    "places: 1, anchors: {target: 9},\n"
                    "         period_on: created_at, volume_min: 5, missing: zero"
                ),
            ),
        ],
        "no-direction",
        "on: attainment\n        curve",
        "components.handling reads attainment, and its measure is best inside",
    ),
    "a place among others inside": (
        [
            (
                "measure: band\n        on: value",
                "measure: band\n        on: {relative: rank, among: all, all_equal: 1}",
            )
        ],
        "no-direction",
        "on: {relative: rank, among: all",
        "components.handling reads a place among others, and its measure is best inside",
    ),
    "no target": (
        [(",\n         anchors: {target: 10}", "")],
        "missing-target",
        "on: attainment",
        "components.waiting reads attainment, and measure wait has no target",
    ),
    "a target of nothing": (
        [("{target: 10}", "{target: 0}")],
        "target-not-positive",
        "target: 0",
        "measures.wait.anchors.target is 0",
    ),
    "slices without an end": (
        [
            (
                "{mode: whole, below: 0, bands: [{from: 100, gives: 90}]}",
                "{mode: marginal, bands: [{from: 100, gives: 0.5}]}",
            )
        ],
        "endless-curve",
        "curve: {mode: marginal",
        "components.waiting.curve has no end, and attainment has none where less is better",
    ),
    "a line without an end": (
        [
            (
                "{mode: whole, below: 0, bands: [{from: 100, gives: 90}]}",
                (
                    "{mode: interpolated, below: 0, above: extrapolate, "
                    "points: [{at: 0, gives: 0}, {at: 100, gives: 90}]}"
                ),
            )
        ],
        "endless-curve",
        "curve: {mode: interpolated, below: 0, above: extrapolate, points",
        "components.waiting.curve has no end",
    ),
    "a deduction without an end": (
        [
            (
                "{mode: whole, below: 0, bands: [{from: 100, gives: 90}]}",
                (
                    "{mode: deduct, from: 100, beyond: 100, side: above, every: 1, costs: 1, "
                    "part: exact, "
                    "least: none}"
                ),
            )
        ],
        "endless-curve",
        "curve: {mode: deduct, from: 100, beyond: 100",
        "components.waiting.curve has no end",
    ),
    "an override without an end": (
        [
            (
                "{mode: whole, below: 0, bands: [{from: 90, gives: 90}]}",
                "{mode: marginal, bands: [{from: 90, gives: 0.5}]}",
            )
        ],
        "endless-curve",
        "curve: {mode: marginal",
        "components.waiting.overrides[1].curve has no end",
    ),
    "a power without an end": (
        [
            (
                "{mode: whole, below: 0, bands: [{from: 90, gives: 90}]}",
                "{mode: power, one_at: 90, above: 2, below: 1, places: 2}",
            )
        ],
        "endless-curve",
        "curve: {mode: power",
        "components.waiting.overrides[1].curve has no end",
    ),
    "a last band that ends before it begins": (
        [
            (
                "{mode: whole, below: 0, bands: [{from: 90, gives: 90}]}",
                "{mode: filled, bands: [{from: 90, gives: 90}], to: 90}",
            )
        ],
        "edges-not-rising",
        "to: 90",
        "components.waiting.overrides[1].curve: to 90 follows 90 and is not above it",
    ),
    "a start that is no anchor": (
        [
            (
                "{mode: whole, below: 0, bands: [{from: 90, gives: 90}]}",
                "{mode: marginal, start_at: before, bands: [{from: 90, gives: 0.5}]}",
            ),
            ("title: Wait, unit: min, better: lower", "title: Wait, unit: min, better: higher"),
        ],
        "anchor-not-here",
        "start_at: before",
        "components.waiting.overrides[1].curve names 'before', where no anchor has a meaning",
    ),
    "edges of an override": (
        [
            (
                "bands: [{from: 90, gives: 90}]",
                "bands: [{from: 90, gives: 90}, {from: 80, gives: 1}]",
            )
        ],
        "edges-not-rising",
        "from: 80",
        "components.waiting.overrides[1].curve: from 80 follows 90 and is not above it",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_one_change_is_one_problem_with_its_words_and_its_place(tmp_path, case):
    changes, code, piece, words = BROKEN[case]
    text = changed(*changes, text=GROUPED)
    problems = problems_of(tmp_path, text)
    assert (problems[0].code, problems[0].where) == (code, where_of(text, piece))
    assert words in problems[0].what
    assert problems[0].hint
    several = 2 if case == "a weight in a mean" else 1  # one for each of its members
    assert [p.code for p in problems] == [code] * several


@pytest.mark.parametrize(
    ("edge", "better", "codes"),
    [("target", "higher", []), ("target", "inside", ["no-direction"]), ("4", "higher", [])],
)
def test_a_condition_on_attainment_needs_a_direction(tmp_path, edge, better, codes):
    gate = (
        "gates: [{name: g, when: {attainment: wait, below: 5, missing: fails}, then: veto, why: G}]"
    )
    text = changed(("score:\n", f"{gate}\nscore:\n"), text=GROUPED)
    text = text.replace(
        "title: Wait, unit: min, better: lower", f"title: Wait, unit: min, better: {better}"
    )
    text = text.replace("measure: wait\n    on: attainment", "measure: wait\n    on: value")
    if not codes:
        assert lint(plan_of(tmp_path, text)) == []
        return
    [problem] = problems_of(tmp_path, text)
    assert (problem.code, problem.where) == (*codes, where_of(text, "attainment: wait"))


def test_a_condition_on_attainment_needs_a_target_above_nothing(tmp_path):
    gate = (
        "gates: [{name: g, when: {attainment: wait, below: 5, missing: fails}, then: veto, why: G}]"
    )
    text = changed(
        ("score:\n", f"{gate}\nscore:\n"),
        ("measure: wait\n    on: attainment", "measure: wait\n    on: value"),
        ("{target: 10}", "{target: -1}"),
        text=GROUPED,
    )
    [problem] = problems_of(tmp_path, text)
    assert (problem.code, problem.where) == ("target-not-positive", where_of(text, "target: -1"))


# What the model itself refuses: the key is named, and what may stand there, in words.
MISFITS = {
    "a key of a group": (
        ("    scored_min: 1\n", "    scored_mim: 1\n"),
        "unknown-key",
        "scored_mim",
        "'scored_mim' is not a key of components.quality. Did you mean 'scored_min'?",
    ),
    "a stranger in a group": (
        ("    scored_min: 1\n", "    scored_min: 1\n    stranger: 2\n"),
        "unknown-key",
        "stranger",
        "Known keys: name, title, weight, possible, overrides, why, combine, members,",
    ),
    "no combine": (
        ("    combine: weighted_mean\n    scored", "    scored"),
        "missing-key",
        "name: quality",
        (
            "components.quality lacks 'combine'. Write combine: weighted_mean, mean, "
            "percent_of_possible or sum"
        ),
    ),
    "combine misspelt": (
        ("    combine: weighted_mean\n    scored", "    combine: weighted\n    scored"),
        "unknown-choice",
        "combine: weighted\n",
        "components.quality.combine is 'weighted'. Did you mean 'weighted_mean'?",
    ),
    "no member scored": (
        ("    scored_min: 1\n", "    scored_min: 0\n"),
        "wrong-value",
        "scored_min: 0",
        "components.quality.scored_min is '0'. Write at least 1.",
    ),
    "places of a group": (
        ("    places: 2\n", "    places: 13\n"),
        "wrong-value",
        "places: 13",
        "components.quality.places is '13'. Write at most 12.",
    ),
    "places in another word": (
        ("    places: 2\n", "    places: all\n"),
        "unknown-choice",
        "places: all",
        "components.quality.places is 'all'. Write a whole number or exact.",
    ),
    "missing": (
        ("missing: {neutral: 60.5}", "missing: skip"),
        "unknown-choice",
        "missing: skip",
        "components.quality.missing is 'skip'. Write exclude, zero, hold or a block with neutral.",
    ),
    "one reading": (
        (RATING, ONE),
        "too-few",
        "best_of:",
        "entries of components.quality.members.rating.best_of: 1 of at least 2. Write at least 2 ",
    ),
    "no list of readings": (
        (RATING, "        best_of: csat\n"),
        "wrong-form",
        "best_of: csat",
        "components.quality.members.rating.best_of is 'csat'. Write a list",
    ),
    "crossed": (
        ("crossed: missing", "crossed: maybe"),
        "unknown-choice",
        "crossed: maybe",
        (
            "components.quality.members.rating.best_of[1].curve.crossed is 'maybe'. Write "
            "missing or a number."
        ),
    ),
    "above": (
        ("above: extrapolate", "above: extrapolat"),
        "unknown-choice",
        "above: extrapolat",
        (
            "components.quality.members.rating.best_of[2].curve.above is 'extrapolat'. Did you "
            "mean 'extrapolate'?"
        ),
    ),
    "on": (
        ("on: attainment", "on: target"),
        "unknown-choice",
        "on: target",
        "components.waiting.on is 'target'. Write value, attainment or a block with relative,",
    ),
    "among": (
        ("among: team", "among: manager"),
        "unknown-choice",
        "among: manager",
        "components.steps.on.among is 'manager'. Write all, region, team or role.",
    ),
    "relative": (
        ("relative: rank", "relative: zscore"),
        "unknown-choice",
        "relative: zscore",
        "components.steps.on.relative is 'zscore'. Did you mean 'z_score'?",
    ),
    "no step": (
        ("every: 1", "every: 0"),
        "wrong-value",
        "every: 0",
        "components.steps.curve.every is '0'. Write more than 0.",
    ),
    "part": (
        ("part: ceil", "part: half"),
        "unknown-choice",
        "part: half",
        "components.steps.curve.part is 'half'. Write ceil, floor or exact.",
    ),
    "mode": (
        ("mode: deduct", "mode: minus"),
        "unknown-choice",
        "mode: minus",
        (
            "components.steps.curve.mode is 'minus'. Choose whole, interpolated, marginal, filled, "
            "deduct or power."
        ),
    ),
    "a key of an override": (
        ("weight: 0.25}", "wieght: 0.25}"),
        "unknown-key",
        "wieght",
        "'wieght' is not a key of components.waiting.overrides[2]. Did you mean 'weight'?",
    ),
    "off": (
        ("off: true", "off: maybe"),
        "wrong-value",
        "off: maybe",
        "components.waiting.overrides[3].off is 'maybe'. Write true or false.",
    ),
    "rounding": (
        ("rounding: half_even}", "rounding: nearest}"),
        "unknown-choice",
        "rounding: nearest",
        "components.quality.members.rating.points.rounding is 'nearest'. Write half_up, half_even,",
    ),
    "an anchor's name": (
        ("threshold: 3.5", "Threshold: 3.5"),
        "unknown-key",
        "Threshold",
        "measures.csat.anchors.Threshold is 'Threshold'. Write a name in lower case",
    ),
    "an anchor's source": (
        ("benchmark: targets", "benchmark: target"),
        "unknown-choice",
        "benchmark: target,",
        "measures.csat.anchors.benchmark is 'target'. Did you mean 'targets'?",
    ),
    "no least": (
        ("  least: 0\n  most: 100\n", "  most: 100\n"),
        "missing-key",
        "score:\n",
        "score lacks 'least'. Write least: a number or none (the lowest score there is).",
    ),
    "missing of an adjustment": (
        ("missing: nothing", "missing: zero"),
        "unknown-choice",
        "missing: zero, why: Conduct",
        "score.adjust.ledger.missing is 'zero'. Write nothing or hold.",
    ),
}


@pytest.mark.parametrize("case", MISFITS)
def test_what_a_block_cannot_hold_is_named_with_what_it_can(tmp_path, case):
    change, code, piece, words = MISFITS[case]
    text = changed(change, text=GROUPED)
    [problem] = problems_of(tmp_path, text)
    assert (problem.code, problem.where) == (code, where_of(text, piece))
    assert words in f"{problem.what}. {problem.hint}"


@pytest.mark.parametrize(
    ("members", "code", "words"),
    [
        ("    members: []\n", "too-few", "components.quality.members: 0 of at least 1. Write at"),
        ("    members:\n", "no-value", "components.quality.members has no value. Write a list."),
        ("", "missing-key", "components.quality lacks 'members'. Write members: a list."),
    ],
)
def test_a_group_needs_members(tmp_path, members, code, words):
    start = GROUPED.index("    members:\n")
    end = GROUPED.index("  - name: waiting")
    text = GROUPED[:start] + members + GROUPED[end:]
    [problem] = problems_of(tmp_path, text)
    place = where_of(text, "members:" if members else "name: quality")
    assert (problem.code, problem.where) == (code, place)
    assert words in f"{problem.what}. {problem.hint}"


def nested(levels):
    """The plan with its first group within as many others."""
    inner = "{name: least, measure: band, on: value, why: W, curve: {mode: whole, below: 0, bands: "
    inner += "[{from: 4, gives: 1}]}}"
    for level in range(levels):
        inner = (
            f"{{name: g{level}, combine: mean, members: [{inner}], scored_min: 1, missing: exclude,"
            " places: exact, why: W}"
        )
    start = GROUPED.index("  - name: quality")
    rest = GROUPED[GROUPED.index("  - name: waiting") :]
    return f"{GROUPED[:start]}  - {inner.replace('{', '{weight: 0.5, ', 1)}\n{rest}"


def test_groups_nest_ten_deep_and_a_spiral_is_refused(tmp_path):
    plan = plan_of(tmp_path, nested(10))
    assert [group.name for group in plan.groups] == [f"g{level}" for level in reversed(range(10))]
    [problem] = problems_of(tmp_path, nested(200))
    assert problem.code == "too-deep-or-long"
    assert problem.what == "more than 32 levels"


def test_a_group_cannot_hold_itself_by_an_alias(tmp_path):
    text = changed(("    members:\n", "    members: &all\n      - *all\n"), text=GROUPED)
    codes = [p.code for p in problems_of(tmp_path, text)]
    assert codes[:2] == ["anchor", "alias"]
