"""Other people's numbers: published examples, with their source, as plans and data files.

Each example is a plan and a data folder that the command runs; what is compared stands in the
files of the run. A single operation that no plan asks for alone (allocation, ranks by a method)
calls its public function.

LATER names the examples whose capability is not built yet, so that none is forgotten, and
RULED_OUT the parts of examples that a promise of ours rules out: together the lists are the whole
collection.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import accumulate, pairwise
from math import lcm
from pathlib import Path
from typing import NamedTuple

import pytest

from scoring import engine
from scoring.exact.fixed import allocate, text
from scoring.exact.period import Period
from tests import people
from tests.published import folders
from tests.strategies import as_plan

COVERED = {
    "AGILITI-5X-CURVE": "line with a cliff, attainment",
    "BIZ-BREAKS": "business time: dated breaks, cut out where they overlap",
    "BIZ-DEADLINE": "deadline: the close of a day, not the next opening; 0 s: the next open moment",
    "BIZ-DST-EMPTY": "business time: a time in the gap moves forward by it, and the span is empty",
    "BIZ-SHIFTS": "business time: exceptions, hours of a day that replace its weekday's",
    "BIZ-TIMELINE": "open intervals of a zone in UTC",
    "BIZ-WEEK": "business time: hours by weekday; if_reversed: zero",
    "BRICK-FLOORTOLARGESTREMAINDER": "pool; the rest by the function: below zero, steps of 0.05",
    "CN-IIT-QUICK-DEDUCTION": "marginal bands: base x rate less the deduction meets them",
    "CN-PERF-COEFFICIENT": "base x rate x coefficient; its overtime is no incentive",
    "EB-TABLE": "shrinkage: the public function, and a plan over 40,404 rows",
    "HAMILTON-1790": "pool of seats",
    "HAMILTON-42": "pool of seats",
    "HR-3FACTOR": "weights, coefficient from the score",
    "HVBP-REWEIGHT-FY2016": "missing: exclude",
    "MIPS-DECILE-047": "line",
    "MIPS-QUALITY-01": "percent of possible, missing: zero; a bonus is on top of what is possible",
    "OPENFISCA-MARGINAL": "marginal bands",
    "OPENFISCA-MARGINAL-AMOUNT": "whole band: the amounts of all brackets reached, cumulated",
    "OPENFISCA-SINGLE-AMOUNT": "whole band",
    "ORCL-EQUAL-TIER": "boundary: upper",
    "ORCL-FLAT": "whole band",
    "ORCL-INTERPOLATED": "amounts of bands, and the line through their edges, which is the same",
    "ORCL-STEP": "marginal bands",
    "ORCL-STEP-SLICES": "marginal bands, and each slice as a line that holds where its tier ends",
    "POWER-CURVE-GUIDE": "power curve, and a pool by target pay x its multiplier",
    "PRORATE-DAYS": "proration by calendar days",
    "RANK-SCIPY": "ranks `min`, `dense` and, by agent id, `ordinal`; RULED_OUT has the others",
    "ROUNDING-JAVA": "rounding modes, of points",
    "SEC66756-GATE": "sum, and a gate that makes two of three components void",
    "SEATGEEK": "business time: holidays; if_reversed: negative",
    "SIEBEL-DRAW": "recoverable draw: a chain of six runs, in test_draws.py",
    "SLAT-EFFECTIVE-DATED": "business time: another week from its day on; spans to the second",
    "SPIFF-MAMOUNT": "marginal bands that go on from what was there before",
    "SLAT-HOLIDAY": "business time: a holiday among days of a minute",
    "TXT-2021-CAP": "line held at its top",
    "TXT-2021-PAYOUTS": "base x coefficient, a line rounded to a step",
    "TXT-2022": "lines, weights",
    "WILSON-R": "the Wilson interval: the public function",
}
LATER = {
    "PRORATE-MONTHS": "proration by months",
}
RULED_OUT = {
    "average": "RANK-SCIPY: a place such as 1.5 is none that a person can hold or be paid for",
    "max": "RANK-SCIPY: the last place to all who share the first; equal scores share the best",
    "ordinal": "RANK-SCIPY: by the order of input, which changes no result here; by agent id it is",
}


def test_no_example_is_forgotten(shared):
    examples = json.loads((shared / "examples" / "published.json").read_text(encoding="utf-8"))
    assert sorted(e["id"] for e in examples) == sorted({**COVERED, **LATER})
    assert not COVERED.keys() & LATER.keys()


# A published example as a plan: measures given ready, one component each.


def line(*points: tuple[str, str], below: str = "hold", above: str = "hold") -> dict:
    rows = [{"at": at, "gives": gives} for at, gives in points]
    return {"mode": "interpolated", "below": below, "points": rows, "above": above}


def table(*bands: tuple[str, str], below: str) -> dict:
    rows = [{"from": edge, "gives": gives} for edge, gives in bands]
    return {"mode": "whole", "below": below, "bands": rows}


def marginal(*bands: tuple[str, str]) -> dict:
    return {"mode": "marginal", "bands": [{"from": edge, "gives": rate} for edge, rate in bands]}


AS_IT_IS = line(("0", "0"), ("1000", "1000"), below="extrapolate", above="extrapolate")
"""The line on which every number stands for itself."""


def component(name: str, measure: str, curve: dict, **more: object) -> dict:
    said = {"name": name, "measure": measure, "on": "value", "curve": curve, "why": "So."}
    return said | more


class Case:
    """A plan: a curve and a weight for each of its measures, or components of its own."""

    def __init__(
        self,
        *parts: tuple[str, dict],
        places: int = 2,
        missing: str = "exclude",
        **more: object,
    ) -> None:
        names = [f"part{i}" for i in range(len(parts))]
        conventions = {
            "rounding": "half_up", "places": {"points": "6", "score": str(places)},
            "boundary": "upper", "denominators": "known", "rank": "competition",
            "roster_as_of": "period_end", "period_zone": "plan", "zone": "UTC",
            "order": ["multipliers", "cap", "proration", "floor"], "quarantine_max": "0",
        }  # fmt: skip
        self.plan = {
            "plan": "published", "title": "As published", "version": "1", "cycle": "year",
            "conventions": conventions, "applies_to": {"everyone": "true"},
            "measures": {name: measure(name, missing) for name in names},
            "components": [
                component(name, name, curve, weight=weight)
                for name, (weight, curve) in zip(names, parts, strict=True)
            ],
            "tiers": table(("0", "any"), below="none"), "pay": "none",
        } | more  # fmt: skip


def measure(name: str, missing: str = "exclude") -> dict:
    return {
        "kind": "given", "title": "As published", "unit": "points", "better": "higher",
        "places": "9", "volume_min": "0", "missing": missing, "given": name,
    }  # fmt: skip


class Ran(NamedTuple):
    """A run of the command, and what stands in its files."""

    path: Path

    def scores(self) -> list[Decimal | None]:
        """Return the score of each agent."""
        return [row["score"] for row in folders.table(self.path, "scorecards.parquet")]

    def views(self, column: str) -> list[Decimal]:
        """Return a column of components.parquet, agent by agent and part by part."""
        return [row[column] for row in folders.table(self.path, "components.parquet")]

    def gates(self) -> list[str]:
        """Return the gates that have closed, of each agent."""
        return [row["gates"] for row in folders.table(self.path, "scorecards.parquet")]

    def paid(self) -> list[str]:
        """Return the pay lines, with as many places as the currency has."""
        rows = folders.table(self.path, "payouts.parquet")
        places = {"CNY": "0.01", "USD": "0.01", "JPY": "1"}
        return [str(row["amount"].quantize(Decimal(places[row["currency"]]))) for row in rows]


Agent = Sequence[str | None]
Command = Callable[..., Ran]


@pytest.fixture
def run(tmp_path, plaudit) -> Command:
    """Run the command on a case and the values of each agent; None is not given."""

    def ran(case: Case, *agents: Agent, targets: Sequence[tuple] = (), **roster: list) -> Ran:
        place = tmp_path / str(len(list(tmp_path.iterdir())))
        names = [f"a{i:03}" for i in range(len(agents))]
        given = [
            (name, said["given"], value)
            for name, values in zip(names, agents, strict=True)
            for said, value in zip(case.plan["measures"].values(), values, strict=True)
        ]
        data = folders.write(place / "data", names, given, targets, roster)
        file = place / "published.yaml"
        file.write_text(json.dumps(case.plan), encoding="utf-8")
        return Ran(folders.run(plaudit, file, data))

    return ran


def numbers(*texts: str) -> list[Decimal]:
    return [Decimal(number) for number in texts]


def shown(found: list[Decimal], places: str) -> list[str]:
    """Round for display, as the publisher did."""
    return [str(x.quantize(Decimal(places), rounding=ROUND_HALF_UP)) for x in found]


def bonus(rate: str = "1", coefficient: dict | None = None, **steps: object) -> dict:
    """A bonus of base x rate x what the score says."""
    by_score = coefficient or {"on": "score", "curve": line(("0", "0"), ("1000", "1000"))}
    none = dict.fromkeys(("multipliers", "cap", "proration", "floor"), "none")
    pay = {"column": "bonus_base", "rate": rate, "coefficient": by_score}
    named = {"name": "bonus", "pay_code": "PB", "start": pay}
    return {"pay": [named | none | steps]}


def base(currency: str, *amounts: str) -> dict:
    """The roster's columns of who is paid on which base."""
    return {"bonus_base": numbers(*amounts), "currency": [currency] * len(amounts)}


