"""Gates at measures, components, groups and the score: every figure by hand, level after level."""

import pytest

from scoring import engine
from scoring.errors import PlanError
from scoring.flow import Result
from tests.people import roster, value
from tests.plans import plan_of, where_of

HEAD = """\
plan: gated
title: Gated
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
  zone: UTC
  order: [multipliers, cap, proration, floor]
  quarantine_max: 0
applies_to: {everyone: true}
measures:
"""
MEASURE = """\
  {name}: {{kind: given, given: {name}, title: T, unit: points, better: {better}, places: 2,
    volume_min: 0, missing: {missing}, anchors: {{target: 80}}}}
"""
TAIL = """\
components:
  - name: service
    weight: 0.5
    combine: mean
    scored_min: 1
    missing: exclude
    places: 1
    why: W
    members:
      - {name: a, measure: m0, on: value, curve: &C, why: W}
      - {name: b, measure: m1, on: value, curve: &C, why: W}
  - {name: c, weight: 0.5, measure: m2, on: value, curve: &C, why: W}
tiers: {mode: whole, below: C, bands: [{from: 80, gives: A}]}
pay: none
gates:
""".replace("&C", "{mode: interpolated, below: hold, above: hold, points: [{at: 0, gives: 0}, "
            "{at: 100, gives: 100}]}")  # fmt: skip


def text_of(*gates: str, missing: str = "exclude", better: str = "higher") -> str:
    """A plan of a group of two and a component, each reading a measure, with these gates."""
    named = [(f"m{i}", "higher") for i in range(3)] + [("m3", better)]
    measures = "".join(MEASURE.format(name=n, better=b, missing=missing) for n, b in named)
    said = "".join(f"  - {{name: g{i}, {gate}, why: W}}\n" for i, gate in enumerate(gates))
    return HEAD + measures + TAIL + said


def run(folder, text: str, **values: list[str | None]) -> Result:
    """Run a plan on values by measure, one agent a place; what is not said is 90 for everybody."""
    plan = plan_of(folder, text)
    n = len(next(iter(values.values())))
    given = {f"m{i}": value(*values.get(f"m{i}", ["90"] * n), places=2) for i in range(4)}
    return engine.run(plan, given, roster([f"{i}" for i in range(n)]))


def scores(result: Result) -> list[int]:
    return result.standing.score.tolist()


LOW = "when: {measure: m3, below: 50, missing: fails}"


def test_a_cap_at_a_measure_is_read_by_all_that_comes_later(tmp_path):
    # m0 of 90 and 60 is at most 70 where m3 is low: service (70 + 90) / 2 = 80 and 75; score 85
    # and 82.5. Where it is not low: 90.
    result = run(
        tmp_path, text_of(f"{LOW}, at: {{measure: m0}}, then: {{cap: 70}}"),
        m0=["90", "60", "90"], m3=["40", "40", "50"],
    )  # fmt: skip
    assert result.values["m0"].units.tolist() == [7000, 6000, 9000]
    assert result.values["m0"].before.changed.tolist() == [True, False, False]
    assert scores(result) == [8500, 8250, 9000]
    assert result.standing.gates.tolist() == ["g0", "g0", ""]


def test_where_lower_is_better_a_cap_keeps_a_value_from_being_lower(tmp_path):
    text = text_of(f"{LOW}, at: {{measure: m3}}, then: {{cap: 30}}", better="lower")
    result = run(tmp_path, text, m3=["10", "40", "60", None])
    assert result.values["m3"].units.tolist() == [3000, 4000, 6000, 0]
    assert result.values["m3"].known.tolist() == [True, True, True, False]


@pytest.mark.parametrize(
    ("missing", "score"), [("exclude", 9000), ("zero", 6750), ("{neutral: 50}", 8000)]
)
def test_a_void_measure_has_no_value_and_missing_decides(tmp_path, missing, score):
    # Without m0 service is 90, or (0 + 90) / 2 = 45, or (50 + 90) / 2 = 70; the score is half of
    # it and of 90: 90, 67.5, 80.
    text = text_of(f"{LOW}, at: {{measure: m0}}, then: void", missing=missing)
    result = run(tmp_path, text, m3=["40"])
    assert result.values["m0"].status.tolist() == ["voided"]
    assert scores(result) == [score]


def test_a_void_measure_may_hold_the_score_and_the_gate_is_still_named(tmp_path):
    text = text_of(f"{LOW}, at: {{measure: m0}}, then: void", LOW + ", then: veto", missing="hold")
    result = run(tmp_path, text, m3=["40"])
    assert result.standing.status.tolist() == ["held"]
    assert result.standing.gates.tolist() == ["g0"]  # vetoes concern nobody without a score


