"""Plans that cannot be, and months in which there is little to score: codes, places, no NaN."""

import math
import random
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests import months
from tests.months import MONTH, PLAN
from tests.plans import changed, where_of

DATA, REFUSED = 3, 4
START, END = PLAN.index("components:"), PLAN.index("tiers:")
LINE = (
    "curve: {mode: interpolated, below: 0, points: [{at: 1, gives: 0}, {at: 5, gives: 100}], "
    "above: hold}"
)


class Month:
    """A plan and data for October, and what the command makes of them."""

    def __init__(self, folder, plaudit):
        self.folder, self.plaudit = folder, plaudit
        self.data = months.write(folder / "data")
        self.say(PLAN)

    def say(self, text):
        (self.folder / "plan.yaml").write_text(text, encoding="utf-8")

    def rows(self, **columns):
        """Replace or add columns of the interactions."""
        table = months.interactions()
        for name, values in columns.items():
            at = table.schema.get_field_index(name)
            table = (
                table.append_column(name, values) if at < 0 else table.set_column(at, name, values)
            )
        pq.write_table(table, self.data / "interactions.parquet")

    def targets(self, *said):
        """Write targets of csat: agent, name and value."""
        agents, names, values = zip(*said, strict=True)
        table = pa.table(
            {
                "level": ["agent" if agent else "all" for agent in agents],
                "level_id": pa.array(agents, pa.string()),
                "measure": ["csat"] * len(said),
                "name": names,
                "value": pa.array(map(Decimal, values), pa.decimal128(18, 9)),
            }
        )
        pq.write_table(table, self.data / "targets.parquet")

    def check(self):
        return self.plaudit("check", self.folder / "plan.yaml")

    def run(self, name="RUNS"):
        out = self.folder / name
        return self.plaudit(
            "run", self.folder / "plan.yaml", self.data, "--period", MONTH, "--out", out
        )

    def refused(self, code, *words):
        """Both commands refuse a plan, without a trace of a run; `run` alone where data decide."""
        told = [self.run()] if code == DATA else [self.run(), self.check()]
        for left in told:
            assert left.code == code, left.err
            assert all(word in left.err for word in words), left.err
            assert "Traceback" not in left.err
            assert left.out == ""
        assert not list((self.folder / "RUNS").rglob("manifest.json"))

    def ran(self, name="RUNS"):
        """The month runs; return its folder, of which no table holds a NaN."""
        left = self.run(name)
        assert left.code == 0, left.err
        (manifest,) = (self.folder / name).rglob("manifest.json")
        no_nan(manifest.parent)
        return manifest.parent


def no_nan(run):
    """Scan every cell of every table of a run, and its JSON, for what is no number."""
    for path in run.rglob("*.parquet"):
        for row in pq.read_table(path).to_pylist():
            for name, cell in row.items():
                assert not (isinstance(cell, float) and not math.isfinite(cell)), (path, name)
                assert str(cell).lower() not in ("nan", "inf", "-inf", "infinity"), (path, name)
    for path in run.rglob("*.json"):
        assert "NaN" not in path.read_text(encoding="utf-8")


def agents(run):
    table = pq.read_table(run / "scorecards.parquet").to_pylist()
    return {row["agent_id"]: row for row in table}


def parts(run):
    table = pq.read_table(run / "components.parquet").to_pylist()
    return {(row["agent_id"], row["component"]): row for row in table}


def told(run, code):
    table = pq.read_table(run / "findings.parquet").to_pylist()
    return [(row["rule"], row["reason"]) for row in table if row["code"] == code]


@pytest.fixture
def month(tmp_path, plaudit):
    return Month(tmp_path, plaudit)


# Nothing to score.
NOTHING = {
    "exclude": ("unranked", None),
    "hold": ("held", None),
    "zero": ("ranked", 0),
    "{neutral: 70}": ("ranked", 70),
}


@pytest.mark.parametrize("policy", NOTHING)
def test_a_month_without_a_survey_does_what_the_plan_says(month, policy):
    month.say(changed(("missing: exclude", f"missing: {policy}"), text=PLAN))
    month.rows(csat=pa.array([None] * 12, pa.decimal128(5, 2)))
    status, score = NOTHING[policy]
    for row in agents(month.ran()).values():
        assert (row["status"], row["score"]) == (status, score)
        assert row["tier"] == (None if score is None else "C")


