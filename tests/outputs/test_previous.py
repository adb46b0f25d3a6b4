"""An earlier run by `--previous`: who may be named, what is taken from it, and what the run keeps.

September has the twelve contacts of `tests/months.py`, a month earlier: mean ratings of 5, 4.25 and
3.5, which score 25 x (mean - 1) = 100, 81.25 and 62.5. In October everybody is rated 5.
"""

import json
import shutil
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.exact import fixed
from scoring.ledger.identity import canonical, manifest_digest, run_id
from scoring.monthly import run_period
from scoring.outputs import previous as opening
from scoring.outputs.arrow import decimals, units_of
from scoring.outputs.earlier import earlier_of
from scoring.outputs.previous import open_previous
from scoring.outputs.recompute import recompute
from scoring.plan import past
from scoring.plan.load import load_plan
from scoring.plan.past import Need
from scoring.priors import Prior, Priors
from tests import months
from tests.months import PLAN

USAGE, DATA, INTEGRITY = 2, 3, 5


def contacts(month: int, ratings: str | None = None) -> pa.Table:
    rows = months.interactions().to_pylist()
    for row in rows:
        for name in ("created_at", "first_response_at"):
            row[name] = row[name].replace(month=month)
        if ratings:
            row["csat"] = Decimal(ratings)
    return pa.Table.from_pylist(rows, schema=months.interactions().schema)


@pytest.fixture(scope="module")
def september(tmp_path_factory):
    """The published run of September, and the data of October beside it; only read."""
    folder = tmp_path_factory.mktemp("september")
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
    months.write(folder / "09", rows=contacts(9))
    months.write(folder / "10", rows=contacts(10, "5"))
    return run_period(folder / "plan.yaml", folder / "09", "2026-09", folder / "RUNS").path


class October:
    def __init__(self, september, folder, plaudit):
        self.data, self.out, self.plaudit = september.parents[2] / "10", folder / "RUNS", plaudit
        self.plan = folder / "plan.yaml"
        self.plan.write_text(PLAN, encoding="utf-8")

    def run(self, previous=None, period="2026-10", data=None):
        named = () if previous is None else ("--previous", previous)
        words = self.plan, data or self.data, "--period", period, "--out", self.out, *named
        return self.plaudit("run", *words)

    def refused(self, code, previous, *words, **how):
        left = self.run(previous, **how)
        assert left.code == code, left.err
        assert left.out == ""
        assert all(word in left.err for word in words), left.err
        assert "Traceback" not in left.err
        assert not list(self.out.rglob("manifest.json"))


@pytest.fixture
def october(september, tmp_path, plaudit):
    return October(september, tmp_path, plaudit)


def place(left):
    return left.out.removesuffix("\n")


def manifest_of(run):
    return json.loads((run / "manifest.json").read_bytes())


def test_the_run_keeps_what_it_takes_and_its_name_depends_on_it(september, october, plaudit):
    alone = october.run()
    left = october.run(september)
    assert (alone.code, left.code) == (0, 0), left.err
    assert place(alone) != place(left)
    run = october.out / "2026-10" / place(left).rsplit("/", 1)[-1]
    said, then = manifest_of(run), manifest_of(september)
    assert said["identity"]["previous"] == {
        "run_id": september.name, "digest": then["digest"], "period": "2026-09",
    }  # fmt: skip
    assert (
        "previous" not in manifest_of(october.out / "2026-10" / alone.out.strip()[-32:])["identity"]
    )
    kept = pq.read_table(run / "inputs" / "previous.parquet").to_pylist()
    assert [(r["agent_id"], r["name"], r["value"]) for r in kept] == [
        ("a1", "csat", Decimal(5)),
        ("a1", "score", Decimal(100)),
        ("b2", "csat", Decimal("4.25")),
        ("b2", "score", Decimal("81.25")),
        ("c3", "csat", Decimal("3.5")),
        ("c3", "score", Decimal("62.5")),
    ]
    assert f"run {september.name} for 2026-09, plan version 1" in left.err
    assert "agents of this run with a score there: 3 of 3" in left.err
    assert "nothing in the plan looks back, so that it changes no figure" in left.err
    again = october.run(september)
    assert (again.code, again.out) == (0, left.out)
    assert "already done" in again.err


