"""What plans are told without being stopped: cliffs, turns, rounded weights, things unreached."""

import pytest

from scoring.cases import check_plan
from scoring.plan.lint import notices, remarks
from scoring.plan.load import load_plan
from scoring.shipped import find_plan
from tests.plan.test_structure_lint import GROUPED
from tests.plans import MINIMAL, RICH, changed, plan_of, where_of

CURVE = """\
    curve:
      mode: whole
      below: 0
      bands:
        - {from: 4, gives: 80}
        - {from: 4.5, gives: 100}
"""


def with_curve(said, *changes):
    return changed((CURVE, f"    curve: {said}\n"), *changes)


def with_gate(when, *changes):
    gate = f"gates: [{{name: g, when: {{{when}, missing: fails}}, then: veto, why: G}}]"
    return changed(("pay: none", f"{gate}\npay: none"), *changes)


LOWER = ("better: higher", "better: lower")
TARGET = ("missing: exclude\n", "missing: exclude\n    anchors: {target: 4}\n")
ATTAINED = ("on: value", "on: attainment")


def with_weights(*weights):
    said = "".join(
        MINIMAL[MINIMAL.index("  - name: sat") : MINIMAL.index("tiers:")]
        .replace("satisfaction", f"part{i}")
        .replace("weight: 1", f"weight: {weight}")
        for i, weight in enumerate(weights)
    )
    start, end = MINIMAL.index("  - name: sat"), MINIMAL.index("tiers:")
    return MINIMAL[:start] + said + MINIMAL[end:]


