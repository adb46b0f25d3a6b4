"""The quarantine counts each row once, tells every fault, and refuses too many."""

from decimal import Decimal

import numpy as np
import pytest

from scoring.errors import DataError
from scoring.intake.quarantine import Entry, Quarantine


def entry(file, column, rule, rows, consequence="row"):
    return Entry(file, column, rule, "why", consequence, np.array(rows, np.int64))


def filled():
    quarantine = Quarantine()
    quarantine.add(entry("b", "csat", "out-of-range", [4, 2]))
    quarantine.add(entry("a", "csat", "out-of-range", [2]))
    quarantine.add(entry("b", "agent_id", "unknown-agent", [2]))
    quarantine.add(entry("a", "channel", "unsafe-text", [1, 9], "field"))
    quarantine.add(entry("a", "channel", "blank-text", []))
    return quarantine


def test_rows_count_once_and_rules_each_time():
    quarantine = filled()
    assert quarantine.rows == 3
    assert quarantine.rows_by_file() == {"a": 1, "b": 2}
    assert quarantine.blanked == 2
    assert quarantine.counts() == {"out-of-range": 3, "unknown-agent": 1}
    assert quarantine.counts("field") == {"unsafe-text": 2}


def test_faults_are_ordered_by_place():
    assert [
        (f["file"], f["row"], f["column"], f["code"]) for f in filled().table().to_pylist()
    ] == [
        ("a", 1, "channel", "blanked"),
        ("a", 2, "csat", "quarantined"),
        ("a", 9, "channel", "blanked"),
        ("b", 2, "agent_id", "quarantined"),
        ("b", 2, "csat", "quarantined"),
        ("b", 4, "csat", "quarantined"),
    ]


def test_the_share_allowed_is_exact():
    quarantine = filled()
    quarantine.check(Decimal("0.03"), 100)
    with pytest.raises(DataError) as caught:
        quarantine.check(Decimal("0.03"), 99)
    (problem,) = caught.value.problems
    assert caught.value.exit_code == 3
    assert problem.code == "too-many-bad-rows"
    assert "rows in quarantine: 3 of 99, more than" in problem.what
    assert "out-of-range 3, unknown-agent 1" in problem.what
    Quarantine().check(Decimal(0), 0)
