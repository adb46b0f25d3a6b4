"""The tables hold what the result decided: exact numbers, sorted, the same bytes each time."""

import dataclasses
import io
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.accounts import EXCLUSIONS
from scoring.errors import DataError, PlauditError, ReconciliationError
from scoring.flow import Finding
from scoring.intake.quarantine import Entry
from scoring.lines import PayLine
from scoring.outputs.schemas import SCHEMAS, arrow_schema
from scoring.outputs.tables import parquet_bytes, result_tables, table_files
from tests.results import (
    QUARANTINE,
    ints,
    small_plan,
    small_quarantine,
    small_result,
    small_values,
)


def tables(**changes):
    return result_tables(small_plan(), small_result(**changes), small_quarantine())


def rows(name, **changes):
    return tables(**changes)[name].to_pylist()


def test_every_table_has_its_pinned_schema():
    made = tables()
    assert set(made) == set(SCHEMAS) - {"groups.parquet"}  # the plan has none
    for name, table in made.items():
        assert table.schema == arrow_schema(name)
        assert not any(pa.types.is_floating(field.type) for field in table.schema)


def test_scorecards_show_the_stored_number_and_nothing_where_there_is_none():
    cards = {row["agent_id"]: row for row in rows("scorecards.parquet")}
    assert cards["A001"]["score"] == Decimal("86.00")
    assert (cards["A002"]["rank"], cards["A002"]["rank_in"], cards["A002"]["tier"]) == (1, 1, "S")
    assert cards["A003"]["gates"] == "too_slow"
    assert not cards["A003"]["payable"]
    nothing = {k: cards["A004"][k] for k in ("score", "rank", "rank_in", "tier", "gates")}
    assert set(nothing.values()) == {None}
    assert cards["A004"]["status"] == "unranked"
    assert cards["A005"]["team"] is None


def test_measures_say_value_fraction_volume_and_each_exclusion():
    made = rows("measures.parquet")
    assert [(r["agent_id"], r["measure"]) for r in made[:3]] == [
        ("A001", "csat"),
        ("A001", "first_response"),
        ("A002", "csat"),
    ]
    csat = {row["agent_id"]: row for row in made if row["measure"] == "csat"}
    assert csat["A002"]["value"] == Decimal("4.80")
    assert csat["A002"]["places"] == 2
    assert (csat["A002"]["numerator"], csat["A002"]["denominator"]) == ("336000", "70000")
    assert csat["A002"]["excluded"] == 3  # 2 without a rating + 1 outside of the period
    assert csat["A002"]["excluded_null_value"] == 2
    assert csat["A002"]["excluded_outside_period"] == 1
    assert csat["A004"]["value"] is None
    assert csat["A004"]["status"] == "below_volume"
    assert csat["A004"]["numerator"] == str(10**40)  # more digits than a decimal column holds


def test_exclusion_columns_add_up_to_the_total():
    for row in rows("measures.parquet"):
        assert sum(row[f"excluded_{reason}"] for reason in EXCLUSIONS) == row["excluded"]


def test_a_reason_without_a_column_is_our_own_fault():
    values = small_values()
    odd = dataclasses.replace(values["csat"], excluded={"sleepy": ints(0, 0, 0, 0, 1)})
    with pytest.raises(PlauditError, match="sleepy"):
        tables(values=values | {"csat": odd})


def test_components_show_views_from_the_exact_numbers():
    made = {(r["agent_id"], r["component"]): r for r in rows("components.parquet")}
    first = made["A001", "speed"]
    assert first["attainment"] == Decimal("66.666667")  # 100 x 60 / 90
    assert first["weighted_points"] == Decimal(32)  # 0.4 x 80
    assert first["effective_weight"] == Decimal("0.4")
    assert first["target"] == 60
    unbounded = made["A003", "speed"]
    assert unbounded["attainment"] is None  # 0 seconds: no ratio to show
    assert unbounded["value"] == 0
    alone = made["A005", "satisfaction"]
    assert (alone["effective_weight"], alone["weighted_points"]) == (1, 60)
    left_out = made["A005", "speed"]
    assert (left_out["points"], left_out["effective_weight"]) == (None, 0)
    unscored = made["A004", "satisfaction"]
    assert (unscored["effective_weight"], unscored["weighted_points"]) == (None, None)
    assert unscored["target"] is None


def test_weighted_points_add_up_to_the_score_of_the_small_month():
    made = rows("components.parquet")
    for card in rows("scorecards.parquet"):
        if card["score"] is not None:
            parts = [r["weighted_points"] for r in made if r["agent_id"] == card["agent_id"]]
            assert sum(parts) == card["score"]


def test_payouts_are_sorted_and_scaled_to_four_places():
    made = rows("payouts.parquet")
    assert [(r["agent_id"], r["line"], r["amount"]) for r in made] == [
        ("A001", "bonus", Decimal("1234.5000")),
        ("A002", "bonus", Decimal(8000)),
        ("A002", "star", Decimal(500)),
        ("A005", "bonus", Decimal(0)),
    ]
    # printf '%s' '2026-10|small-month|A001|CNY|bonus' | sha256sum | cut -c 1-32
    assert made[0]["line_id"] == "bda780b9fcec4a07f7462ae190e98d0e"


def test_two_lines_of_one_name_for_one_agent_are_refused():
    line = PayLine(0, "bonus", 1, "CNY", "BONUS", None, "plan.yaml:70")
    with pytest.raises(ReconciliationError) as caught:
        tables(lines=(line, line._replace(amount_minor=2)))
    assert caught.value.problems[0].code == "repeated-line"