# For each case: a plan, the code, the text at the place, words of the message.
NOTICED = {
    # curves that turn back
    "a table that falls": (
        changed(("gives: 100}", "gives: 70}")),
        "curve-turns-back",
        "gives: 70",
        (
            "components.satisfaction.curve: where they should rise the points fall: from 4 "
            "80 in line "
            "40, and from 4.5 70 here"
        ),
    ),
    "a table that rises where less is better": (
        changed(LOWER),
        "curve-turns-back",
        "gives: 80",
        "where they should fall the points rise: below 0 in line 38, and from 4 80 here",
    ),
    "a line that falls at a jump": (
        with_curve(
            "{mode: interpolated, below: 0, above: hold, "
            "points: [{at: 3, gives: 50}, {at: 4, gives: 60, then: 55}, {at: 5, gives: 90}]}"
        ),
        "curve-turns-back",
        "then: 55",
        "at 4 60 in line 36, and at 4 then 55 here",
    ),
    "a line that ends lower": (
        with_curve(
            "{mode: interpolated, below: 0, above: 10, "
            "points: [{at: 3, gives: 50}, {at: 4, gives: 60}]}"
        ),
        "curve-turns-back",
        "above: 10",
        "at 4 60 in line 36, and above 10 here",
    ),
    "attainment rises, whatever is better": (
        with_curve(
            "{mode: interpolated, below: 90, above: 0, "
            "points: [{at: 50, gives: 50}, {at: 100, gives: 10}]}",
            LOWER,
            TARGET,
            ATTAINED,
        ),
        "curve-turns-back",
        "gives: 50",
        "where they should rise the points fall: below 90 in line 37, and at 50 50 here",
    ),
    "the first rank is best": (
        changed(("on: value", "on: {relative: rank, among: all, all_equal: 1}")),
        "curve-turns-back",
        "gives: 80",
        "where they should fall the points rise",
    ),
    "slices against the direction": (
        with_curve("{mode: marginal, bands: [{from: 1, gives: 20}, {from: 4, gives: -5}]}"),
        "curve-turns-back",
        "gives: -5",
        "where points should rise, the slice from 4 earns -5",
    ),
    "a deduction on the wrong side": (
        with_curve(
            "{mode: deduct, from: 100, beyond: 4, side: above, every: 1, costs: 5, part: exact, "
            "least: 0}"
        ),
        "curve-turns-back",
        "side: above",
        "where points should rise, what is above costs points",
    ),
    "a power where less is better": (
        with_curve("{mode: power, one_at: 4, above: 2, below: 1.5, places: 2}", LOWER),
        "curve-turns-back",
        "mode: power",
        "where points should fall, a power rises",
    ),
    "an override that turns back": (
        changed(("{from: 90, gives: 90}]", "{from: 90, gives: -5}]"), text=GROUPED),
        "curve-turns-back",
        "gives: -5",
        "components.waiting.overrides[1].curve: where they should rise the points fall",
    ),
    "a better tier that pays less": (
        changed(("{A: 1.5, B: 1, C: 0}", "{A: 0.9, B: 1, C: 0}"), text=RICH),
        "curve-turns-back",
        "A: 0.9",
        "the tier from 90.01 has 0.9, less than 1 of the tier below it",
    ),
    # weights
    "thirds": (
        with_weights("0.33", "0.33", "0.34"),
        "rounded-weights",
        "components:",
        "components: the weights 0.33, 0.33, 0.34 are 3 equal ones, rounded",
    ),
    "sevenths and the rest": (
        with_weights("0.143", "0.857"),
        "rounded-weights",
        "components:",
        "components: the weight 0.143 is near 1/7, which no decimal is exactly",
    ),
    "two thirds": (
        with_weights("0.67", "0.33"),
        "rounded-weights",
        "components:",
        "the weight 0.67 is near 2/3",
    ),
    # what nobody can reach
    "a tier above all scores": (
        changed(("{from: 90, gives: A}", "{from: 100.01, gives: A}")),
        "tier-out-of-reach",
        "gives: A",
        (
            "tiers: no score is in 'A', which begins at 100.01: the highest that the plan "
            "allows is "
            "100"
        ),
    ),
    "an edge that the lower tier owns": (
        changed(
            ("{from: 90, gives: A}", "{from: 100, gives: A}"),
            ("boundary: upper", "boundary: lower"),
        ),
        "tier-out-of-reach",
        "gives: A",
        "'A', which begins at 100: the highest that the plan allows is 100",
    ),
    "a tier under all scores": (
        changed(("      below: 0\n", "      below: 60\n")),
        "tier-out-of-reach",
        "below: C",
        "tiers: no score is in 'C', which ends at 60: the lowest that the plan allows is 60",
    ),
    "a gate above the scale": (
        with_gate("measure: csat, below: 1"),
        "condition-never-holds",
        "below: 1,",
        "gates.g.when holds for nobody: measure csat is 1 at the least, and below is 1",
    ),
    "a gate for everybody": (
        with_gate("measure: csat, at_least: 1"),
        "condition-always-holds",
        "at_least: 1",
        "gates.g.when holds for everybody: measure csat is 1 at the least, and at_least is 1",
    ),
    "a gate on points that there are not": (
        with_gate("component: satisfaction, at_least: 100.5"),
        "condition-never-holds",
        "at_least: 100.5",
        "component satisfaction is 100 at the most, and at_least is 100.5",
    ),
    "a gate on the score of all": (
        with_gate("score: final, below: 100.01"),
        "condition-always-holds",
        "below: 100.01",
        "the score is 100 at the most, and below is 100.01",
    ),
    "a part of a condition": (
        changed(
            ("{attainment: solved, at_least: 99.5,", "{measure: solved, at_least: 100.5,"),
            text=RICH,
        ),
        "condition-never-holds",
        "at_least: 100.5",
        (
            "actions.promotion.when.all_of[2].any_of[2] holds for nobody: measure solved is 100 at "
            "the most"
        ),
    ),
    "facts are never fewer than none": (
        changed(("volume: csat, at_least: 20", "volume: csat, below: 0"), text=RICH),
        "condition-never-holds",
        "below: 0}",
        "volume csat is 0 at the least",
    ),
    "a group's score": (
        changed(
            (
                "score:\n",
                (
                    "gates: [{name: g, when: {group: quality, at_least: 0, missing: fails}, "
                    "then: veto, why: G}]\nscore:\n"
                ),
            ),
            ("above: extrapolate", "above: hold"),
            text=GROUPED,
        ),
        "condition-always-holds",
        "at_least: 0, missing",
        "group quality is 0 at the least",
    ),
    # anchors
    "an anchor that nothing names": (
        changed(("missing: exclude\n", "missing: exclude\n    anchors: {target: 4}\n")),
        "unused-anchor",
        "target: 4",
        "measures.csat.anchors.target is named by no curve",
    ),
}


@pytest.mark.parametrize("case", NOTICED)
def test_what_is_odd_is_noticed_with_its_words_and_its_place(tmp_path, case):
    text, code, piece, words = NOTICED[case]
    besides = {"unused-anchor", "tier-out-of-reach"} - {code}  # what such curves entail
    found = [p for p in notices(plan_of(tmp_path, text)) if p.code not in besides]
    assert [(p.code, p.where) for p in found] == [(code, where_of(text, piece))]
    assert words in found[0].what
    assert found[0].hint