RATIO = """\
  passed: {kind: ratio, numerator: checks_passed, denominator: checks_done, per: 100,
           title: Passed, unit: "%", better: higher, places: 2, period_on: created_at,
           volume_min: 0, missing: exclude}
"""


def test_a_denominator_of_nothing_is_missing_and_not_nothing(month):
    """b2's checks are none; a1 passed 4 of 8, and c3 0 of 8."""
    text = changed(("components:\n", f"{RATIO}components:\n"), text=PLAN)
    month.say(text.replace("measure: csat", "measure: passed").replace("at: 5", "at: 101"))
    done = [2, 2, 2, 2, 0, 0, 0, 0, 2, 2, 2, 2]
    passed = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    month.rows(checks_done=pa.array(done, pa.int64()), checks_passed=pa.array(passed, pa.int64()))
    found = agents(month.ran())
    # 100 x (50 - 1) / (101 - 1) is 49; 0 is under the first point.
    assert [found[a]["score"] for a in ("a1", "b2", "c3")] == [49, None, 0]
    assert found["b2"]["status"] == "unranked"


def test_an_agent_without_a_ticket_stands_beside_the_others(month):
    table = months.interactions()
    pq.write_table(table.slice(0, 8), month.data / "interactions.parquet")
    found = agents(month.ran())
    assert (found["c3"]["status"], found["c3"]["score"]) == ("unranked", None)
    assert found["a1"]["status"] == "ranked"


# Nobody, one, and all alike.
def test_a_plan_that_covers_nobody_is_a_fault_of_data(month):
    month.say(changed(("everyone: true", "where: {role: nobody}"), text=PLAN))
    month.refused(DATA, "roster.parquet", "nobody")


RELATIVE = {"min_max": 50, "percentile": 40, "rank": 2, "z_score": 0}


def by_place(relative):
    """The plan read by a place among others; all alike read 3, which gives 50 points."""
    return changed(
        ("on: value", f"on: {{relative: {relative}, among: all, all_equal: 3}}"), text=PLAN
    )


@pytest.mark.parametrize("relative", RELATIVE)
def test_agents_who_are_all_alike_read_what_the_plan_says(month, relative):
    month.say(by_place(relative))
    month.rows(csat=pa.array([Decimal(4)] * 12, pa.decimal128(5, 2)))
    found = agents(month.ran())
    assert [row["score"] for row in found.values()] == [50, 50, 50]
    assert [row["rank"] for row in found.values()] == [1, 1, 1]


@pytest.mark.parametrize("relative", RELATIVE)
def test_an_agent_who_is_alone_reads_it_too(month, relative):
    month.say(by_place(relative))
    pq.write_table(months.roster().slice(0, 1), month.data / "roster.parquet")
    pq.write_table(months.interactions().slice(0, 4), month.data / "interactions.parquet")
    [row] = agents(month.ran()).values()
    assert (row["agent_id"], row["score"], row["rank"], row["tier"]) == ("a1", 50, 1, "C")


# Ties and edges.
def rated(*ratings):
    """Four ratings for each of a1, b2 and c3."""
    return pa.array([Decimal(r) for r in ratings for _ in range(4)], pa.decimal128(5, 2))


@pytest.mark.parametrize(
    ("boundary", "tiers"),
    # 4.6 scores 90, 4.2 scores 80 and 4.19 scores 79.75.
    [("upper", ["A", "B", "C"]), ("lower", ["B", "C", "C"])],
)
def test_a_score_on_an_edge_is_in_the_band_that_the_plan_says(month, boundary, tiers):
    month.say(changed(("boundary: upper", f"boundary: {boundary}"), text=PLAN))
    month.rows(csat=rated("4.6", "4.2", "4.19"))
    found = agents(month.ran())
    assert [row["score"] for row in found.values()] == [90, 80, Decimal("79.75")]
    assert [row["tier"] for row in found.values()] == tiers