def test_awards_without_money_have_no_amount():
    made = rows("awards.parquet")
    assert [(r["agent_id"], r["name"], r["amount"], r["currency"]) for r in made] == [
        ("A001", "thanks", None, None),
        ("A002", "star", Decimal(500), "JPY"),
    ]
    assert rows("actions.parquet")[0]["reason"] == "Speed training"


def test_quarantine_is_sorted_by_place_and_keeps_each_row_as_it_came():
    made = rows("quarantine.parquet")
    assert [(row["row"], row["raw"]) for row in made] == [
        (2, '{"row": 2}'),
        (4, '{"row": 4}'),
        (9, '{"row": 9}'),
    ]
    assert {row["code"] for row in made} == {"quarantined"}
    assert made[1]["column"] is None


def test_findings_list_each_application_of_a_rule_among_what_a_person_should_know():
    def entry(file, row, column, consequence):
        return Entry(file, column, "a rule", "why", consequence, ints(*row), imported=True)

    entries = [
        entry("x.csv", [7, 3], None, "filtered"),
        entry("x.csv", [5], "stars", "filled"),
        entry("x.csv", [5], "stars", "field"),
        entry("x.csv", [6], None, "repeated"),
        entry("x.csv", [2], None, "superseded"),
        entry("x.csv", [1], "stars", "row"),
    ]
    findings = (
        Finding("no-bonus-base", "roster.parquet", None, None, "BONUS", "1 agent"),
        Finding("odd", "x.csv", None, None, "files", "a word on the file"),
        Finding("odd", "x.csv", 4, "stars", "rows", "a word on a row"),
    )
    made = result_tables(small_plan(), small_result(findings=findings), small_quarantine(entries))
    listed = made["findings.parquet"].to_pylist()
    assert [(f["file"], f["row"], f["code"]) for f in listed] == [
        ("roster.parquet", None, "no-bonus-base"),
        ("x.csv", None, "odd"),
        ("x.csv", 2, "superseded"),
        ("x.csv", 3, "filtered"),
        ("x.csv", 4, "odd"),
        ("x.csv", 5, "blanked"),
        ("x.csv", 5, "filled"),
        ("x.csv", 6, "repeated"),
        ("x.csv", 7, "filtered"),
    ]
    assert (listed[5]["column"], listed[5]["rule"], listed[5]["reason"]) == (
        "stars",
        "a rule",
        "why",
    )
    assert [f["row"] for f in made["quarantine.parquet"].to_pylist()] == [1]


def test_many_applications_are_laid_out_without_an_object_each():
    filtered = Entry("x.csv", None, "keep", "why", "filtered", np.arange(1, 500_001))
    made = result_tables(small_plan(), small_result(), small_quarantine((filtered,)))
    table = made["findings.parquet"]
    assert table.num_rows == 500_001
    assert table["row"].to_pylist()[:3] == [None, 1, 2]  # the finding on the roster comes first
    assert len(parquet_bytes(table)) < 8 * 500_000  # row numbers, and words once


def test_negative_and_huge_numbers_survive_as_decimals():
    values = small_values()
    big = np.array([-(10**25), 10**25, 7, 0, -1], dtype=object)
    odd = dataclasses.replace(values["first_response"], units=big, known=np.ones(5, bool))
    made = rows("measures.parquet", values=values | {"first_response": odd})
    found = [row["value"] for row in made if row["measure"] == "first_response"]
    assert found == [Decimal(-(10**25)), Decimal(10**25), Decimal(7), Decimal(0), Decimal(-1)]


def test_a_number_that_does_not_fit_is_an_error_and_not_a_wrap():
    values = small_values()
    big = np.array([10**26, 0, 0, 0, 0], dtype=object)
    odd = dataclasses.replace(values["first_response"], units=big)
    with pytest.raises(DataError) as caught:
        tables(values=values | {"first_response": odd})
    assert caught.value.problems[0].code == "number-too-large"


def test_an_empty_result_gives_empty_tables_with_their_schema():
    made = result_tables(
        small_plan(), small_result(lines=(), awards=(), actions=()), small_quarantine(())
    )
    assert made["payouts.parquet"].num_rows == 0
    assert made["quarantine.parquet"].schema == arrow_schema("quarantine.parquet")


def test_the_same_result_gives_the_same_bytes_whatever_the_order_of_lines():
    once, _ = table_files(tables())
    result = small_result()
    again = result_tables(
        small_plan(),
        small_result(lines=[*result.lines][::-1], awards=[*result.awards][::-1]),
        small_quarantine(QUARANTINE[::-1]),
    )
    assert table_files(again)[0] == once


def test_files_carry_page_checksums_and_no_metadata_of_pandas():
    data = parquet_bytes(tables()["scorecards.parquet"])
    file = pq.ParquetFile(io.BytesIO(data), page_checksum_verification=True)
    assert file.read().num_rows == 5
    assert b"pandas" not in data
    at = data.index(b"A001")  # within a page: the flip must be caught by the page's checksum
    flipped = data[:at] + b"B" + data[at + 1 :]
    with pytest.raises(OSError, match="CRC"):
        pq.ParquetFile(io.BytesIO(flipped), page_checksum_verification=True).read()


def test_findings_keep_their_fields():
    finding = Finding("odd", "roster.parquet", None, "team", "a rule", "a reason")
    made = result_tables(small_plan(), small_result(findings=(finding,)), small_quarantine(()))
    assert made["findings.parquet"].to_pylist() == [finding._asdict()]
