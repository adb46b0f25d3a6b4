"""Each trap of pandera: what the plain call does to such data, and what intake does with it."""

import datetime as dt
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pandera.pandas as pap
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pandera.errors import SchemaError, SchemaErrors

from scoring.errors import DataError
from scoring.intake.canonical import enter
from scoring.intake.checks import faults_in
from scoring.intake.contracts import Interactions, declared, terms_of
from scoring.intake.folder import open_folder
from scoring.intake.frames import frame_of, schema_of
from scoring.intake.switches import SWITCHES, refused_switches
from tests.intake.folders import contacts, faults, read, rules, write, write_parts


def naive(dtype, *checks, **more):
    return pap.DataFrameSchema({"csat": pap.Column(dtype, list(checks), **more)})


def test_dropping_invalid_rows_drops_a_valid_one_of_the_same_label(tmp_path):
    frame = pd.DataFrame({"csat": [900.0, 4.0, 3.0]}, index=[7, 7, 8])  # as a concat leaves them
    schema = naive(float, pap.Check.le(100))
    schema.drop_invalid_rows = True
    left = schema.validate(frame, lazy=True)
    assert left["csat"].tolist() == [3.0]  # 4.0 is gone, and nothing was wrong with it

    rows = contacts(3, csat=pa.array([900.0, 4.0, 3.0]))
    parts = [rows.slice(0, 1), rows.slice(1)]  # both rows are the first of their file
    facts, quarantine = read(write_parts(tmp_path / "d", parts))
    assert [f["csat"] for f in facts] == [40000, 30000]
    assert [(f["file"], f["row"]) for f in faults(quarantine)] == [
        ("interactions/part-0.parquet", 1)
    ]


def test_coercion_truncates_and_turns_the_word_false_into_true(tmp_path):
    frame = pd.DataFrame({"csat": [1.5, 4.0]})
    assert naive("int64", coerce=True).validate(frame)["csat"].tolist() == [1, 4]
    words = pd.DataFrame({"csat": pd.Series(["False", "True"], dtype=object)})
    assert naive(bool, coerce=True).validate(words)["csat"].tolist() == [True, True]

    halves = write(tmp_path / "halves", contacts(2, nps=pa.array([1.5, 4.0])))
    texts = write(tmp_path / "texts", contacts(2, resolved=pa.array(["False", "True"])))
    for folder in (halves, texts):
        with pytest.raises(DataError) as caught:
            open_folder(folder)
        assert [p.code for p in caught.value.problems] == ["wrong-type"]
    facts, _ = read(write(tmp_path / "exact", contacts(2, csat=pa.array([1.5, 4.0]))))
    assert [f["csat"] for f in facts] == [15000, 40000]


def test_coercion_to_float_loses_the_last_digit_of_a_large_number(tmp_path):
    large = 2**53 + 1
    frame = pd.DataFrame({"csat": [large]})
    assert int(naive(float, coerce=True).validate(frame)["csat"].iloc[0]) == large - 1

    d = write(tmp_path / "d", contacts(2, interaction_id=pa.array([large - 1, large])))
    facts, quarantine = read(d)
    assert (len(facts), quarantine.rows) == (2, 0)  # as floats the two ids would be one


def test_a_lower_bound_lets_infinity_pass(tmp_path):
    frame = pd.DataFrame({"csat": [np.inf]})
    assert len(naive(float, pap.Check.ge(0)).validate(frame)) == 1

    rows = contacts(4, csat=pa.array([np.inf, -np.inf, np.nan, 4.0]))
    _, quarantine = read(write(tmp_path / "d", rows))
    assert rules(quarantine) == [(row, "csat", "not-finite") for row in (1, 2, 3)]
    contract = declared(Interactions)
    bounded = [c for c in contract.values() if c.kind in ("whole", "decimal", "stamp", "day")]
    assert len(bounded) > 10
    assert all(c.low is not None and c.high is not None for c in bounded)


def test_no_rows_at_all_pass(tmp_path):
    assert naive(float, pap.Check.ge(0)).validate(pd.DataFrame({"csat": [1.0]})[:0]).empty
    with pytest.raises(DataError) as caught:
        open_folder(write(tmp_path / "d", contacts(1).slice(0, 0)))
    assert [p.code for p in caught.value.problems] == ["no-rows"]


def test_a_column_that_stands_twice_passes(tmp_path):
    frame = pd.DataFrame([[1.0, 2.0]], columns=["csat", "csat"])
    assert naive(float).validate(frame).shape == (1, 2)

    one = contacts(2)
    names = [*one.column_names, "csat", "csat"]
    twice = pa.table([*one.columns, pa.array([1.0, 2.0]), pa.array([3.0, 4.0])], names=names)
    with pytest.raises(DataError) as caught:
        open_folder(write(tmp_path / "d", twice))
    assert "repeated-column" in {p.code for p in caught.value.problems}
    assert schema_of(terms_of(Interactions)).unique_column_names


