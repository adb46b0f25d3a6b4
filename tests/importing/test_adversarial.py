"""What a hostile reader of the import tried, where it once told something else than the export."""

import pytest

from scoring.importing.importer import import_export
from tests.importing.exports import row, table, write_export, write_profile


@pytest.mark.parametrize("action", ["blank", "quarantine", "error", "keep"])
def test_a_rule_of_a_column_that_is_not_made_breaks_nothing(tmp_path, action):
    profile = write_profile(
        tmp_path,
        ("response-after-resolution: keep", f"response-after-resolution: {action}"),
        ("    from: wait", "    from: wait\n    optional: true"),
    )
    source = write_export(tmp_path, row(), row(id="T2", stars="9"))
    lines = [line.split(",") for line in source.read_text(encoding="utf-8").splitlines()]
    place = lines[0].index("wait")
    without = [",".join([*line[:place], *line[place + 1 :]]) for line in lines]
    source.write_text("\n".join(without) + "\n", encoding="utf-8")
    report = import_export(profile, source, tmp_path / "data")
    assert report.absent == ("wait",)
    written = table(tmp_path / "data", "interactions.parquet")
    assert [r["interaction_id"] for r in written] == ["T1", "T2"]
    assert {(r.rule, r.column, r.action): r.count for r in report.rules} == {
        ("out-of-scale", "csat", "blank"): 1
    }