def test_hvbp_reweights_the_domains_that_are_left(run):
    # Source: QualityNet, Hospital Value-Based Purchasing scoring (FY 2016): nominal weights 10,
    # 25, 40, 25; without efficiency they become 13.3, 33.3, 53.3 (shown with one decimal).
    case = Case(*((weight, AS_IT_IS) for weight in ("0.10", "0.25", "0.40", "0.25")))
    shares = run(case, ["50", "50", "50", None]).views("effective_weight")
    assert shown([100 * x for x in shares], "0.1") == ["13.3", "33.3", "53.3", "0.0"]


def test_mips_decile_points(run):
    # Source: CMSgov/qpp-submissions-docs, guides/data.ts, with qpp-measures-data, benchmarks 2022,
    # measure 047: a rate of 76.92 lies in decile 5 (72.06 to 85.28) and earns 5.3676 points.
    lows = ["28.58", "52.17", "72.06", "85.28", "93.67", "98.33", "99.76", "100"]
    deciles = line(*((low, str(n)) for n, low in enumerate(lows, 3)), below="3")
    found = run(Case(("1", deciles), places=4), ["76.92"], ["10"], ["100"])
    assert found.scores() == numbers("5.3676", "3.0000", "10.0000")


def test_mips_quality_category(run):
    # Source: CMSgov/qpp-submissions-docs, guides/data.ts: (5.3676 + five unreported measures of 0 +
    # 6 for a small practice) / 60 x 100 = 18.946 %, of which the category's weight is 50 %: 9.473.
    # The bonus is a member with nothing possible: its points are on top. The other half of the
    # weight are categories that the example leaves out.
    names = [f"q{i}" for i in range(6)]
    members = [component(name, name, AS_IT_IS, possible="10") for name in names]
    members.append(component("small_practice", "small_practice", AS_IT_IS, possible="0"))
    quality = {
        "name": "quality", "weight": "0.5", "why": "So.", "combine": "percent_of_possible",
        "members": members, "scored_min": "1", "missing": "zero", "places": "exact",
    }  # fmt: skip
    rest = component("others", "others", AS_IT_IS, weight="0.5")
    said = {name: measure(name, "zero") for name in (*names, "small_practice", "others")}
    case = Case(places=3, measures=said, components=[quality, rest])
    found = run(case, ["5.3676", *[None] * 5, "6", None], [*["10"] * 6, "0", None])
    groups = folders.table(found.path, "groups.parquet")
    assert [row["score"] for row in groups] == numbers("18.946", "100")
    assert found.scores() == numbers("9.473", "50.000")


