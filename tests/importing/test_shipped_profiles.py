"""The shipped profiles on small exports in each system's own columns, every value by hand."""

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.importing.importer import import_export
from scoring.importing.profile.profiles import load_profile
from scoring.shipped import find_profile, shipped_profiles
from tests.importing.exports import table

EXPORTS = Path(__file__).parent / "shipped"
"""A small export a system, made up for these tests, in the columns that the system writes."""

UNPROVEN = ("freshdesk", "genesys", "intercom", "jira-sm", "salesforce", "servicenow", "zendesk")


def utc(*parts):
    return dt.datetime(*parts, tzinfo=dt.UTC)


EXPECTED = {
    "zendesk": [
        {
            "interaction_id": "41",
            "agent_id": "agent one",
            "first_response_at": utc(2026, 10, 2, 9, 27),
            "resolved_at": utc(2026, 10, 3, 10),
            "csat": Decimal(1),
            "survey_sent": True,
            "resolved": True,
            "reopens": 1,
            "team": "North",
            "customer_id": "9001",
        },
        {
            "interaction_id": "42",
            "agent_id": None,
            "first_response_at": None,
            "csat": None,
            "survey_sent": False,
            "resolved": False,
        },
    ],
    "freshdesk": [
        {
            "agent_id": "agent one",
            "resolved_at": utc(2026, 10, 2, 10, 0, 30),
            "closed_at": utc(2026, 10, 3, 8),
            "first_response_at": utc(2026, 10, 2, 9, 45),
            "csat": Decimal(5),
            "x_first_response_business_s": 1800,
            "x_resolution_in_time": True,
        },
        # A negative time is a time all the same: a company column has no lower bound at zero.
        {"agent_id": None, "resolved": False, "x_first_response_business_s": -3600},
    ],
    "servicenow": [
        {
            "agent_id": "agent one",
            "channel": "phone",
            "resolved": True,
            "closed_at": utc(2026, 10, 7, 11),
            "reopens": 1,
            "x_made_sla": True,
        },
        {"agent_id": None, "resolved_at": None, "resolved": False, "category": None},
    ],
    "jira-sm": [
        {
            "interaction_id": "SD-1",
            "agent_id": "agent one",
            "created_at": utc(2026, 3, 5, 14, 7),
            "resolved_at": utc(2026, 3, 6, 0, 30),
            "x_response_promise_kept": False,
            "csat": Decimal(4),
            "resolved": True,
        },
        {"x_response_promise_kept": True, "csat": None, "resolved": False},
    ],
    "intercom": [
        {
            "interaction_id": "100",
            "agent_id": "a",
            "first_response_at": utc(2026, 10, 2, 9, 16, 40),
            "csat": Decimal(5),
            "resolved": True,
        },
        # 1,790,932,500 seconds after 1970 are 2026-10-02 09:15:00 UTC.
        {"created_at": utc(2026, 10, 2, 9, 15), "csat": None, "resolved": False},
    ],
    "salesforce": [
        {
            "interaction_id": "00001001",
            "created_at": utc(2026, 10, 15, 9, 57),
            "closed_at": utc(2026, 10, 16, 12, 5),
            "resolved": True,
            "escalated": False,
        },
        {"created_at": utc(2026, 10, 15, 21, 57), "agent_id": None, "escalated": True},
    ],
    "genesys": [
        {"handle_s": 126, "talk_s": 90, "channel": "voice", "category": "Sale"},
        {"created_at": utc(2026, 10, 2, 9, 15, 0, 250_000), "talk_s": None},
    ],
}


@pytest.mark.parametrize("name", UNPROVEN)
def test_a_profile_reads_its_system_s_own_columns(name, tmp_path):
    report = import_export(name, EXPORTS / f"{name}.csv", tmp_path / "data")
    expected = EXPECTED[name]
    found = table(tmp_path / "data", "interactions.parquet")
    assert report.rows_rejected == 0
    assert len(found) == len(expected)
    for one, said in zip(found, expected, strict=True):
        assert {column: one[column] for column in said} == said


@pytest.mark.parametrize("name", UNPROVEN)
def test_what_the_profile_does_not_mention_is_reported_and_nothing_is_faulty(name, tmp_path):
    header, *rows = (EXPORTS / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    source = tmp_path / "export.csv"
    source.write_text("\n".join([header + ",Kolumn X", *(f"{r},1" for r in rows)]), "utf-8")
    report = import_export(name, source, tmp_path / "data")
    assert "Kolumn X" in report.left_behind
    blanked = {rule.rule for rule in report.rules if rule.action in ("blank", "quarantine")}
    assert blanked == set()
    # The columns of the header are used, ignored, or left behind: none is lost in silence.
    names = set(next(csv.reader([header])))
    assert set(report.left_behind) <= names | {"Kolumn X"}


@pytest.mark.parametrize("name", UNPROVEN)
def test_a_profile_that_met_no_real_export_says_so_in_header_and_output(name, tmp_path):
    path = find_profile(name)
    comment = path.read_text(encoding="utf-8").partition("\nprofile:")[0]
    assert "met" in comment
    assert "no real export" in " ".join(comment.replace("#", " ").split())
    assert load_profile(path).profile.proven == "on no real export"
    report = import_export(name, EXPORTS / f"{name}.csv", tmp_path / "data")
    assert f"profile {name}, proven on no real export" in report.to_text()


def test_every_shipped_profile_is_proven_or_listed_here():
    proven = {"call-center", "ecommerce-csat", "support-regions"}
    assert {*shipped_profiles()} == proven | {*UNPROVEN}
