"""Ids that a person reads as one and a machine as two are told, with a count and without a name."""

import pyarrow as pa
import pytest

from scoring.exact.period import parse_period
from scoring.intake.folder import open_folder
from scoring.intake.stints import look_alikes
from scoring.intake.tables import read_roster
from scoring.intake.validate import validate
from scoring.plan.load import load_plan
from tests.intake.folders import contacts, people, write
from tests.months import PLAN


@pytest.mark.parametrize(
    ("ids", "twins"),
    [
        (["A0001", "A0002"], 0),
        (["A0001", "A0001"], 0),  # two rows of one agent, who moved
        (["A0001", "a0001"], 2),
        (["A0001", "a0001", "B1", "Ｂ1", "C1"], 4),  # a full-width letter
        (["Zo\u00eb", "Zoe\u0308"], 2),  # one character, or a letter and its marks
        (["Zo\u00cb", "zoe\u0308", "ZOE\u0308"], 3),
        (["STRASSE", "straße"], 2),
        ([], 0),
    ],
)
def test_ids_that_read_alike_are_counted(ids, twins):
    found = look_alikes(ids)
    assert [f.code for f in found] == ["look-alike-ids"] * bool(twins)
    assert all(f.reason.endswith(f": {twins}") for f in found)
    assert not any(name in f.reason for f in found for name in ids)


def test_run_and_validate_tell_the_same(tmp_path):
    ids = pa.array(["a1", "A1", "c3"])
    rows = contacts(agent_id=pa.array(["a1"] * 6))
    d = write(tmp_path / "d", rows, people(agent_id=ids))
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    plan = load_plan(tmp_path / "plan.yaml")
    found = read_roster(open_folder(d), plan, parse_period("2026-10"))
    (finding,) = (f for f in found.findings if f.code == "look-alike-ids")
    assert (finding.file, finding.column) == ("roster.parquet", "agent_id")
    assert found.roster.agent_ids == ("A1", "a1", "c3")  # told, and still two agents
    report = validate(d)
    assert report.findings[0] == finding  # and that two of the three have no interaction
    assert finding.reason in report.to_text()