QUIET = {
    "inside has two directions": with_curve(
        "{mode: interpolated, below: 0, above: 0, "
        "points: [{at: 3, gives: 50}, {at: 4, gives: 90}, {at: 5, gives: 10}]}",
        ("better: higher", "better: inside"),
    ),
    "less is better, and earns more": with_curve(
        "{mode: whole, below: 100, bands: [{from: 2, gives: 50}, {from: 3, gives: 0}]}", LOWER
    ),
    "level is no turn": changed(("gives: 100}", "gives: 80}")),
    "an edge at the highest score": changed(("{from: 90, gives: A}", "{from: 100, gives: A}")),
    "a gate at the least rating": with_gate("measure: csat, below: 1.01"),
    "a score that nothing ends": changed(
        (
            CURVE,
            (
                "    curve: {mode: interpolated, below: extrapolate, above: extrapolate, points: "
                "[{at: 1, gives: 0}, {at: 2, gives: 90}]}\n"
            ),
        ),
        ("of: csat\n", "of: handle_s\n"),
        ("unit: points", "unit: min"),
        ("{from: 90, gives: A}", "{from: 9000, gives: A}"),
    ),
    "weights that are meant": with_weights("0.3", "0.3", "0.4"),
    "eighths": with_weights("0.125", "0.875"),
    "halves": with_weights("0.50", "0.50"),
    "near, and not rounded": with_weights("0.32", "0.34", "0.34"),
}


@pytest.mark.parametrize("case", QUIET)
def test_what_is_meant_is_left_alone(tmp_path, case):
    text = QUIET[case].replace("{from: 90, gives: A}", "{from: 60.01, gives: A}")
    assert notices(plan_of(tmp_path, text)) == []


# For each case: a plan, the code, the text at the place, the whole message.
TOLD = {
    "a cliff, the largest of its curve": (
        MINIMAL,
        "cliff",
        "{from: 4, gives: 80}",
        (
            "components.satisfaction.curve: from 3.99 to 4 the points go from 0 to 80: 80 "
            "points, 80 "
            "of the score"
        ),
    ),
    "an edge that the lower band owns": (
        changed(("boundary: upper", "boundary: lower")),
        "cliff",
        "{from: 4, gives: 80}",
        (
            "components.satisfaction.curve: from 4 to 4.01 the points go from 0 to 80: 80 "
            "points, 80 "
            "of the score"
        ),
    ),
    "a jump of a line": (
        with_curve(
            "{mode: interpolated, below: hold, above: hold, points: [{at: 1, gives: 0}, "
            "{at: 4, gives: 50, then: 62.5}, {at: 5, gives: 100}]}"
        ),
        "cliff",
        "{at: 4, gives: 50",
        (
            "components.satisfaction.curve: from 3.99 to 4 the points go from 50 to 62.5: "
            "12.5 points, "
            "12.5 of the score"
        ),
    ),
    "where a line begins": (
        with_curve(
            "{mode: interpolated, below: 0, above: 100, points: [{at: 2, gives: 30}, "
            "{at: 5, gives: 100}]}"
        ),
        "cliff",
        "{at: 2, gives: 30}",
        (
            "components.satisfaction.curve: from 1.99 to 2 the points go from 0 to 30: 30 "
            "points, 30 "
            "of the score"
        ),
    ),
    "a cliff of a part of a group": (
        changed(
            (
                (
                    "curve: {mode: interpolated, below: 0, above: 0,\n"
                    "                points: [{at: 5, gives: 50}, {at: 15, gives: 50}]}"
                ),
                "curve: {mode: whole, below: 0, bands: [{from: 5, gives: 50}]}",
            ),
            ("[{from: 100, gives: 90}]", "[{from: 100, gives: 3}]"),
            ("[{from: 90, gives: 90}]", "[{from: 90, gives: 3}]"),
            ("gives: 0, then: 5}", "gives: 0}"),
            text=GROUPED,
        ),
        "cliff",
        "{from: 5, gives: 50}",
        (
            "components.handling.curve: from 4.9 to 5 the points go from 0 to 50: 50 points, "
            "10 of the "
            "score"
        ),
    ),
    "a tier's cliff in pay": (
        changed(
            (
                (
                    "curve: {mode: whole, below: 0, "
                    "bands: [{from: 4, gives: 80}, {from: 4.55, gives: 100}]}"
                ),
                (
                    "curve: {mode: interpolated, below: hold, above: hold,"
                    " points: [{at: 4, gives: 0}, {at: 5, gives: 90}]}"
                ),
            ),
            (
                (
                    "curve: {mode: whole, below: 0, "
                    "bands: [{from: 33.333, gives: 50}, {from: 100, gives: 100}]}"
                ),
                (
                    "curve: {mode: interpolated, below: hold, above: hold,"
                    " points: [{at: 4, gives: 0}, {at: 90, gives: 95}]}"
                ),
            ),
            ("below: hold, above: 95,", "below: hold, above: 90,"),
            ("target: targets", "target: 90"),
            text=RICH,
        ),
        "pay-cliff",
        "B: 1, C: 0",
        (
            "pay.bonus.start.coefficient: from 59.99 to 60 of the score the coefficient goes from "
            "0 to 1: 30 "
            "% of the base"
        ),
    ),
}