def test_all_gates_at_measures_look_before_any_of_them(tmp_path):
    # The first makes m0 void; the second still sees 90. Either order gives the same.
    gates = [
        f"{LOW}, at: {{measure: m0}}, then: void",
        "when: {measure: m0, at_least: 80, missing: fails}, at: {measure: m1}, then: {cap: 50}",
    ]
    for order in (gates, gates[::-1]):
        result = run(tmp_path, text_of(*order), m3=["40"])
        assert scores(result) == [7000]  # service is b alone: 50; (50 + 90) / 2
        assert result.standing.gates.tolist() == ["g0,g1"]


def test_gates_at_components_see_points_before_any_of_them(tmp_path):
    # a is void: 0 points, counts in full. b at most 60 while a has at least 80, which it had.
    gates = [
        f"{LOW}, at: {{component: a}}, then: void",
        "when: {component: a, at_least: 80, missing: fails}, at: {component: b}, then: {cap: 60}",
    ]
    result = run(tmp_path, text_of(*gates), m3=["40", "90"])
    assert result.components["a"].points.tolist() == [0, 9000]
    assert result.components["a"].reason.tolist() == ["voided", "scored"]
    assert result.components["b"].points.tolist() == [6000, 6000]
    assert result.components["b"].reason.tolist() == ["scored", "scored"]
    assert scores(result) == [6000, 8250]  # (30 + 90) / 2 and (75 + 90) / 2


def test_a_void_component_counts_in_full_even_without_a_value(tmp_path):
    result = run(tmp_path, text_of(f"{LOW}, at: {{component: c}}, then: void"), m2=[None, "90"],
                 m3=["40", "40"])  # fmt: skip
    assert scores(result) == [4500, 4500]
    assert result.components["c"].before.changed.tolist() == [False, True]


def test_a_cap_gives_nothing_to_a_component_without_points(tmp_path):
    result = run(
        tmp_path, text_of(f"{LOW}, at: {{component: c}}, then: {{cap: 10}}"), m2=[None], m3=["40"]
    )
    assert result.components["c"].counts.tolist() == [False]
    assert scores(result) == [9000]


def test_a_group_is_capped_after_it_is_rounded(tmp_path):
    # (90.05 + 90) / 2 = 90.025, at one place 90.0; capped at 50.5: (50.5 + 90) / 2 = 70.25.
    text = text_of(f"{LOW}, at: {{group: service}}, then: {{cap: 50.5}}")
    result = run(tmp_path, text, m0=["90.05", "90.05"], m3=["40", "50"])
    assert scores(result) == [7025, 9000]
    before = result.scored.groups["service"].before
    assert before.changed.tolist() == [True, False]
    assert int(before.num[0]) == 90 * int(before.den[0])


def test_a_void_group_counts_with_nothing_even_where_it_has_no_score(tmp_path):
    # As in reviews that fail as a whole: 0 x 0.5 + 90 x 0.5 = 45.
    text = text_of(
        "when: {measure: m3, below: 50, missing: fails}, at: {group: service}, then: void"
    )
    result = run(tmp_path, text, m0=["90", None], m1=["90", None], m3=["40", "40"])
    assert scores(result) == [4500, 4500]
    assert result.scored.groups["service"].reason.tolist() == ["voided", "voided"]


def test_the_score_is_void_or_capped_by_what_the_group_came_to(tmp_path):
    gates = [
        "when: {group: service, below: 50, missing: fails}, at: score, then: void",
        "when: {score: final, at_least: 50, missing: fails}, at: score, then: {cap: 59.99}",
    ]
    # service 40: (40 + 90) / 2 = 65, void; both close, since both look before either acts.
    result = run(tmp_path, text_of(*gates), m0=["40", "90"], m1=["40", "90"])
    assert scores(result) == [0, 5999]
    assert result.standing.gates.tolist() == ["g0,g1", "g1"]
    assert result.standing.status.tolist() == ["ranked", "ranked"]
    assert result.standing.rank.tolist() == [2, 1]


def test_of_several_caps_the_lowest_holds_after_what_is_void(tmp_path):
    gates = [f"{LOW}, at: {{component: c}}, then: {{cap: {n}}}" for n in ("70", "60", "65")]
    assert scores(run(tmp_path, text_of(*gates), m3=["40"])) == [7500]  # (90 + 60) / 2
    gates += [f"{LOW}, at: {{component: c}}, then: void"]
    assert scores(run(tmp_path, text_of(*gates), m3=["40"])) == [4500]


def test_a_hurdle_over_several_measures(tmp_path):
    both = "any_of: [{measure: m0, below: 80, missing: holds}, {attainment: m1, below: 100, "
    text = text_of(f"when: {{{both}missing: holds}}]}}, at: {{component: c}}, then: {{cap: 50}}")
    result = run(tmp_path, text, m0=["80", "79.99", "90"], m1=["80", "90", "79.99"])
    assert result.components["c"].points.tolist() == [9000, 5000, 5000]