def payout(threshold: str, target: str, maximum: str) -> dict:
    """Textron's line: 0 to 100 from threshold to target, to 200 at the maximum and beyond."""
    return line((threshold, "0"), (target, "100"), (maximum, "200"), below="0")


def test_textron_2022(run):
    # Source: Textron proxy statement 2023 (FY 2022), www.textron.com/assets/Proxy/2023/38:
    # components of 54, 70 and 5.95 percent make 130 percent.
    case = Case(
        ("0.60", payout("804", "1281", "1629")),
        ("0.35", payout("323", "719", "1115")),
        ("0.05", payout("36.8", "46.8", "56.8")),
        places=0,
    )
    found = run(case, ["1233", "1188", "48.7"])
    weighted = found.views("weighted_points")
    assert shown(weighted[:2], "1") == ["54", "70"]
    assert weighted[2] == Decimal("5.95")
    assert found.scores() == [130]


def test_textron_2021_holds_the_maximum(run):
    # Source: Textron proxy statement 2022 (FY 2021), textron.com/assets/Proxy/2022/38: cash flow
    # of 1149 against a maximum of 623 pays 200 % x 0.35 = 70.00, diversity 47.1 pays 6.85. The
    # third component (weight 0.60) is not in the example and stands here at its target.
    case = Case(
        ("0.35", payout("183", "403", "623")),
        ("0.05", payout("33.4", "43.4", "53.4")),
        ("0.60", AS_IT_IS),
    )
    weighted = run(case, ["1149", "47.1", "100"]).views("weighted_points")
    assert shown(weighted[:2], "0.01") == ["70.00", "6.85"]


def test_textron_2021_payouts(run):
    # Source: as above, payouts to executives: target x 196.3 %, to the nearest $1,000. Exact to the
    # cent the first is 1,854,000 x 1.963 = 3,639,402.
    by_score = {"on": "score", "curve": line(("0", "0"), ("200", "2"))}
    thousands = {"rounding": {"mode": "half_up", "to": {"USD": "1000"}}}
    targets = base("USD", "1854000", "1000000", "619000")
    case = Case(("1", AS_IT_IS), places=1, **bonus(coefficient=by_score, **thousands))
    found = run(case, *[["196.3"]] * 3, **targets)
    assert found.paid() == ["3639000.00", "1963000.00", "1215000.00"]
    exact = Case(("1", AS_IT_IS), places=1, **bonus(coefficient=by_score))
    paid = run(exact, *[["196.3"]] * 3, **targets).paid()
    assert paid == ["3639402.00", "1963000.00", "1215097.00"]