AWARDS = """\
awards:
  - {name: star, title: Star, top: 1, per: overall, by: score, tiers: any, ties: expand,
     amount: {CNY: 500, JPY: 10000}, pay_code: STAR}
  - {name: alone, title: Alone, top: 1, per: overall, by: score, tiers: any,
     ties: {break_by: [agent_id]}, amount: none}
"""
DECIDED = ("scorecards.parquet", "components.parquet", "payouts.parquet", "awards.parquet")


def test_ties_at_every_cut_come_out_alike_in_any_order(month):
    month.say(PLAN + AWARDS)
    month.rows(csat=rated("4.6", "4.6", "4.2"))
    first = month.ran()
    assert [row["rank"] for row in agents(first).values()] == [1, 1, 3]
    awarded = pq.read_table(first / "awards.parquet").to_pylist()
    assert {(row["name"], row["agent_id"]) for row in awarded} == {
        ("star", "a1"), ("star", "b2"), ("alone", "a1"),
    }  # fmt: skip
    table, people = pq.read_table(month.data / "interactions.parquet"), months.roster()
    for seed in range(3):
        order = random.Random(seed).sample(range(12), 12)
        pq.write_table(table.take(pa.array(order)), month.data / "interactions.parquet")
        pq.write_table(people.take(pa.array([2, 0, 1])), month.data / "roster.parquet")
        again = month.ran(f"RUNS{seed}")
        for name in DECIDED:
            assert (again / name).read_bytes() == (first / name).read_bytes(), name


# Anchors that differ by agent.
def by_anchors(crossed):
    anchors = "anchors: {threshold: targets, benchmark: targets}"
    line = (
        f"{{mode: interpolated, below: 0, above: hold, crossed: {crossed}, "
        "points: [{at: threshold, gives: 0}, {at: benchmark, gives: 100}]}"
    )
    curve = PLAN[PLAN.index("    curve:\n") : PLAN.index("    why:")]
    return changed(
        ("    missing: exclude\n", f"    missing: exclude\n    {anchors}\n"),
        (curve, f"    curve: {line}\n"),
        text=PLAN,
    )


@pytest.mark.parametrize(("crossed", "points"), [("missing", None), ("7.5", Decimal("7.5"))])
@pytest.mark.parametrize("best", ["3", "4"], ids=["crossed", "equal"])
def test_anchors_out_of_order_give_what_is_said_and_are_counted(month, crossed, points, best):
    """b2's benchmark is under the threshold, or equals it, and c3 has none; a1 has both."""
    month.say(by_anchors(crossed))
    month.targets((None, "threshold", "4"), ("a1", "benchmark", "6"), ("b2", "benchmark", best))
    run = month.ran()
    found = agents(run)
    assert [found[a]["score"] for a in ("a1", "b2", "c3")] == [50, points, None]
    line = by_anchors(crossed)[: by_anchors(crossed).index("    curve:")].count("\n") + 1
    assert told(run, "crossed-anchors") == [
        (
            "satisfaction",
            f"agents whose anchors are not in order, threshold < benchmark (line {line}): 1",
        )
    ]
    assert told(run, "no-target") == [
        ("csat/benchmark", "agents without this target, so that what reads it is missing: 1")
    ]


def test_anchors_of_an_override_are_counted_for_those_it_holds_for(month):
    """In north the benchmark is 5 for a1 and 3 for b2; c3, in south, is out of order elsewhere."""
    text = by_anchors("0")
    other = (
        "{mode: whole, below: 1, crossed: 2, "
        "bands: [{from: threshold, gives: 50}, {from: benchmark, gives: 60}]}"
    )
    said = f"    overrides:\n      - {{where: {{region: north}}, curve: {other}}}\n"
    month.say(changed(("    why: Customers decide.\n", f"    why: W\n{said}"), text=text))
    month.targets(
        (None, "threshold", "4"),
        ("a1", "benchmark", "5"), ("b2", "benchmark", "3"), ("c3", "benchmark", "2"),
    )  # fmt: skip
    run = month.ran()
    found = agents(run)
    assert [found[a]["score"] for a in ("a1", "b2", "c3")] == [60, 2, 0]
    assert [reason.rpartition(": ")[2] for _, reason in told(run, "crossed-anchors")] == ["1", "1"]


def test_anchors_in_order_are_not_told_of(month):
    month.say(by_anchors("missing"))
    month.targets((None, "threshold", "3"), (None, "benchmark", "5"))
    run = month.ran()
    assert told(run, "crossed-anchors") == told(run, "no-target") == []


