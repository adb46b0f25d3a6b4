"""What an import counted is told by `validate` too, conditions of its profile among it."""

import json

import pytest

from scoring.errors import DataError
from scoring.importing.importer import import_export
from scoring.intake.folder import open_folder
from scoring.intake.imported import import_rules
from scoring.intake.validate import validate
from tests.importing.exports import row, write_export, write_profile
from tests.intake.folders import write


def test_fields_that_a_condition_blanked_are_told_as_the_import_told_them(tmp_path):
    # The profile blanks talk_s where the state is open, and a rating of 9 lies off its scale.
    rows = row(), row(id="T2", state="open"), row(id="T3", state="open"), row(id="T4", stars="9")
    out = tmp_path / "data"
    said = import_export(write_profile(tmp_path), write_export(tmp_path, *rows), out).to_text()
    assert "  blank-where talk_s: 2 (emptied)" in said
    assert "  out-of-scale csat: 1 (blank)" in said
    report = validate(out)
    told = [(r.rule, r.column, r.consequence, r.count) for r in report.rules]
    assert told == [("blank-where", "talk", "emptied", 2), ("out-of-scale", "stars", "field", 1)]
    assert [(place.file, place.row) for place in report.rules[1].places] == [("export.csv", 4)]
    # A condition is no fault, so that only the rating counts as one.
    assert report.blanked == 1
    assert json.loads(report.to_json())["rules"][0]["count"] == 2


def test_data_that_was_not_imported_has_nothing_to_tell(tmp_path):
    folder = open_folder(write(tmp_path / "d"))
    assert import_rules(folder.import_report) == ()
    assert validate(folder.path).rules == ()


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
