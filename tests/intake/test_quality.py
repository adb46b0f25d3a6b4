"""Completeness, accuracy and freshness: counted by hand, and the same however rows are split."""

import datetime as dt
import json

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.importing.importer import import_export
from scoring.intake import quality
from scoring.intake.quality import Share
from scoring.intake.validate import validate
from tests.importing.exports import row, write_export, write_profile
from tests.intake.folders import NOON, STAMP, contacts, days, people, write, write_parts


def began(*days_before):
    return pa.array([NOON - dt.timedelta(days=days) for days in days_before], STAMP)


def dirty():
    """Six contacts of a1, b2 and c3 in turn: one unrated, one NaN, one 150, one two days old."""
    ratings = pa.array([5.0, None, float("nan"), 150.0, 4.0, 3.0])
    return contacts(6, created_at=began(0, 0, 0, 2, 1, 0), csat=ratings)


def shares(figures):
    return [(s.rows, s.of) for s in (figures.completeness, figures.accuracy, figures.freshness)]


@pytest.mark.parametrize(
    ("rows", "of", "text"),
    [
        (0, 0, "-"),
        (0, 7, "0.0 %"),
        (1, 10_000, "< 0.1 %"),
        (1, 1_000, "0.1 %"),
        (2, 3, "66.6 %"),
        (99_999, 100_000, "99.9 %"),
        (100_000, 100_000, "100.0 %"),
    ],
)
def test_a_share_is_rounded_down_so_that_all_is_all(rows, of, text):
    assert str(Share(rows, of)) == text


def test_the_figures_of_rows_columns_and_regions(tmp_path):
    found = validate(write(tmp_path / "d", dirty()), fresh_days=2).quality
    # NaN and 150 are values, and wrong ones. The row of two days before is not of the last two.
    assert shares(found.rows) == [(5, 6), (4, 6), (5, 6)]
    columns = {one.name: shares(one) for one in found.columns}
    assert list(columns) == ["interaction_id", "agent_id", "created_at", "csat"]
    assert columns["csat"] == [(5, 6), (4, 6), (4, 5)]
    assert columns["agent_id"] == [(6, 6), (6, 6), (5, 6)]
    # a1 and b2 are of the north, c3 of the south.
    assert [(one.name, shares(one)) for one in found.regions] == [
        ("north", [(3, 4), (3, 4), (3, 4)]),
        ("south", [(2, 2), (1, 2), (2, 2)]),
    ]
    assert (found.newest, found.fresh_days) == ("2026-10-05", 2)


def test_the_newest_of_a_rows_stamps_says_how_fresh_it_is(tmp_path):
    rows = contacts(
        3,
        created_at=began(9, 9, 0),
        survey_at=began(0, 9, 0),
        x_due=began(-400, -400, -400),  # a company's own stamp may say anything
    )
    found = validate(write(tmp_path / "d", rows), fresh_days=1).quality
    assert (found.newest, shares(found.rows)[2]) == ("2026-10-05", (2, 3))


def test_a_stamp_out_of_bounds_is_no_newest_one(tmp_path):
    far = pa.array([NOON, NOON.replace(year=2150), NOON.replace(year=1970)], STAMP)
    report = validate(write(tmp_path / "d", contacts(3, created_at=far)))
    assert report.quality.newest == "2026-10-05"
    assert shares(report.quality.rows) == [(3, 3), (1, 3), (1, 3)]
    assert [(a.name, a.rows_in) for a in report.by_period] == [("2026-10", 1), (None, 2)]


def test_the_region_is_the_rosters_of_that_day_else_the_rows_own(tmp_path):
    roster = people(
        agent_id=pa.array(["a1", "a1", "b2"]),
        from_date=days("2026-01-01", "2026-10-04", "2026-10-01"),
        to_date=days("2026-10-03", None, None),
        region=pa.array(["north", "south", None]),
    )
    agents = ["a1", "a1", "a1", "b2", "b2", "zz", None]
    own = ["east", "east", "east", "west", None, "east", "a\tb"]
    rows = contacts(
        7,
        agent_id=pa.array(agents),
        created_at=began(0, 2, 900, 0, 0, 0, 0),
        region=pa.array(own),
    )
    found = validate(write(tmp_path / "d", rows, roster)).quality
    # 900 days before, the roster did not know a1 yet: the first row holds. A region that is no
    # plain text is none.
    assert {one.name: one.completeness.of for one in found.regions} == {
        "east": 1,
        "no region": 2,
        "north": 2,
        "south": 1,
        "west": 1,
    }
    assert [one.name for one in found.regions][-1] == "no region"