def test_columns_that_nobody_declared_pass(tmp_path):
    frame = pd.DataFrame({"csat": [1.0], "salary": [1]})
    assert "salary" in naive(float).validate(frame)
    with pytest.raises(DataError) as caught:
        open_folder(write(tmp_path / "d", contacts(2, salary=pa.array([1, 2]))))
    assert [p.code for p in caught.value.problems] == ["unknown-column"]


def test_the_text_of_an_error_holds_the_values(tmp_path):
    frame = pd.DataFrame({"csat": ["secret-customer"] * 3})
    with pytest.raises(SchemaErrors) as caught:
        naive(str, pap.Check.str_length(max_value=5)).validate(frame, lazy=True)
    assert "secret-customer" in str(caught.value)

    rows = contacts(3, channel=pa.array(["secret\tcustomer"] * 3), nps=pa.array([31337] * 3))
    _, quarantine = read(write(tmp_path / "d", rows))
    told = str(quarantine.totals()) + str(faults(quarantine))
    assert "secret" not in told
    assert "31337" not in told


def broken(rows=20_000):
    """Every row breaks a bound, an order of stamps and a rule on words."""
    began = contacts(1)["created_at"][0].as_py()
    return contacts(
        rows,
        csat=pa.array(np.full(rows, 900.0)),
        nps=pa.array(np.full(rows, 99)),
        resolved_at=pa.array([began - dt.timedelta(days=9)] * rows, pa.timestamp("us", "UTC")),
        channel=pa.array([" "] * rows),
    )


def test_every_failure_is_collected_unless_it_is_bounded_and_then_it_is_not_counted():
    frame = pd.DataFrame({"csat": np.full(20_000, 900.0)})
    with pytest.raises(SchemaErrors) as caught:
        naive(float, pap.Check.le(100)).validate(frame, lazy=True)
    assert len(caught.value.failure_cases) == 20_000  # a Python object each, and its message
    with pytest.raises(SchemaErrors) as caught:
        naive(float, pap.Check.le(100, n_failure_cases=3)).validate(frame, lazy=True)
    assert len(caught.value.failure_cases) == 3  # and no word of the other 19,997

    (batch,) = broken().combine_chunks().to_batches()
    present = {n: c for n, c in declared(Interactions).items() if n in batch.schema.names}
    rows = enter(batch, present.values(), 1)
    with pytest.raises(SchemaErrors) as caught:
        schema_of(terms_of(Interactions)).validate(frame_of(rows), lazy=True)
    # 3 of each check, and for a check over two columns 3 of every column of the frame.
    assert len(caught.value.failure_cases) == 3 * (3 + len(present))
    for suspect in (False, True):
        found = faults_in(rows, terms_of(Interactions), suspect=suspect)
        assert [(f.column, f.rule, int(f.mask.sum())) for f in found] == [
            ("channel", "blank-text", 20_000),
            ("csat", "out-of-range", 20_000),
            ("nps", "out-of-range", 20_000),
            ("resolved_at", "negative-duration", 20_000),
        ]


def test_the_first_fault_hides_the_others_unless_all_are_asked_for(tmp_path):
    frame = pd.DataFrame({"csat": [900.0], "nps": [99]})
    schema = pap.DataFrameSchema(
        {name: pap.Column(None, pap.Check.le(10)) for name in ("csat", "nps")}
    )
    with pytest.raises(SchemaError, match="csat") as caught:
        schema.validate(frame)
    assert "nps" not in str(caught.value)

    rows = contacts(1, csat=pa.array([900.0]), nps=pa.array([99]), handle_s=pa.array([-1]))
    _, quarantine = read(write(tmp_path / "d", rows))
    assert rules(quarantine) == [
        (1, "csat", "out-of-range"),
        (1, "handle_s", "negative-duration"),
        (1, "nps", "out-of-range"),
    ]


def test_a_check_on_a_column_that_cannot_be_coerced_names_no_row(tmp_path):
    frame = pd.DataFrame({"csat": pd.Series(["nine", "-5"], dtype=object)})
    schema = naive("float64", pap.Check.ge(0), coerce=True)
    with pytest.raises(SchemaErrors) as caught:
        schema.validate(frame, lazy=True)
    told = caught.value.failure_cases
    assert told["index"].dropna().unique().tolist() == [0]  # -5, in the next row, is out of range

    given = pa.array([float("nan"), -5.0, 4.00001])
    _, quarantine = read(write(tmp_path / "d", contacts(3, csat=given)))
    assert rules(quarantine) == [
        (1, "csat", "not-finite"),
        (2, "csat", "out-of-range"),
        (3, "csat", "too-many-places"),
    ]


def test_unique_is_asked_of_one_frame_alone(tmp_path):
    schema = pap.DataFrameSchema({"interaction_id": pap.Column(str, unique=True)})
    for _ in range(2):
        assert len(schema.validate(pd.DataFrame({"interaction_id": ["T1"]}))) == 1

    parts = [contacts(2), contacts(2, agent_id=pa.array(["c3", "c3"]))]
    facts, quarantine = read(write_parts(tmp_path / "d", parts))
    assert facts == []
    assert quarantine.counts() == {"repeated-id": 4}