def test_the_reason_of_an_action_names_the_group_it_asks_for(tmp_path):
    when = "{group: service, below: 80, missing: holds}"
    text = text_of(f"{LOW}, then: veto")
    text += f"actions:\n  - {{name: help, title: Help, when: {when}}}\n"
    result = run(tmp_path, text, m0=["60", "90", None], m1=["90", "90", None])
    assert [(a.agent, a.reason) for a in result.actions] == [
        (0, "service 75 points is below 80"),
        (2, "service has no value: taken as met (missing: holds)"),
    ]


LATE = "{score: final, below: 5, missing: fails}"
EARLY = "{volume: m0, below: 5}"

# What a plan may not say: the gate, the code, the text at the place named, and a piece of words.
BROKEN = {
    "a veto at something": (
        f"{LOW}, at: score, then: veto", "veto-at-something", "at: score", "a veto stops the pay",
    ),
    "no place": (f"{LOW}, then: void", "missing-key", "{name: g0", "gates.g0 lacks 'at'"),
    "two places": (
        f"{LOW}, at: {{measure: m0, group: service}}, then: void", "place-not-clear",
        "at: {measure: m0, g", "has measure and group of",
    ),
    "an empty place": (
        f"{LOW}, at: {{}}, then: void", "place-not-clear", "at: {}, then", "has none of",
    ),
    "a measure that is not there": (
        f"{LOW}, at: {{measure: m9}}, then: void", "unknown-measure", "measure: m9", "'m9'",
    ),
    "a component that is a group": (
        f"{LOW}, at: {{component: service}}, then: void", "unknown-component", "component: service",
        "names no component: 'service'",
    ),
    "a group that is not there": (
        f"{LOW}, at: {{group: servce}}, then: void", "unknown-group", "group: servce", "'servce'",
    ),
    "a measure by points": (
        "when: {component: a, below: 5, missing: fails}, at: {measure: m0}, then: void",
        "gate-asks-later", "component: a, below", "a gate at a measure looks before that",
    ),
    "a component by a group": (
        "when: {group: service, below: 5, missing: fails}, at: {component: c}, then: void",
        "gate-asks-later", "group: service, below", "asks for a group",
    ),
    "a group by a group": (
        "when: {group: service, below: 5, missing: fails}, at: {group: service}, then: void",
        "gate-asks-later", "group: service, below", "a gate at a group looks before that",
    ),
    "a group by the score, within": (
        f"when: {{all_of: [{EARLY}, {LATE}]}}, at: {{group: service}}, then: void",
        "gate-asks-later", "score: final", "when.all_of[2] asks for the score",
    ),
    "a component by how the score improved": (
        "when: {improved: score, below: 5, missing: fails}, at: {component: c}, then: void",
        "gate-asks-later", "improved: score", "asks for the score",
    ),
    "a tier": (
        "when: {tier: [A]}, at: {component: c}, then: void", "tier-not-known-yet", "tier: [A]",
        "the score that gates leave",
    ),
    "a cap finer than a value": (
        f"{LOW}, at: {{measure: m0}}, then: {{cap: 5.005}}", "too-many-places", "cap: 5.005",
        "gates.g0.then.cap",
    ),
    "a cap finer than points": (
        f"{LOW}, at: {{component: c}}, then: {{cap: 5.005}}", "too-many-places", "cap: 5.005",
        "gates.g0.then.cap",
    ),
    "a cap finer than a group": (
        f"{LOW}, at: {{group: service}}, then: {{cap: 5.05}}", "too-many-places", "cap: 5.05",
        "gates.g0.then.cap",
    ),
    "another word": (
        f"{LOW}, at: score, then: stop", "unknown-choice", "then: stop", "Write veto, void or",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_gate_that_means_nothing_is_refused_at_its_place(tmp_path, name):
    gate, code, piece, words = BROKEN[name]
    text = text_of(gate)
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, text)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert problem.where == where_of(text, piece), problem
    assert words in problem.what + problem.hint, problem


def test_the_key_of_older_plans_is_refused_with_those_that_there_are(tmp_path):
    text = text_of(f"{LOW}, at: score, then: {{cap_score: 5}}")
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, text)
    found = {problem.code: problem for problem in caught.value.problems}
    assert found["unknown-key"].where == where_of(text, "cap_score")
    assert "cap" in found["unknown-key"].what


def test_two_gates_of_one_name_are_refused(tmp_path):
    text = text_of(f"{LOW}, at: score, then: void")
    text += f"  - {{name: g0, {LOW}, then: veto, why: W}}\n"
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, text)
    assert [p.code for p in caught.value.problems] == ["duplicate-name"]


def test_a_cap_needs_a_direction(tmp_path):
    text = text_of(f"{LOW}, at: {{measure: m3}}, then: {{cap: 5}}", better="inside")
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, text)
    codes = {p.code: p.where for p in caught.value.problems}
    assert codes["cap-without-direction"] == where_of(text, "cap: 5")
