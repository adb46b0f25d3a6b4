"""Which band or line gave points: by hand, and held to the second calculation and the plan."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import assume, given

from scoring.again.on_curves import on_curves
from scoring.again.placed import placed_again
from scoring.errors import DataError, IntegrityError
from scoring.exact import fixed
from scoring.independent.curves import edge_of
from scoring.independent.laid import Laid, on_curve
from scoring.monthly import run_period
from scoring.outputs.explain import Explanation, explain
from scoring.outputs.explain_readings import laid
from scoring.report.audience import Asked
from scoring.report.beside_edges import beside
from scoring.report.site import write_site
from scoring.report.statement_curves import told_by_curve
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

    def of(self, component, agent, stretch=None, tongue=ENGLISH):
        (part,) = (one for one in self.plan.parts if one.name == component)
        lies = self.found.of(component, agent, stretch)
        if lies is None:
            return None
        attained = self.again.placed.weighed.components[component]
        points = fixed.text(int(attained.points[agent]), attained.points_places)
        upper = self.plan.conventions.boundary == "upper"
        return told_by_curve(tongue, part, lies, points, upper=upper)


def talked(folder, curve, tongue=ENGLISH, boundary="upper", on="value", has="40", **measure):
    """What is said of the component of talks, of which a has 40 or another number, and b 40."""
    month = halves(curve, **({"better": "higher"} | measure))
    month.given[-2]["value"] = Decimal(has)
    month.plan["conventions"]["boundary"] = boundary
    month.plan["components"][1]["on"] = on
    return Words(published(month, folder)).of("talked", 0, tongue=tongue)


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
    (
        table("30", "40", "50"),
        "value from 40 to under 50: 20 points",
        "实际值在40（含）至50（不含）之间，得20分",
    ),
    (
        table("30", "50"),
        "value from 30 to under 50: 10 points",
        "实际值在30（含）至50（不含）之间，得10分",
    ),
    (table("41", "50"), "value under 41: 0 points", "实际值低于41，得0分"),
    (table("20", "40"), "value from 40: 20 points", "实际值不低于40，得20分"),
    (
        line(("20", "1"), ("60", "100")),
        "value between 20 (1 point) and 60 (100 points)",
        "实际值介于20（1分）与60（100分）之间",
    ),
    (
        line(("20", "0"), ("40", "70"), ("60", "100")),
        "value exactly 40: 70 points",
        "实际值恰为40，得70分",
    ),
    (line(("50", "5"), ("60", "100")), "value below 50: 5 points", "实际值低于50，得5分"),
    (
        line(("50", "5"), ("60", "100"), below="2"),
        "value below 50: 2 points",
        "实际值低于50，得2分",
    ),
    (line(("20", "0"), ("39.5", "99")), "value above 39.5: 99 points", "实际值高于39.5，得99分"),
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
        "实际值介于20（0分）与50（30分）之间",
    ),
    (slices("10"), "1.5 for each 1 above 10", "超过10的部分，每1计1.5分"),
    (
        slices("10", "30", "40"),
        "slice by slice; 1.5 for each 1 above 30",
        "分段累计；超过30的部分，每1计1.5分",
    ),
    (slices("40"), "value not above 40: 0 points", "实际值不高于40，得0分"),
    (
        deduct("below", "48"),
        "100 points less 2 for each 5 begun below 48",
        "满分100分，低于48的，每低5扣2分（不足5的按5计）",
    ),
    (
        deduct("below", "48", part="exact"),
        "100 points less 2 for each 5 below 48, in proportion",
        "满分100分，低于48的，每低5扣2分，按比例计",
    ),
    (
        deduct("above", "30", costs="60", part="floor"),
        "100 points less 60 for each whole 5 above 30, at least 0",
        "满分100分，超出30的部分，每满5扣60分，最低0分",
    ),
    (
        deduct("below", "40"),
        "value not below 40: nothing off, 100 points",
        "实际值未低于40，不扣分，得100分",
    ),
    (
        deduct("above", "40"),
        "value not above 40: nothing off, 100 points",
        "实际值未高于40，不扣分，得100分",
    ),
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
        (("40", "50"), "value up to 40: 0 points"),
        (("30", "40"), "value above 30, up to 40: 10 points"),
        (("20", "39"), "value above 39: 20 points"),
    ],
)
def test_an_edge_may_belong_to_the_band_below(tmp_path, edges, said):
    assert talked(tmp_path, table(*edges), boundary="lower") == said


def test_attainment_is_in_percent_and_an_anchor_is_said_by_its_number(tmp_path):
    curve = line(("50", "0"), ("100", "90"), ("120", "100"))
    # 40 of 50 are 80 percent; of 40 they are 100.
    target = {"anchors": {"target": "50"}}
    told = talked(tmp_path / "a", curve, on="attainment", **target)
    assert told == "attainment 80%, between 50% (0 points) and 100% (90 points)"
    told = talked(tmp_path / "b", curve, CHINESE, on="attainment", anchors={"target": "40"})
    assert told == "达成率恰为100%，得90分"
    edges = {"mode": "whole", "below": "0", "bands": [{"from": "target", "gives": "100"}]}
    told = talked(tmp_path / "c", edges, anchors={"target": "41"})
    assert told == "value under 41.00: 0 points"


@pytest.mark.parametrize(
    ("curve", "english", "chinese"),
    [
        (
            slices("50"),
            "attainment 80%, 1.5 for each 1% above 50%",
            "达成率80%，超过50%的部分，每1个百分点计1.5分",
        ),
        (
            deduct("below", "100"),
            "attainment 80%, 100 points less 2 for each 5% begun below 100%",
            "达成率80%，满分100分，低于100%的，每低5个百分点扣2分（不足5个百分点的按5个百分点计）",
        ),
        (
            POWER,
            "attainment 80%, (attainment / 50%) to the power 2",
            "达成率80%，（达成率÷50%）的2次方",
        ),
    ],
)
def test_what_is_reckoned_with_attainment_names_it(tmp_path, curve, english, chinese):
    said = {"on": "attainment", "anchors": {"target": "50"}}
    assert talked(tmp_path / "en", curve, **said) == english
    assert talked(tmp_path / "zh", curve, CHINESE, **said) == chinese


# Of 30000: a 300th of a percent is 0.00333..., which two places do not show.
@pytest.mark.parametrize(
    ("has", "boundary", "english"),
    [
        ("29999", "upper", "attainment 99.996%, from 90% to under 100%: 10 points"),
        ("30000", "upper", "attainment 100%, from 100%: 20 points"),
        ("30001", "upper", "attainment 100.003%, from 100%: 20 points"),
        ("29999", "lower", "attainment 99.996%, above 90%, up to 100%: 10 points"),
        ("30000", "lower", "attainment 100%, above 90%, up to 100%: 10 points"),
        ("30001", "lower", "attainment 100.003%, above 100%: 20 points"),
        ("29998", "upper", "attainment 99.99%, from 90% to under 100%: 10 points"),
    ],
)
def test_a_number_is_not_shown_across_an_edge_that_it_is_not_on(tmp_path, has, boundary, english):
    said = {"on": "attainment", "anchors": {"target": "30000"}, "has": has}
    assert talked(tmp_path, table("90", "100"), boundary=boundary, **said) == english


def test_a_number_beside_an_edge_in_chinese_and_beside_a_step(tmp_path):
    said = {"on": "attainment", "anchors": {"target": "30000"}, "has": "29999"}
    told = talked(tmp_path / "zh", table("90", "100"), CHINESE, **said)
    assert told == "达成率99.996%，在90%（含）至100%（不含）之间，得10分"
    # Below 104.997 the second step begins below 99.997, where 99.9966... is and 100 is not.
    told = talked(tmp_path / "step", deduct("below", "104.997"), **said)
    assert told.startswith("attainment 99.996%, 100 points less 2 for each 5% begun below")


@pytest.mark.parametrize(
    ("x", "edges", "said"),
    [
        ("99.995", ("99.995",), "99.995"),
        ("99.995", (), "100"),
        ("-0.001", ("0",), "-0.001"),
        ("-0.001", (), "0"),
        ("33.3333", ("33.33", "33.3332"), "33.3333"),
        ("100.0000004", ("100",), "100.0000004"),
        ("-99.9967", ("-100",), "-99.996"),
    ],
)
def test_places_are_added_until_a_number_lies_where_it_is(x, edges, said):
    assert beside(Fraction(x), [Fraction(edge) for edge in edges]) == said


def among(form, all_equal="62.5"):
    return {"relative": form, "among": "all", "all_equal": all_equal}


EQUAL = "all of the group are equal, or nobody else is there: "


@pytest.mark.parametrize("form", ["percentile", "min_max", "z_score", "rank"])
def test_where_all_are_equal_the_plan_says_what_is_read(tmp_path, form):
    told = talked(tmp_path / "a", line(("0", "0"), ("100", "100")), on=among(form))
    assert told == f"{EQUAL}the plan reads 62.5, between 0 (0 points) and 100 (100 points)"
    told = talked(tmp_path / "b", line(("0", "0"), ("62.5", "70")), CHINESE, on=among(form))
    assert told == "组内数值全部相同，或仅此一人，方案所取的数恰为62.5，得70分"


def test_who_is_alone_in_a_group_is_told_so_and_two_who_are_not_are_not(tmp_path):
    month = halves(table("0"), better="higher")
    month.plan["components"][1]["on"] = among("percentile", "50") | {"among": "role"}
    month.roster[0]["role"], month.roster[1]["role"] = "lead", "agent"
    words = Words(published(month, tmp_path))
    assert [words.of("talked", agent) for agent in (0, 1)] == [
        f"{EQUAL}the plan reads 50, from 0: 10 points"
    ] * 2


@pytest.mark.parametrize(
    ("form", "has", "better", "english", "chinese"),
    [
        ("percentile", "41", "higher", "percentile 100, from 0: 10 points", "百分位100，不低于0"),
        ("rank", "41", "lower", "rank 2 among others, from 0: 10 points", "名次2，不低于0"),
        (
            "min_max",
            "39",
            "lower",
            "100 from the worst (0) to the best (100), from 0: 10 points",
            "在最差（0）与最好（100）之间为100，不低于0",
        ),
        # Of two, one is a deviation above the mean and one below.
        (
            "z_score",
            "41",
            "higher",
            "1 standard deviation better than the mean, from 0: 10 points",
            "优于均值1个标准差，不低于0",
        ),
        (
            "z_score",
            "39",
            "lower",
            "1 standard deviation better than the mean, from 0: 10 points",
            "优于均值1个标准差，不低于0",
        ),
        (
            "z_score",
            "41",
            "lower",
            "1 standard deviation worse than the mean, under 0: 0 points",
            "逊于均值1个标准差，低于0",
        ),
    ],
)
def test_a_place_among_others_says_what_was_read(tmp_path, form, has, better, english, chinese):
    said = {"on": among(form), "has": has, "better": better}
    assert talked(tmp_path / "en", table("0"), **said) == english
    assert talked(tmp_path / "zh", table("0"), CHINESE, **said).startswith(chinese)


def test_a_jump_is_told_by_what_holds_on_this_side_of_it(tmp_path):
    curve = line(("20", "0"), ("60", "100"))
    curve["points"][0]["then"], curve["points"][1]["before"] = "5", "95"
    assert talked(tmp_path, curve) == "value between 20 (5 points) and 60 (95 points)"


def test_an_override_and_the_reading_that_counts_are_asked(tmp_path):
    month = halves(table("30"), better="higher")
    month.plan["components"][1]["overrides"] = [{"where": {"role": "lead"}, "curve": table("35")}]
    month.roster[1]["role"] = "lead"
    words = Words(published(month, tmp_path / "override"))
    assert [words.of("talked", agent) for agent in (0, 1)] == [
        "value from 30: 10 points",
        "value from 35: 10 points",
    ]
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
    assert said <= {"value between 1 (0 points) and 5 (100 points)", "value exactly 5: 100 points"}
    assert said


def test_nothing_is_said_where_no_curve_gave_the_points(tmp_path):
    month = halves(BAND, better="higher")
    month.given.pop()  # b has not talked
    month.plan["components"][1]["missing"] = {"neutral": "60"}
    words = Words(published(month, tmp_path))
    assert [words.of("talked", agent) for agent in (0, 1)] == ["value under 90: 50 points", None]


def test_nothing_is_said_where_a_gate_has_changed_the_points(tmp_path):
    month = halves(table("30"), better="higher")
    gate = {"name": "few", "why": "it matters", "at": {"component": "talked"}, "then": {"cap": "5"}}
    gate["when"] = {"measure": "rating", "below": "95", "missing": "fails"}
    month.plan["gates"] = [gate]
    run = published(month, tmp_path)
    points = [explain(run, who).found.outcome.components["talked"].points for who in "ab"]
    assert 5 in points  # of the 10 that the curve gives
    said = {5: None, 10: "value from 30: 10 points"}
    words = Words(run)
    assert [words.of("talked", agent) for agent in (0, 1)] == [said[one] for one in points]
    write_site(run, tmp_path / "site", ("en", "zh"), Asked())
    for language, before in (("en", "10.00 points before a rule"), ("zh", "规则调整前为10.00分")):
        pages = (tmp_path / "site" / language / "statements").iterdir()
        told = [before in page.read_text("utf-8") for page in pages]
        assert sorted(told) == sorted(one == 5 for one in points)


# Every agent of a run: what was read is what the second calculation has read, and the rest is what
# the plan's own text says of it.

_READ = {
    "attainment": r"attainment (?P<x>[\d.,-]+)%, ",
    "percentile": r"percentile (?P<x>[\d.,]+), ",
    "rank": r"rank (?P<x>[\d.,]+) among others, ",
    "min_max": r"(?P<x>[\d.,]+) from the worst \(0\) to the best \(100\), ",
    "z_score": r"(?:(?P<x>[\d.,]+) standard deviations? (?P<side>better|worse) than|at) the mean, ",
}
_EQUALS = EQUAL + r"the plan reads (?P<x>[\d.,-]+), "


def number(text):
    return Fraction(text.replace(",", ""))


def numbers(text):
    return [number(found) for found in re.findall(r"-?\d[\d,.]*\d|-?\d", text)]


def rest_of(said: str, on: str, x: Fraction | None, edges: list[Fraction]) -> str:
    """Hold what is told as read to the number that was read; return what is said of the curve."""
    found = re.match(_EQUALS, said)
    if found:
        assert number(found["x"]) == x
    elif found := re.match(_READ[on], said):
        told = number(found["x"] or "0")
        told = -told if found.groupdict().get("side") == "worse" else told
        assert [told < e for e in edges] == [x < e for e in edges], (said, x)
        assert [told > e for e in edges] == [x > e for e in edges], (said, x)
        half_up = Fraction(int(abs(x) * 100 + Fraction(1, 2)), 100) * (1 if x >= 0 else -1)
        assert told == half_up or (
            told != x.limit_denominator(1) and abs(told - x) < Fraction(1, 1000)
        )
    else:
        assert x is None or x in edges, (said, x)
        return re.sub(r"from the worst \(0\) to the best \(100\)", "", said)
    return said[found.end() :]


def of_line(points, edges, x, below, above) -> list[Fraction]:
    """Numbers that a line has to say of x: points as (before, at, after), by their edges."""
    if x in edges:
        return [x, points[edges.index(x)][1]]
    at = sum(x is None or e < x for e in edges)
    ends = [
        one
        for i in range(len(edges) - 1)
        for one in (edges[i], points[i][2], edges[i + 1], points[i + 1][0])
    ]
    if 0 < at < len(edges):
        return ends[4 * (at - 1) : 4 * at]
    edge, said, leg = (edges[-1], above, ends[-4:]) if at else (edges[0], below, ends[:4])
    held = points[-1][2] if at else points[0][0]
    if said == "extrapolate":
        return [edge, *leg]
    return [edge, held if said == "hold" else Fraction(said)]


def of_table(lies: Laid, x: Fraction | None, _points: Fraction) -> list[Fraction]:
    at, bands = sum(_owns(lies, edge, x) for edge in lies.edges), lies.curve["bands"]
    gives = bands[at - 1]["gives"] if at else lies.curve["below"]
    return [*lies.edges[max(at - 1, 0) : at + 1], Fraction(gives)]


def of_points(lies: Laid, x: Fraction | None, _points: Fraction) -> list[Fraction]:
    curve, keys = lies.curve, ("before", "gives", "then")
    rows = [[Fraction(one.get(key, one["gives"])) for key in keys] for one in curve["points"]]
    return of_line(rows, lies.edges, x, curve["below"], curve["above"])


def of_filled(lies: Laid, x: Fraction | None, _points: Fraction) -> list[Fraction]:
    sums = accumulate((Fraction(b["gives"]) for b in lies.curve["bands"]), initial=Fraction(0))
    return of_line([[one] * 3 for one in sums], lies.edges, x, "hold", "hold")


def of_slices(lies: Laid, x: Fraction, _points: Fraction) -> list[Fraction]:
    curve, edges = lies.curve, lies.edges
    if "start_at" in curve:
        return [edge_of(curve["start_at"], lies.anchors)]
    at = sum(edge < x for edge in edges)
    return [Fraction(curve["bands"][at - 1]["gives"]), 1, edges[at - 1]] if at else [edges[0], 0]


def of_power(lies: Laid, x: Fraction, _points: Fraction) -> list[Fraction]:
    one = Fraction(lies.curve["one_at"])
    return [one, Fraction(lies.curve["above" if x >= one else "below"])] if x > 0 else [0, 0]


def of_deduction(lies: Laid, x: Fraction, points: Fraction) -> list[Fraction]:
    curve, (edge,) = lies.curve, lies.edges
    if not (x < edge if curve["side"] == "below" else x > edge):
        return [edge, Fraction(curve["from"])]
    found = [*(Fraction(curve[key]) for key in ("from", "costs", "every")), edge]
    least = curve["least"]
    return found + ([points] if least != "none" and points == Fraction(least) else [])


OF = {
    "whole": of_table,
    "interpolated": of_points,
    "filled": of_filled,
    "marginal": of_slices,
    "power": of_power,
    "deduct": of_deduction,
}


def by_the_plan(lies: Laid, x: Fraction | None, points: Fraction) -> list[Fraction]:
    """Every number that is said of a curve, from its text in the plan, in the order of words."""
    reckoned = lies.curve["mode"] in ("marginal", "power", "deduct")
    if x is None and (reckoned or lies.curve.get("above") == "extrapolate"):
        return [points]
    return OF[lies.curve["mode"]](lies, x, points)


def _owns(lies: Laid, edge: Fraction, x: Fraction | None) -> bool:
    return x is None or x > edge or (x == edge and lies.boundary == "upper")


def check_agent(told: Explanation, words: Words, agent: int) -> int:
    """Hold what is said of every component of an agent; count them."""
    trees = {said["name"]: said for said in _components(told.found.plan["components"])}
    seen = 0
    for name, part in told.found.outcome.components.items():
        mine, own = words.of(name, agent), part.read
        if part.reason != "scored" or part.before is not None:
            assert mine is None, (name, part.reason, part.before, part.points, mine)
            continue
        lies = laid(told.found, trees[name], own)
        if on_curve(lies, own.x, own.points).startswith("crossed"):
            assert mine is None
            continue
        rest = mine if own.on == "value" else rest_of(mine, own.on, own.x, lies.edges)
        assert numbers(rest) == by_the_plan(lies, own.x, own.points), (mine, own.x, lies.curve)
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
def test_every_shipped_plan_says_what_was_read_and_what_the_plan_gives(plan, sample, tmp_path):
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
