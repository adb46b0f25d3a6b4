"""The KPIs of a plan in a pandas script, as an analyst would write it who minds speed.

`python -m benchmarks.peers.in_pandas PLAN DATA OUT THREADS`. Words come as categories, so that
nothing compares strings; percentiles are picked from one sort of agent and value together.
"""

import sys

import numpy as np
import pandas as pd
import pyarrow as pa

from benchmarks.peers.kpis import COLUMNS, END_UTC, START_UTC, interactions_of

_START, _END = pd.Timestamp(START_UTC, tz="UTC"), pd.Timestamp(END_UTC, tz="UTC")
_WORDS = ["agent_id", "region", "priority", "channel"]
_OWED = {"urgent": 900, "high": 3_600, "low": 86_400}


def main(plan: str, data: str, out: str, threads: str) -> None:
    """Write the KPI table of a data folder."""
    pa.set_cpu_count(int(threads))
    rows = read(plan, data)
    kpis = QUERIES[plan](rows[rows["agent_id"].notna()])
    kpis = kpis.astype("int64").set_axis(kpis.index.astype("str")).rename_axis("agent_id")
    kpis.reset_index().to_parquet(out)


def read(plan: str, data: str) -> pd.DataFrame:
    """Read the columns of a plan: words as categories, whole numbers and truths with nulls."""
    columns = list(COLUMNS[plan])
    return pd.read_parquet(
        interactions_of(data),
        columns=columns,
        dtype_backend="numpy_nullable",
        read_dictionary=[name for name in columns if name in _WORDS],
    )


def desk(rows: pd.DataFrame) -> pd.DataFrame:
    """Compute the plan `desk`."""
    rows = rows[_in_month(rows["created_at"])]
    took = _seconds(rows, "first_response_at")
    owed = rows["priority"].astype("str").map(_OWED).fillna(7_200)
    parts = pd.DataFrame(
        {
            "agent_id": rows["agent_id"],
            "csat": rows["csat"],
            "kept": (took <= owed).fillna(value=False),
            "resolved": rows["resolved"],
            "took": took,
            "handle_s": rows["handle_s"],
        }
    )
    by = parts.groupby("agent_id", observed=False)
    counts, sums = by.count(), by[["csat", "kept", "resolved"]].sum()
    return pd.DataFrame(
        {
            "csat_n": sums["csat"],
            "csat_v": counts["csat"],
            "response_p90_n": _nearest_rank(parts, "took", 9, 10),
            "response_p90_v": counts["took"],
            "response_kept_n": sums["kept"],
            "response_kept_v": counts["kept"],
            "solved_n": sums["resolved"],
            "solved_v": counts["resolved"],
            "handle_median_n": _nearest_rank(parts, "handle_s", 1, 2),
            "handle_median_v": counts["handle_s"],
        }
    )


def volume(rows: pd.DataFrame) -> pd.DataFrame:
    """Compute the plan `volume`: what a filter leaves out becomes null, and sums pass over it."""
    made = _in_month(rows["created_at"])
    channel, priority = rows["channel"], rows["priority"]
    handle, reopens = rows["handle_s"], rows["reopens"]
    both = made & handle.notna() & reopens.notna()
    phone = made & (channel == "phone") & rows["region"].isin(["central", "east", "north", "south"])
    rating = rows["csat"].where(phone)
    parts = pd.DataFrame(
        {
            "agent_id": rows["agent_id"],
            "contacts": made,
            "solved": _in_month(rows["resolved_at"]) & rows["resolved"].fillna(value=False),
            "worked": handle.where(made & channel.notna() & (channel != "store")),
            "reopened": reopens.where(both),
            "handled": handle.where(both),
            "took": _seconds(rows, "resolved_at").where(made & priority.isin(["urgent", "high"])),
            "rating": rating,
            "satisfied": rating >= 4,
            "escalated": rows["escalated"].where(made & priority.notna() & (priority != "low")),
        }
    )
    by = parts.groupby("agent_id", observed=False)
    counts, sums = by.count(), by.sum()
    return pd.DataFrame(
        {
            "contacts_n": sums["contacts"],
            "contacts_v": sums["contacts"],
            "solved_in_period_n": sums["solved"],
            "solved_in_period_v": sums["solved"],
            "hours_n": sums["worked"],
            "hours_v": counts["worked"],
            "reopens_per_100_h_n": sums["reopened"],
            "reopens_per_100_h_d": sums["handled"],
            "reopens_per_100_h_v": counts["handled"],
            "time_to_solve_n": sums["took"],
            "time_to_solve_v": counts["took"],
            "satisfied_by_phone_n": sums["satisfied"],
            "satisfied_by_phone_v": counts["rating"],
            "escalated_n": sums["escalated"],
            "escalated_v": counts["escalated"],
        }
    )


def _in_month(stamp: pd.Series) -> pd.Series:
    return (stamp >= _START) & (stamp < _END)


def _seconds(rows: pd.DataFrame, end: str) -> pd.Series:
    """Return the whole seconds from creation to a later stamp, null where it is."""
    took = (rows[end] - rows["created_at"]).astype("timedelta64[us]")
    whole = took.array.view("int64") // 1_000_000
    return pd.Series(pd.arrays.IntegerArray(whole, took.isna().to_numpy()), rows.index)


def _nearest_rank(parts: pd.DataFrame, name: str, num: int, den: int) -> pd.Series:
    """Pick each agent's ceil(num / den x n)-th value: agent and value sorted as one number."""
    there = parts[name].notna().to_numpy()
    agent = parts["agent_id"].cat.codes.to_numpy()[there].astype("int64")
    ordered = np.sort((agent << 32) + parts[name].to_numpy("int64", na_value=0)[there])
    agents = parts["agent_id"].cat.categories
    counts = np.bincount(agent, minlength=len(agents))
    place = np.cumsum(counts) - counts + np.maximum((counts * num + den - 1) // den, 1) - 1
    picked = ordered[np.minimum(place, ordered.size - 1)] & 0xFFFFFFFF
    return pd.Series(np.where(counts > 0, picked, 0), agents)


QUERIES = {"desk": desk, "volume": volume}

if __name__ == "__main__":
    main(*sys.argv[1:])
