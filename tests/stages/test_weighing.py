"""Members into groups, groups into the score: each way to combine them, by hand."""

from fractions import Fraction

import numpy as np
import pytest

from scoring.engine import run
from scoring.errors import PlanError
from tests.people import roster, value
from tests.plans import changed, plan_of

AS_IT_IS = (
    "{mode: interpolated, below: extrapolate, points: [{at: 0, gives: 0}, {at: 100, gives: 100}],"
    " above: extrapolate}"
)
RULE = "score: {combine: weighted_mean, scored_min: 1, least: none, most: none}\n"


def part(name, more="", missing="exclude"):
    """A component that gives the value of the measure of its name as points."""
    said = f"name: {name}, measure: {name}, on: value, missing: {missing}, why: So"
    return f"{{{said}, curve: {AS_IT_IS}{more and ', '}{more}}}"


def group(name, members, combine="weighted_mean", more="", **said):
    keys = {"scored_min": 1, "missing": "exclude", "places": "exact"} | said
    written = ", ".join(f"{key}: {word}" for key, word in keys.items())
    return (
        f"{{name: {name}, combine: {combine}, why: So, {written}{more and ', '}{more},"
        f" members: [{', '.join(members)}]}}"
    )


def scored(folder, members, rule="", people=None, **columns):
    """Run a plan whose measures have the names of the columns, over agents a, b, …"""
    measures = "".join(
        f"  {name}: {{title: M, kind: given, given: {name}, unit: points, better: higher,"
        " places: 2, volume_min: 0, missing: exclude}\n"
        for name in columns
    )
    head = changed(("pay: none\n", ""))
    head = head[: head.index("scales:")]
    lines = "".join(f"  - {member}\n" for member in members)
    tiers = "tiers: {mode: whole, below: C, bands: [{from: 80, gives: B}]}\npay: none\n"
    text = f"{head}measures:\n{measures}{rule}components:\n{lines}{tiers}"
    agents = [chr(97 + i) for i in range(len(next(iter(columns.values()))))]
    values = {name: value(*texts) for name, texts in columns.items()}
    return run(plan_of(folder, text), values, roster(agents, **(people or {})))


def scores(result):
    """Return the scores, in hundredths; a word where there is none."""
    status = result.standing.status.tolist()
    found = zip(result.scored.score.tolist(), result.scored.scored, status, strict=True)
    return [score if there else word for score, there, word in found]


def of(result, name):
    """Return a group's score as a fraction, or the reason for its absence, agent by agent."""
    found = result.scored.groups[name]
    den = np.broadcast_to(found.den, found.num.shape)
    rows = zip(found.num.tolist(), den.tolist(), found.counts, found.reason, strict=True)
    return [Fraction(n, d * 10**found.places) if c else reason for n, d, c, reason in rows]


VALUES = {
    "x": ["90", "90", None, None],
    "y": ["60", None, None, "60"],
    "z": ["30", "30", "30", "0"],
}


@pytest.mark.parametrize(
    ("combine", "weights", "expected"),
    [
        # 0.5 x 90 + 0.3 x 60 + 0.2 x 30; (45 + 6) / 0.7; 30; (18 + 0) / 0.5.
        ("weighted_mean", ("weight: 0.5", "weight: 0.3", "weight: 0.2"), [6900, 7286, 3000, 3600]),
        ("mean", ("", "", ""), [6000, 6000, 3000, 3000]),
        # 100 x 180 / 240; 100 x 120 / 140; 100 x 30 / 40; 100 x 60 / 140.
        (
            "percent_of_possible",
            ("possible: 100", "possible: 100", "possible: 40"),
            [7500, 8571, 7500, 4286],
        ),
        # With z on top of what is possible: 100 x 180 / 200; 120 / 100; nothing is possible; 60.
        (
            "percent_of_possible",
            ("possible: 100", "possible: 100", "possible: 0"),
            [9000, 12000, "unranked", 6000],
        ),
    ],
)
def test_what_is_missing_leaves_both_sides(tmp_path, combine, weights, expected):
    members = [part(name, more) for name, more in zip(VALUES, weights, strict=True)]
    rule = RULE.replace("weighted_mean", combine)
    assert scores(scored(tmp_path, members, rule, **VALUES)) == expected


