"""What a plan says of proration: each contradiction is one problem, at its line and column."""

import pytest

from scoring.errors import PlanError
from scoring.plan.lint import notices
from tests.plans import RICH, changed, plan_of, where_of

PAID = "proration: {by: calendar_days, fte: apply}"
ROWS = "rows: {kind: count, "


def paid(form: str) -> tuple[str, str]:
    return (PAID, f"proration: {form}")


def owed(anchors: str, form: str) -> tuple[str, str]:
    more = (
        f"anchors: {{target: 100, best: 150}}, prorated: {{anchors: {anchors}, proration: {form}}}"
    )
    return (ROWS, f"{ROWS}{more}, ")


BY_DAYS = "{by: calendar_days, fte: apply}"
BROKEN = {
    "no most": (
        paid("{by: working_days, calendar: north, out_of: 21.75, fte: apply}"),
        "missing-key", "proration: {by: working_days", "most: 1 where",
    ),
    "most of a period": (
        paid("{by: working_days, calendar: north, out_of: period, most: 2, fte: apply}"),
        "most-not-read", "most: 2", "Remove it",
    ),
    "wall": (
        paid("{by: working_days, calendar: wall, out_of: period, fte: apply}"),
        "no-calendar", "calendar: wall, out_of", "by: calendar_days",
    ),
    "no such measure": (
        paid("{by: measure, measure: attended, out_of: 22, most: 1, missing: 0, fte: ignore}"),
        "unknown-measure", "measure: attended", "Known:",
    ),
    "no such divisor": (
        paid("{by: measure, measure: rows, out_of: waits, most: 1, missing: 0, fte: ignore}"),
        "unknown-measure", "out_of: waits", "'wait'",
    ),
    "by itself": (
        paid("{by: measure, measure: rows, out_of: rows, most: 1, missing: 0, fte: ignore}"),
        "divided-by-itself", "out_of: rows", "a part of",
    ),
    "too much": (
        paid("{by: measure, measure: rows, out_of: 2, most: 1000001, missing: 0, fte: ignore}"),
        "number-too-large", "most: 1000001", "at most 1000000",
    ),
    "no such anchor": (owed("[target, bast]", BY_DAYS), "unknown-anchor", "bast", "'best'"),
    "an anchor twice": (owed("[best, best]", BY_DAYS), "duplicate-name", "best], ", "once"),
    "an anchor by a measure": (
        owed("[best]", "{by: measure, measure: rows, out_of: 5, most: 1, missing: 0, fte: apply}"),
        "unknown-choice", "by: measure", "calendar_days",
    ),
    "divided by nothing": (
        paid("{by: measure, measure: rows, out_of: 0, most: 1, missing: 0, fte: ignore}"),
        "wrong-value", "out_of: 0", "",
    ),
    "31 days": (
        paid("{by: months, full_from: 31, february_from: 15, fte: ignore}"),
        "wrong-value", "full_from: 31", "",
    ),
    "no February": (
        paid("{by: months, full_from: 16, fte: ignore}"),
        "missing-key", "proration: {by: months", "february_from",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_one_change_is_one_problem_at_its_place(tmp_path, case):
    change, code, piece, remedy = BROKEN[case]
    text = changed(change, text=RICH)
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, text)
    (problem,) = caught.value.problems
    assert problem.code == code, problem
    assert problem.where == where_of(text, piece), problem
    assert remedy in problem.hint


@pytest.mark.parametrize(
    "change",
    [
        paid("{by: working_days, calendar: north, out_of: 21.75, most: 1, fte: apply}"),
        paid("{by: working_days, calendar: north, out_of: period, fte: ignore}"),
        paid("{by: months, full_from: 16, february_from: 15, fte: ignore}"),
        paid("{by: measure, measure: rows, out_of: 22, most: 1, missing: 0, fte: ignore}"),
        paid("{by: measure, measure: rows, out_of: rating, most: 1.5, missing: 1, fte: apply}"),
        owed("[target, best]", "{by: months, full_from: 1, february_from: 1, fte: apply}"),
    ],
)
def test_every_form_may_be_said(tmp_path, change):
    told = notices(plan_of(tmp_path, changed(change, text=RICH)))
    assert not [notice for notice in told if notice.code == "prorated-level"]


def test_a_level_that_is_owed_in_part_is_told(tmp_path):
    text = changed(
        ("{kind: kept,", f"{{kind: kept, prorated: {{anchors: [target], proration: {BY_DAYS}}},"),
        text=RICH,
    )
    (told,) = [n for n in notices(plan_of(tmp_path, text)) if n.code == "prorated-level"]
    assert "a measure of kind kept is no larger after more days" in told.what


def test_a_curve_over_prorated_anchors_says_what_holds_where_they_cross(tmp_path):
    curve = (
        "curve: {mode: whole, below: 0, bands: [{from: 4, gives: 80}, {from: 4.55, gives: 100}]}"
    )
    named = curve.replace("from: 4,", "from: low,").replace("from: 4.55", "from: high")
    text = changed(
        ("{kind: mean, of: csat,", "{kind: mean, anchors: {low: 3, high: 4}, of: csat,"),
        (curve, named),
        text=RICH,
    )
    plan_of(tmp_path, text)
    prorated = changed(
        (
            "{low: 3, high: 4},",
            f"{{low: 3, high: 4}}, prorated: {{anchors: [high], proration: {BY_DAYS}}},",
        ),
        text=text,
    )
    with pytest.raises(PlanError, match="crossed"):
        plan_of(tmp_path, prorated)