def test_an_anchor_that_nobody_has_is_a_fault_of_data(month):
    month.say(by_anchors("missing"))
    month.targets((None, "threshold", "3"), (None, "benchmrk", "5"))
    month.refused(DATA, "targets.parquet", "benchmark", "csat/benchmrk", "[nobody-targeted]")


@pytest.mark.parametrize("best", ["4", "3.5"])
def test_a_baseline_at_or_above_the_benchmark_of_the_plan_is_refused(month, best):
    text = changed(
        ("threshold: targets, benchmark: targets", f"threshold: 4, benchmark: {best}"),
        ("crossed: 0, ", ""),
        text=by_anchors("0"),
    )
    month.say(text)
    month.refused(
        REFUSED,
        where_of(text, "at: benchmark"),
        f"at benchmark ({best}) follows threshold (4) and is not above it",
        "[edges-not-rising]",
    )


# Groups with nothing in them, and overrides.
def grouped(missing, other="exclude"):
    return f"""{PLAN[:START]}{RATIO.replace("missing: exclude", f"missing: {other}")}components:
  - name: quality
    weight: 0.6
    combine: mean
    scored_min: 1
    missing: {missing}
    places: 2
    why: Quality.
    members:
      - {{name: one, measure: passed, on: value, why: W, {LINE}}}
      - {{name: two, measure: passed, on: value, why: W, {LINE}}}
  - {{name: satisfaction, weight: 0.4, measure: csat, on: value, why: W, {LINE}}}
{PLAN[END:]}"""


@pytest.mark.parametrize(
    ("missing", "scores"),
    # csat alone gives a1 100, b2 81.25 and c3 62.5; with a group of 0 or 50 it weighs 0.4.
    [
        ("exclude", ["100", "81.25", "62.5"]),
        ("zero", ["40", "32.5", "25"]),
        ("{neutral: 50}", ["70", "62.5", "55"]),
        ("hold", [None, None, None]),
    ],
)
def test_a_group_of_which_all_is_excluded_does_what_it_says(month, missing, scores):
    month.say(grouped(missing))
    zeros = pa.array([0] * 12, pa.int64())
    month.rows(checks_done=zeros, checks_passed=zeros)
    run = month.ran()
    wanted = [None if score is None else Decimal(score) for score in scores]
    assert [row["score"] for row in agents(run).values()] == wanted


def test_a_plan_of_which_all_is_excluded_ranks_nobody(month):
    month.say(grouped("exclude"))
    zeros = pa.array([0] * 12, pa.int64())
    month.rows(
        checks_done=zeros, checks_passed=zeros, csat=pa.array([None] * 12, pa.decimal128(5, 2))
    )
    for row in agents(month.ran()).values():
        assert (row["status"], row["score"], row["rank"]) == ("unranked", None, None)


def overridden(*overrides):
    said = "".join(f"      - {override}\n" for override in overrides)
    return changed(
        ("    why: Customers decide.\n", f"    why: Customers decide.\n    overrides:\n{said}"),
        text=PLAN,
    )


OTHER = "curve: {mode: whole, below: 1, bands: [{from: 4, gives: 2}]}"


def test_two_overrides_in_the_same_words_are_refused_by_check_and_run(month):
    text = overridden(
        f"{{where: {{region: north}}, {OTHER}}}", "{where: {region: north}, off: true}"
    )
    month.say(text)
    line = where_of(text, "{where: {region: north}, curve").split(":")[1]
    place = where_of(text, "{where: {region: north}, off")
    month.refused(REFUSED, place, f"the one of line {line}", "[override-tie]")


def test_two_overrides_that_match_an_agent_are_refused_with_how_many(month):
    """a1 and b2 are in north and in t1; each override names one column."""
    text = overridden(f"{{where: {{region: north}}, {OTHER}}}", "{where: {team: t1}, off: true}")
    month.say(text)
    assert month.check().code == 0
    left = month.run()
    line = where_of(text, "{where: {region").split(":")[1]
    assert left.code == REFUSED
    assert where_of(text, "{where: {team") in left.err
    assert (
        f"2 agents match two that name as many columns, this one and that of line {line}"
        in left.err
    )
    assert not (month.folder / "RUNS").exists()