def test_a_sum_adds_all_up_and_what_is_missing_says_what_it_gives(tmp_path):
    members = [part("x", missing="zero"), part("y", missing="{neutral: 7.5}"), part("z")]
    with pytest.raises(PlanError, match="a sum scales nothing up"):
        scored(tmp_path, members, RULE.replace("weighted_mean", "sum"), **VALUES)
    members[2] = part("z", missing="hold")
    rule = RULE.replace("weighted_mean", "sum")
    assert scores(scored(tmp_path, members, rule, **VALUES)) == [18000, 12750, 3750, 6000]
    # All three must be there: whoever lacks one has no sum.
    rule = rule.replace("scored_min: 1", "scored_min: 3")
    found = scores(scored(tmp_path, [part(name) for name in VALUES], rule, **VALUES))
    assert found == [18000, *["unranked"] * 3]


def test_too_few_members_make_no_score(tmp_path):
    members = [part(name) for name in VALUES]
    rule = RULE.replace("weighted_mean", "mean").replace("scored_min: 1", "scored_min: 2")
    assert scores(scored(tmp_path, members, rule, **VALUES)) == [6000, 6000, "unranked", 3000]


def test_too_little_weight_makes_no_score_and_exactly_enough_does(tmp_path):
    members = [
        part("x", "weight: 0.3"),
        part("y", "weight: 0.3"),
        part("z", "weight: 0.4"),
    ]
    rule = RULE.replace("scored_min: 1", "scored_min: 1, weight_min: 0.7")
    # All; 0.3 + 0.4 is enough; 0.4 is not; 0.3 + 0.4 again.
    assert scores(scored(tmp_path, members, rule, **VALUES)) == [5700, 5571, "unranked", 2571]


def test_a_held_member_holds_everything_above_it(tmp_path):
    inner = group("g", [part("x", missing="hold"), part("y")], "mean", "weight: 0.5")
    result = scored(tmp_path, [inner, part("z", "weight: 0.5")], RULE, **VALUES)
    assert scores(result) == [5250, 6000, "held", "held"]
    assert of(result, "g") == [75, 90, "held", "held"]


@pytest.mark.parametrize(
    ("missing", "group_says", "expected"),
    [
        ("exclude", "excluded", [6750, 4500, 3000, 4500]),
        ("zero", 0, [6750, 4500, 1500, 4500]),
        ("{neutral: 70}", 70, [6750, 4500, 5000, 4500]),
        ("hold", "held", [6750, 4500, "held", 4500]),
    ],
)
def test_a_group_without_a_score_does_what_it_says(tmp_path, missing, group_says, expected):
    columns = {
        "x": ["90", None, None, "60"],
        "y": ["120", "60", None, None],
        "z": ["30", "30", "30", "30"],
    }
    inner = group("g", [part("x"), part("y")], "mean", "weight: 0.5", missing=missing)
    result = scored(tmp_path, [inner, part("z", "weight: 0.5")], RULE, **columns)
    assert of(result, "g") == [105, 60, group_says, 60]
    assert scores(result) == expected


def test_a_group_is_rounded_once_at_its_places_or_stays_a_fraction(tmp_path):
    # A third of 200 is 66.666…; at one place 66.7, of which three times a third is 66.7 again.
    columns = {"x": ["100"], "y": ["100"], "z": ["0"]}
    members = [part(name) for name in columns]
    exact = scored(tmp_path, [group("g", members, "mean", "weight: 1")], RULE, **columns)
    assert of(exact, "g") == [Fraction(200, 3)]
    assert scores(exact) == [6667]
    rounded = [group("g", members, "mean", "weight: 1", places=1)]
    result = scored(tmp_path, rounded, RULE, **columns)
    assert of(result, "g") == [Fraction("66.7")]
    assert scores(result) == [6670]


