"""Other people's numbers: published examples, with their source, reproduced by plan and engine.

Where an example is a plan, it is written as one, passes the lint and runs through the engine.
Where it is a single operation (rounding, ranking, allocation), the public function stands alone.

LATER names the examples whose capability is not built yet, so that none is forgotten: together
both lists are the whole collection.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import accumulate, pairwise
from math import lcm

import pytest

from scoring import engine
from scoring.exact.fixed import allocate, divide_one, text
from scoring.exact.period import Period
from scoring.flow import Result
from scoring.outputs.tables import result_tables
from scoring.plan.lint import lint
from tests import people
from tests.results import small_quarantine
from tests.strategies import as_plan

COVERED = {
    "AGILITI-5X-CURVE": "line with a cliff, attainment",
    "BIZ-BREAKS": "business time: dated breaks, cut out where they overlap",
    "BIZ-DEADLINE": "deadline: the close of a day, not the next opening; 0 s: the next open moment",
    "BIZ-DST-EMPTY": "business time: a time in the gap moves forward by it, and the span is empty",
    "BIZ-SHIFTS": "business time: exceptions, hours of a day that replace its weekday's",
    "BIZ-TIMELINE": "open intervals of a zone in UTC",
    "BIZ-WEEK": "business time: hours by weekday; if_reversed: zero",
    "BRICK-FLOORTOLARGESTREMAINDER": "allocation",
    "CN-IIT-QUICK-DEDUCTION": "line of the cumulated tax: base x rate less the deduction meets it",
    "CN-PERF-COEFFICIENT": "base x rate x coefficient; its overtime is no incentive",
    "EB-TABLE": "shrinkage: the public function, and a plan over 40,404 rows",
    "HAMILTON-1790": "allocation",
    "HAMILTON-42": "allocation",
    "HR-3FACTOR": "weights, coefficient from the score",
    "HVBP-REWEIGHT-FY2016": "missing: exclude",
    "MIPS-DECILE-047": "line",
    "MIPS-QUALITY-01": "missing: zero, weights; the small-practice bonus as a part of its own",
    "OPENFISCA-MARGINAL": "line: of a marginal scale, the cumulated amounts at its thresholds",
    "OPENFISCA-MARGINAL-AMOUNT": "whole band: the amounts of all brackets reached, cumulated",
    "OPENFISCA-SINGLE-AMOUNT": "whole band",
    "ORCL-EQUAL-TIER": "boundary: upper",
    "ORCL-FLAT": "whole band",
    "ORCL-INTERPOLATED": "line: amounts pro rata in a tier are a line through its edges",
    "ORCL-STEP": "line: of slices at a rate each, the cumulated commission at the edges",
    "PRORATE-DAYS": "proration by calendar days",
    "RANK-SCIPY": "ranks `min`, `dense` and, by agent id, `ordinal`; RULED_OUT has the others",
    "ROUNDING-JAVA": "rounding modes",
    "SEC66756-GATE": "gate, as one plan for each part that it does or does not guard",
    "SEATGEEK": "business time: holidays; if_reversed: negative",
    "SLAT-EFFECTIVE-DATED": "business time: another week from its day on; spans to the second",
    "SLAT-HOLIDAY": "business time: a holiday among days of a minute",
    "TXT-2021-CAP": "line held at its top",
    "TXT-2021-PAYOUTS": "base x coefficient, rounding",
    "TXT-2022": "lines, weights",
    "WILSON-R": "the Wilson interval: the public function",
}
LATER = {
    "ORCL-STEP-SLICES": "marginal bands that show their slices; a line gives the sum alone",
    "POWER-CURVE-GUIDE": "power curve and pool",
    "PRORATE-MONTHS": "proration by months",
    "SIEBEL-DRAW": "draw, carried over",
    "SPIFF-MAMOUNT": "what earlier deals have used up of the bands, carried over",
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


AS_IT_IS = line(("0", "0"), ("1000", "1000"))
"""The line on which every number from 0 to 1000 stands for itself."""


class Case:
    """One plan for one agent: curves and weights, then values, then what comes out."""

    def __init__(
        self,
        *parts: tuple[str, dict],
        places: int = 2,
        read: int = 2,
        missing: str = "exclude",
        **more: object,
    ) -> None:
        names = [f"part{i}" for i in range(len(parts))]
        measure = {
            "kind": "given", "title": "As published", "unit": "points", "better": "higher",
            "places": str(read), "volume_min": "0", "missing": missing,
        }  # fmt: skip
        conventions = {
            "rounding": "half_up", "places": {"points": "6", "score": str(places)},
            "boundary": "upper", "denominators": "known", "rank": "competition",
            "roster_as_of": "period_end", "period_zone": "plan", "zone": "UTC",
            "order": ["multipliers", "cap", "proration", "floor"], "quarantine_max": "0",
        }  # fmt: skip
        said = {
            "plan": "published", "title": "As published", "version": "1", "cycle": "year",
            "conventions": conventions, "applies_to": {"everyone": "true"},
            "measures": {name: measure | {"given": name} for name in names},
            "components": [
                {"name": name, "measure": name, "weight": weight, "on": "value", "why": "So."}
                | {"curve": curve}
                for name, (weight, curve) in zip(names, parts, strict=True)
            ],
            "tiers": table(("0", "any"), below="none"), "bonus": "none",
        }  # fmt: skip
        self.plan, _ = as_plan(said | more)
        self.places, self.read = places, read
        assert lint(self.plan) == []

    def run(self, *values: str | None, period: Period | None = None, **person: object) -> Result:
        """Run the plan for one agent with these values; `None` is missing."""
        roster = people.roster(["a"], **{"period": "2026", **person})
        if period is not None:
            roster = dataclasses.replace(roster, period=period)
        given = {f"part{i}": people.value(v, places=self.read) for i, v in enumerate(values)}
        return engine.run(self.plan, given, roster)

    def score(self, *values: str | None) -> str:
        """Return the stored score."""
        return text(int(self.run(*values).standing.score[0]), self.places)

    def points(self, *values: str | None) -> list[Fraction]:
        """Return the points of each component, at six places."""
        parts = self.run(*values).components.values()
        return [Fraction(int(part.points[0]), 10**6) for part in parts]

    def views(self, column: str, *values: str | None) -> list[Decimal]:
        """Return a column of components.parquet, as people read it."""
        result = result_tables(self.plan, self.run(*values), small_quarantine(()))
        found: list[Decimal] = result["components.parquet"][column].to_pylist()
        return found


def shown(numbers: list[Decimal], places: str) -> list[str]:
    """Round for display, as the publisher did."""
    return [str(x.quantize(Decimal(places), rounding=ROUND_HALF_UP)) for x in numbers]


def paid(result: Result) -> str:
    """Return the amount of the one pay line, with its two places or none."""
    (found,) = result.lines
    return text(found.amount_minor, {"CNY": 2, "USD": 2, "JPY": 0}[found.currency])


def bonus(rate: str = "1", coefficient: dict | None = None, **steps: object) -> dict:
    """A bonus of base x rate x what the score says."""
    by_score = coefficient or {"on": "score", "curve": AS_IT_IS}
    none = dict.fromkeys(("multipliers", "cap", "proration", "floor"), "none")
    pay = {"column": "bonus_base", "rate": rate, "coefficient": by_score}
    return {"bonus": {"pay_code": "PB", "pay": pay} | none | steps}


def test_hvbp_reweights_the_domains_that_are_left():
    # Source: QualityNet, Hospital Value-Based Purchasing scoring (FY 2016): nominal weights 10,
    # 25, 40, 25; without efficiency they become 13.3, 33.3, 53.3 (shown with one decimal).
    case = Case(*((weight, AS_IT_IS) for weight in ("0.10", "0.25", "0.40", "0.25")))
    shares = case.views("effective_weight", "50", "50", "50", None)
    assert shown([100 * x for x in shares], "0.1") == ["13.3", "33.3", "53.3", "0.0"]


def test_mips_decile_points():
    # Source: CMSgov/qpp-submissions-docs, guides/data.ts, with qpp-measures-data, benchmarks 2022,
    # measure 047: a rate of 76.92 lies in decile 5 (72.06 to 85.28) and earns 5.3676 points.
    lows = ["28.58", "52.17", "72.06", "85.28", "93.67", "98.33", "99.76", "100"]
    deciles = line(*((low, str(n)) for n, low in enumerate(lows, 3)), below="3")
    assert Case(("1", deciles), places=4).score("76.92") == "5.3676"
    assert Case(("1", deciles), places=4).score("10") == "3.0000"
    assert Case(("1", deciles), places=4).score("100") == "10.0000"


def test_mips_quality_category():
    # Source: CMSgov/qpp-submissions-docs, guides/data.ts: (5.3676 + five unreported measures of 0 +
    # 6 for a small practice) / 60 x 100 = 18.946 %, of which the category's weight is 50 %: 9.473.
    # A sixth is no decimal weight: each measure weighs 0.1 and its line gives 100 points for 6, so
    # that one of its points adds 100 x 0.1 / 6 = 100 / 60. The bonus is a part of its own: at a
    # weight of 0.4 its 6 give 25, which add 10 = 100 x 6 / 60.
    measure, bonus_part = line(("0", "0"), ("12", "200")), line(("0", "0"), ("6", "25"))
    values = ("5.3676", None, None, None, None, None, "6")
    six = [("0.1", measure)] * 6
    category = Case(*six, ("0.4", bonus_part), places=3, read=4, missing="zero")
    assert category.score(*values) == "18.946"
    # The same at half the weight, the other half being categories that the example leaves out.
    half = [("0.05", measure)] * 6
    final = Case(*half, ("0.2", bonus_part), ("0.5", AS_IT_IS), places=3, read=4, missing="zero")
    assert final.score(*values, None) == "9.473"
    # With six measures of 10 and no bonus, the category is full.
    assert category.score(*["10"] * 6, "0") == "100.000"


def payout(threshold: str, target: str, maximum: str) -> dict:
    """Textron's line: 0 to 100 from threshold to target, to 200 at the maximum and beyond."""
    return line((threshold, "0"), (target, "100"), (maximum, "200"), below="0")


