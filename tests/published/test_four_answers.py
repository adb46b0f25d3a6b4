"""Four answers of one table: by the row or on the total, slice by slice or all at one rate.

Sources: Oracle Incentive Compensation, earnings using step rates (164) and using interpolated rates
(149). 285, 234 and 485 are reckoned by hand from the same table and the same six transactions: on
9,700 together 1,000 x 1 % + 2,000 x 2 % + 5,000 x 3 % + 1,700 x 5 %; a transaction at a time
2 + 3 + 30 + 24 + 40 + 135; and 9,700 x 5 %.
"""

from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.errors import IntegrityError
from scoring.ledger.totals import verify_totals
from scoring.outputs import band_tables, blocks, explain_bands
from scoring.outputs.explain import explain
from tests.faults.test_plans import REFUSED, Month
from tests.months import PLAN
from tests.plans import changed, where_of

DEALS = ["200", "300", "1500", "1200", "2000", "4500"]
RATES = "{from: 0, gives: 0.01}, {from: 1000, gives: 0.02}, {from: 3000, gives: 0.03}, "
RATES += "{from: 8000, gives: 0.05}"
AMOUNTS = "{from: 0, gives: 10}, {from: 1000, gives: 40}, {from: 3000, gives: 100}, "
AMOUNTS += "{from: 8000, gives: 2000}"
# Value times the rate of its band is a line that jumps at each edge: from 10 to 20, from 60 to 90.
AT_ONE_RATE = (
    "{mode: interpolated, below: 0, above: extrapolate, points: [{at: 0, gives: 0}, "
    "{at: 1000, before: 10, gives: 20}, {at: 3000, before: 60, gives: 90}, "
    "{at: 8000, before: 240, gives: 400}, {at: 20000, gives: 1000}]}"
)
CURVES = {
    "slices": f"gives: amount, curve: {{mode: marginal, bands: [{RATES}]}}",
    "tiers": f"gives: rate, curve: {{mode: whole, below: 0, bands: [{RATES}]}}",
    "amounts": f"gives: amount, curve: {{mode: filled, bands: [{AMOUNTS}], to: 20000}}",
    "line": f"gives: amount, curve: {AT_ONE_RATE}",
}


def measure(name, through=""):
    said = (
        f"  {name}: {{kind: sum, of: x_deal, title: Deals, unit: CNY, better: higher, places: 2,\n"
    )
    return f"{said}    period_on: created_at, volume_min: 0, missing: zero{through}}}\n"


def component(name, curve):
    return (
        f"  - {{name: {name}, measure: total, weight: 0.25, on: value, why: W, curve: {curve}}}\n"
    )


MEASURES = "".join(measure(n, f",\n    through: {{{said}}}") for n, said in CURVES.items())
ON_TOTAL = component("slices_on_total", f"{{mode: marginal, bands: [{RATES}]}}")
ON_TOTAL += component("tier_on_total", AT_ONE_RATE)
TEXT = changed(
    ("scales:\n", "columns: {x_deal: decimal}\nscales:\n"),
    ("components:\n", f"{measure('total')}{MEASURES}components:\n"),
    ("    weight: 1\n", "    weight: 0.5\n"),
    ("tiers:\n", f"{ON_TOTAL}tiers:\n"),
    text=PLAN,
)


@pytest.fixture
def month(tmp_path, plaudit):
    """Six deals of a1, a deal and a refund of b2, and nothing known of c3."""
    made = Month(tmp_path, plaudit)
    made.say(TEXT)
    deals = [*DEALS, "500", "-200", "1000", None, None, None]
    numbers = pa.array([d and Decimal(d) for d in deals], pa.decimal128(18, 6))
    agents = pa.array(["a1"] * 6 + ["b2"] * 3 + ["c3"] * 3)
    made.rows(agent_id=agents, x_deal=numbers)
    return made


def values(run, agent):
    rows = pq.read_table(run / "measures.parquet").to_pylist()
    return {row["measure"]: row["value"] for row in rows if row["agent_id"] == agent}


def test_one_table_gives_four_answers(month):
    run = month.ran()
    found = values(run, "a1")
    assert (found["slices"], found["tiers"], found["amounts"], found["line"]) == (
        164,
        234,
        149,
        234,
    )
    rows = pq.read_table(run / "components.parquet").to_pylist()
    points = {row["component"]: row["points"] for row in rows if row["agent_id"] == "a1"}
    assert (points["slices_on_total"], points["tier_on_total"]) == (285, 485)
    assert found["total"] == 9700


def test_a_refund_lies_under_the_first_edge_and_an_edge_in_the_band_above(month):
    # b2 sold 500 and 1,000 and took 200 back: 5 + 10, and 5 + 20 at the rate of each one's band.
    found = values(month.ran(), "b2")
    assert (found["slices"], found["tiers"], found["amounts"]) == (15, 25, 15)
    assert values(month.ran("again"), "c3")["slices"] == 0


