"""Which band or line gave points: by hand, and held against what `explain` says of the agent."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import assume, given

from scoring.again.on_curves import on_curves
from scoring.again.placed import placed_again
from scoring.errors import DataError, IntegrityError
from scoring.exact import fixed
from scoring.independent.laid import Laid, on_curve
from scoring.monthly import run_period
from scoring.outputs.explain import Explanation, explain
from scoring.outputs.explain_readings import laid
from scoring.report.statement_curves import Came, told_by_curve
from scoring.report.tongue import Tongue
from scoring.sample.month import make_sample
from scoring.shipped import find_plan
from tests import months as small
from tests.again.test_next_tiers import BAND, PLANS, SLOW, halves
from tests.made_up import published
from tests.outputs.test_explain import in_plan_zone
from tests.plans import changed
from tests.rules.test_shipped_month import data_for
from tests.stages.test_segments import BY_STRETCH, TWO, moving
from tests.strategies import Month, months

ENGLISH, CHINESE = Tongue("en"), Tongue("zh")


class Words:
    """What statements of a run say of its components and their curves."""

    def __init__(self, run):
        self.again = placed_again(run)
        self.plan = self.again.restored.plan
        self.found = on_curves(self.again)

    def of(self, component, agent, stretch=None, tongue=ENGLISH, attainment=""):
        (part,) = (one for one in self.plan.parts if one.name == component)
        lies = self.found.of(component, agent, stretch)
        if lies is None:
            return None
        attained = self.again.placed.weighed.components[component]
        came = Came(fixed.text(int(attained.points[agent]), attained.points_places), attainment)
        upper = self.plan.conventions.boundary == "upper"
        return told_by_curve(tongue, part, lies, came, upper=upper)


def talked(folder, curve, tongue=ENGLISH, boundary="upper", on="value", came="", **measure):
    """What is said of the component of talks, of which a has 40."""
    month = halves(curve, **({"better": "higher"} | measure))
    month.plan["conventions"]["boundary"] = boundary
    month.plan["components"][1]["on"] = on
    return Words(published(month, folder)).of("talked", 0, tongue=tongue, attainment=came)


def table(*edges):
    bands = [{"from": edge, "gives": str(10 * n)} for n, edge in enumerate(edges, 1)]
    return {"mode": "whole", "below": "0", "bands": bands}


def line(*points, below="hold", above="hold"):
    found = [{"at": x, "gives": y} for x, y in points]
    return {"mode": "interpolated", "below": below, "points": found, "above": above}


def slices(*edges):
    return {"mode": "marginal", "bands": [{"from": edge, "gives": "1.5"} for edge in edges]}


def deduct(side, beyond, costs="2", part="ceil", least="0"):
    said = {"mode": "deduct", "from": "100", "beyond": beyond, "side": side, "every": "5"}
    return said | {"costs": costs, "part": part, "least": least}


FILLED = {"mode": "filled", "bands": [{"from": "20", "gives": "30"}, {"from": "50", "gives": "70"}]}
POWER = {"mode": "power", "one_at": "50", "above": "2", "below": "0.5", "places": "4"}
# The number that is read is 40.
CASES = [
    (table("30", "40", "50"), "value from 40, under 50", "实际值40至不足50"),
    (table("30", "50"), "value from 30, under 50", "实际值30至不足50"),
    (table("41", "50"), "value under 41", "实际值不足41"),
    (table("20", "40"), "value from 40", "实际值40及以上"),
    (
        line(("20", "0"), ("60", "100")),
        "value between 20 (0 points) and 60 (100 points)",
        "实际值20（0分）至60（100分）",
    ),
    (line(("20", "0"), ("40", "70"), ("60", "100")), "value exactly 40", "实际值恰为40"),
    (line(("50", "0"), ("60", "100")), "value below 50", "实际值低于50"),
    (line(("20", "0"), ("39.5", "100")), "value above 39.5", "实际值高于39.5"),
    (
        line(("20", "0"), ("30", "50"), above="extrapolate"),
        "value above 30, by the line from 20 (0 points) to 30 (50 points)",
        "实际值高于30，沿20（0分）至30（50分）的直线延伸",
    ),
    (
        line(("50", "50"), ("60", "80"), below="extrapolate"),
        "value below 50, by the line from 50 (50 points) to 60 (80 points)",
        "实际值低于50，沿50（50分）至60（80分）的直线延伸",
    ),
    # All of a band gives 30 by 50; two thirds of the way there are between nothing and that.
    (
        FILLED | {"to": "90"},
        "value between 20 (0 points) and 50 (30 points)",
        "实际值20（0分）至50（30分）",
    ),
    (slices("10"), "1.5 for each 1 above 10", "超过10的部分每1计1.5分"),
    (
        slices("10", "30", "40"),
        "slice by slice, above 30 1.5 for each 1",
        "分段累计，超过30的部分每1计1.5分",
    ),
    (slices("40"), "not above 40: no slice", "未超过40：无分段"),
    (
        deduct("below", "48"),
        "100 points less 2 for each 5 begun below 48",
        "100分起，低于48每5（不足按一次计）扣2分",
    ),
    (
        deduct("above", "30", costs="60", part="floor"),
        "100 points less 60 for each whole 5 above 30, at least 0",
        "100分起，高于30每满5扣60分，最低0分",
    ),
    (deduct("below", "40"), "not below 40: nothing off", "未低于40：不扣分"),
    (deduct("above", "40"), "not above 40: nothing off", "未高于40：不扣分"),
    (POWER, "(value / 50) to the power 0.5", "（实际值÷50）的0.5次方"),
    (POWER | {"one_at": "40"}, "(value / 40) to the power 2", "（实际值÷40）的2次方"),
]


@pytest.mark.parametrize(("curve", "english", "chinese"), CASES)
def test_what_is_said_by_hand(tmp_path, curve, english, chinese):
    assert talked(tmp_path / "en", curve) == english
    assert talked(tmp_path / "zh", curve, CHINESE) == chinese


@pytest.mark.parametrize(
    ("edges", "said"),
    [
        (("40", "50"), "value up to 40"),
        (("30", "40"), "value above 30, up to 40"),
        (("20", "39"), "value above 39"),
    ],
)
def test_an_edge_may_belong_to_the_band_below(tmp_path, edges, said):
    assert talked(tmp_path, table(*edges), boundary="lower") == said


def test_attainment_is_in_percent_and_an_anchor_is_said_by_its_number(tmp_path):
    curve = line(("50", "0"), ("100", "90"), ("120", "100"))
    # 40 of 50 are 80 percent; of 40 they are 100.
    target = {"anchors": {"target": "50"}}
    told = talked(tmp_path / "a", curve, on="attainment", came="80%", **target)
    assert told == "attainment 80%: between 50% (0 points) and 100% (90 points)"
    told = talked(tmp_path / "b", curve, CHINESE, on="attainment", anchors={"target": "40"})
    assert told == "达成率恰为100%"
    edges = {"mode": "whole", "below": "0", "bands": [{"from": "target", "gives": "100"}]}
    assert talked(tmp_path / "c", edges, anchors={"target": "41"}) == "value under 41.00"


def test_a_place_among_others_says_what_was_read(tmp_path):
    among = {"relative": "percentile", "among": "all", "all_equal": "62.5"}
    told = talked(tmp_path, line(("0", "0"), ("100", "100")), on=among)
    assert told == "percentile 62.5: between 0 (0 points) and 100 (100 points)"  # both have 40


def test_a_jump_is_told_by_what_holds_on_this_side_of_it(tmp_path):
    curve = line(("20", "0"), ("60", "100"))
    curve["points"][0]["then"], curve["points"][1]["before"] = "5", "95"
    assert talked(tmp_path, curve) == "value between 20 (5 points) and 60 (95 points)"


def test_an_override_and_the_reading_that_counts_are_asked(tmp_path):
    month = halves(table("30"), better="higher")
    month.plan["components"][1]["overrides"] = [{"where": {"role": "lead"}, "curve": table("35")}]
    month.roster[1]["role"] = "lead"
    words = Words(published(month, tmp_path / "override"))
    assert [words.of("talked", agent) for agent in (0, 1)] == ["value from 30", "value from 35"]
    month = halves(line(("0", "0"), ("100", "100")), better="higher")
    rated, other = month.plan["components"]
    keys = ("measure", "on", "curve")
    both = [{key: part[key] for key in keys} for part in (rated | {"curve": table("1")}, other)]
    rest = {key: value for key, value in other.items() if key not in keys}
    month.plan["components"] = [rated, rest | {"best_of": both, "missing": "exclude"}]
    words = Words(published(month, tmp_path / "best"))  # 10 points for any rating, 40 for talks
    assert words.of("talked", 0) == "value between 0 (0 points) and 100 (100 points)"


def test_each_stretch_has_its_own(tmp_path):
    data = small.write(tmp_path / "data", people=moving(*TWO))
    text = changed(*BY_STRETCH, text=small.PLAN)
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    words = Words(run_period(tmp_path / "plan.yaml", data, small.MONTH, tmp_path / "RUNS").path)
    (name,) = words.found.whole
    said = {words.of(name, 1, stretch) for stretch in (1, 2)}
    assert said <= {"value between 1 (0 points) and 5 (100 points)", "value exactly 5"}
    assert said


def test_nothing_is_said_where_no_curve_gave_the_points(tmp_path):
    month = halves(BAND, better="higher")
    month.given.pop()  # b has not talked
    month.plan["components"][1]["missing"] = {"neutral": "60"}
    words = Words(published(month, tmp_path))
    assert [words.of("talked", agent) for agent in (0, 1)] == ["value under 90", None]


def test_nothing_is_said_where_a_gate_has_changed_the_points(tmp_path):
    month = halves(table("30"), better="higher")
    gate = {"name": "few", "why": "it matters", "at": {"component": "talked"}, "then": {"cap": "5"}}
    gate["when"] = {"measure": "rating", "below": "95", "missing": "fails"}
    month.plan["gates"] = [gate]
    run = published(month, tmp_path)
    points = [explain(run, who).found.outcome.components["talked"].points for who in "ab"]
    assert 5 in points  # of the 10 that the curve gives
    said = {5: None, 10: "value from 30"}
    words = Words(run)
    assert [words.of("talked", agent) for agent in (0, 1)] == [said[one] for one in points]


# The same as `explain` says of the same agent, in its longer words.

_EDGE = r"(?:\w+ )?(-?[\d.]+)(?: \(.*?\))?"
_ENDS = r"(-?[\d.]+)(?:, (?:after|before) its jump)?"
_LINE = rf"the line from {_EDGE} \({_ENDS}\) to {_EDGE} \({_ENDS}\)"


def numbers(text):
    return [Fraction(found.replace(",", "")) for found in re.findall(r"-?\d[\d,.]*\d|-?\d", text)]


def from_explain(lies: Laid, words: str, x: Fraction | None) -> tuple[str, list[Fraction]]:
    """What `explain` says, as a kind and numbers; tables have their next edge from the plan."""
    edges = [edge for edge in lies.edges if edge is not None]
    mode = lies.curve["mode"]
    if mode == "whole":
        reached = [e for e in edges if f"from {e}" and _owns(lies, e, x)]
        above = edges[len(reached) : len(reached) + 1]
        assert words.startswith("the band from" if reached else "below")
        return "band", [*reached[-1:], *above]
    if mode == "interpolated":
        if found := re.search(rf"^the point at {_EDGE}", words):
            return "exactly", [Fraction(found[1])]
        leg = re.search(_LINE, words)
        ends = [Fraction(one) for one in leg.groups()] if leg else []
        if words.startswith("on "):
            return "between", ends
        word, edge = ("above", edges[-1]) if words.startswith("above") else ("below", edges[0])
        return word, [edge, *ends]
    if mode == "deduct":
        return ("nothing off" if "nothing is taken off" in words else "less"), []
    return mode, []


def _owns(lies: Laid, edge: Fraction, x: Fraction | None) -> bool:
    return x is None or x > edge or (x == edge and lies.boundary == "upper")


def check_agent(told: Explanation, words: Words, agent: int) -> int:
    """Hold every component of an agent against the statement of `explain`; count what was told."""
    trees = {said["name"]: said for said in _components(told.found.plan["components"])}
    seen = 0
    for name, part in told.found.outcome.components.items():
        mine, own = words.of(name, agent), part.read
        if part.reason != "scored" or part.before is not None:
            assert mine is None, (name, part.reason, part.before, part.points, mine)
            continue
        lies = laid(told.found, trees[name], own)
        theirs = on_curve(lies, own.x, own.points)
        if theirs.startswith("crossed"):
            assert mine is None
            continue
        kind, at = from_explain(lies, theirs, own.x)
        said = mine.split(": ", 1)[-1] if own.on not in ("value", "attainment") else mine
        if kind in ("exactly", "between", "below", "above"):
            assert f"{kind} " in said
        if kind in ("exactly", "between", "below", "above", "band"):
            assert numbers(said) == at, (theirs, said)
        if kind in ("less", "nothing off"):
            assert kind in said
        assert said
        seen += 1
    return seen


def _components(members):
    return [
        part
        for member in members
        for part in (_components(member["members"]) if "members" in member else [member])
    ]


def check_run(run, step=1):
    words = Words(run)
    ids = words.again.restored.roster.agent_ids
    return sum(check_agent(explain(run, ids[i]), words, i) for i in range(0, len(ids), step))


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    make_sample(folder, interactions=6_000, agents=60)
    return folder


@pytest.mark.parametrize("plan", PLANS)
def test_every_shipped_plan_says_what_explain_says(plan, sample, tmp_path):
    data = data_for(plan, sample, tmp_path / "data")
    period = "2026-Q4" if plan == "aftersales-quarterly" else "2026-10"
    run = run_period(find_plan(plan), data, period, tmp_path / "RUNS").path
    assert check_run(run, step=5) > 0


@SLOW
@given(month=months())
def test_drawn_months_say_what_explain_says(month: Month, tmp_path_factory):
    try:
        run = published(in_plan_zone(month), tmp_path_factory.mktemp("drawn"))
        check_run(run)
    except (IntegrityError, DataError) as error:
        assume({problem.code for problem in error.problems} != {"nobody-targeted"})
        raise