def test_too_many_regions_are_not_told_apart(tmp_path, monkeypatch):
    monkeypatch.setattr(quality, "REGIONS_MAX", 2)
    rows = contacts(6, agent_id=pa.array([None] * 6), region=pa.array(list("abcabc")))
    parts = [rows.slice(0, 2), rows.slice(2)]
    (only,) = validate(write_parts(tmp_path / "d", parts)).quality.regions
    assert shares(only) == [(0, 6), (6, 6), (6, 6)]
    assert only.name.startswith("more than")


def test_what_the_import_found_counts_in_accuracy(tmp_path):
    # Of four rows one has no id and is set aside, and one a rating off its scale, blanked.
    rows = row(), row(id="T2", stars="9"), row(id="", agent="a2"), row(id="T4")
    out = tmp_path / "data"
    import_export(write_profile(tmp_path), write_export(tmp_path, *rows), out)
    report = validate(out)
    found = report.quality
    assert (found.imported.aside, found.imported.blanked) == (1, 1)
    columns = {one.name: shares(one)[:2] for one in found.columns}
    assert columns["interaction_id"] == [(3, 3), (3, 4)]
    assert columns["csat"] == [(2, 3), (3, 4)]
    assert shares(found.rows)[1] == (2, 4)
    assert [(one.name, one.accuracy) for one in found.regions] == [("no region", Share(3, 4))]
    text = report.to_text()
    assert "set aside, 1, count in accuracy alone" in text
    assert "that the import blanked or kept, 1," in text


def test_a_fault_that_the_profile_keeps_is_one_all_the_same(tmp_path):
    # Two rows of three were answered at 10:02:30 or later and solved at 10:01.
    rows = row(), *(row(id=name, solved="02.01.2024 10:01") for name in ("T2", "T3"))
    out = tmp_path / "data"
    import_export(write_profile(tmp_path), write_export(tmp_path, *rows), out)
    report = validate(out)
    found = {one.name: one.accuracy for one in report.quality.columns}
    assert (found["first_response_at"], found["csat"]) == (Share(1, 3), Share(3, 3))
    assert report.quality.rows.accuracy == Share(1, 3)
    (rule,) = report.rules
    assert (rule.rule, rule.consequence, rule.count, rule.places) == (
        "response-after-resolution", "kept", 2, (),
    )  # fmt: skip


def test_the_figures_are_printed_in_both_languages_and_as_whole_numbers(tmp_path):
    report = validate(write(tmp_path / "d", dirty()))
    text = report.to_text()
    for word in ("completeness 完整性", "accuracy 准确性", "freshness 时效性", "whole rows 整行"):
        assert word in text
    assert "\n    csat                         83.3 %           66.6 %           100.0 %\n" in text
    said = json.loads(report.to_json())["quality"]
    assert said["rows"]["accuracy"] == {"rows": 4, "of": 6}
    assert said["columns"][3]["name"] == "csat"


@pytest.fixture(scope="module")
def wholes(tmp_path_factory):
    """Reports on the rows as one file, by the days that count as fresh."""
    d = write(tmp_path_factory.mktemp("whole"), dirty())
    return {fresh: validate(d, fresh_days=fresh) for fresh in (1, 3)}


@settings(max_examples=10, deadline=None, derandomize=True)
@given(order=st.permutations(range(6)), cut=st.integers(0, 6), fresh=st.sampled_from([1, 3]))
def test_order_and_split_of_the_rows_change_no_figure(tmp_path_factory, wholes, order, cut, fresh):
    folder, whole = tmp_path_factory.mktemp("split"), wholes[fresh]
    rows = dirty().take(pa.array(order))
    parts = [part for part in (rows.slice(0, cut), rows.slice(cut)) if part.num_rows]
    split = validate(write_parts(folder / "split", parts), fresh_days=fresh)
    assert split.quality == whole.quality
    assert split.by_period == whole.by_period