def test_thirds_of_thirds_are_exact_at_the_top(tmp_path):
    # Means of three in a mean of three: a ninth of 99.99 + 0.02 + 0.02, which is 11.11444…
    inner = [group(f"g{i}", [part(f"a{i}"), part(f"b{i}"), part(f"c{i}")], "mean") for i in "123"]
    columns = {f"{letter}{i}": ["0"] for i in "123" for letter in "abc"}
    columns |= {"a1": ["99.99"], "b2": ["0.02"], "c3": ["0.02"]}
    rule = RULE.replace("weighted_mean", "mean")
    result = scored(tmp_path, inner, rule, **columns)
    assert scores(result) == [1111]
    assert of(result, "g1") == [Fraction("33.33")]
    assert of(result, "g2") == [Fraction("0.02") / 3]
    top = result.scored.weighed
    assert Fraction(int(top.num[0]), int(top.den[0])) == Fraction("100.03") / 9


def test_groups_nest_and_each_scales_up_what_it_has_left(tmp_path):
    deep = group("deep", [part("x", "weight: 0.5"), part("y", "weight: 0.5")], more="weight: 0.4")
    outer = group("outer", [deep, part("z", "weight: 0.6")], more="weight: 1")
    result = scored(tmp_path, [outer], RULE, **VALUES)
    # 0.4 x 75 + 0.6 x 30; 0.4 x 90 + 18; 30 alone; 0.4 x 60 + 0.
    assert scores(result) == [4800, 5400, 3000, 2400]
    assert of(result, "deep") == [75, 90, "excluded", 60]
    assert result.scored.groups["outer"].members.tolist() == [2, 2, 1, 2]


REGIONS = {"region": ["north", "south", "south", "east"], "role": ["agent", "agent", "lead", "x"]}
ALL = {"x": ["90"] * 4, "y": ["60"] * 4}


def test_the_override_that_names_most_columns_wins(tmp_path):
    def weights(plain, north, lead):
        south = "{where: {region: south}, weight: " + north + "}"
        both = "{where: {region: south, role: lead}, weight: " + lead + "}"
        return f"weight: {plain}, overrides: [{south}, {both}]"

    members = [part("x", weights("0.5", "0.8", "0.1")), part("y", weights("0.5", "0.2", "0.9"))]
    result = scored(tmp_path, members, people=REGIONS, **ALL)
    # 0.5 and 0.5; 0.8 and 0.2; 0.1 and 0.9; 0.5 and 0.5.
    assert scores(result) == [7500, 8400, 6300, 7500]


def test_two_overrides_that_match_an_agent_alike_are_refused(tmp_path):
    one, other = "{where: {region: south}, off: true}", "{where: {role: lead}, off: true}"
    members = [part("x", f"weight: 0.5, overrides: [{one}, {other}]"), part("y", "weight: 0.5")]
    with pytest.raises(PlanError, match="1 agent matches two that name as many columns"):
        scored(tmp_path, members, people=REGIONS, **ALL)
    result = scored(tmp_path, members, people=REGIONS | {"role": ["agent"] * 4}, **ALL)
    assert scores(result) == [7500, 6000, 6000, 7500]


def test_weights_that_an_override_leaves_at_another_sum_are_refused(tmp_path):
    south = "overrides: [{where: {region: south}, weight: 0.6}]"
    members = [part("x", f"weight: 0.5, {south}"), part("y", "weight: 0.5")]
    with pytest.raises(PlanError, match=r"the weights of 2 agents sum to 1\.1, not to 1"):
        scored(tmp_path, members, people=REGIONS, **ALL)


