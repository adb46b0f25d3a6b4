"""All that is wrong with a profile is told at once; each remedy names the key that decides."""

import pytest

from scoring.errors import DataError, PlanError
from scoring.importing.importer import import_export
from scoring.importing.profile.profiles import load_profile
from tests.importing.exports import row, write_export, write_profile

CONFLICT = ("team: {from: team, conflict: blank}", "team: {from: team, conflict: error}")


def refused(folder, *changes):
    with pytest.raises(PlanError) as caught:
        load_profile(write_profile(folder, *changes))
    return [(p.code, int(p.where.split(":")[1])) for p in caught.value.problems]


def test_a_misfit_does_not_hide_a_contradiction(tmp_path):
    # zone: is line 6 of the profile, csat line 25, ignore line 29, the roster's team line 51.
    found = refused(
        tmp_path,
        ("csat: {read: decimal", "csat: {read: dezimal"),
        ("zone: Europe/Berlin", "zone: Asia/Beijing"),
        ("ignore: [remark]", "ignore: [remark, remark]"),
        ("    team: {from: team", "    bonus_base: {from: team"),
    )
    assert found == [
        ("unknown-zone", 6),
        ("unknown-choice", 25),
        ("contradiction", 29),
        ("unknown-column", 51),
    ]


def test_what_hangs_on_a_column_that_cannot_be_read_is_not_guessed(tmp_path):
    # created_at is needed by the contract and by first_response_at; only its own fault is told.
    found = refused(tmp_path, ("created_at: {read: stamp,", "created_at: {read: stemp,"))
    assert found == [("unknown-choice", 16)]


def test_a_column_that_is_missing_is_told_beside_a_misfit_elsewhere(tmp_path):
    found = refused(
        tmp_path,
        ("  interaction_id: {read: text, from: id}\n", ""),
        ("zone-gap: blank", "zone-gap: guess"),
    )
    assert found == [("missing-column", 14), ("unknown-choice", 35)]


@pytest.mark.parametrize(
    "change",
    [
        ("zone: Europe/Berlin", "zone: [a, b]"),
        ("ignore: [remark]", "ignore: {a: b}"),
        ("roster:\n", "roster: some\nx:\n"),
        ("columns:\n  interaction_id", "columns: none\ncolumn:\n  interaction_id"),
        ("profile: helpdesk\n", ""),
        ("zone: Europe/Berlin", "zone: Europe/Berlin\nzone: Europe/Berlin"),
        ("zone: Europe/Berlin", "zone: {"),
    ],
)
def test_a_part_that_is_no_such_thing_is_told_once_and_harms_nothing(tmp_path, change):
    found = refused(tmp_path, change)
    assert found == sorted(set(found), key=lambda said: said[1])


def refusal(folder, *rows, changes=()):
    with pytest.raises(DataError) as caught:
        import_export(write_profile(folder, *changes), write_export(folder, *rows), folder / "d")
    [problem] = caught.value.problems
    return problem


def test_a_roster_conflict_names_the_key_that_decides(tmp_path):
    rows = row(), row(id="T2", team="south")
    problem = refusal(tmp_path, *rows, changes=[CONFLICT])
    assert problem.code == "roster-conflict"
    assert "at roster.columns.team.conflict." in problem.hint


def test_another_error_names_its_rule(tmp_path):
    problem = refusal(
        tmp_path, row(), row(id="T2", stars="x"),
        changes=[("not-a-number: blank", "not-a-number: error")],
    )  # fmt: skip
    assert problem.code == "not-a-number"
    assert "at violations.not-a-number." in problem.hint
