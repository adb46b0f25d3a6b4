"""The company's file: what is wrong with it, at its line, and which version holds as of a day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import PlanError
from scoring.exact.period import parse_period
from scoring.independent.company import file_of
from scoring.plan.company import Company, in_force, is_company, load_company
from scoring.plan.load import load_plan, read_yaml
from tests.months import PLAN

COMPANY = """\
company: northwind-service
as_of: period_start
plans:
  - plan: agents
    versions:
      - {file: agents-1.yaml, from: 2026-01-01}
      - {file: agents-2.yaml, from: 2026-10-01, to: 2026-12-31}
    covers: {where: {role: [agent, senior]}}
  - plan: supervisors
    versions:
      - {file: supervisors.yaml, from: 2026-01-01}
    covers: {where: {role: supervisor}, service_days_min: 30}
"""


def written(folder, text=COMPANY):
    path = folder / "company.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def changed(old, new):
    assert old in COMPANY
    return COMPANY.replace(old, new)


def test_it_says_which_plans_there_are_and_whom_they_cover(tmp_path):
    path = written(tmp_path)
    company = load_company(path)
    assert is_company(path)
    assert [entry.plan for entry in company.plans] == ["agents", "supervisors"]
    first, second = company.plans[0].versions
    assert (first.file, first.start, first.end) == ("agents-1.yaml", dt.date(2026, 1, 1), None)
    assert (second.start, second.end) == (dt.date(2026, 10, 1), dt.date(2026, 12, 31))
    assert company.plans[1].covers.service_days_min == 30


def test_what_is_no_company_is_left_to_whoever_reads_a_plan(tmp_path):
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("company: [", encoding="utf-8")
    assert not is_company(tmp_path / "plan.yaml")
    assert not is_company(tmp_path / "broken.yaml")
    with pytest.raises(PlanError, match="this is a company's file, not a plan"):
        load_plan(written(tmp_path))


@pytest.mark.parametrize("name", ["company.yaml", "controls.yaml"])
def test_no_plan_has_a_name_that_a_run_needs(tmp_path, name):
    (tmp_path / name).write_text(PLAN, encoding="utf-8")
    with pytest.raises(PlanError, match=r"\[plan-file-name\]"):
        load_plan(tmp_path / name)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("as_of: period_start\n", "", "company.yaml:1:1: the file lacks 'as_of'"),
        ("as_of: period_start", "as_of: today", "company.yaml:2:1: as_of is 'today'"),
        ("from: 2026-10-01", "from: 2026-13-01", "company.yaml:7:31:"),
        ("- plan: supervisors", "- plan: agents", "company.yaml:9:5: plan 'agents' stands here"),
        ("to: 2026-12-31", "to: 2026-09-30", "company.yaml:7:49: plans.agents.versions ends on"),
        ("from: 2026-10-01", "from: 2026-01-01", "company.yaml:7:31: plans.agents."),
        ("from: 2026-10-01", "from: 2025-01-01", "and the one above it on 2026-01-01"),
        ("agents-1.yaml, from: 2026-01-01", "agents-1.yaml, from: 2026-01-01, to: 2026-10-01",
         "and the one above it holds to 2026-10-01: they overlap"),
        ("{role: [agent, senior]}", "{rank: [agent]}", "agents.covers.where names no column"),
        ("{where: {role: [agent, senior]}}", "{everyone: false}", "covers.everyone is false"),
        ("{where: {role: [agent, senior]}}", "{everyone: true, service_days_min: 3}",
         "plans.agents.covers says everyone and also service_days_min"),
        ("      - {file: supervisors.yaml, from: 2026-01-01}\n", "",
         "company.yaml:10:5: plans[2].versions has no value"),
        ("covers: {where: {role: [agent, senior]}}", "cover: {everyone: true}",
         "'cover' is not a key of plans[1]. Did you mean 'covers'?"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_line(tmp_path, old, new, words):
    with pytest.raises(PlanError) as caught:
        load_company(written(tmp_path, changed(old, new)))
    assert words in str(caught.value)


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    text = changed("to: 2026-12-31", "to: 2026-09-30").replace("role: sup", "rank: sup")
    with pytest.raises(PlanError) as caught:
        load_company(written(tmp_path, text))
    assert [p.code for p in caught.value.problems] == ["ends-before-start", "unknown-column"]


@pytest.mark.parametrize(
    ("period", "as_of", "file"),
    [
        ("2026-09", "period_start", "agents-1.yaml"),
        ("2026-10", "period_start", "agents-2.yaml"),
        ("2026-12", "period_end", "agents-2.yaml"),
        ("2026-H2", "period_start", "agents-1.yaml"),
        ("2026-H2", "period_end", "agents-2.yaml"),
    ],
)
def test_a_version_holds_as_of_a_day(tmp_path, period, as_of, file):
    path = written(tmp_path, changed("as_of: period_start", f"as_of: {as_of}"))
    company, span = load_company(path), parse_period(period)
    version, why = in_force(company.plans[0], company.day_in(span), span)
    assert version.file == file
    assert why == ("another version takes over on 2026-10-01" if period == "2026-H2" else "")
    assert file_of(read_yaml(path), "agents", period) == file


def test_a_plan_may_not_have_begun_or_have_ended(tmp_path):
    entry = load_company(written(tmp_path)).plans[0]
    found = {
        name: in_force(entry, parse_period(name).first, parse_period(name))
        for name in ("2025-12", "2027-01")
    }
    assert [version for version, _ in found.values()] == [None, None]
    assert found["2025-12"].why == "its first version begins on 2026-01-01"
    assert found["2027-01"].why == "its last version ended on 2026-12-31"


@pytest.mark.parametrize(
    ("text", "period", "without"),
    [
        (COMPANY, "2026", ""),
        (changed("to: 2026-12-31", "to: 2026-12-30"), "2026-12", "on 2026-12-31"),
        (changed("from: 2026-10-01", "from: 2026-10-16"), "2026-10", ""),
        (changed("agents-1.yaml, from: 2026-01-01",
                 "agents-1.yaml, from: 2026-01-01, to: 2026-08-31"),
         "2026-09", "from 2026-09-01 to 2026-09-30"),
        (changed("agents-1.yaml, from: 2026-01-01", "agents-1.yaml, from: 2026-01-15"),
         "2026-01", "from 2026-01-01 to 2026-01-14"),
        (changed("agents-1.yaml, from: 2026-01-01", "agents-1.yaml, from: 2026-01-15, to: "
                 "2026-09-29"), "2026",
         "from 2026-01-01 to 2026-01-14 and on 2026-09-30"),
    ],
)  # fmt: skip
def test_days_without_a_version_are_refused(tmp_path, text, period, without):
    path = written(tmp_path, text)
    entry, span = load_company(path).plans[0], parse_period(period)
    if not without:
        assert in_force(entry, span.first, span).version is not None
        return
    with pytest.raises(PlanError) as caught:
        in_force(entry, span.first, span)
    assert f"company.yaml:5:5: no version of plan 'agents' holds {without} in {period}" in str(
        caught.value
    )
    assert file_of(read_yaml(path), "agents", period) is None


@st.composite
def versions(draw):
    """Versions in order that do not overlap, some with an end."""
    day, found = dt.date(2026, 1, 1), []
    for i in range(draw(st.integers(1, 4))):
        start = day + dt.timedelta(draw(st.sampled_from([0, 1, 20, 31, 59])))
        end = start + dt.timedelta(draw(st.sampled_from([0, 15, 30, 89])))
        found.append({"file": f"{i}.yaml", "from": start.isoformat(), "to": end.isoformat()})
        if draw(st.booleans()):
            del found[-1]["to"]
        day = end + dt.timedelta(1)
    return found


@given(
    versions=versions(),
    period=st.sampled_from(["2025-12", "2026-01", "2026-02", "2026-03", "2026-Q1", "2026-05"]),
    as_of=st.sampled_from(["period_start", "period_end"]),
)
def test_both_calculations_find_the_same_version(versions, period, as_of):
    said = {"company": "c", "as_of": as_of}
    said["plans"] = [{"plan": "p", "versions": versions, "covers": {"everyone": "true"}}]
    company, span = Company.model_validate(said), parse_period(period)
    try:
        version, _ = in_force(company.plans[0], company.day_in(span), span)
    except PlanError:
        version = None
    assert (version and version.file) == file_of(said, "p", period)
