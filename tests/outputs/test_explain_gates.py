"""Gates on a statement: what stood there before, the order, the events behind, what is stored."""

import dataclasses
from decimal import Decimal

import numpy as np
import pyarrow.parquet as pq
import pytest

from scoring.errors import IntegrityError
from scoring.outputs.explain import explain
from tests.made_up import published
from tests.outputs.test_explain_ledgers import with_ledger_and_rollup


def gated(*gates):
    """Agent a rated 85 with a ledger at 7.5, another rated 70 at 10; both in the team's mean."""
    month = with_ledger_and_rollup()
    month.plan["gates"] = [
        {"name": f"g{i}", "why": "Because."} | gate for i, gate in enumerate(gates)
    ]
    return month


LATE = {"measure": "conduct", "below": "8", "missing": "fails"}
CAPPED = {"when": LATE, "at": {"measure": "rating"}, "then": {"cap": "80"}}
HELD = {"when": LATE, "at": {"component": "rated"}, "then": {"cap": "60.5"}}
VOID = {"when": LATE, "at": {"component": "rated"}, "then": "void"}


def lines_of(run, agent="a"):
    return [" ".join(line.split()) for line in explain(run, agent).to_text().splitlines()]


def test_a_statement_says_what_stood_there_before_and_lists_the_events(tmp_path):
    run = published(gated(CAPPED, HELD), tmp_path)
    lines = lines_of(run)
    at = next(i for i, line in enumerate(lines) if line.startswith("rating "))
    assert " 80" in lines[at]
    assert "before gates: 85" in lines
    assert "before gates: 80" in lines
    assert any("measures, then components, groups, and the score" in line for line in lines)
    # Each gate has its own line, with the number that decided, what it did, and the event behind.
    text = " ".join(lines)
    assert "g0 applies: rating at most 80, 85.00 becomes 80.00" in text
    assert "g1 applies: rated at most 60.5, 80 becomes 60.5" in text
    assert "conduct 7.50 is below 8" in text
    event = "2026-10-05 late -2.5 (e1): no evidence, no approver"
    assert sum(line == event for line in lines) == 3  # at the ledger, and at both gates


def test_the_team_is_rolled_up_from_values_before_gates(tmp_path):
    # (85 + 70) / 2, though 80 is what a is scored by.
    run = published(gated(CAPPED), tmp_path)
    lines = lines_of(run)
    assert "155 / 2 = 77.5" in lines
    rows = pq.read_table(run / "measures.parquet").to_pylist()
    rating = {row["agent_id"]: row for row in rows if row["measure"] == "rating"}
    kept = [(rating[a]["value"], rating[a]["value_before_gates"]) for a in sorted(rating)]
    assert kept == [(80, 85), (70, None)]


def test_components_keep_their_points_from_before_gates(tmp_path):
    run = published(gated(VOID), tmp_path)
    rows = pq.read_table(run / "components.parquet").to_pylist()
    kept = [(row["points"], row["points_before_gates"], row["reason"]) for row in rows]
    assert kept == [(0, 85, "voided"), (70, None, "scored")]
    lines = lines_of(run)
    assert "weight 1, effective 1: adds 0 (void by a gate)" in lines
    assert any("rated is void, 0 points (was 85)" in line for line in lines)
    assert any(line.startswith("g0 stands in the way at component rated (void)") for line in lines)


def test_a_value_of_zero_before_a_gate_is_a_value(tmp_path):
    month = gated({"when": LATE, "at": {"measure": "rating"}, "then": "void"})
    for row in month.given:
        if row["agent_id"] == "a":
            row["value"] = Decimal(0)
    run = published(month, tmp_path)
    lines = lines_of(run)
    assert any("void by a gate" in line for line in lines)
    assert "70 / 2 = 35" in lines  # the team's mean counts it


def changed_part(result):
    part = result.components["rated"]
    before = part.before._replace(num=np.array([8400, 7000]))
    parts = {**result.components, "rated": dataclasses.replace(part, before=before)}
    return dataclasses.replace(result, components=parts)


def test_a_figure_from_before_gates_that_differs_is_named(tmp_path):
    run = published(gated(HELD), tmp_path, changed_part)
    with pytest.raises(IntegrityError) as raised:
        explain(run, "a")
    assert "components.parquet, rated: before gates is stored as 84 and comes to 85" in str(
        raised.value
    )


def test_without_a_score_the_gates_that_closed_before_one_are_told(tmp_path):
    month = gated({"when": LATE, "at": {"measure": "rating"}, "then": "void"})
    run = published(month, tmp_path)
    told = explain(run, "a")
    assert told.to_json()["status"] == "unranked"
    assert told.to_json()["gates"] == ["g0"]
    assert any("rating is void, no value (was 85" in line for line in lines_of(run))


@pytest.mark.parametrize("combine", ["mean", "percent_of_possible"])
def test_a_void_group_without_a_score_of_its_own_says_what_stood_in(tmp_path, combine):
    # Nobody gave a rating, so the group stands at 60 points, and the gate makes 0 of them.
    month = gated({"when": LATE, "at": {"group": "all"}, "then": "void"})
    (rated,) = month.plan["components"]
    member = {k: v for k, v in rated.items() if k != "weight"}
    member |= {} if combine == "mean" else {"possible": "100"}
    group = {"name": "all", "weight": "1", "combine": combine, "scored_min": "1", "places": "2"}
    month.plan["components"] = [
        group | {"missing": {"neutral": "60"}, "members": [member], "why": "All of it."}
    ]
    month.given = [row for row in month.given if row["agent_id"] != "a"]
    lines = lines_of(published(month, tmp_path))
    assert "no member has points (missing: neutral 60)" in lines
    assert any("all is void, 0 points (was 60)" in line for line in lines)
