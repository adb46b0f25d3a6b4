"""Days and months of service: counted by hand, and against a walk over every day."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.exact.period import parse_period
from scoring.exact.service import Spans, days_served, epoch_day, months_of, months_served

YEAR = parse_period("2026")


def spans_of(*agents: list[tuple[str, str]]) -> Spans:
    rows = [
        (i, *(epoch_day(dt.date.fromisoformat(day)) for day in span))
        for i, agent in enumerate(agents)
        for span in agent
    ]
    return Spans(*np.array(rows, np.int64).reshape(-1, 3).T, len(agents))


@pytest.mark.parametrize(
    ("spans", "months"),
    [
        ([("2026-01-01", "2026-06-30")], 6),
        ([("2026-01-16", "2026-12-31")], 12),  # 16 days of January
        ([("2026-01-17", "2026-12-31")], 11),  # 15 of them
        ([("2026-02-15", "2026-02-28")], 0),  # 14 of February
        ([("2026-02-14", "2026-02-28")], 1),  # 15 of it
        ([("2026-04-01", "2026-04-15")], 0),
        ([("2026-04-01", "2026-04-16")], 1),
        ([("2026-04-01", "2026-04-08"), ("2026-04-23", "2026-04-30")], 1),  # 8 and 8
        ([], 0),
    ],
)
def test_a_month_counts_from_so_many_days(spans, months):
    found = months_served(spans_of(spans, [("2026-01-01", "2026-12-31")]), YEAR, 16, 15)
    assert found.tolist() == [months, 12]


def test_months_of_each_cycle():
    counted = {name: len(months_of(parse_period(name))) for name in ("2026", "2026-H2", "2026-Q4")}
    assert counted == {"2026": 12, "2026-H2": 6, "2026-Q4": 3}
    assert months_of(parse_period("2024-02")) == [(dt.date(2024, 2, 1), dt.date(2024, 3, 1))]


@given(st.data())
def test_days_and_months_are_those_of_a_walk(data):
    period = parse_period(data.draw(st.sampled_from(["2026-02", "2024-02", "2026-Q4", "2026"])))
    begin = epoch_day(period.first)
    marks = data.draw(st.lists(st.booleans(), min_size=period.days, max_size=period.days))
    edges = st.lists(st.integers(0, period.days - 1), max_size=6, unique=True).map(sorted)
    rows, walked = [], []
    for agent in range(data.draw(st.integers(1, 4))):
        drawn = data.draw(edges)
        pairs = list(zip(drawn[::2], drawn[1::2], strict=False))
        rows += [(agent, begin + a, begin + b) for a, b in pairs]
        walked.append([n for a, b in pairs for n in range(a, b + 1)])
    spans = Spans(*np.array(rows, np.int64).reshape(-1, 3).T, len(walked))
    found = days_served(spans, period, np.array(marks, np.bool_))
    assert found.tolist() == [sum(marks[n] for n in days) for days in walked]
    full, february = data.draw(st.integers(1, 30)), data.draw(st.integers(1, 28))
    for months, days in zip(months_served(spans, period, full, february), walked, strict=True):
        each = [period.first + dt.timedelta(n) for n in days]
        named = {(day.year, day.month) for day in each}
        least = {True: february, False: full}
        counts = [sum((d.year, d.month) == m for d in each) >= least[m[1] == 2] for m in named]
        assert months == sum(counts)
