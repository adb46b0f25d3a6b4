"""What a batch has wrong is told by rule; what cannot be told is our own fault, never a pass."""

import numpy as np
import pyarrow as pa
import pytest

from scoring.errors import PlauditError
from scoring.intake.canonical import enter
from scoring.intake.checks import faults_in, reason_of
from scoring.intake.contracts import (
    CHECK_RULES,
    ImportFaults,
    Interactions,
    Roster,
    Targets,
    declared,
    terms_of,
)
from scoring.intake.frames import frame_of
from tests.intake.folders import contacts, days, people

KNOWN = declared(Interactions)


def batch(table, known=KNOWN):
    present = {name: column for name, column in known.items() if name in table.column_names}
    return enter(table.combine_chunks().to_batches()[0], present.values(), 1), present


def test_a_clean_batch_has_no_faults():
    rows, present = batch(contacts())
    assert faults_in(rows, terms_of(Interactions).only(present)) == []


def test_a_frame_that_is_not_canonical_is_our_own_fault():
    rows, present = batch(contacts())
    with pytest.raises(PlauditError) as caught:
        faults_in(rows, terms_of(Interactions).only([*present][1:]))
    assert caught.value.exit_code == 70
    assert caught.value.problems[0].code == "contract-broken"


def test_what_could_not_enter_is_told_once_and_not_as_empty_as_well():
    table = pa.table(
        {
            "level": pa.array(["agent"] * 3),
            "level_id": pa.array(["a1", "b2", "c3"]),
            "measure": pa.array(["csat"] * 3),
            "name": pa.array(["target"] * 3),
            "value": pa.array([float("nan"), 4.5, None]),
        }
    )
    rows, _ = batch(table, declared(Targets))
    found = faults_in(rows, terms_of(Targets))
    told = {(fault.column, fault.rule): fault.mask.tolist() for fault in found}
    assert told == {
        ("value", "not-finite"): [True, False, False],
        ("value", "null-value"): [False, False, True],  # this one was empty from the start
    }


def test_a_field_of_any_kind_can_be_blanked():
    rows, _ = batch(contacts(3, nps=pa.array([1, 2, 3]), channel=pa.array(["a", "b", "c"])))
    rows.blank("nps", np.array([True, False, False]))
    rows.blank("channel", np.array([False, True, False]))
    frame = frame_of(rows)
    assert frame["nps"].isna().tolist() == [True, False, False]
    assert frame["channel"].isna().tolist() == [False, True, False]


def test_every_rule_has_its_reason():
    own = {"null-id", "null-value", "repeated-id", "unknown-agent", "not-finite", "blank-text"}
    checks = {one.rule for m in (Interactions, Roster) for one in terms_of(m).together}
    for rule in own | checks | set(CHECK_RULES.values()) | {"too-many-places", "not-a-number"}:
        assert reason_of(rule, KNOWN["csat"])
    assert reason_of("out-of-range", KNOWN["csat"]) == "not within 0.0000 and 100.0000"
    assert reason_of("out-of-range", KNOWN["created_at"]) == "not within 1990-01-01 and 2100-01-01"
    hired = declared(Roster)["hire_date"]
    assert reason_of("out-of-range", hired) == "not within 1900-01-01 and 2200-12-31"
    assert reason_of("too-many-places", KNOWN["created_at"]) == "finer than a microsecond"


def test_words_that_are_allowed_are_named():
    standard = "not an ISO 4217 currency code such as CNY"
    assert reason_of("unknown-word", KNOWN["cost_currency"]) == standard
    assert reason_of("unknown-word", declared(Roster)["currency"]) == standard
    level = declared(Targets)["level"]
    assert reason_of("unknown-word", level) == "not one of agent, team, role, region or all"
    said = reason_of("unknown-word", declared(ImportFaults)["consequence"])
    assert said == "not one of row, field, emptied, filled, filtered, repeated or superseded"


def test_days_outside_of_the_bounds_are_told():
    known = declared(Roster)
    rows, _ = batch(people(hire_date=days("1850-01-01", None, "2020-01-01")), known)
    (fault,) = faults_in(rows, terms_of(Roster))
    assert (fault.column, fault.rule, fault.mask.tolist()) == (
        "hire_date",
        "out-of-range",
        [True, False, False],
    )
