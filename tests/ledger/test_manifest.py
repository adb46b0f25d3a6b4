"""The manifest accounts for every row and every cent, in one canonical spelling."""

import hashlib
import json

import pytest

from scoring.accounts import Fate, Place
from scoring.errors import IntegrityError, ReconciliationError
from scoring.ledger.identity import canonical, hash_total, read_json, read_manifest, run_id
from scoring.ledger.manifest import Source, build_manifest, identity, pay_totals, reconciled
from scoring.lines import PayLine, pay_lines
from tests.results import (
    small_files,
    small_identity,
    small_intake,
    small_result,
)


def made(**intake):
    data = build_manifest(small_identity(), small_intake(**intake), small_result(), {}, {})
    return json.loads(data)


def test_canonical_json_has_one_spelling():
    assert (
        canonical({"b": [1, "é"], "a": None})
        == '{\n "a": null,\n "b": [\n  1,\n  "é"\n ]\n}\n'.encode()
    )


@pytest.mark.parametrize("value", [1.0, float("nan"), {"a": [2.5]}, {1: "a"}, b"bytes"])
def test_canonical_json_refuses_what_has_two_spellings(value):
    with pytest.raises(TypeError):
        canonical({"x": value})


def test_decimals_of_an_import_report_stay_the_text_they_were():
    assert read_json(b'{"share": 0.10}') == {"share": "0.10"}
    with pytest.raises(ValueError, match="nested"):
        read_json(b"[" * 100_000)


def test_rows_are_reconciled():
    never = dict.fromkeys(("not_in_plan", "no_stamp", "outside_period", "no_measure"), 0)
    whole = {"in": 50, "used": 47, "quarantined": 1}
    assert made()["rows"] == {
        **whole,
        "excluded": {"unattributed": 2, **never},
        "by_file": [
            whole
            | {"file": "interactions.parquet", "imported": False, "excluded": {"unattributed": 2}}
        ],
        "by_period": [
            {"period": "2026-09", "in": 2, "used": 2, "excluded": {}, "quarantined": 0},
            {
                "period": "2026-10",
                "in": 47,
                "used": 45,
                "excluded": {"unattributed": 2},
                "quarantined": 0,
            },
            {"period": None, "in": 1, "used": 0, "excluded": {}, "quarantined": 1},
        ],
    }


def test_what_an_import_left_out_stands_in_the_export():
    part, export = Place("interactions.parquet", "2026-10"), Place("e.csv", None, imported=True)
    same_name = Place("interactions.parquet", None, imported=True)
    fates = {
        Fate(part, "used"): 5,
        Fate(export, "filtered"): 3,
        Fate(export, "quarantined"): 2,
        Fate(same_name, "superseded"): 1,
    }
    rows = reconciled(11, {part: 5, export: 5, same_name: 1}, fates)
    assert rows["excluded"]["filtered"] == 3
    assert rows["excluded"]["superseded"] == 1
    lines = [(line["file"], line["imported"], line["in"]) for line in rows["by_file"]]
    assert lines == [
        ("interactions.parquet", False, 5),
        ("e.csv", True, 5),
        ("interactions.parquet", True, 1),
    ]
    assert [(line["period"], line["in"]) for line in rows["by_period"]] == [
        ("2026-10", 5),
        (None, 6),
    ]


HERE, THERE = Place("part-0.parquet", "2026-10"), Place("part-1.parquet", "2026-10")


@pytest.mark.parametrize(
    ("rows_in", "places", "fates"),
    [
        (50, {HERE: 50}, {(HERE, "used"): 49}),
        (50, {HERE: 50}, {(HERE, "used"): 49, (HERE, "quarantined"): 2}),
        (50, {HERE: 50}, {(HERE, "used"): 51, (HERE, "quarantined"): -1}),
        (50, {HERE: 50}, {(HERE, "used"): 51, (HERE, "outside_period"): -1}),
        (51, {HERE: 50}, {(HERE, "used"): 50}),
        (50, {HERE: 50}, {(THERE, "used"): 50}),
        (50, {HERE: 25, THERE: 25}, {(HERE, "used"): 24, (THERE, "used"): 26}),
    ],
)
def test_a_row_too_few_or_too_many_stops_the_run(rows_in, places, fates):
    with pytest.raises(ReconciliationError) as caught:
        reconciled(rows_in, places, {Fate(*fate): rows for fate, rows in fates.items()})
    assert caught.value.exit_code == 7


def test_every_place_that_does_not_add_up_is_named():
    fates = {Fate(HERE, "used"): 24, Fate(THERE, "used"): 26}
    with pytest.raises(ReconciliationError) as caught:
        reconciled(50, {HERE: 25, THERE: 25}, fates)
    assert [(p.where, p.what) for p in caught.value.problems] == [
        ("part-0.parquet, 2026-10", "rows in 25, accounted for 24: 24 used"),
        ("part-1.parquet, 2026-10", "rows in 25, accounted for 26: 26 used"),
    ]