def test_textron_2022():
    # Source: Textron proxy statement 2023 (FY 2022), www.textron.com/assets/Proxy/2023/38:
    # components of 54, 70 and 5.95 percent make 130 percent.
    case = Case(
        ("0.60", payout("804", "1281", "1629")),
        ("0.35", payout("323", "719", "1115")),
        ("0.05", payout("36.8", "46.8", "56.8")),
        places=0,
    )
    values = ("1233", "1188", "48.7")
    weighted = case.views("weighted_points", *values)
    assert shown(weighted[:2], "1") == ["54", "70"]
    assert weighted[2] == Decimal("5.95")
    assert case.score(*values) == "130"


def test_textron_2021_holds_the_maximum():
    # Source: Textron proxy statement 2022 (FY 2021), textron.com/assets/Proxy/2022/38: cash flow
    # of 1149 against a maximum of 623 pays 200 % x 0.35 = 70.00, diversity 47.1 pays 6.85. The
    # third component (weight 0.60) is not in the example and stands here at its target.
    case = Case(
        ("0.35", payout("183", "403", "623")),
        ("0.05", payout("33.4", "43.4", "53.4")),
        ("0.60", AS_IT_IS),
    )
    weighted = case.views("weighted_points", "1149", "47.1", "100")
    assert shown(weighted[:2], "0.01") == ["70.00", "6.85"]


