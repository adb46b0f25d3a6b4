"""Conditions, awards and actions: what a plan may not say of them, each at its place."""

import pytest

from scoring.errors import PlanError
from scoring.plan.lint import lint
from tests.plans import MINIMAL, RICH, changed, plan_of, where_of


def problems_of(folder, text):
    with pytest.raises(PlanError) as caught:
        plan_of(folder, text)
    return caught.value.problems


def acting(when):
    """The smallest plan with an action on one condition, which begins on a line of its own."""
    return f"{MINIMAL}actions:\n  - name: act\n    title: Act\n    when:\n      {when}\n"


def awarding(said, ties="expand", amount="none"):
    """The smallest plan with one award."""
    award = f"name: star, title: Star, top: 1, per: overall, tiers: any, amount: {amount}"
    return f"{MINIMAL}awards:\n  - {{{award}, {said}, ties: {ties}}}\n"


FINE = [
    "{volume: csat, at_least: 20}",
    "{improved: score, at_least: 0.01, missing: fails}",
    "{improved: csat, below: -0.25, missing: holds}",
    "{earlier: score, below: 59.99, missing: fails}",
    "{earlier: csat, at_least: 3.25, missing: holds}",
    "{tier: [A, B]}",
    "{where: {tenure_days: {at_least: 90, below: 365}, shift: night, role: {not: [lead]}}}",
    "{any_of: [{tier: [A]}, {all_of: [{tier: [B]}, {score: final, below: 1, missing: fails}]}]}",
]


@pytest.mark.parametrize("when", FINE)
def test_conditions_that_hold_together(tmp_path, when):
    assert lint(plan_of(tmp_path, acting(when))) == []