def test_totals_are_kept_for_each_currency_at_its_places():
    totals = made()["totals"]
    assert totals["currencies"] == {
        "CNY": {"rows": 2, "sum": "1234.50"},
        "JPY": {"rows": 2, "sum": "8500"},
    }
    assert (totals["rows"], totals["payees"]) == (4, 3)


def test_the_hash_total_follows_its_definition():
    # Once for each line, not for each payee: A002 has two.
    numbers = [
        int(hashlib.sha256(payee.encode()).hexdigest()[:16], 16)
        for payee in ("A001", "A002", "A002", "A005")
    ]
    assert made()["totals"]["hash_total"] == f"{sum(numbers) % 10**10:010}"
    assert hash_total([]) == "0000000000"
    payees = ["A001", "A002", "A005"]
    assert hash_total(payees, [1, 2, 1]) == hash_total(["A001", "A002", "A002", "A005"])


def test_a_hash_total_has_a_count_for_each_payee():
    with pytest.raises(ValueError, match="shorter"):
        hash_total(["A001", "A002"], [1])


def test_sums_of_any_size_are_exact():
    lines = pay_lines(PayLine(0, f"l{i}", 2**62, "KWD", "P", None, "o") for i in range(3))
    assert pay_totals(lines, ["A"])["currencies"]["KWD"]["sum"] == "13835058055282163.712"


def test_faults_are_counted_by_file_column_and_rule():
    def told(column, code, rule, count):
        file = "interactions.parquet"
        return {"file": file, "column": column, "code": code, "rule": rule, "count": count}

    assert made()["faults"] == [
        told(None, "quarantined", "repeated-id", 1),
        told("channel", "blanked", "blank-text", 1),
        told("handle_s", "quarantined", "negative-duration", 2),
    ]


def test_exclusions_are_added_up_for_each_measure():
    assert made()["exclusions"]["csat"] == {
        "volume": 33,
        "excluded": {"null_value": 16, "outside_period": 1},
    }


def test_the_run_id_depends_on_everything_that_decides_and_on_nothing_else():
    first = small_identity()
    assert run_id(first) == run_id(small_identity())
    other_plan = small_identity(plan_sha256="d" * 64)
    other_period = small_identity(parameters=first["parameters"] | {"period": "2026-11"})
    other_version = small_identity(versions=first["versions"] | {"tzdata": "1999.1"})
    other_report = small_identity(import_sha256=None)
    everything = (first, other_plan, other_period, other_version, other_report)
    assert len({run_id(said) for said in everything}) == 5


def test_the_order_in_which_inputs_are_named_does_not_matter():
    sources = [Source("b", "1" * 64, 1, None), Source("a", "2" * 64, 2, 3)]
    assert identity(sources, "c", {}) == identity(sources[::-1], "c", {})


def test_versions_name_every_library_that_could_change_a_byte():
    assert set(small_identity()["versions"]) == {
        "plaudit",
        "python",
        "numpy",
        "pandas",
        "pandera",
        "pyarrow",
        "tzdata",
    }


def test_outputs_are_listed_without_manifest_and_environment():
    _, files = small_files()
    listed = {entry["name"]: entry for entry in json.loads(files["manifest.json"])["outputs"]}
    assert set(listed) == set(files) - {"manifest.json", "environment.json"}
    assert listed["payouts.parquet"]["rows"] == 4
    assert listed["inputs/plan.yaml"] == {
        "name": "inputs/plan.yaml",
        "bytes": 18,
        "sha256": hashlib.sha256(b"plan: small-month\n").hexdigest(),
        "rows": None,
    }


def test_the_same_result_gives_the_same_manifest():
    first, second = (
        small_files(),
        small_files(small_result(lines=[*small_result().lines][::-1])),
    )
    assert first[1]["manifest.json"] == second[1]["manifest.json"]
    assert first[0] == second[0]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"schema": 1, "run_id": "x", "digest": "y"}', '{"a": "\\ud800"}', "[" * 9999],
)
def test_what_is_not_a_manifest_is_reported_and_never_a_traceback(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(IntegrityError) as caught:
        read_manifest(tmp_path)
    assert caught.value.problems[0].code == "manifest-altered"


def test_a_manifest_of_another_layout_names_the_version(tmp_path):
    (tmp_path / "manifest.json").write_text('{"schema": 2, "run_id": "x", "digest": "y"}')
    with pytest.raises(IntegrityError) as caught:
        read_manifest(tmp_path)
    assert caught.value.problems[0].code == "manifest-version"
