"""Commands that are given a folder for a file, a place that they would break, or no rights."""

import os

import pytest

from scoring.errors import PlanError, StorageError, UsageError
from scoring.exact.period import parse_period
from scoring.shipped import find_plan, find_profile
from tests import months


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text(months.PLAN, encoding="utf-8")
    return path


def listing(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_rights_are_told_by_the_system_and_not_by_the_parser(tmp_path, plan, plaudit, monkeypatch):
    data = months.write(tmp_path / "data")
    # The parser of the command line would ask first, and call a file without rights wrong usage.
    monkeypatch.setattr(os, "access", lambda *_args, **_kwargs: False)
    assert plaudit("validate", data).code == 0
    assert plaudit("check", plan).code == 0
    (tmp_path / "file").write_text("x", encoding="utf-8")
    done = plaudit("run", plan, data, "--period", months.MONTH, "--out", tmp_path / "file")
    assert (done.code, "[storage]" in done.err) == (8, True)


@pytest.mark.parametrize("place", ["", "runs", "a/b/../c"])
def test_runs_are_kept_out_of_the_data_folder(tmp_path, plan, plaudit, place):
    data = months.write(tmp_path / "data")
    before = listing(data)
    done = plaudit("run", plan, data, "--period", months.MONTH, "--out", data / place)
    assert done.code == UsageError.exit_code
    assert "[runs-in-data]" in done.err
    assert listing(data) == before


NAME = "n" * 300  # longer than a file system takes
CALLS = [
    (("check", NAME), 4),
    (("run", NAME, "data", "--period", "2026-10", "--out", "RUNS"), 4),
    (("run", "PLAN", NAME, "--period", "2026-10", "--out", "RUNS"), 3),
    (("run", "PLAN", f"x/{NAME}/y", "--period", "2026-10", "--out", "RUNS"), 3),
    (("run", "PLAN", NAME, "--period", "2026-10", "--out", f"{NAME}/RUNS"), 2),
    (("run", "PLAN", "data", "--period", "2026-10", "--out", NAME), 8),
    (("validate", NAME), 3),
    (("validate", "data", "--plan", NAME), 4),
    (("import", "--profile", NAME, "export.csv", "--out", "data"), 4),
    (("import", "--profile", "ecommerce-csat", NAME, "--out", "data"), 3),
    (("verify", NAME), 5),
    (("rank", NAME), 5),
    (("explain", NAME, "A1"), 5),
    (("export", NAME, "--to", "payroll-csv", "--out", "payroll.csv"), 5),
]


@pytest.mark.parametrize(("call", "code"), CALLS, ids=lambda x: x[0] if len(str(x)) > 1 else None)
def test_a_name_too_long_for_the_system_is_one_of_nothing(
    tmp_path, monkeypatch, plan, plaudit, call, code
):
    months.write(tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    done = plaudit(*(plan if word == "PLAN" else word for word in call))
    assert done.code == code
    assert done.err.startswith("plaudit: ")
    assert "internal-error" not in done.err


def test_links_that_go_round_lead_to_nothing(tmp_path, plan, plaudit):
    (tmp_path / "round").symlink_to(tmp_path / "round")
    out = ("--period", months.MONTH, "--out", tmp_path / "RUNS")
    assert plaudit("run", plan, tmp_path / "round", *out).code == 3
    assert plaudit("check", tmp_path / "round").code == 4
    assert plaudit("verify", tmp_path / "round").code == 5
    place = plaudit("run", plan, months.write(tmp_path / "data"), *out).out.strip()
    paying = ("--to", "payroll-csv", "--out")
    assert plaudit("export", tmp_path / "round", *paying, tmp_path / "p.csv").code == 5
    assert plaudit("export", place, *paying, tmp_path / "round").code == 6
    assert plaudit("export", place, *paying, tmp_path / "round" / "p.csv").code == 8


def test_digits_of_other_scripts_are_no_period(tmp_path, plan, plaudit):
    data = months.write(tmp_path / "data")
    done = plaudit("run", plan, data, "--period", "２０２６-10", "--out", tmp_path / "RUNS")
    assert (done.code, "is not a period" in done.err) == (2, True)


def test_a_link_into_the_data_folder_is_no_way_around(tmp_path, plan, plaudit):
    data = months.write(tmp_path / "data")
    (tmp_path / "runs").symlink_to(data)
    done = plaudit("run", plan, data, "--period", months.MONTH, "--out", tmp_path / "runs")
    assert "[runs-in-data]" in done.err


@pytest.mark.parametrize("place", ["", "data-runs", "."])
def test_runs_may_lie_beside_the_data_or_around_it(tmp_path, plan, plaudit, place):
    data = months.write(tmp_path / "data")
    done = plaudit("run", plan, data, "--period", months.MONTH, "--out", tmp_path / place)
    assert done.code == 0
    assert plaudit("validate", data).code == 0


@pytest.mark.parametrize("find", [find_plan, find_profile])
def test_a_folder_is_called_a_folder(tmp_path, find):
    with pytest.raises(PlanError) as caught:
        find(tmp_path)
    [problem] = caught.value.problems
    assert problem.code == "not-a-file"
    assert problem.what.startswith("this is a folder")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(PlanError, match="this is a pipe"):
        find(tmp_path / "pipe")


def test_a_folder_does_not_hide_a_shipped_plan(tmp_path, monkeypatch):
    (tmp_path / "csat-only").mkdir()
    monkeypatch.chdir(tmp_path)
    assert find_plan("csat-only").is_file()


def test_a_name_that_no_file_can_have_is_no_fault_of_ours():
    with pytest.raises(PlanError, match="unknown-plan"):
        find_plan("x" * 5000)


def test_a_plan_that_may_not_be_looked_at_is_a_storage_error(tmp_path, monkeypatch):
    asked = type(tmp_path).stat

    def refuse(path, **kwargs):
        if path.name == "mine.yaml":
            raise PermissionError(13, "Permission denied", str(path))
        return asked(path, **kwargs)

    monkeypatch.setattr(type(tmp_path), "stat", refuse)
    with pytest.raises(StorageError, match="Permission denied"):
        find_plan("mine.yaml")


@pytest.mark.parametrize("name", ["9999-12", "1800-01", "1899", "2201-Q1", "0000-H1"])
def test_a_year_too_far_away_is_answered_with_the_years_allowed(name):
    with pytest.raises(ValueError, match="not a period of the years allowed, 1900 to 2200"):
        parse_period(name)


def test_the_first_and_the_last_year_are_allowed():
    assert (parse_period("1900").name, parse_period("2200-12").name) == ("1900", "2200-12")
