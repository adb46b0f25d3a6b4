"""Every row wrong in several ways: each count is exact, and little is held of it."""

import pytest

from scoring.intake.validate import validate
from tests.intake.large import BREAKS, write_large

ROWS = 20_000


@pytest.mark.parametrize("kind", BREAKS)
def test_each_rule_counts_every_row(tmp_path, monkeypatch, kind):
    from scoring.intake import parts

    monkeypatch.setattr(parts, "BATCH_ROWS", 4_096)  # several batches, the last one short
    report = validate(write_large(tmp_path / "d", kind, ROWS))
    found = {f"{r.rule} {r.column}": (r.consequence, r.count) for r in report.rules}
    assert found == {rule: (came_to, ROWS) for rule, came_to in BREAKS[kind].items()}
    aside = ROWS if "row" in BREAKS[kind].values() else 0
    assert (report.rows_in, report.quarantined) == (ROWS, aside)
    assert report.clean == ROWS - aside
    assert report.blanked == (ROWS if "field" in BREAKS[kind].values() else 0)
    first = {tuple(place.row for place in rule.places) for rule in report.rules}
    assert first <= {(1, 2, 3, 4, 5)}
    assert len(report.to_json()) < 20_000  # it does not grow with what is wrong


def test_values_are_told_only_to_whoever_asks(tmp_path):
    folder = write_large(tmp_path / "d", "broken", 50)
    shown = validate(folder, show_values=True)
    csat = next(rule for rule in shown.rules if rule.column == "csat")
    assert [place.value for place in csat.places] == ['"900.0"'] * 5
    silent = validate(folder)
    assert {place.value for rule in silent.rules for place in rule.places} == {None}
    assert "900.0" not in silent.to_text() + silent.to_json()