@pytest.mark.parametrize(
    ("target", "whole", "thousands"),
    [
        ("1854000", "3639402.00", "3639000"),
        ("1000000", "1963000.00", "1963000"),
        ("619000", "1215097.00", "1215000"),
    ],
)
def test_textron_2021_payouts(target, whole, thousands):
    # Source: as above, payouts to executives: target x 196.3 %, to the nearest $1,000. The line
    # is exact to the cent (1,854,000 x 1.963 = 3,639,402); the thousands are a rounding of it.
    by_score = {"on": "score", "curve": line(("0", "0"), ("200", "2"))}
    case = Case(("1", AS_IT_IS), places=1, **bonus(coefficient=by_score))
    amount = paid(case.run("196.3", base=[target], currency=["USD"]))
    assert amount == whole
    assert divide_one(int(Decimal(amount) * 100), 100_000) * 1000 == int(thousands)


LEVELS = ("0", "1", "2", "3")  # below, threshold, target, superior


@pytest.mark.parametrize(
    ("level", "met", "failed"),
    [("0", "0", "0"), ("1", "37.5", "12.5"), ("2", "100", "25"), ("3", "200", "50")],
)
def test_a_gate_on_net_income(level, met, failed):
    # Source: annual incentive form in SEC file 66756, exhibit 10h7 (2008): net income pays 0, 25,
    # 50, 100, cash flow 0, 12.5, 25, 50 and strategic goals 0, 0, 25, 50 by level; where net income
    # is below threshold, only cash flow pays. A gate stands over a whole score, so the guarded
    # half and the other are two plans; weights of 0.5 carry doubled points.
    net = table(*zip(LEVELS[1:], ("50", "100", "200"), strict=True), below="0")
    strategic = table(("2", "50"), ("3", "100"), below="0")
    cash = table(*zip(LEVELS[1:], ("12.5", "25", "50"), strict=True), below="0")
    when = {"measure": "part0", "below": "1", "missing": "holds"}
    gate = {"name": "net_income", "when": when, "then": {"cap_score": "0"}, "why": "So."}
    guarded = Case(("0.5", net), ("0.5", strategic), gates=[gate])
    free = Case(("1", cash))

    def total(net_income: str) -> Fraction:
        return Fraction(guarded.score(net_income, level)) + Fraction(free.score(level))

    assert total(level) == Fraction(met)
    assert total("0") == Fraction(failed)