LEVELS = ("0", "1", "2", "3")  # below, threshold, target, superior
GATED = {
    "met": ["0", "37.5", "100", "200"],
    "failed": ["0", "12.5", "25", "50"],
}


def test_a_gate_on_net_income(run):
    # Source: annual incentive form in SEC file 66756, exhibit 10h7 (2008): net income pays 0, 25,
    # 50, 100, cash flow 0, 12.5, 25, 50 and strategic goals 0, 0, 25, 50 by level; where net income
    # is below threshold, only cash flow pays. The payouts are added up.
    net = table(*zip(LEVELS[1:], ("25", "50", "100"), strict=True), below="0")
    strategic = table(("2", "25"), ("3", "50"), below="0")
    cash = table(*zip(LEVELS[1:], ("12.5", "25", "50"), strict=True), below="0")
    when = {"measure": "part0", "below": "1", "missing": "holds"}
    gates = [
        {"name": f"on_{name}", "when": when, "at": {"component": name}, "then": "void", "why": "S."}
        for name in ("part0", "part1")
    ]
    case = added_up(net, strategic, cash, gates=gates)
    assert run(case, *([level] * 3 for level in LEVELS)).scores() == numbers(*GATED["met"])
    failed = run(case, *(["0", level, level] for level in LEVELS))
    assert failed.scores() == numbers(*GATED["failed"])
    assert failed.gates() == ["on_part0,on_part1"] * 4


SUM = {"combine": "sum", "scored_min": "1", "least": "none", "most": "none"}


def added_up(*curves: dict, **more: object) -> Case:
    """A plan whose points are added up."""
    parts = [component(f"part{i}", f"part{i}", curve) for i, curve in enumerate(curves)]
    return Case(
        *((None, curve) for curve in curves), components=parts, score=SUM, missing="zero", **more
    )


def test_a_gate_on_one_goal_caps_the_section_of_two_others(run):
    # Source: the grammar of a vendor of variable pay, "if goal G < M% of target then cap C% on
    # goal, section or payout". 25,000 in a section of 30/70 is 7,500 + 17,500 at 100 %; a gate on
    # EBITDA caps the section at 50 %, min(25,000, 12,500) = 12,500, or at 0 %, which is nothing.
    curves = [table(("100", gives), below="0") for gives in ("7500", "17500")]
    parts = [component(f"part{i}", f"part{i}", curve) for i, curve in enumerate(curves)]
    section = {
        "name": "section", "combine": "sum", "members": parts, "scored_min": "1",
        "missing": "zero", "places": "exact", "why": "So.",
    }  # fmt: skip
    for cap, payouts in (("12500", ["25000", "12500"]), ("0", ["25000", "0"])):
        gate = {
            "name": "ebitda", "when": {"measure": "part2", "below": "80", "missing": "fails"},
            "at": {"group": "section"}, "then": {"cap": cap}, "why": "So.",
        }  # fmt: skip
        case = Case(
            *((None, curve) for curve in (*curves, AS_IT_IS)), gates=[gate],
            components=[section], score=SUM, missing="zero",
        )  # fmt: skip
        found = run(case, ["100", "100", "80"], ["100", "100", "79.99"])
        assert found.scores() == numbers(*payouts)


def test_agiliti_moves_five_points_for_one(run):
    # Source: Agiliti Health executive incentive plan 2011, contracts.justia.com, contract 672667:
    # from 93 % (65) to 110 % (150) of target, nothing below 93 %.
    attainment = ["110", "105", "100", "99", "98", "97", "96", "95", "94", "93", "92.99"]
    points = ["150", "125", "100", "95", "90", "85", "80", "75", "70", "65", "0"]
    case = Case(("1", line(("93", "65"), ("100", "100"), ("110", "150"), below="0")))
    assert run(case, *([x] for x in attainment)).views("points") == numbers(*points)


@pytest.mark.parametrize(
    ("pool", "factors", "portions", "total"),
    [
        (
            "25000",
            [("0.50", "1.2"), ("0.30", "1.1"), ("0.20", "0.8")],
            ["15000", "8250", "4000"],
            "27250",
        ),
        (
            "133333",
            [("0.40", "1.0"), ("0.40", "1.2"), ("0.20", "1.0")],
            ["53333", "64000", "26667"],
            "144000",
        ),
    ],
)
def test_three_factors(run, pool, factors, portions, total):
    # Source: liuzhiqiang77-cell/hr-assistant, bonus-calculation-examples.md, examples 1 and 2:
    # portions are pool x weight x factor, in whole currency units (here a currency without cents).
    case = Case(*((weight, AS_IT_IS) for weight, _ in factors), **bonus())
    found = run(case, [factor for _, factor in factors], **base("JPY", pool))
    weighted = found.views("weighted_points")
    assert shown([Decimal(pool) * x for x in weighted], "1") == portions
    assert found.paid() == [total]