# What is written, the code, the text at the place named, and what the message says.
BROKEN = {
    "two things": (
        "{tier: [A], volume: csat, at_least: 2}",
        "condition-not-clear",
        "when:",
        "has volume and tier of measure, attainment",
    ),
    "two lists": (
        "{all_of: [{tier: [A]}, {tier: [B]}], any_of: [{tier: [A]}, {tier: [C]}]}",
        "condition-not-clear",
        "when:",
        "has all_of and any_of",
    ),
    "nothing": ("{missing: fails}", "condition-not-clear", "when:", "has none of measure"),
    "an edge for a tier": (
        "{tier: [A], below: 5}",
        "condition-not-clear",
        "when:",
        "tier and also below",
    ),
    "a filter may not be missing": (
        "{where: {role: lead}, missing: fails}",
        "condition-not-clear",
        "when:",
        "where and also missing",
    ),
    "no edge for a volume": (
        "{volume: csat}",
        "condition-not-clear",
        "when:",
        "neither of below or at_least",
    ),
    "a volume is never missing": (
        "{volume: csat, below: 5, missing: fails}",
        "condition-not-clear",
        "missing: fails}",
        "is never missing",
    ),
    "nobody said what missing does": (
        "{improved: csat, at_least: 1}",
        "missing-key",
        "when:",
        "lacks 'missing'",
    ),
    "within two lists": (
        "{any_of: [{tier: [A]}, {all_of: [{tier: [B]}, {volume: csat}]}]}",
        "condition-not-clear",
        "{volume",
        "actions.act.when.any_of[2].all_of[2] has neither",
    ),
    "a list of one": ("{all_of: [{tier: [A]}]}", "too-few", "all_of", "1 of at least 2"),
    "a tier that is none": ("{tier: [A, Z]}", "unknown-tier", "Z]", "names no tier: 'Z'"),
    "no tiers": ("{tier: []}", "too-few", "tier: []", "0 of at least 1"),
    "no such measure": (
        "{improved: cast, below: 1, missing: fails}",
        "unknown-measure",
        "improved: cast",
        "when.improved names no measure: 'cast'",
    ),
    "no such measure before": (
        "{earlier: cast, below: 1, missing: fails}",
        "unknown-measure",
        "earlier: cast",
        "when.earlier names no measure: 'cast'",
    ),
    "nobody said what happens to whoever is new": (
        "{earlier: score, below: 60}",
        "missing-key",
        "when:",
        "lacks 'missing'",
    ),
    "finer than the score was": (
        "{earlier: score, below: 60.001, missing: fails}",
        "too-many-places",
        "below: 60.001",
        "more places than the 2",
    ),
    "finer than the measure was": (
        "{earlier: csat, below: 4.001, missing: fails}",
        "too-many-places",
        "below: 4.001",
        "more places than the 2",
    ),
    "now and before": (
        "{earlier: score, score: final, below: 60, missing: fails}",
        "condition-not-clear",
        "when:",
        "has earlier and score of",
    ),
    "no such facts": ("{volume: scat, below: 1}", "unknown-measure", "volume: scat", "'csat'"),
    "no target": (
        "{attainment: csat, at_least: 100, missing: fails}",
        "missing-target",
        "attainment: csat",
        "which has no target",
    ),
    "half a fact": ("{volume: csat, below: 1.5}", "too-many-places", "below: 1.5", "the 0 it is"),
    "finer than the score": (
        "{improved: score, below: 0.001, missing: fails}",
        "too-many-places",
        "below: 0.001",
        "more places than the 2",
    ),
    "a number of the roster that is none": (
        "{where: {tenure: {at_least: 90}}}",
        "unknown-column",
        "tenure: {",
        "'tenure_days'",
    ),
    "half a day": (
        "{where: {tenure_days: {at_least: 90.5}}}",
        "too-many-places",
        "tenure_days",
        "the column's 0",
    ),
    "words for days": (
        "{where: {tenure_days: long}}",
        "test-not-for-kind",
        "tenure_days",
        "compares numbers with 'long'",
    ),
    "an edge for a word": (
        "{where: {shift: {at_least: 2}}}",
        "test-not-for-kind",
        "shift",
        "tests a column of text",
    ),
    "a column of interactions": (
        "{where: {channel: chat}}",
        "unknown-column",
        "channel: chat",
        "names no column: 'channel'",
    ),
    "misspelt": ("{mesure: csat, below: 1, missing: fails}", "unknown-key", "mesure", "'measure'"),
    "deep and misspelt": (
        "{any_of: [{tier: [A]}, {al_of: [{tier: [A]}, {tier: [B]}]}]}",
        "unknown-key",
        "al_of",
        "'all_of'",
    ),
    "a text": ("all_of", "wrong-form", "when:", "a block"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_condition_that_means_nothing_is_refused_at_its_place(tmp_path, case):
    when, code, piece, words = BROKEN[case]
    text = acting(when)
    [problem] = problems_of(tmp_path, text)
    assert (problem.code, problem.where) == (code, where_of(text, piece))
    assert words in f"{problem.what} {problem.hint}"


def test_a_gate_comes_before_there_is_a_tier(tmp_path):
    when = "{any_of: [{where: {role: lead}}, {tier: [A]}]}"
    gate = f"gates: [{{name: g, when: {when}, then: veto, why: W}}]\n"
    text = MINIMAL + gate
    [problem] = problems_of(tmp_path, text)
    assert (problem.code, problem.where) == ("tier-not-known-yet", where_of(text, "tier: [A]"))
    assert problem.what.startswith("gates.g.when.any_of[2] asks for the tier")


AWARDS = {
    "no such component": (
        awarding("by: {component: satisfied}"),
        "unknown-component",
        "component: satisfied",
        "'satisfaction'",
    ),
    "two numbers": (
        awarding("by: {component: satisfaction, volume: csat}"),
        "condition-not-clear",
        "by: {component",
        "has component and volume of measure, component, volume, improved",
    ),
    "by what was before": (
        awarding("by: {earlier: score}"),
        "unknown-key",
        "earlier: score",
        "'earlier' is not a key",
    ),
    "no number": (awarding("by: {}"), "condition-not-clear", "by: {}", "Write exactly one"),
    "by the id": (awarding("by: agent_id"), "order-by-id", "by: agent_id", "no merit"),
    "an open end": (
        awarding("by: csat", ties="{break_by: [score]}"),
        "chain-without-end",
        "break_by",
        "Add agent_id at its end",
    ),
    "an end in the middle": (
        awarding("by: csat", ties="{break_by: [agent_id, score, agent_id]}"),
        "chain-goes-on",
        "agent_id, score",
        "Move agent_id to the end",
    ),
    "the same again": (
        awarding("by: csat", ties="{break_by: [score, {measure: csat}, agent_id]}"),
        "duplicate-name",
        "{measure: csat",
        "names measure csat again",
    ),
    "twice in the chain": (
        awarding("by: csat", ties="{break_by: [{volume: csat}, {volume: csat}, agent_id]}"),
        "duplicate-name",
        "{volume: csat}, agent_id",
        "names volume csat again",
    ),
    "an empty chain": (awarding("by: csat", ties="{break_by: []}"), "too-few", "break_by", "0 of"),
    "a chain of strangers": (
        awarding("by: csat", ties="{break_by: [speed, agent_id]}"),
        "unknown-measure",
        "speed, agent_id",
        "ties.break_by[1] names no measure: 'speed'",
    ),
    "nothing to share": (
        awarding("by: csat", ties="share"),
        "nothing-to-share",
        "ties: share",
        "Write expand",
    ),
    "the old words": (awarding("by: csat", ties="all"), "unknown-choice", "ties: all", "expand"),
    "one is enough": (awarding("by: csat, least: 1"), "wrong-value", "least: 1", "at least 2"),
    "no such group": (
        awarding("by: csat").replace("per: overall", "per: shift"),
        "unknown-choice",
        "per: shift",
        "manager",
    ),
    "whom nobody is": (
        awarding("by: csat, where: {grade: 5}"),
        "unknown-column",
        "grade: 5",
        "awards.star.where names no column",
    ),
    "a condition of an award": (
        awarding("by: csat, when: {volume: csat}"),
        "condition-not-clear",
        "when: {volume",
        "awards.star.when has neither",
    ),
    "an action for nobody": (
        f"{MINIMAL}actions:\n  - {{name: act, title: Act}}\n",
        "action-for-nobody",
        "{name: act",
        "neither when nor each_component",
    ),
    "short of what": (
        f"{MINIMAL}actions:\n  - {{name: act, title: Act, each_component: {{}}}}\n",
        "missing-key",
        "each_component: {}",
        "lacks 'below'",
    ),
    "finer than points": (
        f"{MINIMAL}actions:\n  - {{name: act, title: Act, each_component: {{below: 60.001}}}}\n",
        "too-many-places",
        "below: 60.001",
        "actions.act.each_component.below",
    ),
}


@pytest.mark.parametrize("case", AWARDS)
def test_an_award_or_action_that_decides_nothing_is_refused_at_its_place(tmp_path, case):
    text, code, piece, words = AWARDS[case]
    [problem] = problems_of(tmp_path, text)
    assert (problem.code, problem.where) == (code, where_of(text, piece))
    assert words in f"{problem.what} {problem.hint}"


def test_every_piece_stands_in_the_plan_that_has_all_of_them(tmp_path):
    assert lint(plan_of(tmp_path, RICH)) == []
    text = changed(("by: {component: solved}", "by: {component: solvd}"), text=RICH)
    [problem] = problems_of(tmp_path, text)
    assert (problem.code, problem.where) == (
        "unknown-component",
        where_of(text, "component: solvd"),
    )