def test_a_type_means_one_physical_form_and_the_message_does_not_help(tmp_path):
    stamps = pd.DataFrame({"csat": pd.to_datetime(["2026-10-05T12:00:00Z"])})
    with pytest.raises(SchemaError):  # microseconds, as pandas 3 makes them
        naive("datetime64[ns, UTC]").validate(stamps)
    words = pd.DataFrame({"csat": pd.Series(["chat"], dtype="category")})
    with pytest.raises(SchemaError):
        naive(str).validate(words)

    noon = contacts(1)["created_at"]
    for unit in ("s", "ms", "us", "ns"):
        rows = contacts(
            1,
            created_at=noon.cast(pa.timestamp(unit, "UTC")),
            channel=pa.array(["chat"]).dictionary_encode(),
        )
        ((fact,), _) = read(write(tmp_path / unit, rows))
        assert fact["created_at"] == int(noon[0].as_py().timestamp()) * 1_000_000
        assert fact["channel"] == "chat"


PLAIN = """
import pandas as pd
try:
    import pandera.pandas as pap
    schema = pap.DataFrameSchema({"csat": pap.Column(float, pap.Check.le(100))})
    print(len(schema.validate(pd.DataFrame({"csat": [900.0]}))))
except ValueError as error:
    print(error)
"""
OURS = """
import sys
from pathlib import Path
from tests.intake.folders import read, rules
print(rules(read(Path(sys.argv[1]))[1]))
"""


@pytest.mark.parametrize(
    ("outside", "plainly"),
    [
        # The values that broke the rule pass where validation is off, or of schemas alone.
        ({"PANDERA_VALIDATION_ENABLED": "False", "PANDERA_CACHE_DATAFRAME": "True"}, "1"),
        ({"PANDERA_VALIDATION_DEPTH": "SCHEMA_ONLY", "PYTHONOPTIMIZE": "2"}, "1"),
        (
            {"PANDERA_VALIDATION_DEPTH": "all", "PANDERA_USE_NARWHALS_BACKEND": "True"},
            "'all' is not a valid ValidationDepth",
        ),
    ],
    ids=["off", "schema-only", "unknown-word"],
)
def test_the_environment_turns_validation_off(tmp_path, root, outside, plainly):
    d = write(tmp_path / "d", contacts(2, nps=pa.array([11, 3])))
    said = subprocess.run(
        [sys.executable, "-c", PLAIN + OURS, str(d)],
        env=os.environ | {"PYTHONPATH": str(root)} | outside,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.splitlines() == [plainly, "[(1, 'nps', 'out-of-range')]"]


def test_a_switch_set_by_code_is_not_obeyed_either(tmp_path):
    from pandera.config import ValidationDepth, config_context

    d = write(tmp_path / "d", contacts(2, nps=pa.array([11, 3])))
    with config_context(validation_enabled=False, validation_depth=ValidationDepth.SCHEMA_ONLY):
        naive(float, pap.Check.le(100)).validate(pd.DataFrame({"csat": [900.0]}))
        _, quarantine = read(d)
    assert rules(quarantine) == [(1, "nps", "out-of-range")]


def test_switches_that_are_refused_are_told_by_name(monkeypatch):
    for name in SWITCHES:
        monkeypatch.delenv(name, raising=False)
    assert refused_switches() == []
    monkeypatch.setenv("PANDERA_VALIDATION_ENABLED", "False")
    monkeypatch.setenv("PANDERA_VALIDATION_DEPTH", "nonsense")
    assert refused_switches() == ["PANDERA_VALIDATION_DEPTH", "PANDERA_VALIDATION_ENABLED"]


def test_nothing_that_reads_sees_the_index_of_a_frame(tmp_path):
    """Row numbers are positions of the file: an index that pandas stored changes none of them."""
    rows = contacts(3, nps=pa.array([1, 99, 2])).to_pandas()
    rows.index = [5, 5, 5]
    d = write(tmp_path / "d")
    pq.write_table(pa.Table.from_pandas(rows, preserve_index=False), d / "interactions.parquet")
    _, quarantine = read(d)
    assert rules(quarantine) == [(2, "nps", "out-of-range")]


def test_a_switch_that_is_refused_is_told_once_by_each_command_that_reads(
    tmp_path, monkeypatch, plaudit
):
    d = write(tmp_path / "d")
    assert plaudit("validate", d).err == ""
    monkeypatch.setenv("PANDERA_VALIDATION_ENABLED", "False")
    notice = "plaudit: PANDERA_VALIDATION_ENABLED is refused: every row is checked in full\n"
    done = plaudit("validate", d)
    assert (done.code, done.err) == (0, notice)
    assert "PANDERA" not in done.out
    for words in (("import", d, "--profile", "x", "--out", "o"), ("run", "x", d, "--period", "1")):
        assert plaudit(*words).err.startswith(notice)
    assert plaudit("check", "nowhere.yaml").err.count("PANDERA") == 0