def test_what_is_off_is_neither_missing_nor_offered(tmp_path):
    off = "overrides: [{where: {region: south}, off: true}]"
    members = [part("x", f"weight: 0.5, {off}", missing="hold"), part("y", "weight: 0.5")]
    rule = RULE.replace("scored_min: 1", "scored_min: 1, weight_min: 1")
    result = scored(tmp_path, members, rule, people=REGIONS, **ALL)
    assert scores(result) == [7500, 6000, 6000, 7500]
    assert result.components["x"].reason.tolist() == ["scored", "off", "off", "scored"]


def test_another_curve_holds_for_those_whom_an_override_names(tmp_path):
    half = "{mode: interpolated, below: 0, points: [{at: 0, gives: 0}, {at: 100, gives: 50}],"
    south = f"overrides: [{{where: {{region: south}}, curve: {half} above: hold}}}}]"
    result = scored(tmp_path, [part("x", f"weight: 1, {south}")], people=REGIONS, x=["90"] * 4)
    assert scores(result) == [9000, 4500, 4500, 9000]


def test_more_may_be_possible_for_some(tmp_path):
    south = "overrides: [{where: {region: south}, possible: 150}]"
    members = [part("x", f"possible: 100, {south}")]
    rule = RULE.replace("weighted_mean", "percent_of_possible")
    result = scored(tmp_path, members, rule, people=REGIONS, x=["90"] * 4)
    assert scores(result) == [9000, 6000, 6000, 9000]


def adding(least, most, missing="nothing", floor="none", top="none"):
    said = f"name: conduct, measure: y, least: {least}, most: {most}, missing: {missing}, why: So"
    return RULE.replace("least: none, most: none", f"least: {floor}, most: {top}").replace(
        "}\n", f", adjust: [{{{said}}}]}}\n"
    )


def test_what_is_added_to_the_score_keeps_within_its_bounds(tmp_path):
    columns = {"x": ["80", "80", "80", "80.12", None], "y": ["3.25", "-9", "12", None, "5"]}
    result = scored(tmp_path, [part("x", "weight: 1")], adding("-5", "10"), **columns)
    # + 3.25; - 5 and not 9; + 10 and not 12; nothing; and no score that 5 could be added to.
    assert scores(result) == [8325, 7500, 9000, 8012, "unranked"]


def test_without_a_value_nothing_is_added_or_the_score_is_held(tmp_path):
    columns = {"x": ["80", "80"], "y": [None, "1"]}
    members = [part("x", "weight: 1")]
    assert scores(scored(tmp_path, members, adding("none", "none"), **columns)) == [8000, 8100]
    held = scored(tmp_path, members, adding("none", "none", missing="hold"), **columns)
    assert scores(held) == ["held", 8100]


def test_the_score_keeps_within_its_own_bounds(tmp_path):
    columns = {"x": ["95", "3", "50"], "y": ["9.99", "-7", "0"]}
    rule = adding("none", "none", floor="0", top="100")
    assert scores(scored(tmp_path, [part("x", "weight: 1")], rule, **columns)) == [10000, 0, 5000]


def test_the_best_and_the_worst_of_several_readings_count(tmp_path):
    read = [f"{{measure: {name}, on: value, curve: {AS_IT_IS}}}" for name in VALUES]
    both = "name: both, weight: 1, missing: exclude, why: So"
    expected = {"best_of": [9000, 9000, 3000, 6000], "worst_of": [3000, 3000, 3000, 0]}
    for word, found in expected.items():
        members = [f"{{{both}, {word}: [{', '.join(read)}]}}"]
        assert scores(scored(tmp_path, members, **VALUES)) == found
        asked = [f"{{{both}, scored_min: 2, {word}: [{', '.join(read)}]}}"]
        two = [*found[:2], "unranked", found[3]]  # the third has one value alone
        assert scores(scored(tmp_path, asked, **VALUES)) == two