def test_agiliti_moves_five_points_for_one():
    # Source: Agiliti Health executive incentive plan 2011, contracts.justia.com, contract 672667:
    # from 93 % (65) to 110 % (150) of target, nothing below 93 %.
    attainment = ["110", "105", "100", "99", "98", "97", "96", "95", "94", "93", "92.99"]
    points = ["150", "125", "100", "95", "90", "85", "80", "75", "70", "65", "0"]
    case = Case(("1", line(("93", "65"), ("100", "100"), ("110", "150"), below="0")))
    assert [case.points(x) for x in attainment] == [[Fraction(p)] for p in points]


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
def test_three_factors(pool, factors, portions, total):
    # Source: liuzhiqiang77-cell/hr-assistant, bonus-calculation-examples.md, examples 1 and 2:
    # portions are pool x weight x factor, in whole currency units (here a currency without cents).
    case = Case(*((weight, AS_IT_IS) for weight, _ in factors), **bonus())
    values = [factor for _, factor in factors]
    weighted = case.views("weighted_points", *values)
    assert shown([Decimal(pool) * x for x in weighted], "1") == portions
    assert paid(case.run(*values, base=[pool], currency=["JPY"])) == total


def test_oracle_flat_rates():
    # Source: Oracle Incentive Compensation, options for splitting attainment across rate tiers:
    # without a split, 5,000 / 15,000 / 60,000 take the rate of their whole tier.
    rates = table(("0", "1"), ("10000", "2"), ("50000", "3"), ("100000", "4"), below="0")
    assert [Case(("1", rates)).score(x) for x in ("5000", "15000", "60000")] == [
        "1.00",
        "2.00",
        "3.00",
    ]


TRANSACTIONS = ("200", "300", "1500", "1200", "2000", "4500")


def test_oracle_interpolated_rates():
    # Source: Oracle Incentive Compensation, earnings using interpolated rates: tiers to 1,000,
    # 3,000, 8,000 and 20,000 are worth 10, 40, 100 and 2,000, each pro rata until it is passed.
    # That is the line through what is earned at each edge: 10, 50, 150, 2,150.
    edges, worth = ("1000", "3000", "8000", "20000"), (10, 40, 100, 2000)
    tiers = Case(("1", line(("0", "0"), *zip(edges, map(str, accumulate(worth)), strict=True))))
    earned = [Fraction(tiers.score(sale)) for sale in TRANSACTIONS]
    assert earned == [2, 3, 20, 14, 30, 80]
    assert sum(earned) == 149


def marginal(edges: list[str], rates: list[str]) -> dict:
    """The line that a scale of marginal rates draws: at each edge, what all slices below give.

    Beyond the last edge it stays flat, so the last edge is one that no example goes beyond.
    """
    steps = [Fraction(b) - Fraction(a) for a, b in pairwise(edges)]
    slices = [step * Fraction(rate) for step, rate in zip(steps, rates, strict=True)]
    gives = accumulate(slices, initial=Fraction(0))
    return line(
        *zip(edges, (str(Decimal(g.numerator) / g.denominator) for g in gives), strict=True)
    )