def test_the_run_is_checked_and_explained_without_the_earlier_one(
    september, october, plaudit, tmp_path
):
    named = shutil.copytree(september, tmp_path / "EARLIER" / september.name)
    run = place(october.run(named))
    shutil.rmtree(named)
    assert plaudit("verify", run, "--totals").code == 0
    assert "81.25" not in plaudit("explain", run, "b2").err
    found = recompute(october.out / "2026-10" / run[-32:], "b2")
    assert found.around.earlier["b2"] == {
        "score": Fraction("81.25"), "measures": {"csat": Fraction("4.25")},
    }  # fmt: skip
    assert found.around.earlier["c3"]["score"] == Fraction("62.5")


ASKS = """\
actions:
  - {name: act, title: Act, when: {WHEN, missing: fails}}
"""


@pytest.mark.parametrize(
    ("when", "agent", "said"),
    [
        ("earlier: score, below: 81.26", "b2", "earlier score 81.25 is below 81.26"),
        ("earlier: csat, below: 4", "c3", "earlier csat 3.50 is below 4"),
        ("improved: score, at_least: 20", "c3", "improvement of score 37.50 is at least 20"),
    ],
)
def test_a_condition_looks_back_and_the_statement_tells_it(
    september, october, plaudit, when, agent, said
):
    october.plan.write_text(PLAN + ASKS.replace("WHEN", when), encoding="utf-8")
    left = october.run(september)
    assert left.code == 0, left.err
    assert "nothing in the plan looks back" not in left.err
    assert plaudit("verify", place(left), "--totals").code == 0
    assert said in plaudit("explain", place(left), agent).out
    rows = pq.read_table(f"{place(left)}/actions.parquet").to_pylist()
    assert {row["agent_id"]: row["reason"] for row in rows}[agent] == said
    assert "a1" not in {row["agent_id"] for row in rows}


def test_a_statement_says_of_which_run_an_anchor_is(september, october, plaudit):
    # b2 had 4.25 in September and has 5 now: on the line from (4.25, 50) to (5, 90), at its end.
    lasting = "    missing: exclude\n"
    plan = PLAN.replace(lasting, f"{lasting}    anchors: {{baseline: previous, best: 5}}\n", 1)
    points = "points: [{at: 1, gives: 0}, {at: 5, gives: 100}]"
    moved = "points: [{at: baseline, gives: 50}, {at: best, gives: 90}]\n      crossed: missing"
    october.plan.write_text(plan.replace(points, moved), encoding="utf-8")
    left = october.run(september)
    assert left.code == 0, left.err
    told = plaudit("explain", place(left), "b2").out
    assert f"looks back at the run of 2026-09, {september.name}\n" in told
    assert "value 5.00; the point at best 5 (by the plan) gives 90" in told
    step = json.loads(plaudit("explain", place(left), "b2", "--json").out)["steps"]["points"][0]
    (reading,) = step["facts"]["readings"]
    assert reading["anchors"]["baseline"] == {"value": "4.25", "from": "by the run of 2026-09"}


def test_numbers_that_nobody_named_are_told_by_verify(september, october, plaudit):
    run = october.out / "2026-10" / place(october.run(september))[-32:]
    said = manifest_of(run)
    del said["identity"]["previous"]
    said["run_id"] = run_id(said["identity"])
    del said["digest"]
    (run / "manifest.json").write_bytes(canonical(said | {"digest": manifest_digest(said)}))
    left = plaudit("verify", run, "--totals")
    assert left.code == 7
    assert "names no earlier run, and inputs/previous.parquet is kept" in left.err


