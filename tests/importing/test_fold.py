"""Rows of an id become one: every policy against a plain loop over dictionaries."""

from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.importing.fold import fold
from scoring.importing.staged import AT, COUNTS, MARK, VALUE, Stage

rows_of = st.lists(
    st.tuples(
        st.sampled_from([None, "a", "b", "c"]),  # the id
        st.sampled_from([None, 1, 2, 3]),  # what orders its rows
        st.sampled_from(["x", "y", None]),  # a content
        st.booleans(),  # whether the row meets the event's condition
    ),
    min_size=1,
    max_size=12,
)


def profile(repeats, take="first"):
    latest = None if isinstance(repeats, str) else repeats
    event = SimpleNamespace(take=take, where=())
    readings = {"state": SimpleNamespace(event=None), "picked": SimpleNamespace(event=event)}
    return SimpleNamespace(repeats=repeats, latest=latest, readings=readings)


def latest(ties):
    return SimpleNamespace(ties=ties, order=("order",))


def table_of(rows):
    """Sorted as the sorter sorts: by id, order and place, nothing last."""
    keyed = [(*row, at) for at, row in enumerate(rows)]
    keyed.sort(key=lambda r: (r[0] is None, r[0] or "", r[1] is None, r[1] or 0, r[4]))
    ids, order, state, met, at = zip(*keyed, strict=True)
    return pa.table(
        {
            AT: pa.array(at, pa.int64()),
            VALUE + "interaction_id": pa.array(ids, pa.string()),
            VALUE + "order": pa.array(order, pa.int64()),
            VALUE + "state": pa.array(state, pa.string()),
            MARK + "state": pa.array(np.zeros(len(at), np.int8)),
            COUNTS + "picked": pa.array(met),
        }
    )


def folded(rows, said):
    """Fold, and name every row by its place in `rows`."""
    table = table_of(rows)
    stage = Stage(dict.fromkeys(("state", "picked")), ("order",))
    found = fold(table, stage, said)
    at = table.column(AT).to_numpy()
    picked = [None if i < 0 else int(at[i]) for i in found.taken["picked"]]
    return SimpleNamespace(
        stands=dict(zip(at[found.rows].tolist(), found.torn.tolist(), strict=True)),
        picked=dict(zip(at[found.rows].tolist(), picked, strict=True)),
        repeated=set(at[found.repeated].tolist()),
        superseded=set(at[found.superseded].tolist()),
    )


def groups_of(rows):
    groups = {}
    for at, row in enumerate(rows):
        groups.setdefault(row[0] if row[0] is not None else ("nobody", at), []).append(at)
    return groups.values()


def kept_apart(said, places):
    return set().union(*places) == set(said.stands) | said.repeated | said.superseded


@settings(max_examples=150, deadline=None)
@given(rows_of)
def test_without_a_policy_rows_that_share_an_id_are_torn(rows):
    found = folded(rows, profile("error"))
    expected = {at: len(group) > 1 for group in groups_of(rows) for at in group}
    assert found.stands == expected
    assert found.repeated | found.superseded == set()


@settings(max_examples=150, deadline=None)
@given(rows_of)
def test_identical_rows_count_once(rows):
    found = folded(rows, profile("identical_ok"))
    for group in groups_of(rows):
        if len({rows[at][1:] for at in group}) == 1:
            # Places within an id come in their order, so the first row of the file stands.
            assert found.stands[min(group)] is False
            assert set(group) - {min(group)} <= found.repeated
        else:
            assert all(found.stands[at] for at in group)
    assert kept_apart(found, [range(len(rows))])


@pytest.mark.parametrize("ties", ["later_row", "fault"])
@pytest.mark.parametrize("take", ["first", "last"])
@settings(max_examples=100, deadline=None)
@given(rows=rows_of)
def test_the_last_row_counts_and_an_event_names_its_own(rows, ties, take):
    found = folded(rows, profile(latest(ties), take))
    for group in groups_of(rows):
        ordered = sorted(group, key=lambda at: (rows[at][1] or 0, at))
        unordered = len(group) > 1 and any(rows[at][1] is None for at in group)
        # All that are as late as the last one: of three, two may well be identical.
        tied = len({rows[at][1:] for at in group if rows[at][1] == rows[ordered[-1]][1]}) > 1
        if unordered or (tied and ties == "fault"):
            assert all(found.stands[at] for at in group)
            assert all(found.picked[at] == at for at in group)
            continue
        assert found.stands[ordered[-1]] is False
        assert set(group) - {ordered[-1]} <= found.superseded
        met = [at for at in ordered if rows[at][3]]
        expected = None if not met else met[0] if take == "first" else met[-1]
        assert found.picked[ordered[-1]] == expected
    assert kept_apart(found, [range(len(rows))])


@pytest.mark.parametrize("contents", ["xyy", "yxy", "yyx"])
def test_a_tie_is_one_in_whatever_order_its_rows_stand(contents):
    found = folded([("a", 1, content, False) for content in contents], profile(latest("fault")))
    assert found.stands == dict.fromkeys(range(3), True)
    assert found.superseded == set()
