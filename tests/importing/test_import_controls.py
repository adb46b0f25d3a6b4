"""An import held to what the exporting system states: to one row and to one cent."""

import pytest

from scoring.errors import ReconciliationError
from scoring.importing.importer import import_export
from scoring.intake.controls import hold_to_controls
from scoring.intake.folder import open_folder
from tests.importing.exports import row, write_export, write_profile

# Three rows: one is rejected (its id is empty) and one has a rating off the scale; the sums are
# of all that was read: talk of 3 x 90 s, prices of 3 x 12.345678 (six places, halves to even).
STATED = """\
system: our help desk
period: {from: 2024-01-02, to: 2024-01-02, zone: Europe/Berlin}
tables:
  interactions: {rows: 3, sums: {talk_s: "270", x_price: "37.037034"}}
"""
ROWS = (row(), row(id="T2", stars="9"), row(id=""))


@pytest.fixture
def imported(tmp_path):
    def run(stated):
        controls = tmp_path / "stated.yaml"
        controls.write_text(stated, encoding="utf-8")
        source = write_export(tmp_path, *ROWS)
        return import_export(write_profile(tmp_path), source, tmp_path / "data", controls=controls)

    return run


def test_an_export_that_is_what_its_system_states_comes_in_with_the_statement(imported, tmp_path):
    report = imported(STATED)
    assert report.rows_in == 3
    assert (tmp_path / "data" / "controls.yaml").read_text(encoding="utf-8") == STATED
    folder = open_folder(tmp_path / "data")
    hold_to_controls(folder)  # and a run agrees, though one row never became an interaction
    assert folder.rows == 2


@pytest.mark.parametrize(
    ("said", "instead", "told"),
    [
        ("rows: 3", "rows: 4", "interactions, rows: stated 4, found 3, difference -1"),
        ("37.037034", "37.047034", "x_price: stated 37.047034, found 37.037034, difference -0.01"),
        ("to: 2024-01-02", "to: 2024-01-01", "created_at: stated from"),
    ],
)
def test_one_row_or_one_cent_too_many_ends_the_import(imported, tmp_path, said, instead, told):
    stated = STATED.replace(said, instead)
    if said.startswith("to"):
        stated = stated.replace("from: 2024-01-02", "from: 2024-01-01")
    with pytest.raises(ReconciliationError) as error:
        imported(stated)
    assert [told in problem.what for problem in error.value.problems] == [True]
    assert error.value.exit_code == 7
    assert not (tmp_path / "data").exists()