# Who may be named.


def test_what_is_no_run_is_refused(october, tmp_path):
    october.refused(INTEGRITY, tmp_path / "nowhere", "nowhere", "[no-manifest]")
    october.refused(INTEGRITY, october.plan, "[no-manifest]")


def test_a_run_of_another_plan_is_refused(september, october):
    october.plan.write_text(PLAN.replace("plan: small", "plan: large"), encoding="utf-8")
    words = "--previous: the run is of plan 'small', and this is plan 'large'"
    october.refused(USAGE, september, words, "[previous-of-another-plan]")


def test_a_run_of_this_period_or_a_later_one_is_refused(september, october):
    data = september.parents[2] / "09"
    for period in ("2026-09", "2026-08"):
        words = f"the run is for 2026-09, which does not end before {period} begins"
        october.refused(USAGE, september, words, "[previous-not-earlier]", period=period, data=data)


def test_a_run_of_another_cycle_is_refused(september, october):
    october.plan.write_text(PLAN.replace("cycle: month", "cycle: quarter"), encoding="utf-8")
    words = "the run is for 2026-09, a month, and 2026-Q4 is not"
    october.refused(USAGE, september, words, "[previous-of-another-cycle]", period="2026-Q4")


def damaged(september, folder, name, content):
    run = shutil.copytree(september, folder / "EARLIER" / september.name)
    (run / name).write_bytes(content)
    return run


@pytest.mark.parametrize("name", ["scorecards.parquet", "measures.parquet", "inputs/plan.yaml"])
def test_a_damaged_run_is_refused(september, october, tmp_path, name):
    run = damaged(september, tmp_path, name, b"not what was written")
    october.refused(INTEGRITY, run, name, "is not the file that was written", "[altered-file]")
    (run / name).unlink()
    october.refused(INTEGRITY, run, name, "[missing-file]")


def test_a_manifest_that_was_changed_is_refused(september, october, tmp_path):
    run = damaged(september, tmp_path, "manifest.json", b"{}")
    october.refused(INTEGRITY, run, "[manifest-altered]")


def handmade(september, folder, **changes):
    """A run whose manifest was made by hand, with digests that fit."""
    run = shutil.copytree(september, folder / "EARLIER" / september.name)
    said = manifest_of(run) | changes
    said["run_id"] = run_id(said["identity"])
    del said["digest"]
    (run / "manifest.json").write_bytes(canonical(said | {"digest": manifest_digest(said)}))
    return run


def test_a_manifest_that_does_not_say_what_it_was_for_is_refused(september, october, tmp_path):
    identity = manifest_of(september)["identity"]
    nameless = {k: v for k, v in identity["parameters"].items() if k != "plan"}
    for i, parameters in enumerate((nameless, {}, identity["parameters"] | {"period": "May"})):
        made = handmade(
            september, tmp_path / str(i), identity=identity | {"parameters": parameters}
        )
        october.refused(INTEGRITY, made, "manifest.json", "[manifest-altered]")
    made = handmade(september, tmp_path / "no", identity="a word")
    october.refused(INTEGRITY, made, "does not say what the run was for")


# What is taken from it.


def opened(run, plan_text, folder):
    (folder / "now.yaml").write_text(plan_text, encoding="utf-8")
    plan = load_plan(folder / "now.yaml")
    period = opening.parse_period("2026-10")
    return open_previous(run, plan, period), plan


def test_agents_and_measures_that_it_does_not_know_are_unknown(september, tmp_path):
    renamed = PLAN.replace("  csat:\n    title", "  rated:\n    title")
    renamed = renamed.replace("measure: csat", "measure: rated")
    run, plan = opened(september, renamed, tmp_path)
    earlier, told = earlier_of(run, plan, ("a0", "b2", "zz"))
    assert (earlier.run_id, earlier.period) == (september.name, "2026-09")
    assert earlier.score.tolist() == [0, 8125, 0]
    assert earlier.scored.tolist() == [False, True, False]
    assert earlier.values == {}
    reasons = {one.rule: one.reason for one in told}
    assert reasons["agents"].endswith("with a score there: 1 of 3")
    assert reasons["measures"] == "measures that it does not have: rated"