@pytest.mark.parametrize("last", [0, 1, 2])
def test_a_third_override_decides_wherever_it_stands(month, last):
    """Two that tie do no harm where one that names more columns holds for the same agents."""
    two = [f"{{where: {{region: north}}, {OTHER}}}", "{where: {team: t1}, off: true}"]
    two.insert(
        last,
        "{where: {region: north, team: t1}, curve: "
        "{mode: whole, below: 1, bands: [{from: 4, gives: 3}]}}",
    )
    month.say(overridden(*two))
    found = agents(month.ran())
    assert [found[a]["score"] for a in ("a1", "b2", "c3")] == [3, 3, Decimal("62.5")]


# What YAML can do to a plan; each with its place.
YAML = {
    "a key twice": ([("version: 1\n", "version: 1\nversion: 2\n")], "duplicate-key", "version: 2"),
    "an unknown key": ([("version: 1\n", "version: 1\nowner: HR\n")], "unknown-key", "owner"),
    "weights of 0.99": ([("weight: 1\n", "weight: 0.99\n")], "weights-not-one", "components:"),
    "tiers that overlap": (
        [("[{from: 80, gives: B}, {from: 90, gives: A}]",
          "[{from: 90, gives: B}, {from: 90.0, gives: A}]")],
        "edges-not-rising",
        "from: 90.0",
    ),
    "tiers with an end": (
        [("{from: 80, gives: B}", "{from: 80, to: 89, gives: B}")],
        "unknown-key",
        "to: 89",
    ),
    "NO": ([("everyone: true", "everyone: NO")], "wrong-value", "everyone: NO"),
    "on": ([("everyone: true", "everyone: on")], "wrong-value", "everyone: on"),
    "1e3": ([("weight: 1\n", "weight: 1e3\n")], "wrong-value", "weight: 1e3"),
    "0123": ([("version: 1\n", "version: 0123\n")], "wrong-value", "version: 0123"),
    "NaN": ([("weight: 1\n", "weight: .nan\n")], "wrong-value", "weight: .nan"),
    "inf": ([("at: 5, gives: 100", "at: 5, gives: .inf")], "wrong-value", "gives: .inf"),
    "a cap below nothing": (
        [("cap: none", "cap: [{times_base: -2}]")],
        "wrong-value",
        "times_base: -2",
    ),
    "an unknown measure": (
        [("measure: csat", "measure: cast")],
        "unknown-measure",
        "measure: cast",
    ),
    "an anchor": ([("title: {en: Sm", "title: &t {en: Sm")], "anchor", "title: &t"),
    "an alias": ([("cycle: month", "cycle: *t")], "alias", "cycle: *t"),
    "a tag": ([("version: 1\n", "version: !!python/name:os.system 1\n")], "tag", "version:"),
    "a tab": ([("  everyone: true", "\teveryone: true")], "yaml-syntax", "\teveryone"),
}  # fmt: skip


@pytest.mark.parametrize("case", YAML)
def test_what_yaml_may_not_say_is_refused_at_its_place(month, case):
    changes, code, piece = YAML[case]
    text = changed(*changes, text=PLAN)
    month.say(text)
    line = where_of(text, piece).rpartition(":")[0]
    month.refused(REFUSED, f"{line}:", f"[{code}]")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (PLAN.replace("unit: points", "unit: po\ufeffints").encode(), ("plan.yaml:", "U+FEFF")),
        (b"\xef\xbb\xbf" + PLAN.encode(), ("plan.yaml:1:1", "[byte-order-mark]", "without a byte")),
        (PLAN.encode().replace(b"Small", b"Pr\xe4mie"), ("plan.yaml:2:", "UTF-8")),
        (PLAN.encode() + b"# " + b"x" * 10_000_000, ("plan.yaml", "[file-too-large]")),
        (b"", ("plan.yaml:1:1", "says nothing")),
    ],
    ids=["a byte-order mark within", "a byte-order mark before", "Latin-1", "10 MB", "empty"],
)
def test_bytes_that_are_no_plan_are_refused(month, written, words):
    (month.folder / "plan.yaml").write_bytes(written)
    month.refused(REFUSED, *words)