def test_oracle_step_rates():
    # Source: Oracle Incentive Compensation, earnings using step rates: 1, 2, 3 and 5 % of what
    # lies in each tier.
    scale = marginal(["0", "1000", "3000", "8000", "20000"], ["0.01", "0.02", "0.03", "0.05"])
    assert [row["gives"] for row in scale["points"]] == ["0", "10", "50", "200", "800"]  # by hand
    earned = [Fraction(Case(("1", scale)).score(sale)) for sale in TRANSACTIONS]
    assert earned == [2, 3, 20, 14, 30, 95]
    assert sum(earned) == 164
    published = ["1", "1", "1.33", "1.167", "1.5", "2.11"]  # percent, rounded for display
    for amount, sale, rate in zip(earned, TRANSACTIONS, published, strict=True):
        percent, places = 100 * amount / Fraction(sale), len(rate.partition(".")[2])
        units = divide_one(percent.numerator * 10**places, percent.denominator)
        assert text(units, places) == rate


def test_openfisca_marginal_rates():
    # Source: openfisca-core, test_marginal_rate_tax_scale.py::test_calc: thresholds 0, 1, 2, 3 with
    # rates 0, 0.1, 0.2 and 0, so that nothing is added beyond 3.
    case = Case(("1", marginal(["0", "1", "2", "3"], ["0", "0.1", "0.2"])))
    bases = ("1", "1.5", "2", "2.5", "3.0", "4.0")
    assert [case.score(x) for x in bases] == ["0.00", "0.05", "0.10", "0.20", "0.30", "0.30"]