@pytest.mark.parametrize("case", TOLD)
def test_a_cliff_is_told_with_its_size(tmp_path, case):
    text, code, piece, words = TOLD[case]
    found = [p for p in remarks(plan_of(tmp_path, text)) if p.code in ("cliff", "pay-cliff")]
    assert [(p.code, p.where, p.what) for p in found] == [(code, where_of(text, piece), words)]
    assert found[0].hint


def test_a_small_step_is_no_cliff(tmp_path):
    """Of scores from 0 to 100 a twentieth is 5: a step of 5 is told, and one of 4.99 is not."""
    for step, told in (("5", ["cliff"]), ("4.99", [])):
        said = (
            "{mode: interpolated, below: hold, above: hold, points: [{at: 1, gives: 0}, "
            f"{{at: 4, gives: {step}, before: 0}}, {{at: 5, gives: 100}}]}}"
        )
        assert [p.code for p in remarks(plan_of(tmp_path, with_curve(said)))] == told


def test_a_small_step_of_pay_is_no_cliff(tmp_path):
    small = changed(("{A: 1.5, B: 1, C: 0}", "{A: 1.2, B: 1, C: 0.8}"), text=RICH)
    assert "pay-cliff" not in [p.code for p in remarks(plan_of(tmp_path, small))]


def test_anchors_that_data_decide_are_told(tmp_path):
    found = remarks(plan_of(tmp_path, GROUPED))
    assert [(p.code, p.where, p.what) for p in found if p.code == "anchor-by-agent"] == [
        (
            "anchor-by-agent",
            where_of(GROUPED, "benchmark: targets"),
            "measures.csat.anchors.benchmark comes from targets.parquet",
        ),
        (
            "anchor-by-agent",
            where_of(GROUPED, "baseline: previous"),
            "measures.csat.anchors.baseline comes from the run that --previous names",
        ),
    ]


def fewer(title, text):
    """Let a measure's value rest on a single fact."""
    start = text.index(f"title: {title}")
    at = text.index("volume_min: ", start) + len("volume_min: ")
    return text[:at] + "1" + text[text.index(",", at) :]


@pytest.mark.parametrize(
    ("title", "text", "words"),
    [
        ("Band", GROUPED, "components.handling scores it"),
        ("Satisfaction", GROUPED, "components.rating scores it"),
        ("Wait", changed(("measure: conduct", "measure: wait"), text=GROUPED), "scores it"),
        ("Wait", RICH, "gates.slow.when asks for it"),
        (
            "Together",
            changed(
                ("measure: response\n", "measure: together\n"),
                ("on: attainment\n    curve: {mode: i", "on: value\n    curve: {mode: i"),
                text=RICH,
            ),
            "components.speed scores it",
        ),
    ],
)
def test_few_facts_decide_in_groups_gates_and_rollups_too(tmp_path, title, text, words):
    said = fewer(title, text)
    [notice] = [p for p in notices(plan_of(tmp_path, said)) if p.code == "few-facts-decide"]
    assert words in notice.what
    line = said[: said.index(f"title: {title}")].count("\n") + 1
    assert int(notice.where.split(":")[1]) in (line, line + 1)


def test_what_is_added_to_the_score_rests_on_enough_facts_too(tmp_path):
    text = changed(
        ("measure: conduct", "measure: wait"),
        ("measure: wait\n    on: attainment", "measure: csat\n    on: attainment"),
        text=GROUPED,
    )
    [notice] = [p for p in notices(plan_of(tmp_path, fewer("Wait", text))) if "few" in p.code]
    assert "score.adjust.ledger adds it" in notice.what


def test_check_prints_all_of_it_in_the_order_of_the_file(tmp_path):
    (tmp_path / "plan.yaml").write_text(GROUPED, encoding="utf-8")
    said = check_plan(tmp_path / "plan.yaml").splitlines()
    lines = [int(line.split(":")[2]) for line in said if line.startswith("notice: ")]
    assert lines == sorted(lines)
    assert len(lines) >= 3


def test_the_shipped_plan_is_told_of_its_cliffs_and_nothing_odd():
    plan = load_plan(find_plan("aftersales-monthly"))
    assert notices(plan) == []
    codes = [p.code for p in remarks(plan)]
    assert codes == ["anchor-by-agent", "cliff", "cliff", "cliff", "cliff", "pay-cliff"]
    sizes = [p.what.rpartition("points, ")[2] for p in remarks(plan) if p.code == "cliff"]
    assert sizes == [f"{size} of the score" for size in (6, 6, 6, 5)]
    paid = remarks(plan)[-1].what  # 0.6 of the 30 % at stake
    assert paid.endswith(
        "from 59.99 to 60 of the score the coefficient goes from 0 to 0.6: 18 % of the base"
    )