def test_every_band_is_told_with_what_lies_in_it_and_what_that_earns(month):
    run = month.ran()
    text = " ".join(explain(run, "a1").to_text().split())
    # Slices: 200 + 300 + 4 x 1,000; 500 + 200 + 1,000 + 2,000; 1,500.
    assert "from 0 to 1000: 4500 x 0.01 = 45" in text
    assert "from 1000 to 3000: 3700 x 0.02 = 74" in text
    assert "from 3000 to 8000: 1500 x 0.03 = 45" in text
    assert "from 0 to 1000: 2 rows, 500 x 0.01 = 5" in text
    assert "from 1000 to 3000: 3 rows, 4700 x 0.02 = 94" in text
    assert "from 3000 to 8000: 1 row, 4500 x 0.03 = 135" in text
    assert "from 1000 to 3000: 3700 / 2000 x 40 = 74" in text
    assert "from 1000 to 3000: 3 rows, 4700 together, along its line = 94" in text
    rows = pq.read_table(run / "bands.parquet").to_pylist()
    own = [r for r in rows if (r["agent_id"], r["measure"]) == ("a1", "tiers")]
    assert [(r["band"], r["items"], r["amount"]) for r in own] == [
        (1, 2, 500),
        (2, 3, 4700),
        (3, 1, 4500),
    ]


def test_the_bands_of_every_agent_are_in_the_table(month):
    # Of b2 the deal of 1,000 is on an edge and in the band above, the refund under the first edge.
    run = month.ran()
    rows = pq.read_table(run / "bands.parquet").to_pylist()
    own = [(r["agent_id"], r["band"], r["items"], r["amount"]) for r in rows
           if r["measure"] == "tiers"]  # fmt: skip
    assert own == [
        ("a1", 1, 2, 500),
        ("a1", 2, 3, 4700),
        ("a1", 3, 1, 4500),
        ("b2", 0, 1, -200),
        ("b2", 1, 1, 500),
        ("b2", 2, 1, 1000),
    ]
    assert "500 x 0.01 = 5" in " ".join(explain(run, "b2").to_text().split())
    assert verify_totals(run) == []


@pytest.mark.parametrize("most", [1, 2, 3, 7, 131_072])
def test_bands_do_not_depend_on_how_agents_are_cut(month, monkeypatch, most):
    whole = pq.read_table(month.ran() / "bands.parquet")
    monkeypatch.setattr(blocks, "ROWS", most)
    assert pq.read_table(month.ran("cut") / "bands.parquet").equals(whole)


def test_a_row_that_is_lost_from_the_bands_is_found(month, monkeypatch):
    def lost(*given):
        return {name: column[:-1] for name, column in band_tables.bands(*given).items()}

    monkeypatch.setattr("scoring.outputs.tables.bands", lost)
    (problem,) = verify_totals(month.ran())
    assert problem.code == "bands-differ"
    assert "fewer rows in bands than were counted: 1" in problem.what


def test_bands_that_do_not_make_the_value_are_found(month, monkeypatch):
    run, counts_of = month.ran(), explain_bands.counts_of
    monkeypatch.setattr(
        "scoring.outputs.recheck.counts_of",
        lambda stored, name: {**counts_of(stored, name), 4: (1, Fraction(8000))},
    )
    with pytest.raises(IntegrityError) as caught:
        explain(run, "a1")
    assert "by bands" in str(caught.value)


REFUSALS = {
    "a time": (("of: x_deal, title: Deals, unit: CNY", "of: handle_s, title: Deals, unit: min"),
               "of: handle_s", "through-of-time", "reads a time"),
    "a rate by slices": (("gives: amount", "gives: rate"), "gives: rate", "rate-not-whole",
                         "gives a rate by mode: marginal"),
    "a start": (("mode: marginal,", "mode: marginal, start_at: 500,"), "start_at: 500",
                "unknown-key", "'start_at' is not a key of"),
    "an anchor": (("{from: 0, gives: 0.01}", "{from: quota, gives: 0.01}"), "from: quota",
                  "anchor-not-here", "names 'quota'"),
    "a finer edge": (("{from: 1000, gives", "{from: 1000.0000001, gives"), "from: 1000.0000001",
                     "too-many-places", "more places than the 6"),
    "edges out of order": (("{from: 1000, gives", "{from: 3000.5, gives"), "from: 3000, gives",
                           "edges-not-rising", "from 3000 follows 3000.5"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSALS)
def test_what_rows_cannot_go_through_is_refused(month, case):
    change, piece, code, words = REFUSALS[case]
    one = measure("slices", f",\n    through: {{{CURVES['slices']}}}")
    text = changed(
        ("scales:\n", "columns: {x_deal: decimal}\nscales:\n"),
        ("components:\n", f"{changed(change, text=one)}components:\n"),
        text=PLAN,
    )
    month.say(text)
    month.refused(REFUSED, where_of(text, piece), words, f"[{code}]")


def test_a_deduction_is_no_table_that_rows_go_through(month):
    steps = (
        "{mode: deduct, from: 1, beyond: 1, side: below, every: 1, costs: 1, part: exact, least: 0}"
    )
    one = measure("slices", f",\n    through: {{gives: amount, curve: {steps}}}")
    month.say(changed(("components:\n", f"{one}components:\n"), text=PLAN))
    month.refused(REFUSED, "Choose whole, interpolated, marginal or filled")
