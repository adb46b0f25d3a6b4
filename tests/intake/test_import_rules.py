"""What an import counted is told by `validate` too, conditions of its profile among it."""

import json

import pytest

from scoring.errors import DataError
from scoring.importing.importer import import_export
from scoring.intake.imported import import_rules
from scoring.intake.validate import validate
from tests.importing.exports import row, write_export, write_profile
from tests.intake.folders import write


def test_fields_that_a_condition_blanked_are_told_as_the_import_told_them(tmp_path):
    # The profile blanks talk_s where the state is open, and a rating of 9 lies off its scale.
    rows = row(), row(id="T2", state="open"), row(id="T3", state="open"), row(id="T4", stars="9")
    out = tmp_path / "data"
    said = import_export(write_profile(tmp_path), write_export(tmp_path, *rows), out).to_text()
    report = validate(out)
    told = [line for line in report.to_text().splitlines() if line.startswith("import: ")]
    assert told == ["import: blank-where talk_s: 2 (blank)", "import: out-of-scale csat: 1 (blank)"]
    assert all(line.removeprefix("import: ") in said for line in told)
    # A condition is no fault, so that only the rating counts as one.
    assert report.blanked == 1
    assert json.loads(report.to_json())["import_rules"][0] == {
        "rule": "blank-where", "column": "talk_s", "action": "blank", "count": 2,
    }  # fmt: skip


def test_data_that_was_not_imported_has_nothing_to_tell(tmp_path):
    report = validate(write(tmp_path / "d"))
    assert report.import_rules == ()
    assert "import: " not in report.to_text()


@pytest.mark.parametrize(
    "rules",
    [
        3,
        "many",
        [{"rule": "x"}],
        ["x"],
        [{"rule": "x", "column": "c", "action": "blank", "count": "2"}],
        [{"rule": "x", "column": "c", "action": None, "count": 2}],
        [{"rule": "x", "column": "c", "action": "keep", "count": True}],
    ],
)
def test_a_report_whose_counts_are_none_is_refused(rules):
    with pytest.raises(DataError) as caught:
        import_rules({"rules": rules})
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("bad-import-report", "import.json")
    ]