def test_income_tax_by_quick_deductions():
    # Source: Oracle, calculation value definitions for China: income tax by marginal rates equals
    # base x rate - quick deduction, at the rate and deduction of the base's tier. The last tier has
    # no end; here the line goes on to 2,000,000.
    edges = ["0", "36000", "144000", "300000", "420000", "660000", "960000", "2000000"]
    rates = ["0.03", "0.10", "0.20", "0.25", "0.30", "0.35", "0.45"]
    deductions = [0, 2520, 16920, 31920, 52920, 85920, 181920]
    case = Case(("1", marginal(edges, rates)))
    for (low, high), rate, deduction in zip(pairwise(edges), rates, deductions, strict=True):
        for base in (int(low), (int(low) + int(high)) // 2, int(high)):
            tax = base * Fraction(rate) - deduction
            assert Fraction(case.score(str(base))) == tax


def test_oracle_equal_tier_values():
    # Source: Oracle Incentive Compensation, equal tier values: 50,000 belongs to the upper tier.
    rates = table(("0", "1"), ("25000", "2"), ("50000", "3"), ("75000", "4"), below="0")
    assert Case(("1", rates)).score("50000") == "3.00"


def test_openfisca_single_amounts():
    # Source: openfisca-core, test_single_amount_tax_scale.py::test_calc: the amount of the bracket.
    brackets = table(("6", "0.23"), ("9", "0.29"), below="0")
    assert [Case(("1", brackets)).score(x) for x in ("1", "8", "10")] == ["0.00", "0.23", "0.29"]


def test_openfisca_marginal_amounts():
    # Source: openfisca-core, test_marginal_amount_tax_scale.py::test_calc: the amounts of all
    # brackets reached, 0.23 from 6 and 0.29 more from 9.
    amounts = accumulate(map(Decimal, ("0.23", "0.29")))
    brackets = table(*zip(("6", "9"), map(str, amounts), strict=True), below="0")
    assert [Case(("1", brackets)).score(x) for x in ("1", "8", "10")] == ["0.00", "0.23", "0.52"]


def test_proration_by_days():
    # Source: bit1024.com, prorated bonus calculator: 12,000 x 150 / 365 = 4,931.51 and
    # 5,000 x 90 / 180 = 2,500.00. No named period has 180 days, so one is made for the second.
    by_days = {"proration": {"by": "calendar_days", "fte": "ignore"}}
    case = Case(("1", AS_IT_IS), **bonus(**by_days))
    assert paid(case.run("1", base=["12000"], days=[150])) == "4931.51"
    half = Period("2026", "year", dt.date(2026, 1, 1), dt.date(2026, 6, 30))
    assert half.days == 180
    assert paid(case.run("1", base=["5000"], days=[90], period=half)) == "2500.00"


def test_performance_pay_by_coefficient():
    # Source: a Chinese pay rule, 绩效工资 = 基本工资 x 绩效系数: grade 1.5 x 8,000 = 12,000 of base
    # pay; at a coefficient of 1.2 the performance pay is 14,400.
    case = Case(("1", AS_IT_IS), **bonus(rate="1.5"))
    assert paid(case.run("1", base=["8000"])) == "12000.00"
    assert paid(case.run("1.2", base=["8000"])) == "14400.00"


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


def test_hamilton_1790():
    # Source: electowiki.org, Hamilton method: 60 seats for the fifteen states of 1790.
    people_of = [
        630560, 475327, 432879, 353523, 331589, 278514, 236841, 206236,
        179570, 141822, 85533, 70835, 68705, 68446, 55540,
    ]  # fmt: skip
    seats = [11, 8, 7, 6, 6, 5, 4, 3, 3, 2, 1, 1, 1, 1, 1]
    assert allocate(60, people_of) == seats


def test_hamilton_42():
    # Source: solvely.ai, homework 459845938: 42 seats for five counties.
    assert allocate(42, [247000, 185000, 459000, 400000, 413000]) == [6, 5, 11, 10, 10]


RULED_OUT = {
    "average": "two agents who are equal would be 2.5th: a rank is a place, and places are whole",
    "max": "two equal best would both be second, and nobody first: an award for the first would "
    "be won by none of them",
    "ordinal": "by the order of the input: rows shuffled would change a rank; our ties end with "
    "the agent id, which is the same rank where agents stand in that order",
}


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
def test_ranks_of_scipy(method, values, ranks):
    # Source: scipy, scipy/stats/tests/test_rank.py. There rank 1 is the smallest value; here the
    # highest score is first, so the values are turned around. Agents are named in input order.
    ranking = {"ranking": {"within": "region", "break_ties": ["agent_id"]}}
    case = Case(("1", line(("0", "0"), ("1000", "1000"))), **ranking if method == "ordinal" else {})
    plan = case.plan
    if method == "dense":
        conventions = plan.conventions.model_copy(update={"rank": "dense"})
        plan = plan.model_copy(update={"conventions": conventions})
    who = people.roster([f"a{i}" for i in range(len(values))])
    found = engine.run(plan, {"part0": people.value(*(str(400 - v) for v in values))}, who)
    assert found.standing.rank.tolist() == ranks


def test_every_method_of_scipy_is_reproduced_or_ruled_out_by_name(shared):
    examples = json.loads((shared / "examples" / "published.json").read_text(encoding="utf-8"))
    [said] = [e for e in examples if e["id"] == "RANK-SCIPY"]
    cases = [(c["method"], c["values"]) for c in said["inputs"]["cases"]]
    expected = dict(zip(map(str, cases), said["expected"], strict=True))
    built = {str((method, values)): ranks for method, values, ranks in scipy_cases()}
    assert built.items() <= expected.items()
    left = {method for method, values in cases if str((method, values)) not in built}
    assert left == {"average", "max"} <= RULED_OUT.keys()


ROUNDED = {
    "up": [6, 3, 2, 2, 1, -1, -2, -2, -3, -6],
    "down": [5, 2, 1, 1, 1, -1, -1, -1, -2, -5],
    "ceiling": [6, 3, 2, 2, 1, -1, -1, -1, -2, -5],
    "floor": [5, 2, 1, 1, 1, -1, -2, -2, -3, -6],
    "half_up": [6, 3, 2, 1, 1, -1, -1, -2, -3, -6],
    "half_down": [5, 2, 2, 1, 1, -1, -1, -2, -2, -5],
    "half_even": [6, 2, 2, 1, 1, -1, -1, -2, -2, -6],
}


@pytest.mark.parametrize("mode", ROUNDED)
def test_rounding_modes_of_java(mode):
    # Source: docs.oracle.com, java.math.RoundingMode (Java 8), the table of seven modes.
    tenths = [55, 25, 16, 11, 10, -10, -11, -16, -25, -55]
    assert [divide_one(n, 10, mode) for n in tenths] == ROUNDED[mode]