def test_oracle_flat_rates(run):
    # Source: Oracle Incentive Compensation, options for splitting attainment across rate tiers:
    # without a split, 5,000 / 15,000 / 60,000 take the rate of their whole tier.
    rates = table(("0", "1"), ("10000", "2"), ("50000", "3"), ("100000", "4"), below="0")
    found = run(Case(("1", rates)), ["5000"], ["15000"], ["60000"])
    assert found.scores() == numbers("1.00", "2.00", "3.00")


def test_oracle_slices(run):
    # Source: as above, with a split: 5,000 lies in the first tier; 15,000 in two as 10,000 and
    # 5,000; 60,000 in three as 10,000, 40,000 and 10,000. Each slice is a line that holds where
    # its tier ends; together, at the rates 1, 2, 3 and 4, they are what the tiers earn.
    edges = ["0", "10000", "50000", "100000", "9999999"]
    tiers = list(zip(edges, ("1", "2", "3", "4"), strict=False))
    slices = [
        component(f"slice{n}", "part0", line((a, "0"), (b, str(int(b) - int(a)))), weight="0.2")
        for n, (a, b) in enumerate(pairwise(edges))
    ]
    whole = component("together", "part0", marginal(*tiers), weight="0.2")
    case = Case(("1", AS_IT_IS), components=[*slices, whole])
    found = run(case, ["5000"], ["15000"], ["60000"]).views("points")
    assert found == [
        *(5000, 0, 0, 0, 5000),
        *(10000, 5000, 0, 0, 20000),
        *(10000, 40000, 10000, 0, 120000),
    ]


TRANSACTIONS = ("200", "300", "1500", "1200", "2000", "4500")


def test_oracle_interpolated_rates(run):
    # Source: Oracle Incentive Compensation, earnings using interpolated rates: tiers to 1,000,
    # 3,000, 8,000 and 20,000 are worth 10, 40, 100 and 2,000, each pro rata until it is passed.
    # That is the line through what is earned at each edge: 10, 50, 150, 2,150.
    edges, worth = ("1000", "3000", "8000", "20000"), (10, 40, 100, 2000)
    tiers = line(("0", "0"), *zip(edges, map(str, accumulate(worth)), strict=True))
    lower = zip(("0", *edges), map(str, worth), strict=False)
    bands = [{"from": edge, "gives": amount} for edge, amount in lower]
    for curve in (tiers, {"mode": "filled", "bands": bands, "to": "20000"}):
        earned = run(Case(("1", curve)), *([sale] for sale in TRANSACTIONS)).scores()
        assert earned == [2, 3, 20, 14, 30, 80]
        assert sum(earned) == 149


def test_oracle_step_rates(run):
    # Source: Oracle Incentive Compensation, earnings using step rates: 1, 2, 3 and 5 % of what
    # lies in each tier; the effective rates are rounded for display.
    scale = marginal(("0", "0.01"), ("1000", "0.02"), ("3000", "0.03"), ("8000", "0.05"))
    earned = run(Case(("1", scale)), *([sale] for sale in TRANSACTIONS)).scores()
    assert earned == [2, 3, 20, 14, 30, 95]
    assert sum(earned) == 164
    published = ["1", "1", "1.33", "1.167", "1.5", "2.11"]
    for amount, sale, rate in zip(earned, TRANSACTIONS, published, strict=True):
        assert shown([100 * amount / Decimal(sale)], rate.replace(rate[-1], "1")) == [rate]


def test_a_deal_that_crosses_a_tier(run):
    # Source: Salesforce Spiff, use marginal payout rule functions: at 145,000 already, a deal of
    # 20,000 earns 4 % of 5,000 and 6 % of 15,000, together 1,100, which is 5.5 % of it. What was
    # there before is the agent's own anchor.
    tiers = [("0", "0.04"), ("150000", "0.06"), ("250000", "0.08")]
    measures = {"part0": measure("part0", "exclude") | {"anchors": {"before": "targets"}}}
    case = Case(("1", marginal(*tiers) | {"start_at": "before"}), measures=measures)
    agents = [("a000", "20000", "145000"), ("a001", "5000", "145000"), ("a002", "20000", "0")]
    targets = [("agent", who, "part0", "before", before) for who, _, before in agents]
    found = run(case, *([deal] for _, deal, _ in agents), targets=targets)
    assert found.scores() == numbers("1100", "200", "800")
    assert found.scores()[0] / 20000 == Decimal("0.055")


def test_a_deal_is_what_all_earns_less_what_was_there_before(run):
    # The same by two components: the tiers once more, with rates below nothing.
    tiers = [("0", "0.04"), ("150000", "0.06"), ("250000", "0.08")]
    after = component("after", "part0", marginal(*tiers), missing="zero")
    before = component("before", "part1", marginal(*((e, f"-{r}") for e, r in tiers)))
    before["missing"] = "zero"
    rule = {"combine": "sum", "scored_min": "1", "least": "none", "most": "none"}
    case = Case(("1", AS_IT_IS), ("1", AS_IT_IS), components=[after, before], score=rule)
    found = run(case, ["165000", "145000"], ["150000", "145000"], ["20000", "0"])
    assert found.scores() == numbers("1100", "200", "800")
    assert found.scores()[0] / 20000 == Decimal("0.055")