def test_values_stand_at_the_places_of_the_plan(september, tmp_path):
    finer = PLAN.replace("    places: 2\n", "    places: 4\n").replace("score: 2", "score: 3")
    run, plan = opened(september, finer, tmp_path)
    earlier, _ = earlier_of(run, plan, ("a1", "b2", "c3"))
    assert earlier.score.tolist() == [100_000, 81_250, 62_500]
    units, known = earlier.values["csat"]
    assert units.tolist() == [50_000, 42_500, 35_000]
    assert known.all()


def test_numbers_finer_than_the_plan_are_refused_and_not_rounded(september, october):
    coarse = PLAN.replace("    places: 2\n", "    places: 1\n").replace("score: 2}", "score: 1}")
    october.plan.write_text(coarse, encoding="utf-8")
    # Of the values only 4.25 has two places, of the scores only 81.25.
    for words in ("1 number of 'csat' with more than 1", "1 number of 'score' with more than 1"):
        october.refused(DATA, september, words, "[too-many-places]")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("unit: points", "unit: stars", "has unit stars, and points in the earlier run"),
        ("better: higher", "better: lower", "has better lower, and higher in the earlier run"),
    ],
)
def test_a_measure_of_another_size_is_refused(september, october, old, new, words):
    october.plan.write_text(PLAN.replace(old, new), encoding="utf-8")
    line = PLAN.splitlines().index(f"    {old}") + 1
    october.refused(DATA, september, f"plan.yaml:{line}:5", words, "[previous-differs]")


FROZEN = {"group": None, "mean": "0.912345678901", "strength": "12.5", "note": None}


def test_priors_are_read_as_they_were_frozen(september, tmp_path):
    made = handmade(
        september,
        tmp_path,
        priors={"csat": {"among": "all", "used": None, "estimated": [FROZEN]}},
    )
    run, plan = opened(made, PLAN, tmp_path)
    earlier, _ = earlier_of(run, plan, ("a1",))
    prior = Prior(912_345_678_901, 12_500_000_000_000)
    assert earlier.priors == {"csat": Priors("all", {None: prior})}


@pytest.mark.parametrize("said", [{"csat": {"mean": "much"}}, {"csat": 3}, ["csat"]])
def test_priors_that_are_no_numbers_are_refused(september, october, tmp_path, said):
    october.refused(INTEGRITY, handmade(september, tmp_path, priors=said), "[manifest-altered]")


def test_a_plan_that_looks_back_needs_a_run(september, october, monkeypatch):
    def baselines(plan):
        for name, measure in plan.measures.items():
            yield Need(f"measures.{name}.anchors.baseline", measure.place)

    monkeypatch.setattr(past, "LOOK_BACK", (baselines,))
    line = PLAN.splitlines().index("  csat:") + 1
    october.refused(
        USAGE, None, f"plan.yaml:{line}:3", "measures.csat.anchors.baseline", "--previous RUN",
        "[previous-needed]",
    )  # fmt: skip
    left = october.run(september)
    assert left.code == 0
    assert "nothing in the plan looks back" not in left.err


@given(
    numbers=st.lists(st.none() | st.integers(-(10**38) + 1, 10**38 - 1) | st.integers(-9, 9)),
    first=st.integers(0, 5),
)
def test_decimals_are_read_as_they_are_written(numbers, first):
    known = np.array([x is not None for x in numbers], np.bool_)
    column = decimals(fixed.exact([x or 0 for x in numbers]), known, 12)
    units, there = units_of(column.slice(first))
    assert units.tolist() == [x or 0 for x in numbers[first:]]
    assert there.tolist() == known[first:].tolist()