def test_openfisca_marginal_rates(run):
    # Source: openfisca-core, test_marginal_rate_tax_scale.py::test_calc: thresholds 0, 1, 2, 3 with
    # rates 0, 0.1, 0.2 and 0, so that nothing is added beyond 3.
    case = Case(("1", marginal(("0", "0"), ("1", "0.1"), ("2", "0.2"), ("3", "0"))))
    bases = ("1", "1.5", "2", "2.5", "3.0", "4.0")
    found = run(case, *([x] for x in bases)).scores()
    assert found == numbers("0.00", "0.05", "0.10", "0.20", "0.30", "0.30")


def test_income_tax_by_quick_deductions(run):
    # Source: Oracle, calculation value definitions for China: income tax by marginal rates equals
    # base x rate - quick deduction, at the rate and deduction of the base's tier. The last tier has
    # no end; 2,000,000 lies in it.
    edges = ["0", "36000", "144000", "300000", "420000", "660000", "960000", "2000000"]
    rates = ["0.03", "0.10", "0.20", "0.25", "0.30", "0.35", "0.45"]
    deductions = [0, 2520, 16920, 31920, 52920, 85920, 181920]
    expected = {}
    for (low, high), rate, less in zip(pairwise(edges), rates, deductions, strict=True):
        for income in (int(low), (int(low) + int(high)) // 2, int(high)):
            expected[income] = income * Decimal(rate) - less
    case = Case(("1", marginal(*zip(edges[:-1], rates, strict=True))))
    found = run(case, *([str(income)] for income in expected)).scores()
    assert found == list(expected.values())


def test_oracle_equal_tier_values(run):
    # Source: Oracle Incentive Compensation, equal tier values: 50,000 belongs to the upper tier.
    rates = table(("0", "1"), ("25000", "2"), ("50000", "3"), ("75000", "4"), below="0")
    assert run(Case(("1", rates)), ["50000"]).scores() == numbers("3.00")


def test_openfisca_single_amounts(run):
    # Source: openfisca-core, test_single_amount_tax_scale.py::test_calc: the amount of the bracket.
    brackets = table(("6", "0.23"), ("9", "0.29"), below="0")
    found = run(Case(("1", brackets)), ["1"], ["8"], ["10"])
    assert found.scores() == numbers("0.00", "0.23", "0.29")


def test_openfisca_marginal_amounts(run):
    # Source: openfisca-core, test_marginal_amount_tax_scale.py::test_calc: the amounts of all
    # brackets reached, 0.23 from 6 and 0.29 more from 9.
    amounts = accumulate(map(Decimal, ("0.23", "0.29")))
    brackets = table(*zip(("6", "9"), map(str, amounts), strict=True), below="0")
    found = run(Case(("1", brackets)), ["1"], ["8"], ["10"])
    assert found.scores() == numbers("0.00", "0.23", "0.52")


BY_DAYS = {"proration": {"by": "calendar_days", "fte": "ignore"}}


def test_proration_by_days(run):
    # Source: bit1024.com, prorated bonus calculator: 12,000 x 150 / 365 = 4,931.51; the hundred
    # and fiftieth day of 2026 is 30 May.
    case = Case(("1", AS_IT_IS), **bonus(**BY_DAYS))
    found = run(case, ["1"], leave_date=[dt.date(2026, 5, 30)], **base("CNY", "12000"))
    assert found.paid() == ["4931.51"]


def test_proration_by_days_of_a_period_without_a_name():
    # Source: as above, 5,000 x 90 / 180 = 2,500.00. No named period has 180 days, so one is made,
    # and the engine is run on it.
    plan, _ = as_plan(Case(("1", AS_IT_IS), **bonus(**BY_DAYS)).plan)
    half = Period("2026", "year", dt.date(2026, 1, 1), dt.date(2026, 6, 30))
    assert half.days == 180
    roster = people.roster(["a"], base=["5000"], days=[90], period="2026")
    values = {"part0": people.value("1", places=9)}
    result = engine.run(plan, values, dataclasses.replace(roster, period=half))
    (found,) = result.lines
    assert text(found.amount_minor, 2) == "2500.00"


def test_performance_pay_by_coefficient(run):
    # Source: a Chinese pay rule, 绩效工资 = 基本工资 x 绩效系数: grade 1.5 x 8,000 = 12,000 of base
    # pay; at a coefficient of 1.2 the performance pay is 14,400.
    case = Case(("1", AS_IT_IS), **bonus(rate="1.5"))
    found = run(case, ["1"], ["1.2"], **base("CNY", "8000", "8000"))
    assert found.paid() == ["12000.00", "14400.00"]


ROUNDED = {
    "up": [6, 3, 2, 2, 1, -1, -2, -2, -3, -6],
    "down": [5, 2, 1, 1, 1, -1, -1, -1, -2, -5],
    "ceiling": [6, 3, 2, 2, 1, -1, -1, -1, -2, -5],
    "floor": [5, 2, 1, 1, 1, -1, -2, -2, -3, -6],
    "half_up": [6, 3, 2, 1, 1, -1, -1, -2, -3, -6],
    "half_down": [5, 2, 2, 1, 1, -1, -1, -2, -2, -5],
    "half_even": [6, 2, 2, 1, 1, -1, -1, -2, -2, -6],
}
TENTHS = ["5.5", "2.5", "1.6", "1.1", "1.0", "-1.0", "-1.1", "-1.6", "-2.5", "-5.5"]


def test_rounding_modes_of_java(run):
    # Source: docs.oracle.com, java.math.RoundingMode (Java 8), the table of seven modes: a
    # component for each, whose points have no places.
    parts = [
        component(mode, "part0", AS_IT_IS, points={"places": "0", "rounding": mode})
        for mode in sorted(ROUNDED)
    ]
    rule = {"combine": "mean", "scored_min": "1", "least": "none", "most": "none"}
    case = Case(("1", AS_IT_IS), components=parts, score=rule)
    found = run(case, *([x] for x in TENTHS)).views("points")
    for i, mode in enumerate(sorted(ROUNDED)):
        assert found[i :: len(ROUNDED)] == ROUNDED[mode], mode


# Single operations.


BRICK = [
    ("1", "0.01", ["2", "3", "1"], ["0.33", "0.50", "0.17"]),
    ("99.99", "0.01", ["100"], ["99.99"]),
    ("99.99", "0.01", ["100", "100"], ["50.00", "49.99"]),
    ("100", "0.01", ["30", "20", "40"], ["33.33", "22.22", "44.45"]),
    ("100", "0.01", ["30", "20", "40", "40"], ["23.08", "15.38", "30.77", "30.77"]),
    (
        "100",
        "0.01",
        ["30", "20", "40", "0", "0", "40"],
        ["23.08", "15.38", "30.77", "0.00", "0.00", "30.77"],
    ),
    ("100", "0.05", ["1", "2", "3", "7"], ["7.70", "15.40", "23.05", "53.85"]),
    ("0.02", "0.01", ["1", "1", "1", "1"], ["0.01", "0.01", "0.00", "0.00"]),
    ("0.02", "0.01", ["1", "1", "3", "1"], ["0.01", "0.00", "0.01", "0.00"]),
    ("-100", "0.01", ["30", "20", "40", "40"], ["-23.08", "-15.38", "-30.77", "-30.77"]),
    ("0.03", "0.01", ["75", "25"], ["0.02", "0.01"]),
    ("100", "0.01", ["1/3", "2/3"], ["33.33", "66.67"]),
    ("100", "0.01", ["1/3", "2/7"], ["53.85", "46.15"]),
    ("100", "0.01", ["2/7", "1/3"], ["46.15", "53.85"]),
]


@pytest.mark.parametrize(("amount", "step", "ratios", "expected"), BRICK)
def test_brick_money_allocates_by_largest_remainder(amount, step, ratios, expected):
    # Source: brick/money, tests/MoneyTest.php, providerAllocate, FLOOR_TO_LARGEST_REMAINDER.
    unit, shares = Fraction(step), [Fraction(r) for r in ratios]
    common = lcm(*(share.denominator for share in shares))
    parts = allocate(int(Fraction(amount) / unit), [int(share * common) for share in shares])
    assert [part * unit for part in parts] == [Fraction(x) for x in expected]


def scipy_cases() -> list[tuple[str, list[int], list[int]]]:
    return [
        ("min", [100, 200, 300, 200], [1, 2, 4, 2]),
        ("dense", [100, 200, 300, 200], [1, 2, 3, 2]),
        ("ordinal", [100, 200, 300, 200], [1, 2, 4, 3]),
        ("min", [100, 200, 300, 200, 100], [1, 3, 5, 3, 1]),
        ("dense", [100, 200, 300, 200, 100], [1, 2, 3, 2, 1]),
        ("ordinal", [100, 200, 300, 200, 100], [1, 3, 5, 4, 2]),
        ("min", [100, 100, 100], [1, 1, 1]),
        ("dense", [100, 100, 100], [1, 1, 1]),
        ("ordinal", [100, 100, 100], [1, 2, 3]),
    ]


@pytest.mark.parametrize(("method", "values", "ranks"), scipy_cases())
def test_ranks_of_scipy(run, method, values, ranks):
    # Source: scipy, scipy/stats/tests/test_rank.py. There rank 1 is the smallest value; here the
    # highest score is first, so the values are turned around. Agents are named in input order.
    ranking = {"ranking": {"within": "region", "break_ties": ["agent_id"]}}
    case = Case(("1", AS_IT_IS), **ranking if method == "ordinal" else {})
    case.plan["conventions"]["rank"] = "dense" if method == "dense" else "competition"
    found = run(case, *([str(400 - value)] for value in values))
    cards = folders.table(found.path, "scorecards.parquet")
    assert [card["rank"] for card in cards] == ranks


def test_every_method_of_scipy_is_reproduced_or_ruled_out_by_name(shared):
    examples = json.loads((shared / "examples" / "published.json").read_text(encoding="utf-8"))
    [said] = [e for e in examples if e["id"] == "RANK-SCIPY"]
    cases = [(c["method"], c["values"]) for c in said["inputs"]["cases"]]
    expected = dict(zip(map(str, cases), said["expected"], strict=True))
    built = {str((method, values)): ranks for method, values, ranks in scipy_cases()}
    assert built.items() <= expected.items()
    left = {method for method, values in cases if str((method, values)) not in built}
    assert left == {"average", "max"} <= RULED_OUT.keys()


# Pools: what the steps of a pay line come to is the share of a fund.


def shared(fund: dict, start: dict, **pool: object) -> dict:
    """A line of pay that shares a fund."""
    none = dict.fromkeys(("multipliers", "cap", "proration", "floor"), "none")
    said = {"per": "overall", "fund": fund, "each_most": "none"} | pool
    return {"pay": [{"name": "pool", "pay_code": "PP", "start": start, "pool": said} | none]}


ITSELF = line(("0", "0"), ("1000", "1000"), above="extrapolate")
BY_VALUE = {"on": "value", "measure": "part0", "curve": ITSELF, "missing": "0"}
OF_1790 = [
    630560, 475327, 432879, 353523, 331589, 278514, 236841, 206236,
    179570, 141822, 85533, 70835, 68705, 68446, 55540,
]  # fmt: skip


@pytest.mark.parametrize(
    ("currency", "fund", "weights", "expected"),
    [
        *(
            ("USD", amount, ratios, expected)
            for amount, step, ratios, expected in BRICK
            if step == "0.01" and not amount.startswith("-")
        ),
        # Source: electowiki.org, Hamilton method: 60 seats for the fifteen states of 1790.
        ("JPY", "60", OF_1790, [11, 8, 7, 6, 6, 5, 4, 3, 3, 2, 1, 1, 1, 1, 1]),
        # Source: solvely.ai, homework 459845938: 42 seats for five counties.
        ("JPY", "42", [247000, 185000, 459000, 400000, 413000], [6, 5, 11, 10, 10]),
    ],
)
def test_a_pool_is_shared_as_money_and_seats_are(run, currency, fund, weights, expected):
    # Source of the money: brick/money, as above. A seat is a yen, which has no smaller unit.
    shares = [Fraction(weight) for weight in weights]
    common = lcm(*(share.denominator for share in shares))
    case = Case(("1", AS_IT_IS), **shared({"amount": {currency: fund}}, {"weight": BY_VALUE}))
    ready = [[str(share * common)] for share in shares]
    found = run(case, *ready, currency=[currency] * len(shares))
    assert [Decimal(paid) for paid in found.paid()] == [Decimal(part) for part in expected]


POWERS = [  # exponent above and below, and the percent of 120 and of 80
    ("1.0", "1.5", "120", "72"),
    ("1.35", "1.9", "128", "65"),
    ("1.5", "2.0", "131", "64"),
]


@pytest.mark.parametrize(("above", "below", "up", "down"), POWERS)
def test_a_power_curve_and_the_pool_it_shares(run, above, below, up, down):
    # Source: "Bonus Calculation - Manager's Guide": multiplier = (rating / 100) ** 1.35 from 100
    # on, ** 1.9 below; final = target x multiplier x what spends the pool exactly.
    curve = {"mode": "power", "one_at": "100", "above": above, "below": below, "places": "2"}
    factor = {"on": "value", "measure": "part0", "curve": curve, "missing": "0"}
    case = Case(("1", AS_IT_IS), **bonus(coefficient=factor))
    found = run(case, ["120"], ["80"], ["100"], **base("USD", "100", "100", "100"))
    assert found.paid() == [f"{up}.00", f"{down}.00", "100.00"]
    start = {"column": "bonus_base", "rate": "1", "coefficient": factor}
    case = Case(("1", AS_IT_IS), **shared({"percent": "100", "payroll": "paid"}, start))
    found = run(case, ["120"], ["80"], **base("USD", "2000", "1000"))
    # 3,000.00 by 2,000 x up and 1,000 x down, the cent to the larger fraction.
    weights = 2000 * int(up), 1000 * int(down)
    exact = [Fraction(300_000 * weight, sum(weights)) for weight in weights]
    cents = [int(part) for part in exact]
    cents[exact[0] - cents[0] < exact[1] - cents[1]] += 1
    assert found.paid() == [f"{part // 100}.{part % 100:02}" for part in cents]
    assert sum(cents) == 300_000
